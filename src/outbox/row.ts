import type { Db } from "../db/client.ts";
import type { Locale } from "../domain/instrument.ts";

/** A pending message with whom it goes to, as read when it is about to be sent. */
export interface OutboxRow {
  readonly id: bigint;
  readonly kind: string;
  readonly participantId: number | null;
  readonly staffId: number | null;
  readonly checkInId: number | null;
  readonly alertId: number | null;
  readonly relayId: number | null;
  readonly params: Readonly<Record<string, string | number>>;
  readonly priority: number;
  readonly attempts: number;
  readonly recipient: Recipient | undefined;
}

interface Recipient {
  readonly chatId: number;
  readonly locale: Locale;
  readonly zone: string;
}

export async function readRow(db: Db, id: bigint): Promise<OutboxRow> {
  const row = await db.outboxMessage.findUniqueOrThrow({
    where: { id },
    include: {
      participant: { select: { telegramId: true, locale: true, zone: true } },
      staff: { select: { telegramId: true, locale: true, programme: { select: { zone: true } } } },
    },
  });
  const { participant, staff } = row;
  const person = participant ?? (staff && { ...staff, zone: staff.programme.zone });
  return {
    ...row,
    params: row.params as OutboxRow["params"],
    recipient:
      person?.telegramId == null
        ? undefined
        : { chatId: Number(person.telegramId), locale: person.locale as Locale, zone: person.zone },
  };
}
