import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, type Db } from "../../db/client.ts";
import { migrate } from "../../db/migrate.ts";
import { createSealer } from "../../db/seal.ts";
import type { Deps } from "../../deps.ts";
import { DAY_MS } from "../../domain/duration.ts";
import { loadInstruments } from "../../instruments/index.ts";
import { createLog } from "../../log.ts";
import { MovableClock } from "../movable-clock.ts";
import { startTelegram } from "../telegram/telegram.ts";
import { WEBHOOK_SECRET } from "../world.ts";
import { createAgenda } from "./agenda.ts";
import { chanceOf } from "./chance.ts";
import { Chronicle } from "./chronicle.ts";
import { type GivenDatabase, startDatabaseServer } from "./database-server.ts";
import type { FaultKind } from "./fault-kinds.ts";
import { createFaultPlan } from "./faults.ts";
import { foundProgrammes, type SimulatedPeople } from "./found-programmes.ts";
import { createGlances, keyOf } from "./glances.ts";
import { watchHands } from "./in-hand.ts";
import { createInquest, type Inquest } from "./inquest.ts";
import type { Ending } from "./instance.ts";
import { SEARCHED_WITHIN_MS } from "./invariants.ts";
import type { Life } from "./life.ts";
import { planDay } from "./misfortunes.ts";
import { noteEnd } from "./note-end.ts";
import { watch } from "./onlookers.ts";
import type { SimulationOptions } from "./options.ts";
import { Record } from "./record.ts";
import type { Found, Report } from "./report.ts";
import { type SimulatedApps, startSimulatedApps } from "./simulated-apps.ts";
import { skipCalmDays } from "./skip-calm-days.ts";
import { comeToRest, endFaults, type Stops, step, type Town } from "./step.ts";
import { summarise } from "./summarise.ts";
import type { Violation } from "./violation.ts";

export type Progress = (what: string, done: number, of: number) => void;

export interface Hooks {
  readonly progress?: Progress;
  /** At the end of each day, before it is looked at what is wrong. */
  readonly onDay?: (town: {
    readonly db: Db;
    readonly day: number;
    readonly apps: SimulatedApps;
  }) => Promise<void>;
  /** As soon as it is seen. */
  readonly onFound?: (found: Found) => void;
  /** Asked at the end of each day, before and after it is looked at what is wrong: whether this was the last. */
  readonly isEnough?: (found: readonly Found[]) => boolean;
  /** Lets `SimulatedApps.holdings` collect the garbage first. */
  readonly exposesGc?: boolean;
  /** In place of a server of its own, unless that is to suffer. */
  readonly database?: () => Promise<GivenDatabase>;
  /** Of the real time in which a process has to stop, and a message to arrive: what a crowded machine may add. */
  readonly slackMs?: number;
}

const TOKEN = "110201543:simulated";
/** A Monday, some weeks before clocks change in Europe and Australia. */
export const FIRST_MORNING = new Date("2026-09-07T00:00:00Z");
/** Of each chat; enough that nothing is forgotten between a tap on it and the answer. */
const KEPT_MESSAGES = 200;
const PATIENCE_WITH_FAULTS_MS = 3_000;
/** Share of days that end soon after a fault. */
const AUDITED_AMID_FAULTS = 0.5;

