import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { askBackAfter } from "../domain/ask-back.ts";
import type { Assessment } from "../domain/assessment.ts";
import type { Reason } from "../domain/reason.ts";
import { rulesVersion } from "../domain/rules.ts";
import { compareTiers, isAlarming, worst } from "../domain/tier.ts";
import { reenter } from "../people/reenter.ts";
import { type Cause, openCauses, sealCauses } from "./causes.ts";
import { planContact } from "./contact-wait.ts";
import { lockAlerts } from "./lock-alerts.ts";
import { recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";
import { tellHolder } from "./tell-holder.ts";
import { tellNext } from "./tell-next.ts";
import { weighReasons } from "./weigh-reasons.ts";

export interface Raised {
  readonly participantId: number;
  readonly checkInId?: number;
  readonly cause: Cause["kind"];
  readonly assessment: Assessment;
  /** What holds besides, and was told in the moment in which it was said: a correction does not take it back. */
  readonly known?: readonly Reason[];
}

/**
 * Opens the participant's alert or adds to the open one, and tells people, all in the caller's
 * transaction. Answers the alert's id when people are told of this, undefined when they are not:
 * what was told lately, or what the counselor asked to be spared, is only added to an open alert, and
 * without one the day is put on record as kept quiet.
 */
export async function raiseAlert(deps: Deps, tx: Tx, raised: Raised, now: Date): Promise<number | undefined> {
  const { participantId, checkInId, assessment, known = [] } = raised;
  const { tier, reasons } = assessment;
  const openAlert = { participantId, state: { not: "closed" } } as const;
  // Most days call for nobody, and nothing is open that they would be added to: what is opened meanwhile comes after them.
  const isCalm = !isAlarming(tier) && !assessment.reenters;
  if (isCalm && (await tx.alert.count({ where: openAlert })) === 0) return undefined;
  // One at a time per person: a help tap and a last answer may arrive together, or while the alert is being closed.
  await lockAlerts(tx, [participantId]);
  // Not only where somebody is told: thresholds may be set so that reported use alerts nobody.
  if (assessment.reenters) await reenter(tx, raised, now);
  const open = await tx.alert.findFirst({ where: openAlert });
  const causes = open ? openCauses(deps.sealer, participantId, open.reasons) : [];
  // Whatever opened it, what people read of this check-in there is no longer so.
  const isOnIt = open?.checkInId === checkInId || causes.some((cause) => cause.checkInId === checkInId);
  const corrected = raised.cause === "corrected" && open !== null && isOnIt;
  if (open ? reasons.length === 0 && !corrected : !isAlarming(tier)) return undefined;

  const { spoken, day, programmeId } = await weighReasons(deps, tx, raised, now);
  const isCall = raised.cause === "help" && tier === "red";
  const told = worst(spoken.news.map((reason) => reason.tier));
  const calls = spoken.news.some(({ rule }) => rule === "R1");
  const askingBack = calls ? { askBackAt: askBackAfter(0, now) ?? null, askedBack: 0 } : {};
  const cause: Cause = {
    kind: raised.cause,
    at: now.toISOString(),
    day,
    tier,
    reasons: corrected ? [...known, ...spoken.attached] : spoken.attached,
    total: assessment.total,
    quiet: [
      ...(corrected ? known.map(({ kind }) => ({ kind, why: "told-lately" as const })) : []),
      ...spoken.quiet.map(({ reason, why }) => ({ kind: reason.kind, why })),
    ],
    waiting: assessment.waiting,
    ...(assessment.short && { short: true }),
    ...(checkInId !== undefined && { checkInId }),
  };

  if (!open) {
    if (spoken.news.length === 0) {
      const subject = checkInId === undefined ? `participant:${participantId}` : `check-in:${checkInId}`;
      await audit(tx, { at: now, actor: "system", action: "alert-kept-quiet", subject, programmeId });
      return undefined;
    }
    const alert = await tx.alert.create({
      data: {
        participantId,
        checkInId: checkInId ?? null,
        tier,
        state: "open",
        reasons: sealCauses(deps.sealer, participantId, [cause]),
        rulesVersion,
        openedAt: now,
        waitingSince: now,
        ...askingBack,
      },
    });
    await recordEvent(tx, { alertId: alert.id, kind: "opened", at: now, tier, isCall });
    await tellNext(tx, alert.id, now);
    await planContact(tx, alert.id);
    return alert.id;
  }

  if (spoken.attached.length === 0 && !corrected) return undefined;
  const risen = compareTiers(told, open.tier) > 0;
  const spokenTo = open.state === "contacted";
  const isEmergency = told === "red";
  // An emergency starts the ladder again where somebody holds the alert: they may be asleep. So does
  // anything new after contact: what was said then did not answer it.
  const restarts = risen || (isEmergency && open.state !== "open") || (spokenTo && spoken.news.length > 0);
  await tx.alert.update({
    where: { id: open.id },
    data: {
      tier: worst([open.tier, tier]),
      reasons: sealCauses(deps.sealer, participantId, [...causes, cause]),
      ...(restarts && { state: "open", step: 0, holderId: null, acknowledgedAt: null }),
      ...(restarts && (risen || spokenTo) && { waitingSince: now, unconnectedAt: null }),
      // What was asked for then has been answered by contact.
      ...(restarts && spokenTo && { askBackAt: null }),
      ...askingBack,
    },
  });
  const eventId = await recordEvent(tx, {
    alertId: open.id,
    kind: corrected ? "corrected" : "attached",
    at: now,
    tier,
    isCall,
  });
  await refreshCopies(tx, open.id, eventId, now);
  if (restarts) {
    await tellNext(tx, open.id, now, { heldBefore: open.holderId });
    await planContact(tx, open.id);
  } else if (spoken.news.length > 0) await tellHolder(tx, open.id, eventId, now, { isEmergency });
  return spoken.news.length > 0 ? open.id : undefined;
}
