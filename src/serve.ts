import { startApp } from "./app.ts";
import { departuresFile } from "./backup/departures-file.ts";
import { usualPerPerson } from "./bot/flood.ts";
import { systemClock } from "./clock.ts";
import { type LoadedConfig, loadConfig, readEnvironment } from "./config.ts";
import { refuseWrongKeys, unlock } from "./db/key-check.ts";
import { openDatabase } from "./db/open-database.ts";
import { createSealer } from "./db/seal.ts";
import { loadInstruments, ownInstruments } from "./instruments/index.ts";
import { keepNow } from "./keep-compiled.ts";
import { createLog } from "./log.ts";
import { OperatorError } from "./operator-error.ts";

/** Supervisors wait ten seconds before they kill. */
const STOP_WITHIN_MS = 9_500;

const loaded = load();
if (loaded.kind === "invalid") {
  process.stderr.write(
    `Teman Pulih cannot start:\n${loaded.problems.map((problem) => `  ${problem}\n`).join("")}`,
  );
  process.exit(1);
}
const { config } = loaded;
const log = createLog(config.logLevel);
const closing: (() => Promise<void>)[] = [];
let stopped: Promise<void> | undefined;

// More than once: Ctrl-C under npm comes from the terminal and from npm.
process.on("SIGTERM", () => void stop("SIGTERM", 0));
process.on("SIGINT", () => void stop("SIGINT", 0));

try {
  const instruments = loadInstruments(ownInstruments(config.dataDir));
  const database = await openDatabase({
    database: config.database,
    log,
    mayMigrate: async (url) => {
      await refuseWrongKeys(url, config);
      return true;
    },
    // Everything in this process has the old port; the next start finds the new one.
    onMoved: () => void stop("the database is on another port now", 1),
  });
  closing.unshift(() => database.stop());
  await startApp({
    ...config,
    database,
    sealer: createSealer(...(await unlock(database.url, config, systemClock.now()))),
    instruments,
    departuresPath: departuresFile(config.dataDir),
    clock: systemClock,
    log,
    perPerson: usualPerPerson,
    onRunning: (stopApp) => void closing.unshift(stopApp),
    onFatal: () => void stop("refused by Telegram", 1),
  });
  keepNow();
} catch (error) {
  if (error instanceof OperatorError) process.stderr.write(`Teman Pulih cannot start: ${error.message}\n`);
  else log.fatal({ err: error }, "could not start");
  await stop("failed start", 1);
}

function load(): LoadedConfig {
  try {
    return loadConfig(readEnvironment());
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { kind: "invalid", problems: [error.message] };
  }
}

/** Once, whoever asks again meanwhile. */
async function stop(why: string, exitCode: number): Promise<void> {
  stopped ??= end(why, exitCode);
  await stopped;
}

/** Stops what has started, last first. */
async function end(why: string, exitCode: number): Promise<void> {
  log.info({ why }, "stopping");
  setTimeout(() => {
    log.error("did not stop in time; nothing that was confirmed is lost");
    process.exit(1);
  }, STOP_WITHIN_MS).unref();
  // A start that is still under way may add to it.
  while (closing.length > 0) await closing.shift()?.();
  log.info("stopped");
  process.exit(exitCode);
}
