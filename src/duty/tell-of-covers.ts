import type { Tx } from "../db/client.ts";
import { isAway } from "../domain/cover.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { Roster } from "./read-duty.ts";

/**
 * Of each of these who are away: whoever stands in reads so, whoever did until now that they do no more, and the coordinators
 * who it is, or that nobody does. Not whose doing it is (`by`): they know; that they stand in they read all the same, and need
 * no waking for it. A cover who goes away leaves whom they stood in for as well. In the caller's transaction.
 */
export async function tellOfCovers(
  tx: Tx,
  {
    staffIds,
    before,
    after,
    by,
  }: {
    readonly staffIds: ReadonlySet<number>;
    readonly before: Roster;
    readonly after: Roster;
    readonly by: ReadonlySet<number>;
  },
  now: Date,
): Promise<void> {
  for (const { id, name, awayUntil: until } of after.all) {
    if (!staffIds.has(id) || until === undefined) continue;
    const cover = after.onDutyFor(id);
    const me = before.all.find((person) => person.id === id);
    // Away already: whoever has stood in until now must not go on believing that they do.
    const former = me && isAway(me, before.today) ? (before.onDutyFor(id)?.id ?? me.coverId) : undefined;
    const others = after.coordinators.filter((one) => one.id !== cover?.id && !by.has(one.id));
    const notices = [
      ...(cover ? [{ staffId: cover.id, notice: "covering" }] : []),
      ...(former !== undefined && former !== cover?.id && !by.has(former)
        ? [{ staffId: former, notice: "covering-moved" }]
        : []),
      ...others.map((one) => ({ staffId: one.id, notice: cover ? "away-covered" : "away-uncovered" })),
    ];
    for (const { staffId, notice } of notices)
      await enqueue(tx, {
        kind: "notice",
        dedupeKey: `${notice}:${id}:${staffId}:${now.toISOString()}`,
        to: { staffId },
        params: {
          ...{ notice, about: id, name, cover: cover?.name ?? "–", until },
          ...(by.has(staffId) && { byReader: 1 }),
        },
        intendedAt: now,
      });
  }
}
