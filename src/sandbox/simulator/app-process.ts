import { readdir } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { pino } from "pino";
import { type App, type AppOptions, startApp } from "../../app.ts";
import type { Clock } from "../../clock.ts";
import { createDatabase, type Db } from "../../db/client.ts";
import { createSealer } from "../../db/seal.ts";
import { loadInstruments } from "../../instruments/index.ts";
import { keepNow } from "../../keep-compiled.ts";
import { createLog } from "../../log.ts";
import { realPause } from "../../pause.ts";
import { serve } from "../child-process.ts";

export interface Opening {
  readonly token: string;
  readonly apiRoot: string;
  readonly databaseUrl: string;
  readonly dataKey: string;
  readonly now: string;
  readonly logFile: string;
  readonly updates: AppOptions["updates"];
}

/** The simulated clock stands still while it pauses. */
const SHORTER = 50;

/** The whole app in a process of its own, so that it can be killed, on a clock that its parent moves. */
const commands = {
  /** The port of its health, metrics and webhook; and the name with which it claims what it delivers. */
  async open({
    token,
    apiRoot,
    databaseUrl,
    dataKey,
    now,
    logFile,
    updates,
  }: Opening): Promise<{ port: number; hands: string }> {
    db = createDatabase(databaseUrl);
    at = new Date(now);
    app = await startApp({
      token,
      apiRoot,
      updates,
      database: { url: databaseUrl, db },
      sealer: createSealer(Buffer.from(dataKey, "base64")),
      instruments: loadInstruments(),
      host: "127.0.0.1",
      port: 0,
      clock,
      log: createLog("debug", pino.destination({ dest: logFile, sync: true })),
      // The local Telegram has no limit, and weeks go by in minutes.
      messagesPerSecond: 5000,
      manualTick: true,
      pause: async (ms, signal) => await realPause(ms / SHORTER, signal),
    });
    keepNow();
    return { port: app.port, hands: app.hands.name };
  },

  /** Also back: a clock that was wrong is set right. */
  async moveTo({ now }: { readonly now: string }): Promise<void> {
    at = new Date(now);
  },

  async tick(_: object): Promise<void> {
    await app?.tick();
  },

  async audit(_: object): Promise<void> {
    await app?.audit();
  },

  async holdings(_: object): Promise<Holdings> {
    await app?.lanes.idle();
    for (let round = 0; round < 3; round++) {
      globalThis.gc?.();
      await wait(50);
    }
    const resources = process.getActiveResourcesInfo();
    const { heapUsed, rss } = process.memoryUsage();
    return {
      heapBytes: heapUsed,
      residentBytes: rss,
      timers: resources.filter((name) => name === "Timeout").length,
      sockets: resources.filter((name) => name === "TCPSocketWrap").length,
      openFiles: (await readdir("/proc/self/fd").catch(() => [])).length,
    };
  },

  /** Resolves when every screen is shown, and no attempt to deliver something is under way. */
  async idle(_: object): Promise<void> {
    await app?.lanes.idle();
    await app?.hands.idle();
  },
};

/** What the process holds at rest, with its garbage collected where `--expose-gc` allows it. */
export interface Holdings {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly timers: number;
  readonly sockets: number;
  readonly openFiles: number;
}

export type AppCommands = typeof commands;

let at = new Date(0);
const clock: Clock = { now: () => at };
let db: Db | undefined;
let app: App | undefined;

serve(commands, async () => {
  await app?.stop();
  await db?.$disconnect();
});
