import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createDatabase, type Db } from "../../db/client.ts";
import { migrate } from "../../db/migrate.ts";
import { createSealer } from "../../db/seal.ts";
import { startThrowawayCluster } from "../../db/throwaway-cluster.ts";
import type { Deps } from "../../deps.ts";
import { loadInstruments } from "../../instruments/index.ts";
import { createLog } from "../../log.ts";
import { MovableClock } from "../movable-clock.ts";
import { nextDue } from "../next-due.ts";
import { startTelegram, type Telegram } from "../telegram/telegram.ts";
import { createAgenda } from "./agenda.ts";
import { chanceOf } from "./chance.ts";
import { createFaultPlan, type FaultKind, type FaultPlan } from "./faults.ts";
import { foundProgrammes, type SimulatedPeople } from "./found-programmes.ts";
import { checkRows, checkTaps, countCopies, type Violation } from "./invariants.ts";
import type { Life } from "./life.ts";
import { planDay } from "./misfortunes.ts";
import { Record } from "./record.ts";
import type { Report } from "./report.ts";
import { type SimulatedApp, startSimulatedApp } from "./simulated-app.ts";
import { skipCalmDays } from "./skip-calm-days.ts";
import { summarise } from "./summarise.ts";

export interface SimulationOptions {
  readonly people: number;
  readonly days: number;
  readonly seed: number;
  /** Leaves out the days that would be calm, to live through a long time of alerts. */
  readonly hardDaysOnly: boolean;
  readonly faults: readonly FaultKind[];
}

export type Progress = (what: string, done: number, of: number) => void;

const TOKEN = "110201543:simulated";
/** A Monday, some weeks before clocks change in Europe and Australia. */
const FIRST_MORNING = new Date("2026-09-07T00:00:00Z");
const DAY = 86_400_000;
const SETTLING_MS = 30_000;
const LOOK_AGAIN_MS = 3;
/** Without a change between them. */
const LOOKS = 60;
const IMPOSSIBLE = /blocked the bot|has not blocked|no message to tap on/;

