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
  /** The participant with whom a relayed message is exchanged, whoever wrote it. */
  readonly relayedWith: number | null;
  readonly params: Readonly<Record<string, string | number>>;
  readonly intendedAt: Date;
  /** When it should have left, where it is work that was due before. */
  readonly meantAt: Date | null;
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

/** Undefined where the message was erased. One statement, as every message that leaves is read with it. */
export async function readRow(db: Db, id: bigint): Promise<OutboxRow | undefined> {
  const [row] = await db.$queryRaw<(Omit<OutboxRow, "recipient"> & PersonColumns)[]>`
    SELECT o.id, o.kind, o.state::text, o.participant_id AS "participantId", o.staff_id AS "staffId",
           o.check_in_id AS "checkInId", o.alert_id AS "alertId", o.relay_id AS "relayId",
           m.participant_id AS "relayedWith", o.params, o.intended_at AS "intendedAt", o.meant_at AS "meantAt",
           o.priority, o.attempts,
           COALESCE(p.telegram_id, s.telegram_id) AS "telegramId", COALESCE(p.locale, s.locale) AS locale,
           COALESCE(p.zone, g.zone) AS zone, COALESCE(p.status, author.status)::text AS "participantStatus"
    FROM outbox o
    LEFT JOIN participants p ON p.id = o.participant_id
    LEFT JOIN staff s ON s.id = o.staff_id LEFT JOIN programmes g ON g.id = s.programme_id
    LEFT JOIN relay_messages m ON m.id = o.relay_id LEFT JOIN participants author ON author.id = m.participant_id
    WHERE o.id = ${id}`;
  if (!row) return undefined;
  const { telegramId, locale, zone, participantStatus, ...rest } = row;
  const recipient =
    telegramId === null || locale === null || zone === null
      ? undefined
      : { chatId: Number(telegramId), locale, zone };
  return { ...rest, participantStatus: participantStatus ?? undefined, recipient };
}

interface PersonColumns {
  readonly telegramId: bigint | null;
  readonly locale: Locale | null;
  readonly zone: string | null;
}
