import type { Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { CheckInState } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import type { LocalDay } from "../domain/calendar.ts";
import {
  type Answer,
  type Answers,
  type Form,
  type Locale,
  type Localised,
  type Question,
  route,
  type S6Form,
} from "../domain/instrument.ts";
import { instrumentOf } from "../instruments/index.ts";
import { readAnswer } from "./stored-answers.ts";

export interface LockedCheckIn {
  readonly id: number;
  readonly participantId: number;
  readonly programmeId: number;
  readonly locale: Locale;
  readonly localDay: LocalDay;
  readonly state: CheckInState;
  readonly closesAt: Date;
  readonly messageId: number | null;
  readonly s6Form: S6Form;
  readonly stem: Localised;
  readonly route: readonly Question[];
  readonly answers: Answers;
}

interface Row {
  id: number;
  participant_id: number;
  programme_id: number;
  locale: Locale;
  local_day: string;
  instrument: string;
  form: Form;
  s6_form: S6Form;
  state: CheckInState;
  closes_at: Date;
  message_id: number | null;
  answers: { questionId: string; value: number | null; sealed: string | null; skipped: boolean }[] | null;
}

/**
 * Reads a check-in with its answers and holds its row until the transaction ends, so taps on it
 * happen one after the other. Undefined unless it belongs to this Telegram account and the person
 * still takes part: this is the authorisation of every check-in button.
 */
export async function lockCheckIn(
  deps: Pick<Deps, "sealer" | "instruments">,
  tx: Tx,
  { checkInId, telegramId }: { readonly checkInId: number; readonly telegramId: number },
): Promise<LockedCheckIn | undefined> {
  return await readCheckIn(deps, tx, {
    checkInId,
    only: Prisma.sql`AND p.telegram_id = ${telegramId} AND p.status = 'active'`,
  });
}

/** The same for the system itself, whoever the check-in belongs to. */
export async function readCheckIn(
  { sealer, instruments }: Pick<Deps, "sealer" | "instruments">,
  tx: Tx,
  { checkInId, only = Prisma.empty }: { readonly checkInId: number; readonly only?: Prisma.Sql },
): Promise<LockedCheckIn | undefined> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT c.id, c.participant_id, p.programme_id, p.locale, c.local_day::text, c.instrument, c.form, c.s6_form,
           c.state::text, c.closes_at, c.message_id,
           (SELECT json_agg(json_build_object('questionId', a.question_id, 'value', a.value,
                                              'sealed', encode(a.sealed, 'base64'), 'skipped', a.skipped))
            FROM answers a WHERE a.check_in_id = c.id) AS answers
    FROM check_ins c JOIN participants p ON p.id = c.participant_id
    WHERE c.id = ${checkInId} ${only}
    FOR UPDATE OF c`;
  if (!row) return undefined;
  const answers = new Map<string, Answer>();
  for (const answer of row.answers ?? []) {
    const sealed = answer.sealed === null ? null : Buffer.from(answer.sealed, "base64");
    answers.set(answer.questionId, readAnswer(sealer, row.id, { ...answer, sealed }));
  }
  const instrument = instrumentOf(instruments, row.instrument);
  return {
    id: row.id,
    participantId: row.participant_id,
    programmeId: row.programme_id,
    locale: row.locale,
    localDay: row.local_day,
    state: row.state,
    closesAt: row.closes_at,
    messageId: row.message_id,
    s6Form: row.s6_form,
    stem: instrument.stem,
    route: route(instrument, { form: row.form, s6Form: row.s6_form }),
    answers,
  };
}
