import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { dbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { mayBeQuiet } from "../domain/repeats.ts";
import { withWhomMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";

export type AskedForQuiet =
  | { readonly kind: "done" }
  /** In the past, or more than thirty days away. */
  | { readonly kind: "bad-day" }
  /** Nobody this person looks after. */
  | { readonly kind: "unknown" };

export type Quiet =
  /** No ordinary alerts before that day. */
  | { readonly kind: "snooze"; readonly until: LocalDay }
  /** No alerts about totals up to this (0–40) before that day. */
  | { readonly kind: "expected-level"; readonly total: number; readonly until: LocalDay };

/**
 * The counselor, the backup or whoever stands in asks to be spared the usual. It never covers red, silence, substances, a wish
 * for contact or answers about safety, and ends by itself; asking again replaces what was asked before.
 */
export async function askForQuiet(
  { db }: Pick<Deps, "db">,
  staff: StaffPerson,
  participantId: number,
  quiet: Quiet,
  now: Date,
): Promise<AskedForQuiet> {
  return await inTransaction(db, async (tx): Promise<AskedForQuiet> => {
    const { id, programmeId } = staff;
    const theirs = { ...(await withWhomMay(tx, staff, "quieten", now)), id: participantId };
    const person = await tx.participant.findFirst({ where: theirs, select: { zone: true } });
    if (!person) return { kind: "unknown" };
    if (!mayBeQuiet(localDayAt(now, person.zone), quiet.until)) return { kind: "bad-day" };
    const until = dbDate(quiet.until);
    const { count } = await tx.participant.updateMany({
      where: theirs,
      data:
        quiet.kind === "snooze"
          ? { snoozedUntil: until }
          : { expectedTotal: quiet.total, expectedUntil: until },
    });
    if (count === 0) return { kind: "unknown" };
    await audit(tx, {
      at: now,
      actor: `staff:${id}`,
      action: quiet.kind,
      subject: `participant:${participantId}`,
      programmeId,
    });
    return { kind: "done" };
  });
}

/** No quiet of either kind. Whoever takes a person over has not asked for any. */
export const noQuiet = { snoozedUntil: null, expectedTotal: null, expectedUntil: null } as const;

/** Ends both kinds of quiet now. False for nobody this person looks after. */
export async function endQuiet(
  { db }: Pick<Deps, "db">,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const theirs = { ...(await withWhomMay(tx, staff, "quieten", now)), id: participantId };
    const { count } = await tx.participant.updateMany({ where: theirs, data: noQuiet });
    if (count === 0) return false;
    await audit(tx, {
      at: now,
      actor: `staff:${staff.id}`,
      action: "end-quiet",
      subject: `participant:${participantId}`,
      programmeId: staff.programmeId,
    });
    return true;
  });
}
