import type { Tx } from "../db/client.ts";
import type { Alert, Participant } from "../db/generated/client.ts";
import { hasEnded, whoseTurnHasCome } from "../domain/ladder.ts";
import { isAlarming } from "../domain/tier.ts";
import { type Colleague, type Roster, readRoster } from "../duty/read-duty.ts";
import { settingsIn } from "../programme/read-settings.ts";
import { isHeldBack } from "./is-held-back.ts";
import { ladderOf } from "./ladder-of.ts";
import { isBesides, push } from "./push.ts";
import { startOver } from "./start-over.ts";

/**
 * Pings the person who holds the alert, or whoever was told last, about something new on it; of an emergency on one that
 * nobody has taken everybody whose turn has come, while the ladder goes on as it was: begun again with each call, it would
 * never come to the next one. Where nobody of them can be told or answers for the person any more, and where everybody
 * had been told for the last time, the ladder starts over: one of them alone must not be all who hear of it.
 */
export async function tellHolder(
  tx: Tx,
  alertId: number,
  eventId: number,
  now: Date,
  { isEmergency }: { readonly isEmergency: boolean },
): Promise<void> {
  const alert = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  const { state, step, tier, participant, undeliveredAt } = alert;
  if (!isAlarming(tier)) return;
  // What waits for the end of quiet hours is told then, with what is new.
  if (await isHeldBack(tx, { id: alertId, state })) return;
  const isOpen = state === "open";
  const roster = await readRoster(tx, participant.programmeId, now);
  const hearers =
    isOpen && isEmergency
      ? whoseTurnHasCome(ladderOf(roster, participant), step)
      : await lastToHear(tx, alert, roster);
  const { ladder } = settingsIn(participant.programme);
  const isOver = isOpen && (undeliveredAt !== null || hasEnded(tier, step, ladder));
  if (hearers.length === 0 || isOver) return await startOver(tx, alertId, now);
  for (const { id } of hearers) await push(tx, { alertId, eventId, tier }, id, now);
}

/** Whose turn it is, or who has it: who was told besides had no turn by that. */
async function lastToHear(
  tx: Tx,
  { id: alertId, state, holderId, participant }: Alert & { readonly participant: Participant },
  roster: Roster,
): Promise<readonly Colleague[]> {
  const copies = await tx.outboxMessage.findMany({
    where: { alertId, kind: "alert", staffId: { not: null } },
    orderBy: { id: "desc" },
    select: { staffId: true, params: true },
  });
  const last = copies.find((copy) => !isBesides(copy));
  const hearer = state === "open" ? last?.staffId : holderId;
  const hears = roster.answeringFor(participant).find(({ id, reachable }) => id === hearer && reachable);
  return hears ? [hears] : [];
}
