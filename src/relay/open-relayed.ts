import { audit } from "../audit.ts";
import { type Db, inTransaction, type Tx } from "../db/client.ts";
import type { Participant, RelayMessage } from "../db/generated/client.ts";
import type { OutboxState } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { ParticipantPerson, StaffPerson } from "../people/identify.ts";
import { linkedSince } from "./find-thread.ts";
import { readInCharge } from "./in-charge.ts";
import { passOn, postLateAgain } from "./pass-on.ts";
import { CONVERSATION } from "./post.ts";
import { report } from "./report.ts";

type Reader = ParticipantPerson | StaffPerson;
type Relay = RelayMessage & { readonly participant: Participant };

export type Found =
  /** `times`: how often it was asked for already, without being there now. */
  | { readonly kind: "waiting"; readonly relay: Relay; readonly times: number }
  | { readonly kind: "already" }
  /** Somebody else looks after the participant now, and gets what was not opened. */
  | { readonly kind: "moved"; readonly relay: Relay; readonly name: string | null }
  | { readonly kind: "not-taking-part" }
  | { readonly kind: "unknown" };

export type Opened =
  | { readonly kind: "opened" }
  /** Asked for so long ago that others may be looking: the line about it comes again. */
  | { readonly kind: "late" }
  | { readonly kind: "moved"; readonly code: string; readonly name: string | null }
  | Extract<Found, { kind: "already" | "not-taking-part" | "unknown" }>;

interface Tap {
  readonly relayId: number;
  /** Of the line with the button. */
  readonly messageId: number;
  readonly late: boolean;
}

/** Brings the content of a message into the chat of the person it was sent to, once. */
export async function openRelayed(
  { db }: Pick<Deps, "db">,
  person: Reader,
  { relayId, messageId, late }: Tap,
  now: Date,
): Promise<Opened> {
  const to = addressOf(person);
  return await inTransaction(db, async (tx): Promise<Opened> => {
    const found = await findRelayed(tx, person, relayId, now);
    switch (found.kind) {
      case "unknown":
      case "not-taking-part":
      case "already":
        return found;
      case "moved": {
        const { relay, name } = found;
        const content = { relayId, kind: "relay-content", state: "sent" } as const;
        const read = await tx.outboxMessage.count({ where: content });
        if (read === 0) await passOn(tx, relay, now);
        return { kind: "moved", code: relay.participant.code, name };
      }
      case "waiting": {
        const { relay, times } = found;
        if (late) {
          const row = { relayId, staffId: person.kind === "staff" ? person.id : null };
          if (!(await hasNewerLine(tx, person, relayId, messageId))) await postLateAgain(tx, row, now);
          return { kind: "late" };
        }
        await dropRepeatedLine(tx, person, relay, messageId, now);
        await enqueue(tx, {
          kind: "relay-content",
          dedupeKey: `relay-content:${relayId}:${person.kind}:${person.id}:${times}`,
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
          subject: `participant:${relay.participantId}`,
          programmeId: relay.participant.programmeId,
        });
        return { kind: "opened" };
      }
    }
  });
}

/** What there is to open, and for whom; nothing changes. */
export async function findRelayed(db: Db | Tx, person: Reader, relayId: number, now: Date): Promise<Found> {
  const to = addressOf(person);
  const relay = await db.relayMessage.findFirst({
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
    const inCharge = await readInCharge(db, participant, now);
    if (!inCharge.has(person.id)) return { kind: "moved", relay, name: inCharge.counselor?.name ?? null };
  }
  if (participant.status !== "active") return { kind: "not-taking-part" };
  const shown = await db.outboxMessage.findMany({
    where: { relayId, kind: "relay-content", ...to },
    select: { state: true, params: true },
  });
  return shown.some(isThere) ? { kind: "already" } : { kind: "waiting", relay, times: shown.length };
}

function addressOf({ kind, id }: Reader) {
  return kind === "staff" ? { staffId: id } : { participantId: id };
}

/** Or on its way; it leaves the chat of whoever stops answering for the participant (`retractFromFormer`). */
function isThere({ state, params }: { readonly state: OutboxState; readonly params: unknown }): boolean {
  return state === "pending" || (state === "sent" && !("retracted" in (params as object)));
}

/**
 * What the tapped line announces comes now. One that was to come again, after a tap that was taken for late, would ring for
 * nothing. Cancelled it would stand for a message that was not sent, and its author may have read that it has to wait.
 */
async function dropRepeatedLine(
  tx: Tx,
  person: Reader,
  relay: Relay,
  messageId: number,
  now: Date,
): Promise<void> {
  const line = { relayId: relay.id, kind: "relay", ...addressOf(person) };
  if ((await tx.outboxMessage.count({ where: { ...line, state: "sent", messageId } })) === 0) return;
  const { count } = await tx.outboxMessage.deleteMany({ where: { ...line, state: "pending" } });
  if (count > 0) await report(tx, relay, { loud: false }, now);
}

/** Or on its way: nothing came of the first tap, and they tapped again. */
async function hasNewerLine(tx: Tx, person: Reader, relayId: number, messageId: number): Promise<boolean> {
  const sentAt = { gte: await linkedSince(tx, person) };
  const newer = [
    { state: "pending" as const },
    { state: "sent" as const, messageId: { gt: messageId }, sentAt },
  ];
  const to = addressOf(person);
  return (await tx.outboxMessage.count({ where: { relayId, kind: "relay", ...to, OR: newer } })) > 0;
}
