import { audit } from "../audit.ts";
import { readHistory } from "../check-ins/read-history.ts";
import type { Deps } from "../deps.ts";
import { addDays, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { type Baseline, baselineOf } from "../domain/history.ts";
import type { DayCell } from "../domain/week.ts";
import type { StaffPerson } from "../people/identify.ts";
import { readSettings } from "../programme/read-settings.ts";
import { findReadable } from "./find-mine.ts";

export interface MonthDay {
  readonly day: LocalDay;
  readonly cell: DayCell;
  /** 0–40; undefined where not every sign was answered. */
  readonly total: number | undefined;
}

export interface Month {
  readonly code: string;
  /** Thirty local days, oldest first. */
  readonly days: readonly MonthDay[];
  readonly baseline: Baseline;
}

const DAYS = 30;

/** Thirty days of one person for a picture, with the access put on record. Undefined when it is none of theirs. */
export async function readMonth(
  deps: Deps,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<Month | undefined> {
  const { db } = deps;
  const person = await findReadable(db, staff, participantId, now);
  if (!person) return undefined;
  const { rules } = await readSettings(db, staff.programmeId);
  const today = localDayAt(now, person.zone);
  const windowDays = Math.max(DAYS, rules.baseline.windowDays + 1);
  const history = await readHistory(deps, db, { participantId, today: addDays(today, 1), windowDays }, now);
  await audit(db, {
    at: now,
    actor: `staff:${staff.id}`,
    action: "read-month",
    subject: `participant:${participantId}`,
    programmeId: staff.programmeId,
  });
  const byDay = new Map(history.days.map((past) => [past.day, past]));
  const days = Array.from({ length: DAYS }, (_, index): MonthDay => {
    const day = addDays(today, index + 1 - DAYS);
    const past = byDay.get(day);
    if (!past) return { day, cell: "not-due", total: undefined };
    if (past.kind !== "completed" && day === today) return { day, cell: "open", total: undefined };
    if (past.kind === "missed") return { day, cell: "missing", total: undefined };
    return { day, cell: past.tier ?? "missing", total: past.total };
  });
  return { code: person.code, days, baseline: baselineOf({ ...history, today }, rules.baseline) };
}
