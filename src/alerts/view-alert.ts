import { readPastAnswers } from "../check-ins/stored-answers.ts";
import type { Alert, Participant, Programme } from "../db/generated/client.ts";
import type { AlertState, ParticipantStatus } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { may, relationsOf } from "../domain/access.ts";
import {
  addDays,
  dayClosesAt,
  dayOfDbDate,
  daysBetween,
  dbDate,
  endOf,
  type LocalDay,
  localDayAt,
} from "../domain/calendar.ts";
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
import { isAlarming, type Tier, worst } from "../domain/tier.ts";
import { type Roster, readRoster } from "../duty/read-duty.ts";
import { instrumentOf } from "../instruments/index.ts";
import { alertsForWhichMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { settingsIn } from "../programme/read-settings.ts";
import { hoursOf } from "../programme/settings.ts";
import { openCauses } from "./causes.ts";
import { waitsSince } from "./contact-wait.ts";
import { newsFor } from "./news-for.ts";
import { newestAddition } from "./record-event.ts";
import { silentHolder } from "./silent-holder.ts";
import { contactedBy, lastTriedAt, namedBeside, STAFF_ACTS, wasTaken } from "./staff-acts.ts";
import { type ViewedCause, viewCauses } from "./view-causes.ts";

export interface TrendDay {
  readonly day: LocalDay;
  /**
   * "none" where no check-in was due or none has ended. "told" where people were told of what this reader may not read: of its
   * day they see the tier alone, since whether anything was answered, and how much, would say what it was.
   */
  readonly kind: "answered" | "missed" | "none" | "told";
  /** Of "told". */
  readonly tier?: Tier;
  /** Undefined unless every sign was asked and answered or skipped. */
  readonly total?: Score;
  /** The short form, which has no total. */
  readonly short?: true;
}

export const alertSteps = ["told", "taken", "contacted", "agreed", "seen", "stayed"] as const;
type AlertStep = (typeof alertSteps)[number];

export interface AlertView {
  readonly id: number;
  /** What was added to it last that is news to its reader (`newestAddition`), for buttons to say what their screen showed. */
  readonly seen: number;
  readonly participantId: number;
  readonly code: string;
  /** Sees why, and not the tier alone. */
  readonly readsReasons: boolean;
  /** On the person's page. */
  readonly mayWork: boolean;
  readonly tier: Tier;
  readonly state: AlertState;
  /** Whether the person still takes part, or has stopped or locked the account meanwhile. */
  readonly participation: "taking-part" | "withdrawn" | "frozen";
  readonly outcome: string | null;
  /** Who is named beside its state (`namedBeside`). */
  readonly holder?: string;
  readonly heldByMe: boolean;
  /** Somebody has had it before; of an open one, whom nobody has now. */
  readonly wasTaken: boolean;
  /** Who has spoken with the person, by name; undefined where nobody has. */
  readonly contactedBy?: { readonly name: string; readonly isMe: boolean };
  /** Nobody has it, or whoever does has let the limit pass in silence. */
  readonly mayTake: boolean;
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
  /** When it came to be as it is: opened, taken, tried in vain, contacted or closed. */
  readonly since: Date;
  /** Of "not reached": when somebody is told of it again. */
  readonly comesBackAt?: Date;
  readonly daysSinceRelease: number;
  readonly causes: readonly ViewedCause[];
  /** The last seven local days, oldest first. */
  readonly trend: readonly TrendDay[];
  readonly nameOf: (questionId: string) => Localised | undefined;
}

/** What one member of staff may see of an alert; undefined when it is none of theirs. */
export async function viewAlert(
  { db, sealer, instruments }: Deps,
  alertId: number,
  staff: StaffPerson,
  now: Date,
): Promise<AlertView | undefined> {
  const roster = await readRoster(db, staff.programmeId, now);
  // Before the alert: what is added meanwhile may be shown and not count as seen, and never the other way round.
  const news = await newsFor({ db, sealer }, { alertId, staff }, now, roster);
  const seen = await newestAddition(db, alertId, news);
  const theirs = await alertsForWhichMay(db, staff, "handle-alert", now, roster);
  const alert = await db.alert.findFirst({
    where: { AND: [{ id: alertId }, theirs] },
    include: { holder: true, events: STAFF_ACTS, participant: { include: { programme: true } } },
  });
  if (!alert) return undefined;
  const contacted = contactedBy(alert);
  const named = namedBeside(alert);
  const { participant } = alert;
  const participation = participationOf(participant.status);
  const covered = standsInFor(staff.id, roster.all, roster.today);
  const holderId = alert.state === "closed" ? null : alert.holderId;
  const relations = relationsOf(staff, covered, { ...participant, holderId });
  const readsReasons = may("read-reasons", relations, participant.status);
  const today = localDayAt(now, participant.zone);
  const questions = [...instruments.values()].flatMap((instrument) => everyQuestion(instrument));
  const hasLeft = participation === "withdrawn";
  const causesOf = ({ reasons, state }: Pick<Alert, "reasons" | "state">) =>
    viewCauses(openCauses(sealer, participant.id, reasons), { readsReasons, hasLeft, state });
  const trend = async () => {
    const days = await recentDays({ db, sealer, instruments }, participant.id, today, readsReasons);
    if (readsReasons) return days;
    const first = dayClosesAt(addDays(today, -TREND_DAYS), participant.zone);
    const lately = await db.alert.findMany({
      where: { participantId: participant.id, OR: [{ closedAt: null }, { closedAt: { gte: first } }] },
      select: { reasons: true, state: true },
    });
    const told = lately.flatMap(causesOf);
    return days.map((day) => withoutWhatIsHidden(day, told));
  };
  return {
    id: alert.id,
    seen,
    participantId: participant.id,
    code: participant.code,
    readsReasons,
    mayWork: may("work-case", relations, participant.status),
    tier: alert.tier,
    state: alert.state,
    participation,
    outcome: alert.outcome,
    ...(named && { holder: named.name }),
    heldByMe: alert.holderId === staff.id,
    wasTaken: wasTaken(alert),
    ...(contacted && { contactedBy: { name: contacted.name, isMe: contacted.id === staff.id } }),
    mayTake: alert.state === "open" || ![undefined, staff.id].includes(await silentHolder(db, alert, now)),
    writing: writingTo(participant, may("relay", relations, participant.status), roster),
    steps: stepsOf(alert),
    ...waitOf(alert, participant.programme, now),
    since: sinceOf(alert),
    ...comesBack(alert, participant.programme),
    daysSinceRelease: daysBetween(dayOfDbDate(participant.releaseDate), today),
    causes: causesOf(alert),
    trend: hasLeft ? [] : await trend(),
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

function sinceOf(alert: Alert & Parameters<typeof lastTriedAt>[0]): Date {
  const { state, openedAt, acknowledgedAt, contactedAt, closedAt } = alert;
  const became =
    state === "contacted" ? contactedAt : state === "notReached" ? lastTriedAt(alert) : undefined;
  return closedAt ?? became ?? acknowledgedAt ?? openedAt;
}

/** What is not red tells nobody in quiet hours. */
function comesBack({ state, tier, escalateAt }: Alert, programme: Programme): Pick<AlertView, "comesBackAt"> {
  if (state !== "notReached" || escalateAt === null) return {};
  const { quietHours } = settingsIn(programme);
  return { comesBackAt: tier === "red" ? escalateAt : endOf(escalateAt, programme.zone, quietHours) };
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

const TREND_DAYS = 7;

async function recentDays(
  { db, sealer, instruments }: Pick<Deps, "db" | "sealer" | "instruments">,
  participantId: number,
  today: LocalDay,
  readsReasons: boolean,
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
    const total = readable ? (readsReasons ? score : scoreWithoutSkips)(questions, answers) : undefined;
    const short = checkIn.form === "short";
    return { day, kind: "answered", ...(short && { short: true as const }), ...(total && { total }) };
  });
}

function withoutWhatIsHidden(day: TrendDay, causes: readonly ViewedCause[]): TrendDay {
  const hidden = causes.filter((cause) => cause.day === day.day && cause.reasons.includes(undefined));
  return hidden.length === 0
    ? day
    : { day: day.day, kind: "told", tier: worst(hidden.map(({ tier }) => tier)) };
}
