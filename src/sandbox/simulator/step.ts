import type { Db } from "../../db/client.ts";
import { DAY_MS } from "../../domain/duration.ts";
import type { MovableClock } from "../movable-clock.ts";
import { nextDue } from "../next-due.ts";
import type { Telegram } from "../telegram/telegram.ts";
import type { FaultPlan } from "./faults.ts";
import type { Glances } from "./glances.ts";
import type { HandsShaken } from "./in-hand.ts";
import type { Life } from "./life.ts";
import { patiently } from "./patiently.ts";
import { settle } from "./settle.ts";
import type { SimulatedApps } from "./simulated-apps.ts";

/** As often as the app wakes by itself; less often while a tick can do little or nothing. */
const TICK_MS_WITHOUT = {
  nothing: 15_000,
  telegram: 2 * 60_000,
  database: 30 * 60_000,
  processes: DAY_MS,
} as const;
/** Share of ticks in which all processes do at once what is due. */
const TOGETHER = 0.25;
const IMPOSSIBLE = /blocked the bot|has not blocked|no message to tap on/;

export interface Town {
  readonly db: Db;
  readonly telegram: Telegram;
  readonly clock: MovableClock;
  readonly life: Life;
  readonly apps: SimulatedApps;
  readonly faults: FaultPlan;
  readonly glances: Glances;
  readonly hands: Pick<HandsShaken, "dead">;
}

/** Where the clock stopped last for a tick. */
export interface Stops {
  tickedAt: Date | undefined;
}

/** The next instant at which somebody does something or something is due. */
export async function step(town: Town, until: Date, stops: Stops): Promise<void> {
  const { db, clock, life, apps, faults, glances } = town;
  const ticks = faults.ticks(clock.now());
  const due = ticks ? await patiently(async () => await nextDue(db)) : undefined;
  const { outages } = faults;
  const tickMs = TICK_MS_WITHOUT[outages.current ?? "nothing"];
  const tick = due && new Date(Math.max(due.getTime(), (stops.tickedAt?.getTime() ?? 0) + tickMs));
  const next = [tick, life.agenda.next(), outages.next(), glances.next(), until].filter(
    (at) => at !== undefined,
  );
  const to = faults.jumped(
    new Date(Math.max(clock.now().getTime(), Math.min(...next.map((at) => at.getTime())))),
  );
  if (to < clock.now()) stops.tickedAt = undefined;
  clock.set(to);
  await apps.moveTo(to);
  if (await outages.ends(to)) await comeToRest(town);
  if (ticks && outages.current !== "database" && outages.current !== "processes") life.record.couldTick(to);
  const acts = life.agenda.takeDue(to);
  const isDue = tick !== undefined && tick <= to;
  if (isDue || acts.length > 0) await faults.strike(to);
  const breaksOff = outages.isDue(to);
  const together = life.chance(to.toISOString(), "tick together") < TOGETHER;
  if (isDue) {
    stops.tickedAt = to;
    if (!breaksOff) {
      await apps.tick(together);
      await comeToRest(town);
    }
  }
  if (acts.length > 0) {
    await Promise.all(acts.map(ifPossible));
    await comeToRest(town);
  }
  if (breaksOff) {
    // Whoever starts again would wait for what goes away now, and only steps bring it back.
    await faults.callOff();
    await faults.relent();
    if (outages.current === undefined) await apps.recovered();
    // What people did is done, but not what a tick has begun.
    if (isDue) await apps.tick(together);
    await outages.begins(to);
    await comeToRest(town);
  }
  await faults.relent();
}

/** What then stays is looked at as soon as that can be judged. */
export async function comeToRest(town: Town): Promise<void> {
  if (!(await settle(town))) town.glances.insist();
}

/** Nothing goes wrong any more, and what is late is done. */
export async function endFaults(town: Town, stops: Stops): Promise<void> {
  const { clock, faults } = town;
  await faults.end();
  const until = faults.calmAt;
  do await step(town, until, stops);
  while (clock.now() < until);
}

/** Somebody who has blocked the bot, or has nothing to tap on, does not do it. */
async function ifPossible(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Error) || !IMPOSSIBLE.test(error.message)) throw error;
  }
}
