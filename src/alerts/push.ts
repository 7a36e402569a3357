import type { Tx } from "../db/client.ts";
import type { OutboxMessage } from "../db/generated/client.ts";
import { endOf } from "../domain/calendar.ts";
import type { Tier } from "../domain/tier.ts";
import { enqueue, enqueueLater, SOON, URGENT } from "../outbox/enqueue.ts";
import { settingsIn } from "../programme/read-settings.ts";

/**
 * Other words: nobody took it, the last time, an acknowledgement is over, something new has opened it again, nobody
 * has spoken with the person in time, somebody else has taken it over, what came of it is not said yet. `count`: how
 * often everybody was told again.
 */
export type AlertWords =
  | { readonly wording: "again"; readonly count: number }
  | { readonly wording: "last" | "expired" | "reopened" | "overdue" | "taken-over" | "unfinished" };

/** The row says so of a copy that was written `besides`. */
export function isBesides({ params }: Pick<OutboxMessage, "params">): boolean {
  return "besides" in (params as object);
}

interface How {
  /** None for those of an alert that is new to whoever reads it. */
  readonly words?: AlertWords | undefined;
  /** For whoever the ladder passed over, told as well: it is nobody's turn. */
  readonly besides?: boolean;
  /** When it should have been done, where it is a step that was due. */
  readonly dueAt?: Date | undefined;
}

/** The alert itself as of one of its events, to one person; at night only what is urgent, all else when quiet hours end. */
export async function push(
  tx: Tx,
  { alertId, eventId, tier }: { readonly alertId: number; readonly eventId: number; readonly tier: Tier },
  staffId: number,
  now: Date,
  { words, besides = false, dueAt }: How = {},
): Promise<void> {
  // Somebody has spoken with the person by then: what came of it can wait for the morning, of a red one as well.
  const urgent = tier === "red" && words?.wording !== "unfinished";
  const params = besides ? { besides: "yes" } : words && { ...words };
  const intendedAt = urgent ? now : await endOfQuiet(tx, alertId, now);
  const write = intendedAt > now ? enqueueLater : enqueue;
  await write(tx, {
    kind: "alert",
    dedupeKey: `alert:${alertId}:${eventId}:${staffId}`,
    to: { staffId },
    alertId,
    ...(params && { params }),
    priority: urgent ? URGENT : SOON,
    intendedAt,
    // What waits for the end of quiet hours is not late.
    ...(intendedAt <= now && { meantAt: dueAt }),
  });
}

async function endOfQuiet(tx: Tx, alertId: number, now: Date): Promise<Date> {
  const { participant } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  const { quietHours } = settingsIn(participant.programme);
  return endOf(now, participant.programme.zone, quietHours);
}
