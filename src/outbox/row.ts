import type { Db } from "../db/client.ts";
import type { OutboxState, ParticipantStatus } from "../db/generated/enums.ts";
import type { Locale } from "../domain/instrument.ts";

/** A pending message with whom it goes to, as read when it is about to be sent. */
export interface OutboxRow {
  readonly id: bigint;
  readonly kind: string;
  readonly state: OutboxState;
  readonly participantId: number | null;
  readonly staffId: number | null;
  readonly checkInId: number | null;
  readonly alertId: number | null;
  readonly relayId: number | null;
  readonly params: Readonly<Record<string, string | number>>;
  readonly priority: number;
  readonly attempts: number;
  readonly recipient: Recipient | undefined;
  /** Of the participant who gets it, or who wrote what it is about; undefined where that is nobody. */
  readonly participantStatus: ParticipantStatus | undefined;
}

interface Recipient {
  readonly chatId: number;
  readonly locale: Locale;
  readonly zone: string;
}

/** Undefined where the message was erased. */
export async function readRow(db: Db, id: bigint): Promise<OutboxRow | undefined> {
  const row = await db.outboxMessage.findUnique({
    where: { id },
    include: {
      participant: { select: { telegramId: true, locale: true, zone: true, status: true } },
      relay: { select: { participant: { select: { status: true } } } },
      staff: { select: { telegramId: true, locale: true, programme: { select: { zone: true } } } },
    },
  });
  if (!row) return undefined;
  const { participant, staff, relay } = row;
  const person = participant ?? (staff && { ...staff, zone: staff.programme.zone });
  return {
    ...row,
    params: row.params as OutboxRow["params"],
    participantStatus: participant?.status ?? relay?.participant.status,
    recipient:
      person?.telegramId == null
        ? undefined
        : { chatId: Number(person.telegramId), locale: person.locale as Locale, zone: person.zone },
  };
}
