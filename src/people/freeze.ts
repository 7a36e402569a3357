import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { Participant } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { readRoster } from "../duty/read-duty.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { withWhomMay } from "./access.ts";
import { clearLostChat } from "./clear-chat.ts";
import type { ParticipantPerson, StaffPerson } from "./identify.ts";
import { markAlert } from "./stop-messages.ts";

export type Frozen =
  | { readonly kind: "frozen"; readonly code: string }
  | { readonly kind: "already" }
  | { readonly kind: "unknown" };

/** From the person's own account. */
export async function freezeMyself(
  { db }: Pick<Deps, "db">,
  { id }: ParticipantPerson,
  now: Date,
): Promise<Frozen> {
  return await inTransaction(db, async (tx) => await freeze(tx, id, `participant:${id}`, now));
}

/** By a coordinator of the programme, or by whoever looks after the person. */
export async function freezeParticipant(
  { db }: Pick<Deps, "db">,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<Frozen> {
  return await inTransaction(db, async (tx): Promise<Frozen> => {
    const allowed = await withWhomMay(tx, staff, "freeze", now);
    const theirs = await tx.participant.count({ where: { ...allowed, id: participantId } });
    return theirs > 0 ? await freeze(tx, participantId, `staff:${staff.id}`, now) : { kind: "unknown" };
  });
}

/**
 * Frozen is only who takes part. The account of whoever has left, or is asked for consent (again), is unlinked instead:
 * frozen, what they took back would be readable again.
 * From this moment the account is shown and sent nothing, and what may still be deleted of its chat is.
 * Data and alerts stay as they are; another account is linked by a new invitation only.
 */
export async function freeze(tx: Tx, id: number, actor: string, now: Date): Promise<Frozen> {
  const { count } = await tx.participant.updateMany({
    where: { id, status: "active", telegramId: { not: null } },
    data: { status: "frozen", nextPromptAt: null },
  });
  const person = await tx.participant.findUnique({ where: { id } });
  if (!person) return { kind: "already" };
  if (count === 0) return await unlink(tx, person, actor, now);
  await clearLostChat(tx, person, now);
  await tx.conversationState.deleteMany({ where: { key: String(person.telegramId) } });
  await markAlert(tx, id, "frozen", now);
  await tellStaff(tx, person, now);
  const { programmeId, code } = person;
  await audit(tx, { at: now, actor, action: "freeze", subject: `participant:${id}`, programmeId });
  return { kind: "frozen", code };
}

/**
 * The account of somebody who does not take part is nobody's any more: what they may still read must not lie open on a lost
 * phone. Nobody of staff is told, as of nothing else that they do meanwhile.
 */
async function unlink(tx: Tx, person: Participant, actor: string, now: Date): Promise<Frozen> {
  const { id, programmeId, code, telegramId } = person;
  const { count } = await tx.participant.updateMany({
    where: { id, status: { in: ["consenting", "withdrawn", "declined"] }, telegramId: { not: null } },
    data: { telegramId: null, linkedAt: null, unreachableSince: null },
  });
  if (count === 0) return { kind: "already" };
  await clearLostChat(tx, person, now);
  await tx.conversationState.deleteMany({ where: { key: String(telegramId) } });
  await audit(tx, { at: now, actor, action: "unlink", subject: `participant:${id}`, programmeId });
  return { kind: "frozen", code };
}

async function tellStaff(
  tx: Tx,
  { id, code, programmeId, counselorId }: Participant,
  now: Date,
): Promise<void> {
  const roster = await readRoster(tx, programmeId, now);
  const told = [roster.onDutyFor(counselorId), ...roster.coordinators].flatMap((person) =>
    person?.reachable ? [person.id] : [],
  );
  for (const staffId of new Set(told))
    await enqueue(tx, {
      kind: "notice",
      dedupeKey: `frozen:${id}:${now.toISOString()}:${staffId}`,
      to: { staffId },
      params: { notice: "frozen", code },
      intendedAt: now,
    });
}
