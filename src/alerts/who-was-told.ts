import type { Db, Tx } from "../db/client.ts";
import { isWithin } from "../domain/calendar.ts";
import { readRoster } from "../duty/read-duty.ts";
import { readSettings } from "../programme/read-settings.ts";
import { isHeldBack } from "./is-held-back.ts";
import { isBesides } from "./push.ts";
import { newsKinds } from "./record-event.ts";
import { usualResponse } from "./usual-response.ts";

export type Told =
  | {
      readonly kind: "now";
      readonly name: string;
      /** Within how many minutes they usually answer; undefined where nobody can say. */
      readonly usually: number | undefined;
      /** Outside the programme's service hours, when people sleep. */
      readonly offHours: boolean;
    }
  /** Quiet hours hold it back until then. */
  | { readonly kind: "later"; readonly name: string; readonly at: Date }
  | { readonly kind: "nobody" };

/** What the participant may truthfully be told about an alert that is not closed. */
export async function whoWasTold(db: Db | Tx, alertId: number, now: Date): Promise<Told> {
  const alert = await db.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { holder: true, participant: { include: { programme: true } } },
  });
  const { state, escalateAt, undeliveredAt, participant } = alert;
  const { programmeId } = participant;
  const roster = await readRoster(db, programmeId, now);
  const hearing = roster.answeringFor(participant).flatMap(({ id, reachable }) => (reachable ? [id] : []));
  // Whoever heard of it before it was opened again, or cannot be told any more, has not been told of this.
  const isUntold = undeliveredAt !== null || (await isHeldBack(db, alert));
  const pushes = isUntold
    ? []
    : await db.outboxMessage.findMany({
        where: { alertId, kind: "alert", state: { in: ["pending", "sent"] }, staffId: { in: hearing } },
        orderBy: { id: "desc" },
        include: { staff: true },
      });
  const told = pushes.find(({ intendedAt }) => intendedAt <= now);
  // The morning may tell one more besides; and of what is new it may be the first to tell whoever knows the rest.
  const waiting = pushes.find((push) => push.intendedAt > now && !isBesides(push));
  if (waiting?.staff && !(told && told.intendedAt >= (await newsAt(db, alertId))))
    return { kind: "later", name: waiting.staff.name, at: waiting.intendedAt };
  if (alert.holder && state !== "open") return await toldNow(db, participant.programme, alert.holder, now);
  if (told?.staff) return await toldNow(db, participant.programme, told.staff, now);
  if (undeliveredAt || !escalateAt) return { kind: "nobody" };
  const then = await readRoster(db, programmeId, escalateAt);
  const first = then.answeringFor(participant).find(({ reachable }) => reachable);
  if (first) return { kind: "later", name: first.name, at: escalateAt };
  return { kind: "nobody" };
}

/** When the newest of what people are told of on it was added. */
async function newsAt(db: Db | Tx, alertId: number): Promise<Date> {
  const newest = await db.alertEvent.findFirstOrThrow({
    where: { alertId, kind: { in: [...newsKinds] } },
    orderBy: { id: "desc" },
  });
  return newest.at;
}

async function toldNow(
  db: Db | Tx,
  { id: programmeId, zone }: { readonly id: number; readonly zone: string },
  { id: staffId, name }: { readonly id: number; readonly name: string },
  now: Date,
): Promise<Told> {
  const { serviceHours } = await readSettings(db, programmeId);
  const usually = await usualResponse(db, { programmeId, staffId }, now);
  return { kind: "now", name, usually, offHours: !isWithin(now, zone, serviceHours) };
}
