import type { AlertState } from "../db/generated/enums.ts";
import type { Reason } from "../domain/reason.ts";
import type { Cause } from "./causes.ts";

export interface ViewedCause extends Pick<Cause, "kind" | "at" | "day" | "tier" | "waiting" | "short"> {
  /** Undefined where the reader may not see it. */
  readonly reasons: readonly (Reason | undefined)[];
}

/** Of whom and by whom an alert is read. */
interface Reading {
  readonly readsReasons: boolean;
  readonly hasLeft: boolean;
  readonly state: AlertState;
}

/** The causes of an alert as one reader may see them. */
export function viewCauses(causes: readonly Cause[], reading: Reading): readonly ViewedCause[] {
  if (!reading.readsReasons) return causes.flatMap((cause) => withoutAnswers(cause, reading));
  const mayRead = (reason: Reason) => !reading.hasLeft || isDanger(reason, reading);
  return causes.map((cause) => ({ ...cause, reasons: shown(cause.reasons, mayRead) }));
}

/** What rests on nothing that somebody answered or said. */
const saidByNobody: ReadonlySet<Reason["kind"]> = new Set(["missed", "half-missing", "bot-blocked"]);

/**
 * For whoever may not read reasons. All that rests on an answer or on somebody's word is alike: were the wish to be contacted
 * readable, or the help button, what is hidden beside it could only be the safety question. So whether it was a check-in, a
 * correction or something said outside the questions does not show either, nor does a correction that leaves nothing new.
 * An overdose is named while somebody may have to send an ambulance.
 */
function withoutAnswers(cause: Cause, reading: Reading): readonly ViewedCause[] {
  const { at, day, tier, quiet } = cause;
  const repeatsDanger = ({ kind }: Reason) =>
    kind === "safety-danger" && quiet.some((told) => told.kind === kind);
  const reasons = cause.reasons.filter((reason) => !repeatsDanger(reason)).map(withoutTheHardDay);
  if (reasons.length === 0) return [];
  const mayRead = (reason: Reason) =>
    reason.kind === "overdose"
      ? isDanger(reason, reading)
      : saidByNobody.has(reason.kind) && !reading.hasLeft;
  return [{ kind: "check-in", at, day, tier, waiting: [], reasons: shown(reasons, mayRead) }];
}

/** What made the day before the missed ones a hard one was answered or said. */
function withoutTheHardDay(reason: Reason): Reason {
  return reason.kind === "missed" ? { ...reason, afterAlarm: false } : reason;
}

/** Whoever left is not read any more, except why their life may be in danger, until somebody has seen to it. */
function isDanger({ tier }: Reason, { state }: Reading): boolean {
  return tier === "red" && state !== "closed";
}

function shown(
  reasons: readonly Reason[],
  mayRead: (reason: Reason) => boolean,
): readonly (Reason | undefined)[] {
  return reasons.map((reason) => (mayRead(reason) ? reason : undefined));
}
