import { pino } from "pino";
import { type App, startApp } from "../../app.ts";
import { createDatabase, type Db } from "../../db/client.ts";
import { createSealer } from "../../db/seal.ts";
import { loadInstruments } from "../../instruments/index.ts";
import { serve } from "../child-process.ts";
import { MovableClock } from "../movable-clock.ts";

export interface Opening {
  readonly token: string;
  readonly apiRoot: string;
  readonly databaseUrl: string;
  readonly dataKey: string;
  readonly now: string;
  readonly logFile: string;
}

/** The whole app in a process of its own, so that it can be killed, on a clock that its parent moves. */
const commands = {
  async open({ token, apiRoot, databaseUrl, dataKey, now, logFile }: Opening): Promise<void> {
    db = createDatabase(databaseUrl);
    clock = new MovableClock(new Date(now));
    app = await startApp({
      token,
      apiRoot,
      updates: { kind: "polling" },
      database: { url: databaseUrl, db },
      sealer: createSealer(Buffer.from(dataKey, "base64")),
      instruments: loadInstruments(),
      host: "127.0.0.1",
      port: 0,
      clock,
      log: pino({ level: "info" }, pino.destination({ dest: logFile, sync: true })),
      // The local Telegram has no limit, and weeks go by in minutes.
      messagesPerSecond: 5000,
      manualTick: true,
    });
  },

  async moveTo({ now }: { readonly now: string }): Promise<void> {
    clock?.moveTo(new Date(now));
  },

  async tick(_: object): Promise<void> {
    await app?.tick();
  },

  async audit(_: object): Promise<void> {
    await app?.audit();
  },

  /** Resolves when every screen is shown. */
  async idle(_: object): Promise<void> {
    await app?.lanes.idle();
  },
};

export type AppCommands = typeof commands;

let db: Db | undefined;
let app: App | undefined;
let clock: MovableClock | undefined;

serve(commands, async () => {
  await app?.stop();
  await db?.$disconnect();
});
