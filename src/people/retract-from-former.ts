import type { Tx } from "../db/client.ts";
import type { RelayKind } from "../db/generated/enums.ts";
import { readRoster } from "../duty/read-duty.ts";
import { coverDetails } from "../outbox/alert-copies.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { inChargeOf } from "../relay/in-charge.ts";
import { readShown } from "./shown-screens.ts";

interface Copy {
  readonly id: bigint;
  readonly participantId: number;
  readonly staffId: number;
  readonly messageId: number;
}

/**
 * Other people answer for these participants of one programme than before. What those who no longer do have read leaves their chats: messages,
 * screens they asked for, and the details of alerts that are closed. What is open is edited when it is handed on.
 */
export async function retractFromFormer(tx: Tx, participantIds: readonly number[], now: Date): Promise<void> {
  const messages = await readMessages(tx, participantIds);
  const details = await readDetails(tx, participantIds);
  const screens = await readShown(tx, participantIds);
  // Hundreds may change hands at once; few of them have anything in a chat.
  const ids = new Set([...messages, ...details, ...screens].map(({ participantId }) => participantId));
  const people = await tx.participant.findMany({ where: { id: { in: [...ids] } } });
  const [first] = people;
  if (!first) return;
  const roster = await readRoster(tx, first.programmeId, now);
  const inCharge = new Map(people.map((person) => [person.id, inChargeOf(person, roster)]));
  const isFormers = ({ participantId, staffId }: Copy) => inCharge.get(participantId)?.has(staffId) === false;
  for (const { id, staffId, messageId, kind } of messages.filter(isFormers)) {
    await tx.$executeRaw`UPDATE outbox SET params = params || '{"retracted": 1}' WHERE id = ${id}`;
    await enqueue(tx, {
      kind: "retraction",
      dedupeKey: `retraction:${id}`,
      to: { staffId },
      params: { messageId, moved: 1, ...(kind !== "text" && { media: 1 }) },
      intendedAt: now,
    });
  }
  for (const copy of details.filter(isFormers)) await coverDetails(tx, copy, now);
  for (const { participantId, staffId, messageId, action } of screens) {
    if (inCharge.get(participantId)?.may(action, staffId)) continue;
    await tx.$executeRaw`DELETE FROM shown_screens WHERE staff_id = ${staffId} AND message_id = ${messageId}`;
    await enqueue(tx, {
      kind: "retraction",
      dedupeKey: `retraction:screen:${staffId}:${messageId}:${now.toISOString()}`,
      to: { staffId },
      params: { messageId, moved: 1 },
      intendedAt: now,
    });
  }
}

/** Relayed messages that were opened. Numbers of messages begin anew with another account. */
async function readMessages(
  tx: Tx,
  participantIds: readonly number[],
): Promise<readonly (Copy & { readonly kind: RelayKind })[]> {
  return await tx.$queryRaw`
    SELECT o.id, r.participant_id AS "participantId", o.staff_id AS "staffId", o.message_id AS "messageId", r.kind::text
    FROM relay_messages r JOIN outbox o ON o.relay_id = r.id JOIN staff s ON s.id = o.staff_id
    WHERE r.participant_id = ANY (${[...participantIds]}) AND o.kind = 'relay-content' AND o.state = 'sent'
      AND o.message_id IS NOT NULL AND NOT o.params ? 'retracted'
      AND s.telegram_id IS NOT NULL AND (s.linked_at IS NULL OR o.sent_at >= s.linked_at)
    ORDER BY o.id`;
}

/** Copies of closed alerts that were opened. */
async function readDetails(
  tx: Tx,
  participantIds: readonly number[],
): Promise<readonly (Copy & { readonly alertId: number; readonly openedAt: string })[]> {
  return await tx.$queryRaw`
    SELECT o.id, a.participant_id AS "participantId", o.staff_id AS "staffId", o.message_id AS "messageId",
           a.id AS "alertId", o.params->>'openedAt' AS "openedAt"
    FROM alerts a JOIN outbox o ON o.alert_id = a.id JOIN staff s ON s.id = o.staff_id
    WHERE a.participant_id = ANY (${[...participantIds]}) AND a.state = 'closed' AND o.kind = 'alert'
      AND o.state = 'sent' AND o.message_id IS NOT NULL AND o.params ? 'openedAt'
      AND s.telegram_id IS NOT NULL AND (s.linked_at IS NULL OR o.sent_at >= s.linked_at)
    ORDER BY o.id`;
}