/** The whole app against the local Telegram, on a clock that stops wherever somebody or something is due. */
export async function simulate(options: SimulationOptions, hooks: Hooks = {}): Promise<Report> {
  const { people: count, seed, only, intensity } = options;
  const kinds = new Set(options.faults);
  const began = performance.now();
  const directory = await mkdtemp(join(tmpdir(), "teman-pulih-simulation-"));
  const log = createLog("silent");
  const server = await startDatabaseServer(kinds.has("database") || kinds.has("outages"), hooks.database);
  try {
    await migrate(server.url);
    const db = createDatabase(server.url, { queryMilliseconds: SEARCHED_WITHIN_MS });
    const key = randomBytes(32);
    const sealer = createSealer(key);
    const deps: Deps = { db, sealer, instruments: loadInstruments(), log };
    const clock = new MovableClock(FIRST_MORNING);
    const telegram = await startTelegram({
      token: TOKEN,
      clock,
      keepCalls: 100,
      keepMessages: KEPT_MESSAGES,
    });
    const chance = chanceOf(seed);
    const chronicle = new Chronicle(clock);
    const life: Life = {
      clock,
      agenda: createAgenda(),
      chance,
      record: new Record(),
      chronicle,
      doubles: kinds.has("doubles"),
      held: new Set(),
      silence: { current: undefined },
      ...(kinds.size > 0 && { patienceMs: PATIENCE_WITH_FAULTS_MS }),
    };
    const logFile = join(directory, "app.log");
    const onEnrolled = (done: number) => hooks.progress?.("enrolling", done, only?.length ?? count);
    const people = await foundProgrammes({ deps, telegram, life }, { people: count, seed, only, onEnrolled });
    let ended: (ending: Ending) => void = () => undefined;
    const hands = watchHands(db, clock, hooks.slackMs);
    const apps = await startSimulatedApps(
      {
        token: TOKEN,
        apiRoot: telegram.apiRoot,
        databaseUrl: server.lineUrl,
        dataKey: key.toString("base64"),
        logFile,
        exposesGc: hooks.exposesGc ?? false,
      },
      {
        instances: instancesFor(kinds, seed),
        clock,
        onEnd: (ending) => ended(ending),
        async onKill(victim) {
          await hands.killed(victim);
          noteEnd(life, victim.way);
        },
      },
    );
    try {
      const faults = createFaultPlan(
        chance,
        { kinds, intensity },
        {
          ...{ apps, telegram, server, life, hands },
          onAmbushed: (message) => life.record.arrivals.ambushed(message, clock.now()),
          onLostAnswer: (message) => life.record.arrivals.unanswered(message, clock.now()),
        },
      );
      const inquest = createInquest({
        db,
        hardDaysOnly: options.hardDaysOnly,
        sealer,
        life,
        apps,
        telegram,
        people,
        faults,
        hands,
        onlookers: watch({ ...telegram, onUpdate: faults.outages.onUpdate }, life, people),
        logFile,
        secrets: [TOKEN, WEBHOOK_SECRET, key.toString("base64"), new URL(server.url).password],
        slackMs: hooks.slackMs,
      });
      ended = (ending) => {
        inquest.ended(ending);
        if (ending.kind === "stopped") noteEnd(life, "asked to stop");
      };
      const glances = createGlances(db, life, faults);
      const town = { db, telegram, clock, life, apps, people, faults, inquest, glances, hands };
      const { found, lived } = await liveThrough(town, options, hooks);
      return await summarise({
        db,
        record: life.record,
        chronicle,
        options,
        found,
        lived,
        instances: apps.count,
        couldFill: server.canFill,
        counts: inquest.counts,
        firstMorning: FIRST_MORNING,
        seconds: (performance.now() - began) / 1000,
      });
    } finally {
      await apps.stop();
      await telegram.stop();
      await db.$disconnect();
    }
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function instancesFor(kinds: ReadonlySet<FaultKind>, seed: number): number {
  return kinds.has("instances") ? 2 + (seed % 2) : 1;
}

async function liveThrough(
  town: Town & { readonly people: SimulatedPeople; readonly inquest: Inquest },
  { days, hardDaysOnly, faults: kinds, intensity }: SimulationOptions,
  { progress, onDay, onFound, isEnough }: Hooks,
): Promise<{ readonly found: readonly Found[]; readonly lived: number }> {
  const { db, clock, life, apps, people, telegram, faults, inquest, glances } = town;
  const found: Found[] = [];
  const delays = kinds.includes("delays") ? intensity : 0;
  const stops: Stops = { tickedAt: undefined };
  let lived = 0;
  const known = new Set<string>();
  let auditIsDue = false;
  const report = (violations: readonly Violation[]): void => {
    for (const violation of violations) {
      const key = keyOf(violation);
      if (known.has(key)) continue;
      known.add(key);
      const led = life.chronicle.historyOf(violation.codes, new Date(violation.at));
      found.push({ violation, led });
      onFound?.({ violation, led });
    }
  };
  await comeToRest(town);
  for (let day = 0; day < days; day++) {
    planDay({ life, telegram, people, delays, isFirstDay: day === 0 });
    faults.planDay(clock.now());
    if (hardDaysOnly) await skipCalmDays(db, life, people.participants);
    const until = new Date(FIRST_MORNING.getTime() + (day + 1) * DAY_MS);
    while (clock.now() < until) {
      await step(town, until, stops);
      report(await glances.perhaps());
      // The auditor puts right what it finds.
      if (!auditIsDue || glances.isOwed) continue;
      auditIsDue = false;
      await apps.audit();
    }
    const isLast = day === days - 1 || isEnough?.(found) === true;
    if (isLast) await endFaults(town, stops);
    const took = apps.takers();
    if (took > 1)
      life.chronicle.fault("instances", "several take turns", `${took} processes took updates that day`);
    await onDay?.({ db, day, apps });
    if (faults.calm) report(await inquest.look(isLast));
    glances.insist();
    auditIsDue = faults.quiet || life.chance(day, "audit") < AUDITED_AMID_FAULTS;
    if (isLast)
      do {
        report(await glances.perhaps());
        const again = glances.next();
        if (again) await step(town, again, stops);
      } while (glances.inDoubt);
    lived = day + 1;
    progress?.("days", lived, days);
    if (isLast || isEnough?.(found) === true) break;
  }
  return { found, lived };
}
