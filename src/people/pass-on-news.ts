import type { Tx } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import { dbDate, type LocalDay } from "../domain/calendar.ts";
import { readRoster } from "../duty/read-duty.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { OutboxRow } from "../outbox/row.ts";

/** What one of staff alone reads of somebody, whoever answers for them, and of whom it still holds; `until` is the day it names. */
const NEWS = new Map<string, (until: LocalDay) => Prisma.ParticipantWhereInput>([
  ["withdrawn", () => ({ status: "withdrawn" })],
  ["paused", (until) => ({ pausedUntil: dbDate(until) })],
  ["release-corrected", (until) => ({ releaseDate: dbDate(until) })],
]);

/**
 * A notice was called off, as somebody else answers for the person by now, or did not reach its reader: whoever answers for them
 * reads it instead, where it still holds. Whoever has left stands on nobody's list, and a day that was moved looks like any other.
 */
export async function passOnNews(
  tx: Tx,
  { id, staffId, params }: Pick<OutboxRow, "id" | "staffId" | "params">,
  now: Date,
): Promise<void> {
  const holds = NEWS.get(String(params.notice));
  if (holds === undefined || staffId === null) return;
  const code = String(params.code);
  const { programmeId } = await tx.staff.findUniqueOrThrow({ where: { id: staffId } });
  // Whoever is just erasing the person is waited for: they would not find what is written after it.
  await tx.$queryRaw`SELECT id FROM participants WHERE programme_id = ${programmeId} AND code = ${code} FOR SHARE`;
  const where = { programmeId, code, ...holds(String(params.until)) };
  const person = await tx.participant.findFirst({ where });
  const roster = await readRoster(tx, programmeId, now);
  const readerId = person && roster.readerFor(person);
  if (!readerId || readerId === staffId) return;
  await enqueue(tx, {
    kind: "notice",
    dedupeKey: `passed-on:${id}`,
    to: { staffId: readerId },
    params,
    intendedAt: now,
  });
}
