import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { pino } from "pino";
import { type App, type AppOptions, startApp } from "../../src/app.ts";
import { systemClock } from "../../src/clock.ts";
import { createDatabase, type Db } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { serve } from "../../src/sandbox/child-process.ts";

/** The whole app, as `npm start` runs it, in a process of its own. */
const commands = {
  async open(input: {
    readonly token: string;
    readonly apiRoot: string;
    readonly databaseUrl: string;
    readonly updates?: AppOptions["updates"];
    /** Base64, for several processes on one database; otherwise a new one. */
    readonly dataKey?: string;
  }): Promise<{ readonly port: number }> {
    db = createDatabase(input.databaseUrl);
    app = await startApp({
      token: input.token,
      apiRoot: input.apiRoot,
      updates: input.updates ?? { kind: "polling" },
      database: { url: input.databaseUrl, db },
      sealer: createSealer(
        input.dataKey === undefined ? randomBytes(32) : Buffer.from(input.dataKey, "base64"),
      ),
      instruments: loadInstruments(),
      host: "127.0.0.1",
      port: 0,
      clock: systemClock,
      // Stdout belongs to the figures.
      log: pino({ level: "warn" }, pino.destination(2)),
    });
    return { port: app.port };
  },

  /** The process stays, warm, and may be opened again. */
  async close(_: object): Promise<void> {
    await app?.stop();
    await db?.$disconnect();
    app = undefined;
    db = undefined;
  },

  /** Resident bytes when nothing is under way and garbage is collected. */
  async memory(_: object): Promise<number> {
    await app?.lanes.idle();
    for (let round = 0; round < 3; round++) {
      globalThis.gc?.();
      await wait(100);
    }
    return process.memoryUsage.rss();
  },
};

export type AppCommands = typeof commands;

let db: Db | undefined;
let app: App | undefined;

serve(commands, async () => await commands.close({}));
