import type { Sealer } from "../db/seal.ts";
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

export function readAnswer(
  sealer: Sealer,
  checkInId: number,
  row: {
    readonly questionId: string;
    readonly value: number | null;
    readonly sealed: Uint8Array | null;
    readonly skipped: boolean;
  },
): Answer {
  if (row.skipped) return "skipped";
  if (row.sealed) return Number(sealer.open(row.sealed, sealContext.answer(checkInId, row.questionId)));
  if (row.value === null) throw new Error(`answer ${row.questionId} of check-in ${checkInId} holds nothing`);
  return row.value;
}
