import { planContact } from "../alerts/contact-wait.ts";
import { inTransaction } from "../db/client.ts";
import type { Alert } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { HOUR_MS } from "../domain/duration.ts";
import { acknowledgementEndsAt, type Hours, type LadderSettings, outcomeAskedAt } from "../domain/ladder.ts";
import { settingsIn } from "../programme/read-settings.ts";
import { hoursOf } from "../programme/settings.ts";
import { lockStill } from "./ask-again.ts";

/** The longest that whoever called for help is left before they are asked again. */
const LONGEST_ASK_BACK_MS = 2 * HOUR_MS;

/**
 * An alert with times that are still to come: a clock ran ahead. When it really was is not known, so it counts as now,
 * and what was planned from it is planned again. Nobody whose turn it may have been waits for the other clock's days.
 */
export async function setTimesRight({ db }: Pick<Deps, "db">, alertId: number, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    const [still] = await lockStill(tx, "ahead-of-time", [alertId], now);
    if (still === undefined) return;
    const { participant, ...alert } = await tx.alert.findUniqueOrThrow({
      where: { id: alertId },
      include: { participant: { include: { programme: true } } },
    });
    const { programme } = participant;
    const settings = settingsIn(programme);
    const step = nextStepAt(alert, settings.ladder, hoursOf(programme.zone, settings), now);
    const { openedAt, acknowledgedAt, contactedAt, waitingSince, toldAt, unconnectedAt } = alert;
    const { escalateAt, askBackAt } = alert;
    const waitsTooLong = askBackAt !== null && askBackAt.getTime() - now.getTime() > LONGEST_ASK_BACK_MS;
    await tx.alert.update({
      where: { id: alertId },
      data: {
        openedAt: earlier(openedAt, now),
        acknowledgedAt: acknowledgedAt && earlier(acknowledgedAt, now),
        contactedAt: contactedAt && earlier(contactedAt, now),
        waitingSince: waitingSince && earlier(waitingSince, now),
        toldAt: toldAt && earlier(toldAt, now),
        unconnectedAt: unconnectedAt && earlier(unconnectedAt, now),
        escalateAt: escalateAt ? earlier(escalateAt, step) : step,
        ...(waitsTooLong && { askBackAt: now }),
      },
    });
    // What was sent then must not count as told later than what is told from now on.
    await tx.outboxMessage.updateMany({
      where: { alertId, state: { not: "pending" }, intendedAt: { gt: now } },
      data: { intendedAt: now, meantAt: null },
    });
    await planContact(tx, alertId);
  });
}

/** Whoever has taken it, or has spoken with the person, is given their time from now. */
function nextStepAt({ state, tier }: Alert, ladder: LadderSettings, hours: Hours, now: Date): Date {
  switch (state) {
    case "acknowledged":
      return acknowledgementEndsAt(tier === "red" ? "red" : "orange", now, ladder, hours);
    case "notReached":
      return new Date(now.getTime() + ladder.notReachedAgainMinutes * 60_000);
    case "contacted":
      return outcomeAskedAt(now, hours);
    case "open":
    case "closed":
      return now;
  }
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
