import { openCauses } from "../alerts/causes.ts";
import { contactedBy } from "../alerts/staff-acts.ts";
import { openAnswer } from "../check-ins/stored-answers.ts";
import { openOrNothing, UNREADABLE } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import type { Deps } from "../deps.ts";
import { dayOfDbDate } from "../domain/calendar.ts";
import { DAY_MS } from "../domain/duration.ts";
import { planParts } from "../domain/safety-plan.ts";
import { openContent } from "../relay/content.ts";
import { readSeenBy } from "./read-seen-by.ts";

const EVER = 100 * 365 * DAY_MS;

/** Everything that is stored about one person, opened where it can be, as plain data that JSON can carry. */
export async function collectExport(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  participantId: number,
  now: Date,
) {
  const person = await db.participant.findUniqueOrThrow({
    where: { id: participantId },
    include: {
      programme: { select: { name: true } },
      counselor: { select: { name: true } },
      backup: { select: { name: true } },
      lock: { select: { setAt: true } },
      consents: { orderBy: { id: "asc" } },
      invites: { orderBy: { id: "asc" } },
      checkIns: { orderBy: { id: "asc" }, include: { answers: true, revisions: { orderBy: { id: "asc" } } } },
      alerts: {
        orderBy: { id: "asc" },
        include: {
          holder: { select: { id: true, name: true } },
          events: { orderBy: { id: "asc" }, include: { actor: { select: { id: true, name: true } } } },
        },
      },
      notes: { orderBy: { id: "asc" }, include: { author: { select: { name: true } } } },
      relayed: { orderBy: { id: "asc" }, include: { staff: { select: { name: true } } } },
      outbox: { orderBy: { id: "asc" } },
      plan: true,
    },
  });
  const opened = (sealed: Uint8Array, context: string) =>
    openOrNothing(sealer, sealed, context) ?? UNREADABLE;
  return {
    format: "teman-pulih-export-1",
    madeAt: now,
    person: {
      code: person.code,
      programme: person.programme.name,
      status: person.status,
      telegramId: person.telegramId === null ? null : String(person.telegramId),
      nickname: person.nickname && opened(person.nickname, sealContext.nickname(participantId)),
      language: person.locale,
      zone: person.zone,
      checkInMinute: person.checkInMinute,
      releaseDate: dayOfDbDate(person.releaseDate),
      threeAWeekSince: person.threeAWeekSince && dayOfDbDate(person.threeAWeekSince),
      phasesBeganAgainOn: person.reenteredOn.map(dayOfDbDate),
      counselor: person.counselor?.name ?? null,
      backup: person.backup?.name ?? null,
      enrolledAt: person.createdAt,
      linkedAt: person.linkedAt,
      unreachableSince: person.unreachableSince,
      pausedUntil: person.pausedUntil && dayOfDbDate(person.pausedUntil),
      nextPromptAt: person.nextPromptAt,
      quietUntil: person.snoozedUntil && dayOfDbDate(person.snoozedUntil),
      expectedTotal: person.expectedTotal,
      expectedUntil: person.expectedUntil && dayOfDbDate(person.expectedUntil),
      lockWordSetAt: person.lock?.setAt ?? null,
    },
    consents: person.consents.map(({ purpose, granted, textHash, locale, manner, at }) => ({
      purpose,
      granted,
      textHash,
      language: locale,
      manner,
      at,
    })),
    invitations: person.invites.map(({ createdAt, expiresAt, usedAt }) => ({ createdAt, expiresAt, usedAt })),
    checkIns: person.checkIns.map(({ id, participantId: _of, localDay, answers, revisions, ...facts }) => ({
      day: dayOfDbDate(localDay),
      ...facts,
      answers: answers.map((row) => ({
        question: row.questionId,
        answer: openAnswer(sealer, id, row) ?? UNREADABLE,
        at: row.answeredAt,
      })),
      corrections: revisions.map((row) => ({
        question: row.questionId,
        answerBefore: openAnswer(sealer, id, row) ?? UNREADABLE,
        at: row.answeredAt,
        replacedAt: row.replacedAt,
      })),
    })),
    alerts: person.alerts.map(
      ({
        id: _id,
        participantId: _of,
        checkInId: _on,
        holderId: _by,
        toldAfter: _before,
        holder,
        acknowledgedAt,
        reasons,
        events,
        ...facts
      }) => ({
        ...facts,
        takenBy: holder?.name ?? null,
        contactedBy: contactedBy({ ...facts, holder, events })?.name ?? null,
        takenAt: acknowledgedAt,
        causes: reasons.length > 0 ? openCauses(sealer, participantId, reasons) : [],
        events: events.map(({ kind, at, actor, tier }) => ({
          kind,
          at,
          by: actor?.name ?? null,
          tier,
        })),
      }),
    ),
    plan: planParts.flatMap((part) => {
      const row = person.plan.find((written) => written.part === part);
      if (!row) return [];
      const text = opened(row.sealed, sealContext.planPart(participantId, part));
      return [{ part, text, writtenAt: row.updatedAt }];
    }),
    notesAboutYou: person.notes.map((note) => ({
      at: note.at,
      by: note.author?.name ?? null,
      text: opened(note.sealed, sealContext.note(participantId)),
    })),
    messages: person.relayed.map((message) => {
      const { kind, ...content } = openContent(sealer, message) ?? { kind: message.kind, text: UNREADABLE };
      return {
        at: message.at,
        from: message.fromParticipant ? "you" : message.staff.name,
        to: message.fromParticipant ? message.staff.name : "you",
        kind,
        ...content,
      };
    }),
    sentToYou: person.outbox.map(({ kind, meantAt, intendedAt, sentAt, state }) => ({
      kind,
      intendedAt: meantAt ?? intendedAt,
      sentAt,
      state,
    })),
    seenBy: await readSeenBy({ db }, participantId, now, EVER),
  };
}

export type OwnExport = Awaited<ReturnType<typeof collectExport>>;
