import type { Db, Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { CheckInState, ParticipantStatus } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { type LocalDay, localDayAt } from "../domain/calendar.ts";
import {
  type Answers,
  type Form,
  type Locale,
  type Localised,
  type Question,
  route,
  type S6Form,
} from "../domain/instrument.ts";
import { type SafetyPlace, withSafety } from "../domain/safety.ts";
import type { Tier } from "../domain/tier.ts";
import { instrumentOf } from "../instruments/index.ts";
import type { ParticipantPerson } from "../people/identify.ts";
import { isDayOff } from "../people/schedule.ts";
import { ANSWERS_OF_C, type AnswersColumn, openAnswers, rowsOf } from "./stored-answers.ts";

export interface CurrentCheckIn {
  readonly id: number;
  readonly participantId: number;
  readonly programmeId: number;
  readonly participant: ParticipantPerson;
  /** Another one after every change of the row (PostgreSQL's xmin); every answer changes it. */
  readonly version: string;
  readonly localDay: LocalDay;
  readonly state: CheckInState;
  readonly closesAt: Date;
  /** Both of the person. */
  readonly releaseDate: Date;
  readonly pausedUntil: Date | null;
  readonly messageId: number | null;
  readonly form: Form;
  /** Complete once, if only as the short form. */
  readonly wasComplete: boolean;
  /** Was complete as the short one; the rest is being asked. */
  readonly resumed: boolean;
  /** People were told of it, and only the safety question is still to be answered. */
  readonly toldEarly: boolean;
  readonly s6Form: S6Form;
  readonly stem: Localised;
  /** Without the safety question. */
  readonly asked: readonly Question[];
  /** Ids of the short form. */
  readonly shortForm: readonly string[];
  /** How many questions of the whole form this one leaves out. */
  readonly unasked: number;
  readonly safetyQuestion: Question;
  /** Null while nothing speaks for the safety question. */
  readonly safety: SafetyPlace | null;
  readonly route: readonly Question[];
  /** Without those that cannot be opened: they are asked for again. */
  readonly answers: Answers;
  /** Whether anything was answered at all. */
  readonly begun: boolean;
  /** Whether all answers can be opened. */
  readonly readable: boolean;
}

interface Row {
  id: number;
  participant_id: number;
  programme_id: number;
  locale: Locale;
  zone: string;
  status: ParticipantStatus;
  unreachable: boolean;
  version: string;
  local_day: string;
  instrument: string;
  form: Form;
  s6_form: S6Form;
  safety: SafetyPlace | null;
  state: CheckInState;
  tier: Tier | null;
  was_complete: boolean;
  closes_at: Date;
  release_date: Date;
  paused_until: Date | null;
  message_id: number | null;
  answers: AnswersColumn;
}

/** For buttons: the check-in must belong to this Telegram account, and the person must still take part. */
export interface CheckInTap {
  readonly checkInId: number;
  readonly telegramId: number;
}

/**
 * A check-in with its answers, as it now stands. One that cannot be opened must keep nobody from the rest, nor the day
 * from being closed and judged. With a tap, undefined unless that tap may touch it.
 */
export async function readCheckIn(
  { sealer, instruments, log }: Pick<Deps, "sealer" | "instruments" | "log">,
  db: Db | Tx,
  which: CheckInTap | { readonly checkInId: number },
): Promise<CurrentCheckIn | undefined> {
  const only =
    "telegramId" in which
      ? Prisma.sql`AND p.telegram_id = ${which.telegramId} AND p.status = 'active'`
      : Prisma.empty;
  const [row] = await db.$queryRaw<Row[]>`
    SELECT c.id, c.participant_id, p.programme_id, p.locale, p.zone, p.status::text,
           p.unreachable_since IS NOT NULL AS unreachable, c.local_day::text, c.instrument, c.form, c.s6_form, c.safety,
           c.state::text, c.tier::text, c.completed_at IS NOT NULL AS was_complete, c.closes_at, c.message_id,
           p.release_date, p.paused_until,
           c.xmin::text AS version, ${ANSWERS_OF_C} AS answers
    FROM check_ins c JOIN participants p ON p.id = c.participant_id
    WHERE c.id = ${which.checkInId} ${only}`;
  if (!row) return undefined;
  const stored = rowsOf(row.answers);
  const { answers, unreadable } = openAnswers(sealer, row.id, stored);
  const readable = unreadable.length === 0;
  if (!readable) log.error({ checkInId: row.id }, "an answer cannot be opened");
  const instrument = instrumentOf(instruments, row.instrument);
  const asked = route(instrument, { form: row.form, s6Form: row.s6_form });
  return {
    id: row.id,
    participantId: row.participant_id,
    programmeId: row.programme_id,
    participant: {
      kind: "participant",
      id: row.participant_id,
      programmeId: row.programme_id,
      locale: row.locale,
      zone: row.zone,
      status: row.status,
      unreachable: row.unreachable,
    },
    version: row.version,
    localDay: row.local_day,
    state: row.state,
    closesAt: row.closes_at,
    releaseDate: row.release_date,
    pausedUntil: row.paused_until,
    messageId: row.message_id,
    form: row.form,
    wasComplete: row.was_complete,
    resumed: row.state === "started" && row.was_complete,
    toldEarly: row.state === "started" && !row.was_complete && row.tier !== null,
    s6Form: row.s6_form,
    stem: instrument.stem,
    asked,
    shortForm: instrument.shortForm,
    unasked: instrument.questions.length - asked.length,
    safetyQuestion: instrument.safety,
    safety: row.safety,
    route: withSafety(asked, instrument.safety, row.safety),
    answers,
    begun: stored.length > 0,
    readable,
  };
}

/** Whether whoever takes part goes on being asked: neither in a break nor before their release. */
export function goesOn(checkIn: CurrentCheckIn, now: Date): boolean {
  return !isDayOff(checkIn, localDayAt(now, checkIn.participant.zone));
}

/** The check-in once something speaks for the safety question. */
export function askingSafety(checkIn: CurrentCheckIn, safety: SafetyPlace): CurrentCheckIn {
  return { ...checkIn, safety, route: withSafety(checkIn.asked, checkIn.safetyQuestion, safety) };
}

/** What the short form alone would have said. */
export function asShort(checkIn: CurrentCheckIn): CurrentCheckIn {
  const asked = checkIn.asked.filter(({ id }) => checkIn.shortForm.includes(id));
  const answers = new Map([...checkIn.answers].filter(([id]) => checkIn.shortForm.includes(id)));
  return { ...checkIn, form: "short", asked, route: asked, answers };
}

/**
 * Holds the check-in's row until the transaction ends, so that changes to it happen one after the other.
 * Reads only then: a statement that waited for a lock still sees the answers from before it waited.
 */
export async function lockCheckIn(
  deps: Pick<Deps, "sealer" | "instruments" | "log">,
  tx: Tx,
  tap: CheckInTap,
): Promise<CurrentCheckIn | undefined> {
  await tx.$executeRaw`SELECT FROM check_ins WHERE id = ${tap.checkInId} FOR UPDATE`;
  return await readCheckIn(deps, tx, tap);
}
