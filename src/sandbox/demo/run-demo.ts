import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import type { LogLevel } from "../../config.ts";
import { keepDataKeys, makeDataDir } from "../../db/data-keys.ts";
import { createSealer } from "../../db/seal.ts";
import { loadInstruments } from "../../instruments/index.ts";
import { createLog } from "../../log.ts";
import { OperatorError } from "../../operator-error.ts";
import { closeAll } from "../close-all.ts";
import { localToken } from "../local-token.ts";
import { MovableClock } from "../movable-clock.ts";
import { startTelegram } from "../telegram/telegram.ts";
import { World } from "../world.ts";
import { createDemo, type Demo } from "./create-demo.ts";
import { openDemoDatabase } from "./demo-database.ts";
import { firstPhones, phoneOf } from "./demo-phones.ts";
import { DemoMemoryFile } from "./memory-file.ts";
import { demoTownsfolk, foundDemoProgramme, programmeBegins, programmeHandedOver, seedDemo } from "./seed.ts";

const DEMO_BOT_ID = 7_000_000_001;
const DEMO_BOT = "cek_harian_bot";
const LOG_LEVEL: LogLevel = "info";

export interface RunningDemo {
  /** Not started yet. */
  readonly demo: Demo;
  stop(): Promise<void>;
}

/**
 * Database, Telegram and app under `dataDir`; empty at the first start, gone on with at the next.
 * @throws {OperatorError} when that directory is not to be written into, or another demo has it
 */
export async function runDemo({
  dataDir,
  fresh,
}: {
  readonly dataDir: string;
  readonly fresh: boolean;
}): Promise<RunningDemo> {
  const logPath = join(dataDir, "demo.log");
  const log = createLog(LOG_LEVEL, await openLogFile(dataDir, logPath));
  const memoryFile = new DemoMemoryFile(join(dataDir, "demo.json"));
  const closing: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => await closeAll(closing);
  try {
    const remembered = fresh ? undefined : await memoryFile.read();
    const database = await openDemoDatabase({ dataDir, fresh: remembered === undefined, log });
    closing.unshift(database.stop);
    // Begins anew with each demo. Until the database was held it could be another one's.
    await truncate(logPath);
    const memory = database.isFresh ? undefined : remembered;
    const sealer = createSealer(...(await keepDataKeys(dataDir)));
    const clock = new MovableClock(memory?.now ?? programmeBegins(), { running: true });
    const telegram = await startTelegram({
      token: localToken(DEMO_BOT_ID),
      clock,
      botUsername: DEMO_BOT,
      botName: "Cek Harian",
      ...(memory && { memory: memory.telegram }),
    });
    closing.unshift(() => telegram.stop());
    const tokens = memory ? undefined : await startOver(memoryFile, database.db, clock.now());
    const world = await World.start({
      database,
      sealer,
      instruments: loadInstruments(),
      telegram,
      clock,
      log,
      // The local Telegram has no limit, and weeks go by in seconds.
      messagesPerSecond: 2000,
    });
    closing.unshift(() => world.stop());
    for (const phone of memory?.phones ?? firstPhones) phoneOf(telegram, phone);
    const folk = demoTownsfolk(world);
    const demo = createDemo({
      world,
      folk,
      phones: memory?.phones ?? firstPhones,
      log,
      history: tokens && {
        until: programmeHandedOver(),
        live: async (onShare, signal) => await seedDemo(world, tokens, { onShare, signal }),
      },
      save: async (phones, complete) =>
        await memoryFile.write({ now: clock.now(), phones, telegram: telegram.memory() }, complete),
    });
    // In front of the world, which it needs to the last; the last save comes when nothing is sent any more.
    closing.unshift(() => demo.stop());
    closing.splice(2, 0, () => demo.saveForGood());
    return { demo, stop };
  } catch (error) {
    // What went wrong first is what is told.
    await stop().catch(() => undefined);
    throw error;
  }
}

async function openLogFile(dataDir: string, path: string) {
  try {
    await makeDataDir(dataDir);
    return pino.destination({ dest: path, append: true, sync: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OperatorError(
      `The demo cannot write into ${dataDir} (${code}): choose another directory with --data.`,
      { cause: error },
    );
  }
}

async function startOver(
  memoryFile: DemoMemoryFile,
  db: Parameters<typeof foundDemoProgramme>[0],
  now: Date,
) {
  await memoryFile.forget();
  return await foundDemoProgramme(db, now);
}
