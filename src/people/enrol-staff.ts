import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { StaffRole } from "../db/generated/enums.ts";
import { lockProgramme } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import type { StaffPerson } from "./identify.ts";
import { type Invitation, invite } from "./invite.ts";

/**
 * A coordinator puts a colleague on the list. Whoever stands there and has never opened a link gets a new one: the one before
 * may not have come. Whoever ever had an account is somebody, also while they have none: a namesake of theirs is another person.
 */
export async function inviteColleague(
  { db }: Pick<Deps, "db">,
  { id, programmeId }: StaffPerson,
  { role, name }: { readonly role: StaffRole; readonly name: string },
  now: Date,
): Promise<Invitation> {
  return await inTransaction(db, async (tx) => {
    await lockProgramme(tx, programmeId);
    const actor = `staff:${id}`;
    const neverLinked = { telegramId: null, linkedAt: null, invites: { none: { usedAt: { not: null } } } };
    const waiting = await tx.staff.findFirst({
      where: { programmeId, role, name, ...neverLinked },
      orderBy: { id: "asc" },
    });
    if (!waiting) return await enrolStaff(tx, { programmeId, role, name, actor }, now);
    await audit(tx, { at: now, actor, action: "reinvite", subject: `staff:${waiting.id}`, programmeId });
    return await invite(tx, programmeId, { staffId: waiting.id }, now);
  });
}

/** Puts a counselor or coordinator on the list and makes their link. `actor` as in the audit: "staff:3", "operator". */
export async function enrolStaff(
  tx: Tx,
  {
    programmeId,
    role,
    name,
    actor,
  }: {
    readonly programmeId: number;
    readonly role: StaffRole;
    readonly name: string;
    readonly actor: string;
  },
  now: Date,
): Promise<Invitation> {
  const { locale } = await tx.programme.findUniqueOrThrow({ where: { id: programmeId } });
  const { id: staffId } = await tx.staff.create({
    data: { programmeId, role, name, locale: locale as Locale, createdAt: now },
  });
  await audit(tx, { at: now, actor, action: `enrol-${role}`, subject: `staff:${staffId}`, programmeId });
  return await invite(tx, programmeId, { staffId }, now);
}
