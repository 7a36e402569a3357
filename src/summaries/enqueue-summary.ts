import { auditStaff, wholeProgramme } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import type { LocalDay } from "../domain/calendar.ts";
import { enqueueInOrder } from "../outbox/enqueue.ts";

export interface SummaryFor {
  readonly programmeId: number;
  readonly monday: LocalDay;
  /** In this order. */
  readonly staffIds: readonly number[];
  /** What makes this sending one of its kind: "weekly", or the update that asked for it. */
  readonly occasion: string;
  /** When it was due, where nobody has asked for it. */
  readonly dueAt?: Date;
}

/**
 * Message, picture and workbook, each a message of its own, so that a crash repeats one of them at most; in an order of each
 * reader's own, so that a chat to which nothing can be sent for hours holds back nobody else's. That they receive it is on
 * record only where something was written: nobody sees more of a week that is written again.
 *
 * @returns for how many of them something was
 */
export async function enqueueSummary(
  tx: Tx,
  { programmeId, monday, staffIds, occasion, dueAt }: SummaryFor,
  now: Date,
): Promise<number> {
  let writtenFor = 0;
  for (const staffId of staffIds) {
    const reader = { id: staffId, programmeId };
    const about = `${occasion}:${programmeId}:${monday}:${staffId}`;
    const parts = (["summary", "summary-picture", "summary-workbook"] as const).map((kind) => ({
      kind,
      dedupeKey: `${kind}:${about}`,
      to: { staffId },
      params: { programmeId, monday, occasion },
      intendedAt: now,
      meantAt: dueAt,
    }));
    const { written } = await enqueueInOrder(tx, `summary:${about}`, parts);
    if (!written) continue;
    writtenFor += 1;
    await auditStaff(tx, reader, { action: "receive-summary", subject: wholeProgramme(reader) }, now);
  }
  return writtenFor;
}
