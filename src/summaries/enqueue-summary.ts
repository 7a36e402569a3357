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
 * Message, picture and workbook, each a message of its own, so that a crash repeats one of them at most; all in one
 * order, so that one process collects the week for everybody.
 */
export async function enqueueSummary(
  tx: Tx,
  { programmeId, monday, staffIds, occasion, dueAt }: SummaryFor,
  now: Date,
): Promise<void> {
  for (const id of staffIds) {
    const reader = { id, programmeId };
    await auditStaff(tx, reader, { action: "receive-summary", subject: wholeProgramme(reader) }, now);
  }
  await enqueueInOrder(
    tx,
    `summary:${occasion}:${programmeId}:${monday}`,
    staffIds.flatMap((staffId) =>
      (["summary", "summary-picture", "summary-workbook"] as const).map((kind) => ({
        kind,
        dedupeKey: `${kind}:${occasion}:${programmeId}:${monday}:${staffId}`,
        to: { staffId },
        params: { programmeId, monday, occasion },
        intendedAt: now,
        meantAt: dueAt,
      })),
    ),
  );
}
