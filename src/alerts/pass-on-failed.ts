import type { Tx } from "../db/client.ts";
import { RUNGS } from "../domain/ladder.ts";
import { isHeldBack } from "./is-held-back.ts";
import { isToldSince } from "./is-told-since.ts";
import { lockAlerts } from "./lock-alerts.ts";
import { isBesides } from "./push.ts";
import { recordEvent } from "./record-event.ts";
import { tellNext } from "./tell-next.ts";

/**
 * A copy of an alert will never arrive. Whoever it was for may have been marked as unreachable in the moment in which
 * they were told, or it is our message that Telegram refuses: unless somebody is told at least as lately, the next
 * one is, at once. A copy besides (`besides`) was nobody's turn: there it is enough that somebody was told since the
 * ladder last began. What still waits for the end of quiet hours tells nobody yet. While everybody is told again, one
 * refusal must not use up the next repeat.
 */
export async function passOnFailed(
  tx: Tx,
  { id: outboxId, alertId }: { readonly id: bigint; readonly alertId: number },
  now: Date,
): Promise<void> {
  const { participantId } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
  await lockAlerts(tx, [participantId]);
  const { state, step, tier } = await tx.alert.findUniqueOrThrow({ where: { id: alertId } });
  if (state !== "open" || step >= RUNGS) return;
  const copy = await tx.outboxMessage.findUniqueOrThrow({ where: { id: outboxId } });
  const since = isBesides(copy) ? undefined : copy.intendedAt;
  if (await isToldSince(tx, alertId, since, now)) return;
  if (await isHeldBack(tx, { id: alertId, state })) return;
  await recordEvent(tx, { alertId, kind: "passed-on", at: now, tier });
  await tellNext(tx, alertId, now);
}
