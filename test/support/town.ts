import { createDatabase } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { createLog } from "../../src/log.ts";
import { MovableClock } from "../../src/sandbox/movable-clock.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { World, type WorldOptions } from "../../src/sandbox/world.ts";
import { createTestDatabase } from "./database.ts";

const TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

/** A programme of people with phones, in the zone of Balikpapan unless a test says otherwise. */
export interface Town {
  readonly world: World;
  phone(name: string, languageCode?: string): Phone;
  /** Does something on a phone and waits for all its consequences. */
  does(action: Promise<unknown>): Promise<void>;
  /** Another process beside the first one, on the same database. */
  startAnother(): Promise<World>;
  /** Everything that was logged, one JSON line each. */
  log(): string;
  close(): Promise<void>;
}

export interface TownOptions
  extends Pick<WorldOptions, "updates" | "webhookUrl" | "callSeconds" | "onFatal"> {
  /** Monday 23 November 2026, 09:00 in Balikpapan. */
  readonly at?: string;
  /** Takes the database's address and answers with another one that leads there. */
  readonly behind?: (url: string) => Promise<string>;
}

export async function startTown({
  at = "2026-11-23T09:00:00+08:00",
  behind,
  ...more
}: TownOptions = {}): Promise<Town> {
  const { url, db, drop } = await createTestDatabase();
  const database = behind ? openAt(await behind(url)) : { url, db };
  const clock = new MovableClock(new Date(at));
  const telegram = await startTelegram({ token: TOKEN, clock, botUsername: "cek_harian_bot" });
  const lines: string[] = [];
  const log = createLog("debug", { write: (line: string) => void lines.push(line) });
  const sealer = createSealer(Uint8Array.from({ length: 32 }, (_, index) => index));
  const options = { database, sealer, instruments: loadInstruments(), telegram, clock, log, ...more };
  const world = await World.start(options);
  let nextId = 5_000_000_001;
  return {
    world,
    phone(name, languageCode = "id") {
      return telegram.phone({ id: nextId++, name, languageCode });
    },
    async does(action) {
      await action;
      await world.settle();
    },
    startAnother: async () => await World.start(options),
    log: () => lines.join(""),
    async close() {
      await world.stop();
      await telegram.stop();
      await database.db.$disconnect();
      await drop();
    },
  };
}

const openAt = (url: string) => ({ url, db: createDatabase(url) });
