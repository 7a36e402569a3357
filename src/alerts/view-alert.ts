import { readPastAnswers } from "../check-ins/stored-answers.ts";
import type { Alert, Participant, Programme } from "../db/generated/client.ts";
import type { AlertState, ParticipantStatus } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { may, relationsOf } from "../domain/access.ts";
import { addDays, dayOfDbDate, daysBetween, dbDate, type LocalDay, localDayAt } from "../domain/calendar.ts";
import { contactTimes } from "../domain/contact.ts";
import { standsInFor } from "../domain/cover.ts";
import {
  everyQuestion,
  type Localised,
  route,
  type Score,
  score,
  scoreWithoutSkips,
} from "../domain/instrument.ts";
import type { Reason } from "../domain/reason.ts";
import { isAlarming, type Tier } from "../domain/tier.ts";
import { instrumentOf } from "../instruments/index.ts";
import { alertsForWhichMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { type Roster, readRoster } from "../people/read-duty.ts";
import { settingsIn } from "../people/read-settings.ts";
import { hoursOf } from "../settings.ts";
import { type Cause, openCauses } from "./causes.ts";
import { waitsSince } from "./contact-wait.ts";
import { newestAddition } from "./record-event.ts";

export interface TrendDay {
  readonly day: LocalDay;
  /** Undefined where no check-in was due or none has ended. */
  readonly kind: "answered" | "missed" | "none";
  /** Undefined unless every sign was asked and answered or skipped. */
  readonly total?: Score;
  /** The short form, which has no total. */
  readonly short?: true;
}

export const alertSteps = ["told", "taken", "contacted", "agreed", "seen", "stayed"] as const;
type AlertStep = (typeof alertSteps)[number];

export interface AlertView {
  readonly id: number;
  /** What was added to it last (`newestAddition`), for buttons to say what their screen showed. */
  readonly seen: number;
  readonly participantId: number;
  readonly code: string;
  /** On the person's page. */
  readonly mayWork: boolean;
  readonly tier: Tier;
  readonly state: AlertState;
  /** Whether the person still takes part, or has stopped or locked the account meanwhile. */
  readonly participation: "taking-part" | "withdrawn" | "frozen";
  readonly outcome: string | null;
  readonly holder?: string;
  readonly heldByMe: boolean;
  /** Writing to the person through the bot; nobody writes to somebody who has left or locked the account. */
  readonly writing:
    | { readonly kind: "may" | "cannot-be-reached" | "left" }
    /** Whom to ask, by name. */
    | { readonly kind: "others"; readonly names: readonly string[] };
  /** When each step was taken; "taken" by whoever has it now. */
  readonly steps: Readonly<Partial<Record<AlertStep, Date>>>;
  /** Somebody should speak with the person, and as far as we know nobody has since then. */
  readonly wait?: {
    readonly since: Date;
    readonly aim: Date;
    readonly limit: Date;
    /** What has been exceeded. */
    readonly passed?: "aim" | "limit";
    /** Long enough for the numbers to have gone to the person again. */
    readonly unconnected: boolean;
  };
  /** When it was last taken, re-opened or closed. */
  readonly since: Date;
  readonly daysSinceRelease: number;
  readonly causes: readonly ViewedCause[];
  /** The last seven local days, oldest first. */
  readonly trend: readonly TrendDay[];
  readonly nameOf: (questionId: string) => Localised | undefined;
}

interface ViewedCause extends Omit<Cause, "reasons"> {
  /** A reason that rests on a sealed answer is undefined for those who may not see such answers. */
  readonly reasons: readonly (Reason | undefined)[];
}

/**
 * Sealed whatever was answered. What somebody says of themselves outside the questions is as private as their answer
 * would be; a total that could be read only where S6 is not in it would say that S6 was skipped; and beside the total the
 * answers to several signs, or that all ten are the same, say what S6 was. So would a list that is missing where S6 is on it.
 */
const alwaysSealed: ReadonlySet<Reason["kind"]> = new Set([
  "lapse",
  "total",
  "many-signs",
  "personal-jump",
  "strongest-signs",
  "repeated-sign",
  "straight-lining",
]);

/** What one member of staff may see of an alert; undefined when it is none of theirs. */
export async function viewAlert(
  { db, sealer, instruments }: Deps,
  alertId: number,
  staff: StaffPerson,
  now: Date,
): Promise<AlertView | undefined> {
  // Before the alert: what is added meanwhile may be shown and not count as seen, and never the other way round.
  const seen = await newestAddition(db, alertId);
  const roster = await readRoster(db, staff.programmeId, now);
  const theirs = await alertsForWhichMay(db, staff, "handle-alert", now, roster);
  const alert = await db.alert.findFirst({
    where: { AND: [{ id: alertId }, theirs] },
    include: { holder: true, participant: { include: { programme: true } } },
  });
  if (!alert) return undefined;
  const { participant } = alert;
  const participation = participationOf(participant.status);
  const covered = standsInFor(staff.id, roster.all, roster.today);
  const holderId = alert.state === "closed" ? null : alert.holderId;
  const relations = relationsOf(staff, covered, { ...participant, holderId });
  const readsSealed = may("read-sealed", relations, participant.status);
  const today = localDayAt(now, participant.zone);
  const days = await recentDays({ db, sealer, instruments }, participant.id, today, readsSealed);
  const questions = [...instruments.values()].flatMap((instrument) => everyQuestion(instrument));
  const sealed = new Set(questions.filter((question) => question.sealed).map(({ id }) => id));
  const mayRead = (reason: Reason): boolean =>
    readsSealed ||
    !(alwaysSealed.has(reason.kind) || reason.answers.some(({ question }) => sealed.has(question)));
  return {
    id: alert.id,
    seen,
    participantId: participant.id,
    code: participant.code,
    mayWork: may("work-case", relations, participant.status),
    tier: alert.tier,
    state: alert.state,
    participation,
    outcome: alert.outcome,
    ...(alert.holder && { holder: alert.holder.name }),
    heldByMe: alert.holderId === staff.id,
    writing: writingTo(participant, may("relay", relations, participant.status), roster),
    steps: stepsOf(alert),
    ...waitOf(alert, participant.programme, now),
    since:
      alert.closedAt ??
      (alert.state === "contacted" ? alert.contactedAt : null) ??
      alert.acknowledgedAt ??
      alert.openedAt,
    daysSinceRelease: daysBetween(dayOfDbDate(participant.releaseDate), today),
    causes: openCauses(sealer, participant.id, alert.reasons).map((cause) => ({
      ...cause,
      reasons: cause.reasons.map((reason) =>
        mayRead(reason) && (participation !== "withdrawn" || stillShown(reason, alert.state))
          ? reason
          : undefined,
      ),
    })),
    trend: participation === "withdrawn" ? [] : days,
    nameOf: (questionId) => questions.find(({ id }) => id === questionId)?.name,
  };
}

function writingTo(participant: Participant, mayRelay: boolean, roster: Roster): AlertView["writing"] {
  const { status, telegramId, unreachableSince, counselorId, backupId } = participant;
  if (status !== "active") return { kind: "left" };
  if (telegramId === null || unreachableSince !== null) return { kind: "cannot-be-reached" };
  if (mayRelay) return { kind: "may" };
  const onDuty = [roster.onDutyFor(counselorId), roster.onDutyFor(backupId)];
  const names = onDuty.flatMap((person) => (person?.reachable ? [person.name] : []));
  return { kind: "others", names: [...new Set(names)] };
}

function waitOf(alert: Alert, programme: Programme, now: Date): Pick<AlertView, "wait"> {
  const { tier, unconnectedAt } = alert;
  const since = waitsSince(alert);
  if (!since || !isAlarming(tier)) return {};
  const settings = settingsIn(programme);
  const { aim, limit } = contactTimes(tier, since, settings.ladder, hoursOf(programme.zone, settings));
  const passed = limit <= now ? "limit" : aim <= now ? "aim" : undefined;
  return { wait: { since, aim, limit, ...(passed && { passed }), unconnected: unconnectedAt !== null } };
}

function stepsOf(alert: Alert): AlertView["steps"] {
  return {
    ...(alert.toldAt && { told: alert.toldAt }),
    ...(alert.acknowledgedAt && { taken: alert.acknowledgedAt }),
    ...(alert.contactedAt && { contacted: alert.contactedAt }),
    ...(alert.agreedAt && { agreed: alert.agreedAt }),
    ...(alert.seenAt && { seen: alert.seenAt }),
    ...(alert.stayedAt && { stayed: alert.stayedAt }),
  };
}

function participationOf(status: ParticipantStatus): AlertView["participation"] {
  if (status === "active") return "taking-part";
  return status === "frozen" ? "frozen" : "withdrawn";
}

/** Whoever left is not read any more, except why their life may be in danger, until somebody has seen to it. */
function stillShown(reason: Reason, state: AlertState): boolean {
  return reason.tier === "red" && state !== "closed";
}

const TREND_DAYS = 7;

async function recentDays(
  { db, sealer, instruments }: Pick<Deps, "db" | "sealer" | "instruments">,
  participantId: number,
  today: LocalDay,
  readsSealed: boolean,
): Promise<readonly TrendDay[]> {
  const first = addDays(today, 1 - TREND_DAYS);
  const checkIns = await db.checkIn.findMany({
    where: { participantId, localDay: { gte: dbDate(first) } },
    include: { answers: true },
  });
  const byDay = new Map(checkIns.map((checkIn) => [dayOfDbDate(checkIn.localDay), checkIn]));
  return Array.from({ length: TREND_DAYS }, (_, index): TrendDay => {
    const day = addDays(first, index);
    const checkIn = byDay.get(day);
    if (!checkIn) return { day, kind: "none" };
    if (checkIn.answers.length === 0) return { day, kind: checkIn.state === "closed" ? "missed" : "none" };
    const questions = route(instrumentOf(instruments, checkIn.instrument), {
      form: checkIn.form === "short" ? "short" : "full",
      s6Form: checkIn.s6Form === "reporting" ? "reporting" : "soft",
    });
    const { answers, readable } = readPastAnswers(sealer, checkIn.id, checkIn.answers);
    const total = readable ? (readsSealed ? score : scoreWithoutSkips)(questions, answers) : undefined;
    const short = checkIn.form === "short";
    return { day, kind: "answered", ...(short && { short: true as const }), ...(total && { total }) };
  });
}
