import { audit } from "../audit.ts";
import { findMine } from "../caseload/find-mine.ts";
import { inTransaction } from "../db/client.ts";
import { lockParticipant } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { dbDate, endOf, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { HOUR_MS } from "../domain/duration.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { consentedPurposes, mayTakePart } from "../people/consent.ts";
import type { StaffPerson } from "../people/identify.ts";
import { firstDay, isPaused } from "../people/schedule.ts";
import { readSettings } from "../programme/read-settings.ts";
import { openCheckIn } from "./open-check-in.ts";

export type AskedForExtra =
  | { readonly kind: "asked" }
  /** Less than an hour ago. */
  | { readonly kind: "asked-already" }
  | { readonly kind: "answered-already" }
  | { readonly kind: "paused" | "before-release"; readonly from: LocalDay }
  /** It is night where the person is. */
  | { readonly kind: "quiet"; readonly until: Date }
  | { readonly kind: "unreachable" }
  | { readonly kind: "not-taking-part" }
  | { readonly kind: "frozen" }
  | { readonly kind: "unknown" };

/** A prompt for today's check-in now, because a counselor would like to know. At most one an hour. */
export async function askForExtra(
  { db }: Pick<Deps, "db">,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<AskedForExtra> {
  return await inTransaction(db, async (tx): Promise<AskedForExtra> => {
    // Two who ask at once: the second one finds the first one's prompt.
    await lockParticipant(tx, participantId);
    const person = await findMine(tx, staff, participantId, now);
    if (!person) return { kind: "unknown" };
    if (person.status === "frozen") return { kind: "frozen" };
    const consented = await consentedPurposes(tx, participantId);
    if (person.status !== "active" || !mayTakePart(consented)) return { kind: "not-taking-part" };
    const today = localDayAt(now, person.zone);
    const from = firstDay(person.releaseDate, person.pausedUntil);
    if (from > today) return { kind: isPaused(person, now) ? "paused" : "before-release", from };
    if (person.telegramId === null || person.unreachableSince !== null) return { kind: "unreachable" };
    const settings = await readSettings(tx, person.programmeId);
    const until = endOf(now, person.zone, settings.quietHours);
    if (until > now) return { kind: "quiet", until };

    const opened = await openCheckIn(tx, person, settings, today, now);
    const checkIn = await tx.checkIn.findUniqueOrThrow({
      where: { participantId_localDay: { participantId, localDay: dbDate(today) } },
    });
    if (checkIn.state === "completed") return { kind: "answered-already" };
    const key = `extra:${checkIn.id}:`;
    const lately = await tx.outboxMessage.count({
      where: {
        checkInId: checkIn.id,
        dedupeKey: { startsWith: key },
        intendedAt: { gt: new Date(now.getTime() - HOUR_MS) },
      },
    });
    if (lately > 0) return { kind: "asked-already" };
    await enqueue(tx, {
      kind: "prompt",
      dedupeKey: `${key}${now.toISOString()}`,
      to: { participantId },
      checkInId: checkIn.id,
      // Also where it was begun already: it is what the counselor wants to be gone on with.
      params: opened === undefined ? { again: 1 } : {},
      intendedAt: now,
    });
    await audit(tx, {
      at: now,
      actor: `staff:${staff.id}`,
      action: "ask-for-extra",
      subject: `participant:${participantId}`,
      programmeId: staff.programmeId,
    });
    return { kind: "asked" };
  });
}
