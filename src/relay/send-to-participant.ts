import { type Db, inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { StaffPerson } from "../people/identify.ts";
import type { RelayContent } from "./content.ts";
import { readInCharge } from "./in-charge.ts";
import { CONVERSATION, post } from "./post.ts";
import { isStored, store } from "./store.ts";

export type MayWrite =
  | { readonly kind: "may"; readonly code: string }
  /** Somebody else looks after those whom they once wrote with; `name` is null where nobody does. */
  | { readonly kind: "moved"; readonly code: string; readonly name: string | null }
  | { readonly kind: "not-taking-part"; readonly code: string }
  /** Until the link to another phone is opened. */
  | { readonly kind: "frozen"; readonly code: string }
  /** Nobody of theirs. */
  | { readonly kind: "unknown" };

export type SentToParticipant =
  | { readonly kind: "sending" }
  | { readonly kind: "already" }
  | Exclude<MayWrite, { readonly kind: "may" }>;

export async function mayWrite(
  db: Db | Tx,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<MayWrite> {
  const participant = await db.participant.findFirst({
    where: { id: participantId, programmeId: staff.programmeId },
  });
  if (!participant) return { kind: "unknown" };
  const { code, status } = participant;
  const inCharge = await readInCharge(db, participant, now);
  if (!inCharge.has(staff.id)) {
    const written = await db.relayMessage.count({ where: { participantId, staffId: staff.id } });
    if (written === 0) return { kind: "unknown" };
    return { kind: "moved", code, name: inCharge.counselor?.name ?? null };
  }
  switch (status) {
    case "active":
      return { kind: "may", code };
    case "frozen":
      return { kind: "frozen", code };
    default:
      return { kind: "not-taking-part", code };
  }
}

/** Whether it was sent on, to whomever. */
export async function wasSentOn(
  { db }: Pick<Deps, "db">,
  { id: staffId }: StaffPerson,
  message: { readonly updateId: number; readonly sourceMessageId: number },
): Promise<boolean> {
  return (await db.relayMessage.count({ where: { ...message, staffId, fromParticipant: false } })) > 0;
}

/** What a member of staff wrote to a participant they look after. They hear through the outbox how it went, a refusal included. */
export async function sendToParticipant(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  {
    staff,
    participantId,
    ...message
  }: {
    readonly staff: StaffPerson;
    readonly participantId: number;
    readonly updateId: number;
    readonly sourceMessageId: number;
    readonly content: RelayContent;
    readonly replyToId: number | null;
  },
  now: Date,
): Promise<SentToParticipant> {
  const { id: staffId, programmeId } = staff;
  return await inTransaction(db, async (tx): Promise<SentToParticipant> => {
    // Its update came again: what was sent is not refused afterwards.
    if (await isStored(tx, { ...message, participantId, fromParticipant: false })) return { kind: "already" };
    const allowed = await mayWrite(tx, staff, participantId, now);
    if (allowed.kind !== "may") {
      await refuse(tx, staffId, message, allowed, now);
      return allowed;
    }
    const written = { ...message, participantId, programmeId, staffId, fromParticipant: false };
    const id = await store(tx, sealer, written, now);
    if (id === undefined) return { kind: "already" };
    const relay = { id, participantId, staffId, fromParticipant: false };
    await post(tx, relay, now);
    return { kind: "sending" };
  });
}

async function refuse(
  tx: Tx,
  staffId: number,
  { updateId, sourceMessageId }: { readonly updateId: number; readonly sourceMessageId: number },
  refused: Exclude<MayWrite, { readonly kind: "may" }>,
  now: Date,
): Promise<void> {
  await enqueue(tx, {
    kind: "notice",
    dedupeKey: `relay-refused:${updateId}:${sourceMessageId}`,
    to: { staffId },
    params: { ...refusalOf(refused), replyTo: sourceMessageId },
    priority: CONVERSATION,
    intendedAt: now,
  });
}

/** Why a member of staff's message was not sent, and what to do instead. */
export function refusalOf(refused: Exclude<MayWrite, { readonly kind: "may" }>) {
  switch (refused.kind) {
    case "moved": {
      const { code, name } = refused;
      return name === null ? { notice: "relay-moved-nobody", code } : { notice: "relay-moved", code, name };
    }
    case "not-taking-part":
      return { notice: "relay-stopped", code: refused.code };
    case "frozen":
      return { notice: "relay-frozen", code: refused.code };
    case "unknown":
      return { notice: "relay-unknown" };
  }
}
