import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { OutboxState } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { ParticipantPerson, StaffPerson } from "../people/identify.ts";
import { readInCharge } from "./in-charge.ts";
import { passOn } from "./pass-on.ts";
import { CONVERSATION } from "./post.ts";

export type Opened =
  | { readonly kind: "opened" }
  | { readonly kind: "already" }
  /** Somebody else looks after the participant now, and gets what was not opened. */
  | { readonly kind: "moved"; readonly code: string; readonly name: string | null }
  | { readonly kind: "not-taking-part" }
  | { readonly kind: "unknown" };

/** Brings the content of a message into the chat of the person it was sent to, once. */
export async function openRelayed(
  { db }: Pick<Deps, "db">,
  person: ParticipantPerson | StaffPerson,
  relayId: number,
  now: Date,
): Promise<Opened> {
  const to = person.kind === "staff" ? { staffId: person.id } : { participantId: person.id };
  return await inTransaction(db, async (tx): Promise<Opened> => {
    const relay = await tx.relayMessage.findFirst({
      where: {
        id: relayId,
        fromParticipant: person.kind === "staff",
        outbox: { some: { ...to, kind: "relay" } },
      },
      include: { participant: true },
    });
    if (!relay) return { kind: "unknown" };
    const { participant } = relay;
    if (person.kind === "staff") {
      const inCharge = await readInCharge(tx, participant, now);
      if (!inCharge.has(person.id)) {
        const content = { relayId, kind: "relay-content", state: "sent" } as const;
        const read = await tx.outboxMessage.count({ where: content });
        if (read === 0) await passOn(tx, relay, now);
        return { kind: "moved", code: participant.code, name: inCharge.counselor?.name ?? null };
      }
    }
    if (participant.status !== "active") return { kind: "not-taking-part" };
    const shown = await tx.outboxMessage.findMany({
      where: { relayId, kind: "relay-content", ...to },
      select: { state: true, params: true },
    });
    if (shown.some(isThere)) return { kind: "already" };
    await enqueue(tx, {
      kind: "relay-content",
      dedupeKey: `relay-content:${relayId}:${person.kind}:${person.id}:${shown.length}`,
      to,
      relayId,
      priority: CONVERSATION,
      intendedAt: now,
    });
    await audit(tx, {
      at: now,
      actor: `${person.kind}:${person.id}`,
      action: "read-message",
      // The message itself is kept for a much shorter time.
      subject: `participant:${participant.id}`,
      programmeId: participant.programmeId,
    });
    return { kind: "opened" };
  });
}

/** Or on its way; it leaves the chat of whoever stops answering for the participant (`retractFromFormer`). */
function isThere({ state, params }: { readonly state: OutboxState; readonly params: unknown }): boolean {
  return state === "pending" || (state === "sent" && !("retracted" in (params as object)));
}
