import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { Participant } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { calendarDate, dayOfDbDate, dbDate, type LocalDay } from "../domain/calendar.ts";
import { isPlausibleRelease } from "../domain/release.ts";
import { readRoster } from "../duty/read-duty.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { withWhomMay } from "./access.ts";
import type { StaffPerson } from "./identify.ts";
import { reschedule } from "./schedule.ts";

export type ReleaseChanged = "done" | "out-of-range" | "unknown";

/** A coordinator corrects a day of release: it was put off, or written down wrongly. */
export async function changeRelease(
  { db }: Pick<Deps, "db">,
  coordinator: StaffPerson,
  { participantId, day }: { readonly participantId: number; readonly day: LocalDay },
  now: Date,
): Promise<ReleaseChanged> {
  const { programmeId, zone } = coordinator;
  if (!isPlausibleRelease(day, calendarDate(now, zone))) return "out-of-range";
  return await inTransaction(db, async (tx): Promise<ReleaseChanged> => {
    const allowed = await withWhomMay(tx, coordinator, "correct-release", now);
    const person = await tx.participant.findFirst({ where: { ...allowed, id: participantId } });
    if (!person) return "unknown";
    if (isReleasedOn(person, day)) return "done";
    await moveRelease(tx, person, day, now);
    const subject = `participant:${participantId}`;
    const actor = `staff:${coordinator.id}`;
    await audit(tx, { at: now, actor, action: "correct-release", subject, programmeId });
    return "done";
  });
}

/** Nothing to correct: its update came again, for instance. */
export const isReleasedOn = ({ releaseDate }: Pick<Participant, "releaseDate">, day: LocalDay): boolean =>
  dayOfDbDate(releaseDate) === day;

/** Rules and rhythm follow the day of release: prompts are planned anew, and whoever answers for the person is told. */
export async function moveRelease(tx: Tx, person: Participant, day: LocalDay, now: Date): Promise<void> {
  const { id, programmeId, code, status } = person;
  await tx.participant.update({ where: { id }, data: { releaseDate: dbDate(day) } });
  if (status === "active") await reschedule(tx, id, now);
  const roster = await readRoster(tx, programmeId, now);
  const staffId = roster.readerFor(person);
  if (staffId !== undefined)
    await enqueue(tx, {
      kind: "notice",
      dedupeKey: `release-corrected:${id}:${day}:${now.toISOString()}`,
      to: { staffId },
      params: { notice: "release-corrected", code, until: day },
      intendedAt: now,
    });
}
