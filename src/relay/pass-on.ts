import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import type { Participant, Prisma, RelayMessage } from "../db/generated/client.ts";
import { readRoster } from "../duty/read-duty.ts";
import { type InCharge, inChargeOf, readInCharge } from "./in-charge.ts";
import { post } from "./post.ts";

/** Hands a participant's message to whoever answers for them now; false when that is nobody else. `known`: who that is. */
export async function passOn(
  tx: Tx,
  relay: RelayMessage & { readonly participant: Participant },
  now: Date,
  known?: InCharge,
): Promise<boolean> {
  const { participant } = relay;
  if (participant.status !== "active") return false;
  const { addressee } = known ?? (await readInCharge(tx, participant, now));
  if (!addressee || addressee.id === relay.staffId) return false;
  await tx.relayMessage.update({ where: { id: relay.id }, data: { staffId: addressee.id } });
  await post(tx, { ...relay, staffId: addressee.id }, now);
  const subject = `relay:${relay.id}`;
  const { programmeId } = participant;
  await audit(tx, { at: now, actor: "system", action: "pass-on", subject, programmeId });
  return true;
}

/** Whether whoever it was sent to is here and may read it. */
export async function canRead(
  tx: Tx,
  { staffId, participant }: { readonly staffId: number; readonly participant: Participant },
  now: Date,
): Promise<boolean> {
  return (await readInCharge(tx, participant, now)).canRead(staffId);
}

/** The same of many, all of one programme. */
async function withReader<Relay extends { readonly staffId: number; readonly participant: Participant }>(
  tx: Tx,
  relays: readonly Relay[],
  now: Date,
): Promise<readonly (Relay & { readonly inCharge: InCharge; readonly canRead: boolean })[]> {
  const [first] = relays;
  if (!first) return [];
  const roster = await readRoster(tx, first.participant.programmeId, now);
  return relays.map((relay) => {
    const inCharge = inChargeOf(relay.participant, roster);
    return { ...relay, inCharge, canRead: inCharge.canRead(relay.staffId) };
  });
}

type Unread =
  | { readonly participantIds: readonly number[] }
  | { readonly staffId: number }
  | { readonly programmeId: number };

function unreadWhere(whose: Unread): Prisma.RelayMessageWhereInput {
  if ("staffId" in whose) return whose;
  return "programmeId" in whose
    ? { participant: whose }
    : { participantId: { in: [...whose.participantIds] } };
}

/**
 * After a change of who answers for whom, or can be written to: what has been delivered but not opened, to somebody who
 * cannot read it any more, goes on to whoever can.
 */
export async function passOnUnread(tx: Tx, whose: Unread, now: Date): Promise<void> {
  const unread = await tx.relayMessage.findMany({
    where: {
      ...unreadWhere(whose),
      fromParticipant: true,
      // What was asked for and still waits to leave is not theirs to read any more when it would. Of what has no record of any
      // delivery nobody can say that it was not opened.
      outbox: {
        some: { kind: "relay" },
        none: {
          OR: [
            { kind: "relay-content", state: "sent" },
            { kind: "relay", state: "pending" },
          ],
        },
      },
    },
    include: { participant: true },
    orderBy: { id: "asc" },
  });
  for (const relay of await withReader(tx, unread, now))
    if (!relay.canRead) await passOn(tx, relay, now, relay.inCharge);
}

/**
 * Of this member of staff, who can be written to again, or of this participant, who takes part again: what never arrived, or
 * arrived on another phone, is sent anew.
 */
export async function postUnreadAgain(
  tx: Tx,
  whose: { readonly staffId: number } | { readonly participantId: number },
  now: Date,
): Promise<void> {
  const unread = await tx.relayMessage.findMany({
    where: {
      ...whose,
      fromParticipant: true,
      participant: { status: "active" },
      outbox: {
        some: { kind: "relay" },
        none: {
          OR: [
            { kind: "relay-content", state: { in: ["pending", "sent"] } },
            { kind: "relay", state: "pending" },
          ],
        },
      },
    },
    include: {
      participant: true,
      staff: { select: { linkedAt: true } },
      outbox: { where: { kind: "relay", state: "sent" }, select: { staffId: true, sentAt: true } },
    },
    orderBy: { id: "asc" },
  });
  for (const relay of await withReader(tx, unread, now)) {
    const { staffId, staff, outbox, canRead } = relay;
    const since = staff.linkedAt ?? now;
    const isThere = outbox.some((line) => line.staffId === staffId && line.sentAt && line.sentAt >= since);
    if (canRead && !isThere) await post(tx, relay, now);
  }
}

/** This participant goes on, perhaps with another phone: what they had not opened lies in a chat that was cleared, and is sent anew. */
async function postUnopenedAgain(tx: Tx, participantId: number, now: Date): Promise<void> {
  const { linkedAt } = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
  const unopened = await tx.relayMessage.findMany({
    where: {
      participantId,
      fromParticipant: false,
      outbox: {
        some: { kind: "relay", state: "sent" },
        none: {
          OR: [
            { kind: "relay-content", state: { in: ["pending", "sent"] } },
            { kind: "relay", state: "pending" },
            { kind: "relay", state: "sent", sentAt: { gt: linkedAt ?? now } },
          ],
        },
      },
    },
    orderBy: { id: "asc" },
  });
  for (const relay of unopened) await post(tx, relay, now);
}

/**
 * This participant takes part again, who was locked or had left: meanwhile nothing of theirs was sent, or sent on to another, in
 * either direction.
 */
export async function resumeRelaying(tx: Tx, participantId: number, now: Date): Promise<void> {
  await passOnUnread(tx, { participantIds: [participantId] }, now);
  await postUnreadAgain(tx, { participantId }, now);
  await postUnopenedAgain(tx, participantId, now);
}

/**
 * What was asked for could not leave while the chat was open, or was asked for long before we heard of it. Whoever may read
 * it still is sent the line about it once more: by now the phone may lie about, and a tap brings the rest.
 */
export async function postLateAgain(
  tx: Tx,
  { relayId, staffId }: { readonly relayId: number | null; readonly staffId: number | null },
  now: Date,
): Promise<void> {
  if (relayId === null) return;
  const relay = await tx.relayMessage.findUniqueOrThrow({
    where: { id: relayId },
    include: { participant: true },
  });
  if (relay.participant.status !== "active") return;
  if (staffId === null) return await post(tx, relay, now);
  const inCharge = await readInCharge(tx, relay.participant, now);
  if (inCharge.has(staffId)) await post(tx, { ...relay, staffId }, now);
}