/** The whole app against the local Telegram, on a clock that stops wherever somebody or something is due. */
export async function simulate(options: SimulationOptions, progress: Progress): Promise<Report> {
  const { people, seed } = options;
  const began = performance.now();
  const directory = await mkdtemp(join(tmpdir(), "teman-pulih-simulation-"));
  const log = createLog("silent");
  const cluster = await startThrowawayCluster({ log, settings: { max_connections: "100" } });
  try {
    const url = cluster.url();
    await migrate(url);
    const db = createDatabase(url);
    const key = randomBytes(32);
    const sealer = createSealer(key);
    const deps: Deps = { db, sealer, instruments: loadInstruments(), log };
    const clock = new MovableClock(FIRST_MORNING);
    const telegram = await startTelegram({ token: TOKEN, clock, keepCalls: 100, keepMessages: 60 });
    const life: Life = {
      clock,
      agenda: createAgenda(),
      chance: chanceOf(seed),
      record: new Record(),
      doubles: options.faults.includes("doubles"),
    };
    const logFile = join(directory, "app.log");
    const folk = await foundProgrammes(
      { deps, telegram, life },
      { people, onEnrolled: (count) => progress("enrolling", count, people) },
    );
    const opening = {
      token: TOKEN,
      apiRoot: telegram.apiRoot,
      databaseUrl: url,
      dataKey: key.toString("base64"),
      logFile,
    };
    const app = await startSimulatedApp(opening, clock);
    try {
      watch(telegram, life, folk);
      const faults = createFaultPlan(life.chance, new Set(options.faults), { app, telegram });
      const town: Town = { db, deps, telegram, clock, life, app, folk, faults };
      const violations = await liveThrough(town, options, progress);
      const copies = await countCopies(db, life.record.arrivals());
      for (const who of copies.lost)
        violations.push({
          invariant: "I4",
          what: "sent, and never arrived",
          who,
          at: clock.now().toISOString(),
        });
      if (copies.doubled.length > faults.allowedDoubles)
        violations.push({
          invariant: "I4",
          what: `${copies.doubled.length} doubled messages, and only ${faults.allowedDoubles} crashes or lost answers`,
          who: copies.doubled.slice(0, 5).join(", "),
          at: clock.now().toISOString(),
        });
      return await summarise({
        db,
        record: life.record,
        options,
        found: violations,
        kills: app.kills,
        lost: copies.lost.length,
        doubled: copies.doubled.length,
        seconds: (performance.now() - began) / 1000,
      });
    } finally {
      await app.stop();
      await telegram.stop();
      await db.$disconnect();
    }
  } finally {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Town {
  readonly db: Db;
  readonly deps: Deps;
  readonly telegram: Telegram;
  readonly clock: MovableClock;
  readonly life: Life;
  readonly app: SimulatedApp;
  readonly folk: SimulatedPeople;
  readonly faults: FaultPlan;
}

/** Phones ring: everybody sees what arrives in their own chat. */
function watch(telegram: Telegram, { record }: Life, { participants, staff }: SimulatedPeople): void {
  const owners = new Map([...participants, ...staff].map((person) => [person.phone.id, person]));
  telegram.subscribe((change) => {
    if (change.kind !== "sent" && change.kind !== "edited") return;
    if (!change.message.from.isBot) return;
    record.messages += change.kind === "sent" ? 1 : 0;
    owners.get(change.chatId)?.sees(change);
  });
}

async function liveThrough(
  town: Town,
  { days, hardDaysOnly }: SimulationOptions,
  progress: Progress,
): Promise<Violation[]> {
  const { db, deps, clock, life, app, folk } = town;
  const violations: Violation[] = [];
  await settle(town);
  for (let day = 0; day < days; day++) {
    const since = clock.now();
    planDay(deps, life, folk);
    if (hardDaysOnly) await skipCalmDays(db, life, folk.participants);
    const until = new Date(FIRST_MORNING.getTime() + (day + 1) * DAY);
    while (clock.now() < until) await step(town, until);
    violations.push(...(await checkRows(db, since, clock.now())));
    violations.push(...(await checkTaps(db, deps.sealer, life.record.takeTaps(), clock.now())));
    await app.audit();
    progress("days", day + 1, days);
  }
  return violations;
}

/** The next instant at which somebody does something or something is due. */
async function step(town: Town, until: Date): Promise<void> {
  const { db, clock, life, app, faults } = town;
  const due = await nextDue(db);
  const next = [due, life.agenda.next(), until].filter((at) => at !== undefined);
  const to = new Date(Math.max(clock.now().getTime(), Math.min(...next.map((at) => at.getTime()))));
  clock.moveTo(to);
  await app.moveTo(to);
  const acts = life.agenda.takeDue(to);
  const isDue = due !== undefined && due <= to;
  if (isDue || acts.length > 0) faults.strike(to);
  if (isDue) {
    await app.tick();
    await settle(town);
  }
  if (acts.length > 0) {
    await Promise.all(acts.map(ifPossible));
    await settle(town);
  }
  faults.relent();
}

/** Somebody who has blocked the bot, or has nothing to tap on, does not do it. */
async function ifPossible(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Error) || !IMPOSSIBLE.test(error.message)) throw error;
  }
}

/**
 * Until everything that happened has had its consequences. What a process that was killed had taken in hand
 * waits until its lease runs out, so then it is enough that nothing moves any more.
 */
async function settle({ telegram, app, db }: Town): Promise<void> {
  let before = 0;
  let still = 0;
  for (;;) {
    await telegram.settled({ withinMs: SETTLING_MS });
    await app.idle();
    const leaving = await countLeaving(db);
    still = leaving === before ? still + 1 : 0;
    before = leaving;
    if (leaving === 0 || (app.kills > 0 && still > LOOKS)) return;
    await wait(LOOK_AGAIN_MS);
  }
}

/** In words with which PostgreSQL finds its index of what is pending: it is asked at every step. */
async function countLeaving(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM outbox WHERE state = 'pending' AND error IS NULL`;
  return row?.count ?? 0;
}
