import type { Db, Tx } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import type { FollowUp, Outcome } from "../domain/outcome.ts";
import type { Tier } from "../domain/tier.ts";

export type AlertEventKind =
  | "opened"
  | "attached"
  | "corrected"
  | "told"
  /** Everybody, because nobody took it. */
  | "told-again"
  | "held-for-quiet-hours"
  | "nobody-to-tell"
  /** A recipient could not be written to; the next person was told. */
  | "passed-on"
  | "nobody-took-it"
  | "taken"
  /** Contact was made; what came of it is still to be said. */
  | "talked"
  /** Whoever spoke with them is asked what came of it. */
  | "outcome-asked"
  /** Nobody said what came of it, so contact is what is known. */
  | "closed-unasked"
  /** The time is up in which somebody should have got through on a red alert. */
  | "unconnected"
  /** Nobody has spoken with the person by when the programme wants it, and by when it must have happened. */
  | "contact-aim-passed"
  | "contact-limit-passed"
  /** "We have spoken" was a slip of the finger. */
  | "talk-taken-back"
  | `closed-${Outcome}`
  | `follow-up-${FollowUp}`
  | "no-answer"
  | "reopened"
  /** Taken, but no contact came of it in time. */
  | "expired"
  /** Other people answer for the participant than before. */
  | "handed-over"
  /** What changed about the participant: left, account locked, account linked again. */
  | "left"
  | "frozen"
  | "linked-again";

/** What brings news of the person to an alert that is open already. */
const additions = ["attached", "corrected"] as const satisfies readonly AlertEventKind[];

/** What brings news of the person. */
export const newsKinds = ["opened", ...additions] as const satisfies readonly AlertEventKind[];

/** Those that came after the one with this number; 0 stands before all of them. */
export function addedAfter(eventId: number) {
  return { kind: { in: [...additions] }, id: { gt: eventId } };
}

/**
 * The number of what was added to an alert last; 0 where nothing was since it was opened. `news`: which additions count
 * (`newsFor`).
 */
export async function newestAddition(
  db: Db | Tx,
  alertId: number,
  news: Prisma.AlertEventWhereInput = {},
): Promise<number> {
  const { _max } = await db.alertEvent.aggregate({
    where: { alertId, ...addedAfter(0), ...news },
    _max: { id: true },
  });
  return _max.id ?? 0;
}

export interface AlertEventEntry {
  readonly alertId: number;
  readonly kind: AlertEventKind;
  readonly at: Date;
  readonly tier: Tier;
  readonly actorId?: number;
  /** They called for help themselves, outside the questions: a red one, not that they had used. */
  readonly isCall?: boolean;
}

/** Appends to the alert's history and answers the entry's id, which makes dedupe keys of what it causes. */
export async function recordEvent(tx: Tx, entry: AlertEventEntry): Promise<number> {
  const { id } = await tx.alertEvent.create({ data: entry, select: { id: true } });
  return id;
}
