import { weighReasons } from "../alerts/weigh-reasons.ts";
import type { Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Assessment } from "../domain/assessment.ts";
import { addDays, dbDate } from "../domain/calendar.ts";
import type { ToldReason } from "../domain/repeats.ts";
import { readSettings } from "../programme/read-settings.ts";
import { type CurrentCheckIn, readCheckIn } from "./current-check-in.ts";
import { judgeDay } from "./judge-day.ts";

/**
 * Whether an amber check-in says nothing but what its counselor has on the worklist or on an alert already, or asked to
 * be spared. To be asked after alerts were raised; false for every other tier.
 */
export async function isAmberQuiet(
  deps: Deps,
  tx: Tx,
  checkIn: CurrentCheckIn,
  assessment: Assessment,
  now: Date,
): Promise<boolean> {
  if (assessment.tier !== "amber") return false;
  const { participantId, id: checkInId } = checkIn;
  const elsewhere = await toldByWorklist(deps, tx, checkIn, now);
  const { spoken } = await weighReasons(deps, tx, { participantId, checkInId, assessment, elsewhere }, now);
  return spoken.attached.every(({ tier }) => tier !== "amber");
}

/** Amber's reasons are not stored; they are worked out again from the days that stood on the worklist. */
async function toldByWorklist(
  deps: Deps,
  tx: Tx,
  { participantId, programmeId, localDay }: CurrentCheckIn,
  now: Date,
): Promise<readonly ToldReason[]> {
  const { days } = (await readSettings(tx, programmeId)).repeats;
  const since = addDays(localDay, -Math.max(days.A1, days.A2, days.A3, days.A4));
  const listed = await tx.checkIn.findMany({
    where: {
      ...{ participantId, tier: "amber", amberQuiet: false },
      localDay: { gt: dbDate(since), lt: dbDate(localDay) },
    },
    select: { id: true },
  });
  const told: ToldReason[] = [];
  for (const { id } of listed) {
    const before = await readCheckIn(deps, tx, { checkInId: id });
    // What it said cannot be worked out, so it may not keep anything quiet.
    if (!before?.readable) continue;
    const { reasons } = await judgeDay(deps, tx, before, now);
    told.push(...reasons.map(({ rule, kind }) => ({ rule, kind, day: before.localDay })));
  }
  return told;
}
