import { readHistory } from "../check-ins/read-history.ts";
import type { Deps } from "../deps.ts";
import { addDays, dayOfDbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { type Direction, directionOf } from "../domain/direction.ts";
import { type Baseline, baselineOf, type PastDay } from "../domain/history.ts";
import { type Streak, streakOf } from "../domain/streak.ts";
import { readSettings } from "../programme/read-settings.ts";

interface ProgressDay {
  readonly day: LocalDay;
  readonly kind: "answered" | "missed" | "none";
  /** 0–40; for the height of a bar, never as a number. */
  readonly total: number | undefined;
}

export interface Progress {
  /** Thirty local days, oldest first. */
  readonly days: readonly ProgressDay[];
  readonly baseline: Baseline;
  /** The last week beside the person's own usual; "up" is heavier. */
  readonly direction: Direction;
  readonly streak: Streak;
}

const DAYS = 30;
const RECENT_DAYS = 7;
const FEWEST_RECENT = 2;

/** A person's own last weeks, for themselves, and how they have turned up, since the beginning. */
export async function readProgress(
  deps: Pick<Deps, "db" | "sealer" | "instruments">,
  participantId: number,
  now: Date,
): Promise<Progress> {
  const { zone, programmeId } = await deps.db.participant.findUniqueOrThrow({ where: { id: participantId } });
  const { rules } = await readSettings(deps.db, programmeId);
  const today = localDayAt(now, zone);
  const windowDays = Math.max(DAYS, rules.baseline.windowDays + 1);
  const history = await readHistory(
    deps,
    deps.db,
    { participantId, today: addDays(today, 1), windowDays },
    now,
  );
  // No answer is opened for it, and rules look back less far than people do.
  const checkIns = await deps.db.checkIn.findMany({
    where: { participantId },
    select: { localDay: true, startedAt: true },
  });
  const baseline = baselineOf({ ...history, today }, rules.baseline);
  const byDay = new Map(history.days.map((past) => [past.day, past]));
  const days = Array.from({ length: DAYS }, (_, index) => {
    const day = addDays(today, index + 1 - DAYS);
    return progressDay(day, byDay.get(day), day === today);
  });
  const recent = days.slice(-RECENT_DAYS).flatMap(({ total }) => total ?? []);
  const mean = recent.length < FEWEST_RECENT ? undefined : recent.reduce((a, b) => a + b, 0) / recent.length;
  return {
    days,
    baseline,
    direction: directionOf(mean, baseline.kind === "known" ? baseline.mean : undefined),
    streak: streakOf(
      checkIns.map(({ localDay, startedAt }) => ({
        day: dayOfDbDate(localDay),
        answered: startedAt !== null,
      })),
      today,
    ),
  };
}

function progressDay(day: LocalDay, past: PastDay | undefined, isToday: boolean): ProgressDay {
  if (!past || (past.kind === "missed" && isToday)) return { day, kind: "none", total: undefined };
  return past.kind === "missed"
    ? { day, kind: "missed", total: undefined }
    : { day, kind: "answered", total: past.total };
}
