import type { Db, Tx } from "../db/client.ts";
import type { AlertState } from "../db/generated/enums.ts";
import { type ContactMark, type ContactTimes, contactTimes } from "../domain/contact.ts";
import type { Hours, LadderSettings } from "../domain/ladder.ts";
import { isAlarming, type Tier } from "../domain/tier.ts";
import { settingsIn } from "../programme/read-settings.ts";
import { hoursOf } from "../programme/settings.ts";

/** Somebody needs a human voice and, as far as we know, has heard none since `since`. */
export interface ContactWait {
  readonly alertId: number;
  readonly participantId: number;
  readonly tier: "orange" | "red";
  readonly since: Date;
  readonly times: ContactTimes;
  readonly hours: Hours;
  readonly settings: LadderSettings;
  /** What has been noted of this wait already. */
  readonly noted: ReadonlySet<ContactMark>;
}

export const markEvents = {
  unconnected: "unconnected",
  aim: "contact-aim-passed",
  limit: "contact-limit-passed",
} as const satisfies Readonly<Record<ContactMark, string>>;

/** Since when an alert's person waits for contact; undefined where there was contact, or it is over. */
export function waitsSince(alert: {
  readonly state: AlertState;
  readonly waitingSince: Date | null;
  readonly openedAt: Date;
}): Date | undefined {
  return alert.state === "contacted" || alert.state === "closed"
    ? undefined
    : (alert.waitingSince ?? alert.openedAt);
}

/** Undefined when nobody waits. */
export async function readContactWait(db: Db | Tx, alertId: number): Promise<ContactWait | undefined> {
  const alert = await db.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { include: { programme: true } } },
  });
  const since = waitsSince(alert);
  const { participantId, participant } = alert;
  const tier = pushed(alert.tier);
  if (!since || !tier) return undefined;
  const { ladder: settings, ...others } = settingsIn(participant.programme);
  const hours = hoursOf(participant.programme.zone, others);
  const marks = Object.keys(markEvents) as ContactMark[];
  const events = await db.alertEvent.findMany({
    where: { alertId, kind: { in: marks.map((mark) => markEvents[mark]) }, at: { gte: since } },
    select: { kind: true },
  });
  const noted = new Set(marks.filter((mark) => events.some(({ kind }) => kind === markEvents[mark])));
  const times = contactTimes(tier, since, settings, hours);
  return { alertId, participantId, tier, since, times, hours, settings, noted };
}

/** Notes when the wait next passes a mark; whatever has been passed and not noted is due at once. */
export async function planContact(tx: Tx, alertId: number): Promise<void> {
  const wait = await readContactWait(tx, alertId);
  const open = wait ? (Object.entries(wait.times) as [ContactMark, Date][]) : [];
  const due = open
    .filter(([mark]) => !wait?.noted.has(mark))
    .map(([, at]) => at)
    .toSorted((a, b) => a.getTime() - b.getTime());
  await tx.alert.update({ where: { id: alertId }, data: { contactDueAt: due[0] ?? null } });
}

function pushed(tier: Tier): "orange" | "red" | undefined {
  return isAlarming(tier) ? tier : undefined;
}
