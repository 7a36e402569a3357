import { dirname, join, resolve } from "node:path";
import { backupKeyFile } from "../backup/backup-key.ts";
import { departuresFile } from "../backup/departures-file.ts";
import type { Clock } from "../clock.ts";
import { type Environment, loadConfig, loadStorageConfig, type StorageConfig } from "../config.ts";
import { createDatabase } from "../db/client.ts";
import { hasCluster } from "../db/cluster-files.ts";
import { dataKeyFile } from "../db/data-keys.ts";
import { refuseWrongKeys, withClient } from "../db/key-check.ts";
import { reachDatabase } from "../db/open-database.ts";
import { createLog } from "../log.ts";
import { OperatorError } from "../operator-error.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import { checkAudit } from "./check-audit.ts";
import { checkDatabase } from "./check-database.ts";
import { checkDepartures } from "./check-departures.ts";
import { checkBackupKey, checkFiles } from "./check-files.ts";
import { checkPeople } from "./check-people.ts";
import { checkQuestionnaires } from "./check-questionnaires.ts";
import { checkTelegram } from "./check-telegram.ts";
import { checkHeartbeat, checkProcess, checkWork } from "./check-work.ts";

/** Looks at everything an operator can do something about. Changes nothing. */
export async function diagnose(
  env: Environment,
  clock: Clock,
  envFile = resolve(".env"),
): Promise<readonly Check[]> {
  const whole = loadConfig(env);
  const checks: Check[] =
    whole.kind === "ok"
      ? [ok("config", "complete")]
      : whole.problems.map((problem) => fail("config", problem, "put it right in .env or the environment"));
  const storage = loadStorageConfig(env);
  if (whole.kind === "ok") {
    checks.push(...(await checkTelegram(whole.config, clock)));
    checks.push(await checkProcess(whole.config, clock), checkHeartbeat(whole.config));
  }
  checks.push(...(await checkFiles([envFile])));
  if (storage.kind === "ok") checks.push(...(await checkStorage(storage.config, clock)));
  return checks;
}

async function checkStorage(config: StorageConfig, clock: Clock): Promise<readonly Check[]> {
  const backupKey = backupKeyFile(config.dataDir);
  const files = [
    ...(await checkFiles([dataKeyFile(config.dataDir), backupKey])),
    ...(await checkBackupKey(backupKey)),
  ];
  // To open it would create it.
  if (config.database.kind === "embedded" && !(await hasCluster(config.dataDir)))
    return [
      ...files,
      warn(
        "database",
        `there is none in ${config.dataDir}`,
        "npm start makes it; if there should be one, say DATA_DIR as the bot has it",
      ),
    ];
  let database: Awaited<ReturnType<typeof reachDatabase>>;
  try {
    // A start waits for a database that is away; here that it is away is the answer.
    const wait = () => Promise.reject(new OperatorError("It cannot be reached."));
    database = await reachDatabase({ database: config.database, log: createLog("silent"), wait });
  } catch (error) {
    const why = error instanceof OperatorError ? error.message : "It does not start.";
    const next =
      config.database.kind === "url"
        ? "check DATABASE_URL, the server and the network"
        : `see ${join(dirname(dataKeyFile(config.dataDir)), "postgres/server.log")}`;
    return [...files, fail("database", why, next)];
  }
  try {
    const { url } = database;
    const server = await withClient(url, async (client) => await checkDatabase(client, config, clock));
    const key = await refuseWrongKeys(url, config).then(
      () => ok("data key", "fits the database"),
      (error: unknown) => {
        if (!(error instanceof OperatorError)) throw error;
        return fail("data key", error.message, "put the right key back before you start the bot");
      },
    );
    const checks = [...server, key, ...files];
    // The questions below fit only the schema of this release.
    if (checks.some(({ name, state }) => name === "migrations" && state !== "ok")) return checks;
    const db = createDatabase(url, { poolSize: 2 });
    try {
      const now = clock.now();
      return [
        ...checks,
        ...(await checkPeople(db, now)),
        await checkQuestionnaires(db, config.dataDir, now),
        await checkDepartures(db, departuresFile(config.dataDir), now),
        ...(await checkWork(db, now)),
        ...(key.state === "ok" ? [await checkAudit(url, config, now)] : []),
      ];
    } finally {
      await db.$disconnect();
    }
  } finally {
    await database.stop();
  }
}
