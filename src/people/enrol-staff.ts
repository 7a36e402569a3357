import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { StaffRole } from "../db/generated/enums.ts";
import { lockProgramme } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import type { CoordinatorPerson } from "./identify.ts";
import { type Invitation, invite, madeBefore, newToken } from "./invite.ts";

interface NewStaff {
  readonly programmeId: number;
  readonly role: StaffRole;
  readonly name: string;
  /** As in the audit: "staff:3", "operator". */
  readonly actor: string;
}

/** A coordinator puts a colleague on the list, as `inviteStaff`. */
export async function inviteColleague(
  { db }: Pick<Deps, "db">,
  { id, programmeId }: CoordinatorPerson,
  { role, name }: { readonly role: StaffRole; readonly name: string },
  now: Date,
  token = newToken(),
): Promise<Invitation> {
  const wanted = { programmeId, role, name, actor: `staff:${id}` };
  return await inTransaction(db, async (tx) => await inviteStaff(tx, wanted, now, token));
}

/**
 * Puts a counselor or coordinator on the list. Whoever stands there and has never opened a link gets a new one: the one before
 * may not have come. Whoever ever had an account is somebody, also while they have none: a namesake of theirs is another person.
 * Of a `token` that was made before nothing happens again.
 */
export async function inviteStaff(
  tx: Tx,
  wanted: NewStaff,
  now: Date,
  token = newToken(),
): Promise<Invitation> {
  const { programmeId, role, name, actor } = wanted;
  await lockProgramme(tx, programmeId);
  const made = await madeBefore(tx, token);
  if (made) return made;
  const neverLinked = { telegramId: null, linkedAt: null, invites: { none: { usedAt: { not: null } } } };
  const waiting = await tx.staff.findFirst({
    where: { programmeId, role, name, ...neverLinked },
    orderBy: { id: "asc" },
  });
  if (!waiting) return await enrolStaff(tx, wanted, now, token);
  await audit(tx, { at: now, actor, action: "reinvite", subject: `staff:${waiting.id}`, programmeId });
  return await invite(tx, programmeId, { staffId: waiting.id }, now, token);
}

/** Puts a counselor or coordinator on the list and makes their link. */
export async function enrolStaff(
  tx: Tx,
  { programmeId, role, name, actor }: NewStaff,
  now: Date,
  token = newToken(),
): Promise<Invitation> {
  const { locale } = await tx.programme.findUniqueOrThrow({ where: { id: programmeId } });
  const { id: staffId } = await tx.staff.create({
    data: { programmeId, role, name, locale: locale as Locale, createdAt: now },
  });
  await audit(tx, { at: now, actor, action: `enrol-${role}`, subject: `staff:${staffId}`, programmeId });
  return await invite(tx, programmeId, { staffId }, now, token);
}
