import { type Db, inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { StaffPerson } from "../people/identify.ts";
import type { RelayContent } from "./content.ts";
import { readInCharge } from "./in-charge.ts";
import { post } from "./post.ts";
import { store } from "./store.ts";

export type MayWrite =
  | { readonly kind: "may"; readonly code: string }
  /** Somebody else looks after those whom they once wrote with; `name` is null where nobody does. */
  | { readonly kind: "moved"; readonly code: string; readonly name: string | null }
  | { readonly kind: "not-taking-part"; readonly code: string }
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
  return status === "active" ? { kind: "may", code } : { kind: "not-taking-part", code };
}

/** Whether it was sent on, to whomever. */
export async function wasSentOn(
  { db }: Pick<Deps, "db">,
  { id: staffId }: StaffPerson,
  message: { readonly updateId: number; readonly sourceMessageId: number },
): Promise<boolean> {
  return (await db.relayMessage.count({ where: { ...message, staffId, fromParticipant: false } })) > 0;
}

/** What a member of staff wrote to a participant they look after. */
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
    const allowed = await mayWrite(tx, staff, participantId, now);
    if (allowed.kind !== "may") return allowed;
    const written = { ...message, participantId, programmeId, staffId, fromParticipant: false };
    const id = await store(tx, sealer, written, now);
    if (id === undefined) return { kind: "already" };
    const relay = { id, participantId, staffId, fromParticipant: false };
    await post(tx, relay, now);
    return { kind: "sending" };
  });
}
