import type { Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { type Assessment, compareTiers, rulesVersion, worst } from "../domain/assessment.ts";
import { type Cause, openCauses, sealCauses } from "./causes.ts";
import { recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";
import { tellHolder, tellNext } from "./tell-next.ts";

export interface Raised {
  readonly participantId: number;
  readonly checkInId?: number;
  readonly cause: Cause["kind"];
  readonly assessment: Assessment;
}

/**
 * Opens the participant's alert or adds to the open one, and tells people, all in the caller's
 * transaction. Answers the alert's id when one stands, undefined when there was nothing to raise.
 * A red event, a risen tier or a rule that is new on the alert pings; anything else is only added.
 */
export async function raiseAlert(deps: Deps, tx: Tx, raised: Raised, now: Date): Promise<number | undefined> {
  const { participantId, checkInId, assessment } = raised;
  const { tier, reasons } = assessment;
  // One at a time per person: a help tap and a last answer may arrive together.
  await tx.$queryRaw`SELECT id FROM participants WHERE id = ${participantId} FOR NO KEY UPDATE`;
  const cause: Cause = {
    kind: raised.cause,
    at: now.toISOString(),
    tier,
    reasons,
    ...(checkInId !== undefined && { checkInId }),
  };
  const rules = [...new Set(reasons.map(({ rule }) => rule))];
  const open = await tx.alert.findFirst({ where: { participantId, state: { not: "closed" } } });

  if (!open) {
    if (compareTiers(tier, "orange") < 0) return undefined;
    const alert = await tx.alert.create({
      data: {
        participantId,
        checkInId: checkInId ?? null,
        tier,
        state: "open",
        reasons: sealCauses(deps.sealer, participantId, [cause]),
        rulesVersion,
        openedAt: now,
      },
    });
    await recordEvent(tx, { alertId: alert.id, kind: "opened", at: now, tier, rules });
    await tellNext(tx, alert.id, now);
    return alert.id;
  }

  const corrected = raised.cause === "corrected" && open.checkInId === checkInId;
  if (reasons.length === 0 && !corrected) return undefined;

  const causes = openCauses(deps.sealer, participantId, open.reasons);
  const known = new Set(causes.flatMap((earlier) => earlier.reasons.map(({ rule }) => rule)));
  const risen = compareTiers(tier, open.tier) > 0;
  const again = tier === "red" || risen || (tier === "orange" && rules.some((rule) => !known.has(rule)));
  // An emergency starts the ladder again even when somebody holds the alert: they may be asleep.
  const restarts = again && (tier === "red" || risen);
  await tx.alert.update({
    where: { id: open.id },
    data: {
      tier: worst([open.tier, tier]),
      reasons: sealCauses(deps.sealer, participantId, [...causes, cause]),
      ...(restarts && { state: "open", step: 0 }),
    },
  });
  const eventId = await recordEvent(tx, {
    alertId: open.id,
    kind: corrected ? "corrected" : "attached",
    at: now,
    tier,
    rules,
  });
  if (restarts) await tellNext(tx, open.id, now);
  else if (again) await tellHolder(tx, open.id, eventId, now);
  else if (corrected) await refreshCopies(tx, open.id, eventId, now);
  return open.id;
}
