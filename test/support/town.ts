import { createDatabase } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { createLog } from "../../src/log.ts";
import { firstInvitation } from "../../src/people/first-invitation.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";
import { World, type WorldOptions } from "../../src/sandbox/world.ts";
import { createTestDatabase } from "./database.ts";
import { BOT_TOKEN, dataKey } from "./keys.ts";
import { RewindableClock } from "./rewindable-clock.ts";

const PATIENCE_MS = 20_000;

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
  extends Pick<
    WorldOptions,
    | "updates"
    | "webhookUrl"
    | "callSeconds"
    | "helpWaitsMs"
    | "onFatal"
    | "perPerson"
    | "heartbeatUrl"
    | "departuresPath"
  > {
  /** Monday 23 November 2026, 09:00 in Balikpapan. */
  readonly at?: string;
  /** An app of its own, to be there when it starts. */
  readonly fresh?: true;
  /** Takes the database's address and answers with another one that leads there. */
  readonly behind?: (url: string) => Promise<string>;
}

/**
 * Stories that ask for nothing special share one app, one after the other: each begins with an empty
 * database, new phones and its own time, as if everything had been started anew.
 */
export async function startTown({
  at = "2026-11-23T09:00:00+08:00",
  ...special
}: TownOptions = {}): Promise<Town> {
  const start = new Date(at);
  if (Object.keys(special).length > 0 || shared?.inUse) return (await settle(start, special)).town;
  if (shared) await shared.beginAnew(start);
  else shared = await settle(start, {});
  shared.inUse = true;
  return { ...shared.town, close: giveBack };
}

/** Of this worker. It ends with the worker, which has nothing to keep. */
let shared: Settlement | undefined;

/**
 * An app that a story has stopped or started again is not handed on, and none that never comes to rest: whatever is under
 * way would write into the next story.
 */
async function giveBack(): Promise<void> {
  if (!shared) return;
  shared.inUse = false;
  if (!(await shared.isAsStarted())) return await closeShared();
  try {
    await shared.comeToRest();
  } catch (error) {
    await closeShared();
    throw error;
  }
}

/** For tests that do something to the whole process, such as to its timers, which an app would not survive. */
export async function closeShared(): Promise<void> {
  await shared?.town.close();
  shared = undefined;
}

interface Settlement {
  readonly town: Town;
  inUse: boolean;
  comeToRest(): Promise<void>;
  beginAnew(at: Date): Promise<void>;
  isAsStarted(): Promise<boolean>;
}

async function settle(at: Date, { behind, fresh: _, ...more }: Omit<TownOptions, "at">): Promise<Settlement> {
  const { url, db, empty, drop } = await createTestDatabase();
  const database = behind ? openAt(await behind(url)) : { url, db };
  const clock = new RewindableClock(at);
  const telegram = await startTelegram({ token: BOT_TOKEN, clock, botUsername: "cek_harian_bot" });
  const lines: string[] = [];
  const log = createLog("debug", { write: (line: string) => void lines.push(line) });
  const sealer = createSealer(dataKey);
  const options = {
    ...{ database, sealer, instruments: loadInstruments(), telegram, clock, log },
    // A crowded machine is no database that is away; what help does then is told where there is something between them.
    helpWaitsMs: behind ? 2_000 : PATIENCE_MS,
    ...more,
  };
  const world = await World.start(options);
  const app = world.app;
  let nextId = 5_000_000_001;
  const town: Town = {
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
  return {
    town,
    inUse: false,
    async isAsStarted() {
      if (world.app !== app) return false;
      return await fetch(`http://127.0.0.1:${app.port}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
    },
    async comeToRest() {
      telegram.faults.clear();
      await world.settle();
    },
    async beginAnew(now) {
      await empty();
      clock.rewindTo(now);
      await firstInvitation(db, now);
      // It remembers whose numbers help shows.
      await app.tick();
      lines.length = 0;
    },
  };
}

const openAt = (url: string) => ({ url, db: createDatabase(url) });
