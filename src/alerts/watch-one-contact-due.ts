import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { endOf } from "../domain/calendar.ts";
import { type ContactMark, passedMarks } from "../domain/contact.ts";
import { readRoster } from "../duty/read-duty.ts";
import { type ContactWait, markEvents, planContact, readContactWait } from "./contact-wait.ts";
import { markUnconnected } from "./mark-unconnected.ts";
import { push } from "./push.ts";
import { recordEvent } from "./record-event.ts";
import { refreshCopies } from "./refresh-copies.ts";

/**
 * Looks at one alert whose wait for contact has passed a mark, whoever holds it: taking an alert is not
 * contact, and neither is a call that nobody answered.
 */
export const watchOneContactDue: DueWork = {
  name: "wait for contact",
  table: "alerts",
  at: "contact_due_at",
  lock: "UPDATE",
  work,
};

interface DueAlert {
  readonly id: number;
}

async function work(tx: Tx, { id }: DueAlert, now: Date): Promise<void> {
  const wait = await readContactWait(tx, id);
  if (wait?.tier === "orange") {
    const { zone, quiet } = wait.hours;
    const loudFrom = endOf(now, zone, quiet);
    if (loudFrom > now) {
      await tx.alert.update({ where: { id }, data: { contactDueAt: loudFrom } });
      return;
    }
  }
  if (wait)
    for (const mark of passedMarks(wait.times, now))
      if (!wait.noted.has(mark)) await note(tx, wait, mark, now);
  await planContact(tx, id);
}

async function note(tx: Tx, { alertId, tier }: ContactWait, mark: ContactMark, now: Date): Promise<void> {
  if (mark === "unconnected") return await markUnconnected(tx, alertId, now);
  const eventId = await recordEvent(tx, { alertId, kind: markEvents[mark], at: now, tier });
  await refreshCopies(tx, alertId, eventId, now);
  if (mark === "limit") await tellAll(tx, alertId, eventId, now);
}

/** Whoever has it and the coordinators; everybody who could take it where nobody has. */
async function tellAll(tx: Tx, alertId: number, eventId: number, now: Date): Promise<void> {
  const { holderId, tier, participant } = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: true },
  });
  const roster = await readRoster(tx, participant.programmeId, now);
  const first =
    holderId === null
      ? [roster.onDutyFor(participant.counselorId), roster.onDutyFor(participant.backupId)]
      : [roster.all.find(({ id }) => id === holderId)];
  const told = [...first, ...roster.coordinators].flatMap((person) => (person?.reachable ? [person.id] : []));
  for (const id of new Set(told))
    await push(tx, { alertId, eventId, tier }, id, now, { words: { wording: "overdue" } });
}
