import { Prisma } from "../db/generated/client.ts";
import { SealError, type Sealer } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import type { Answer, Question } from "../domain/instrument.ts";

/** How an answer stands in a row: in the clear, sealed, or skipped. */
export interface StoredAnswer {
  readonly value: number | null;
  readonly sealed: Uint8Array<ArrayBuffer> | null;
  readonly skipped: boolean;
}

export function storeAnswer(
  sealer: Sealer,
  checkInId: number,
  question: Question,
  answer: Answer,
): StoredAnswer {
  if (answer === "skipped") return { value: null, sealed: null, skipped: true };
  if (!question.sealed) return { value: answer, sealed: null, skipped: false };
  const sealed = Uint8Array.from(sealer.seal(String(answer), sealContext.answer(checkInId, question.id)));
  return { value: null, sealed, skipped: false };
}

interface AnswerRow {
  readonly questionId: string;
  readonly value: number | null;
  readonly sealed: Uint8Array | null;
  readonly skipped: boolean;
}

/** Of a check-in `c`, as one column of a statement. */
export const ANSWERS_OF_C = Prisma.sql`
  (SELECT json_agg(json_build_object('questionId', a.question_id, 'value', a.value,
                                     'sealed', encode(a.sealed, 'base64'), 'skipped', a.skipped))
   FROM answers a WHERE a.check_in_id = c.id)`;

/** What stands in that column; null where nothing was answered. */
export type AnswersColumn =
  | readonly (Omit<AnswerRow, "sealed"> & { readonly sealed: string | null })[]
  | null;

export function rowsOf(column: AnswersColumn): readonly AnswerRow[] {
  return (column ?? []).map(({ sealed, ...answer }) => ({
    ...answer,
    sealed: sealed === null ? null : Buffer.from(sealed, "base64"),
  }));
}

/** @throws {SealError} */
export function readAnswer(sealer: Sealer, checkInId: number, row: AnswerRow): Answer {
  if (row.skipped) return "skipped";
  if (row.sealed) return Number(sealer.open(row.sealed, sealContext.answer(checkInId, row.questionId)));
  if (row.value === null) throw new Error(`answer ${row.questionId} of check-in ${checkInId} holds nothing`);
  return row.value;
}

/** Undefined when it cannot be opened: damaged, moved, or sealed under a key that is gone. */
export function openAnswer(sealer: Sealer, checkInId: number, row: AnswerRow): Answer | undefined {
  try {
    return readAnswer(sealer, checkInId, row);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

/** The answers that can be opened, and to which questions there are others. */
export function openAnswers(
  sealer: Sealer,
  checkInId: number,
  rows: readonly AnswerRow[],
): { readonly answers: ReadonlyMap<string, Answer>; readonly unreadable: readonly string[] } {
  const answers = new Map<string, Answer>();
  const unreadable: string[] = [];
  for (const row of rows) {
    const answer = openAnswer(sealer, checkInId, row);
    if (answer === undefined) unreadable.push(row.questionId);
    else answers.set(row.questionId, answer);
  }
  return { answers, unreadable };
}

/**
 * The answers of a day of the past. What cannot be opened stands as skipped, with `readable` false: such a day has no
 * total, but it keeps nobody from being told of another.
 */
export function readPastAnswers(
  sealer: Sealer,
  checkInId: number,
  rows: readonly AnswerRow[],
): { readonly answers: ReadonlyMap<string, Answer>; readonly readable: boolean } {
  const { answers, unreadable } = openAnswers(sealer, checkInId, rows);
  const skipped = unreadable.map((questionId) => [questionId, "skipped"] as const);
  return { answers: new Map([...answers, ...skipped]), readable: unreadable.length === 0 };
}
