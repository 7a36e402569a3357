import { pino } from "pino";
import { addNote } from "../../src/caseload/notes.ts";
import { type Db, inTransaction } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { enrolStaff } from "../../src/people/enrol-staff.ts";
import { identify } from "../../src/people/identify.ts";
import { foundProgramme } from "../../src/programme/found-programme.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { World } from "../../src/sandbox/world.ts";
import type { Ids } from "../support/button-matrix.ts";
import { BOT_TOKEN, dataKey } from "../support/keys.ts";
import { RewindableClock } from "../support/rewindable-clock.ts";
import { answers, buildTeam, enrol, linkFor, newToken, type Team } from "../support/team.ts";
import type { Town } from "../support/town.ts";
import { ACTORS } from "./updates.ts";

const START = new Date("2026-11-23T09:00:00+08:00");

/** It runs beside other work; what hangs for ever is found all the same. */
export const PATIENCE_MS = 120_000;
/** Words of one person that nobody else may read but who looks after them. */
export const SECRET = "rahasia-bayu";
export const CODE = "BPN-731";

export interface Stage {
  readonly world: World;
  readonly telegram: Telegram;
  /** Accounts, by actor. The last one is nobody. */
  readonly actors: readonly { readonly name: string; readonly telegramId: number }[];
  /** Whose numbers buttons are made with; the first are those of the person with the secret. */
  readonly ids: readonly Ids[];
  readonly programmeId: number;
  /** Lines of level warn and above since the last `reset`. */
  readonly troubles: () => readonly Readonly<Record<string, unknown>>[];
  /** Updates that were passed over on purpose, by their number. */
  readonly ignored: ReadonlySet<number>;
  /** Everything as it was when the stage was built. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Two programmes, people in every state, an open alert, a check-in under way, a note, a message. */
export async function buildStage(database: { readonly url: string; readonly db: Db }): Promise<Stage> {
  const { db } = database;
  const clock = new RewindableClock(START);
  const telegram = await startTelegram({
    token: BOT_TOKEN,
    clock,
    botUsername: "cek_harian_bot",
    keepMessages: 200,
    keepCalls: 200,
    keepFiles: 20,
  });
  const troubles: Record<string, unknown>[] = [];
  const ignored = new Set<number>();
  const log = pino(
    { level: "debug", base: null, formatters: { level: (level) => ({ level }) } },
    {
      write(line: string) {
        const entry = JSON.parse(line) as Record<string, unknown>;
        if (IGNORED.has(String(entry.msg))) ignored.add(Number(entry.updateId));
        else if (entry.level !== "debug" && entry.level !== "info") troubles.push(entry);
      },
    },
  );
  const world = await World.start({
    database,
    sealer: createSealer(dataKey),
    instruments: loadInstruments(),
    telegram,
    clock,
    log,
    updates: "webhook",
    messagesPerSecond: 10_000,
    settleWithinMs: PATIENCE_MS,
    callSeconds: PATIENCE_MS / 1000,
    helpWaitsMs: PATIENCE_MS,
  });
  let nextId = 5_000_000_001;
  const town: Town = {
    world,
    phone: (name, languageCode = "id") => telegram.phone({ id: nextId++, name, languageCode }),
    async does(action) {
      await action;
      await world.settle();
    },
    startAnother: async () => await Promise.reject(new Error("one is enough")),
    log: () => "",
    close: async () => undefined,
  };
  const built = await people(town);
  await world.settle();
  const snapshot = await takeSnapshot(db);
  troubles.length = 0;
  return {
    world,
    telegram,
    ...built,
    troubles: () => troubles,
    ignored,
    async reset() {
      await world.settle();
      await snapshot.bringBack();
      clock.rewindTo(START);
      troubles.length = 0;
      ignored.clear();
    },
    async close() {
      await world.stop();
      await telegram.stop();
    },
  };
}

const IGNORED = new Set([
  "update that nothing answers",
  "update from outside a private chat",
  "update without a private chat",
  "update of a shape that Telegram does not send",
  "update from one person in another one's chat",
]);

async function people(town: Town): Promise<Pick<Stage, "actors" | "ids" | "programmeId">> {
  const { world } = town;
  const { db, clock, app } = world;
  const team = await buildTeam(town);
  const joins = async (programmeId: number, role: "counselor" | "coordinator", name: string) => {
    const phone = town.phone(name);
    const make = { programmeId, role, name, actor: "operator" };
    const { token } = await inTransaction(db, async (tx) => await enrolStaff(tx, make, clock.now()));
    await town.does(phone.opensLink(linkFor(token)));
    return phone;
  };
  const lia = await joins(team.programmeId, "counselor", "Lia");
  const elsewhere = await inTransaction(db, async (tx) =>
    foundProgramme(tx, { name: "Lain", zone: "Asia/Makassar", locale: "id" }, clock.now()),
  );
  const sari = await joins(elsewhere, "counselor", "Sari");
  const tono = await joins(elsewhere, "coordinator", "Tono");
  const bayu = await enrol(town, team, { code: CODE });
  const citra = await enrol(town, team, { code: "BPN-732", language: "English" });
  const locked = await enrol(town, team, { code: "BPN-733" });
  const gone = await enrol(town, team, { code: "BPN-734" });
  const foreign = await enrol(town, team, { code: "BPN-735" });
  const undecided = await opensOnly(town, team, "BPN-736");
  const set = async (phone: Phone, data: object) =>
    await db.participant.update({ where: { telegramId: phone.id }, data });
  await set(locked, { status: "frozen" });
  await set(gone, { status: "withdrawn" });
  await set(foreign, { programmeId: elsewhere, counselorId: null, backupId: null });
  await town.does(bayu.sends("/cek"));
  await answers(town, bayu, { S1: 4, S6: 3, S8: 4 });
  await town.does(bayu.sends(`Aku mau bilang ${SECRET}`));
  await town.does(bayu.taps("Kirim"));
  await town.does(citra.sends("/cek"));
  const rina = await identify(db, team.rina.id);
  if (rina.kind !== "staff") throw new Error("Rina is not staff");
  const ids = [await idsOf(db, CODE), await idsOf(db, "BPN-732"), await idsOf(db, "BPN-735")] as const;
  const note = { participantId: ids[0].person, text: `${SECRET} di catatan`, sourceMessageId: 1 };
  await addNote(app.deps, rina, note, clock.now());
  const actors = Object.entries({
    bayu,
    citra,
    locked,
    gone,
    foreign,
    undecided,
    rina: team.rina,
    agus: team.agus,
    lia,
    dewi: team.dewi,
    sari,
    tono,
  }).map(([name, { id: telegramId }]) => ({ name, telegramId }));
  for (const name of ["stranger", "nobody"]) {
    const phone = town.phone(name);
    // Whoever has never written cannot be written to.
    if (name === "stranger") await town.does(phone.sends("/start"));
    actors.push({ name, telegramId: phone.id });
  }
  if (actors.length !== ACTORS) throw new Error("the stage and its actors have parted");
  return { actors, ids, programmeId: team.programmeId };
}

async function opensOnly(town: Town, team: Team, code: string): Promise<Phone> {
  const phone = town.phone(code);
  await town.does(phone.opensLink(linkFor(await newToken(town, team, code))));
  return phone;
}

async function idsOf(db: Db, code: string): Promise<Ids> {
  const { id: person, counselorId, backupId } = await db.participant.findFirstOrThrow({ where: { code } });
  const where = { participantId: person };
  return {
    person,
    checkIn: (await db.checkIn.findFirst({ where }))?.id ?? 1,
    alert: (await db.alert.findFirst({ where }))?.id ?? 1,
    relay: (await db.relayMessage.findFirst({ where }))?.id ?? 1,
    counselor: counselorId ?? 1,
    backup: backupId ?? 1,
  };
}

/** A copy of every table inside the same database. */
async function takeSnapshot(db: Db): Promise<{ bringBack(): Promise<void> }> {
  const tables = (
    await db.$queryRaw<{ name: string }[]>`
      SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`
  ).map(({ name }) => name);
  await db.$executeRawUnsafe("CREATE SCHEMA snapshot");
  for (const name of tables)
    await db.$executeRawUnsafe(`CREATE TABLE snapshot.${name} AS TABLE public.${name}`);
  return {
    async bringBack() {
      await db.$transaction([
        // Past the triggers that keep ledgers append-only.
        db.$executeRawUnsafe("SET LOCAL session_replication_role = replica"),
        db.$executeRawUnsafe("DELETE FROM graphile_worker._private_jobs"),
        // There are few rows: faster than TRUNCATE, which makes a file anew for each table and index.
        ...tables.map((name) => db.$executeRawUnsafe(`DELETE FROM public.${name}`)),
        ...tables.map((name) =>
          db.$executeRawUnsafe(`INSERT INTO public.${name} SELECT * FROM snapshot.${name}`),
        ),
      ]);
    },
  };
}
