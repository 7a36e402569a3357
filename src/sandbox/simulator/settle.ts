import { setTimeout as wait } from "node:timers/promises";
import type { Db } from "../../db/client.ts";
import type { Telegram } from "../telegram/telegram.ts";
import type { FaultPlan } from "./faults.ts";
import type { HandsShaken } from "./in-hand.ts";
import { patiently } from "./patiently.ts";
import type { SimulatedApps } from "./simulated-apps.ts";

// All in real time.
const SETTLING_MS = 60_000;
const LOOK_AGAIN_MS = 3;
/** Without a change between them. */
const LOOKS = 60;
const LOOKS_DURING_OUTAGE = 10;
const STUCK_AFTER_MS = 20_000;
const FAILING_MS = 200;

interface Settling {
  readonly telegram: Pick<Telegram, "settled">;
  readonly apps: Pick<SimulatedApps, "idle">;
  readonly db: Db;
  readonly clock: { now(): Date };
  readonly faults: Pick<FaultPlan, "quiet" | "outages">;
  readonly hands: Pick<HandsShaken, "dead">;
}

/**
 * Until everything that happened has had its consequences. What a process that was killed had taken in hand waits until its
 * lease runs out and is not waited for; soon after another fault it is enough that nothing moves any more. False where
 * something should leave, and stays although nothing is in its way.
 */
export async function settle(
  { telegram, apps, db, clock, faults, hands }: Settling,
  { stuckAfterMs = STUCK_AFTER_MS } = {},
): Promise<boolean> {
  const { current } = faults.outages;
  if (current === "database" || current === "processes") {
    await goOn(apps);
    return true;
  }
  const looks = current === undefined ? LOOKS : LOOKS_DURING_OUTAGE;
  let before = 0;
  let still = 0;
  for (const began = performance.now(); performance.now() - began < stuckAfterMs; ) {
    await telegram.settled({ withinMs: SETTLING_MS });
    await apps.idle();
    const leaving = await patiently(async () => await countLeaving(db, clock.now(), hands.dead));
    still = leaving === before ? still + 1 : 0;
    before = leaving;
    if (leaving === 0 || (still > looks && !faults.quiet)) return true;
    await wait(LOOK_AGAIN_MS);
  }
  return false;
}

/** With the database or the app away nothing comes to rest; what can fail has failed a moment later. */
async function goOn(apps: Settling["apps"]): Promise<void> {
  const enough = new AbortController();
  const idle = apps.idle().catch(() => undefined);
  await Promise.race([idle, wait(FAILING_MS, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
}

/** In words with which PostgreSQL finds its index of what is pending: it is asked at every step. */
async function countLeaving(db: Db, now: Date, dead: readonly string[]): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM outbox WHERE state = 'pending' AND error IS NULL AND intended_at <= ${now}
      AND (claimed_by IS NULL OR claimed_by <> ALL (${[...dead]}))`;
  return row?.count ?? 0;
}
