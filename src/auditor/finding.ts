import type { LocalDay } from "../domain/calendar.ts";

/** What the auditor can find wrong; each kind has a sentence in `auditor.ftl` and, where it can be, a repair. */
export type FindingKind =
  /** Somebody takes part and no prompt is planned, or the planned one has long passed. */
  | "prompt-missing"
  /** The hour of somebody's day has passed without a check-in. */
  | "check-in-missing"
  /** A day ended before we could ask for it: ours, not the person's. Told once. */
  | "day-lost"
  /** A check-in that nobody has opened by hand, and no prompt for it. */
  | "prompt-unwritten"
  /** A check-in stayed open after its day had ended. */
  | "closing-missing"
  /** A message should have left long ago, or is meant for a day that is too far away. */
  | "message-stuck"
  /** Telegram refused what we sent; repeating it cannot help. */
  | "message-refused"
  /** An orange or red check-in, or as many missed ones as call for somebody, without an alert. */
  | "alert-missing"
  /** An alert with a time that is still to come: what was planned under a clock that ran ahead is far too late. */
  | "ahead-of-time"
  /** An open alert that nobody was told of, nor is it marked as undelivered. */
  | "alert-untold"
  /** Somebody whose turn on the ladder is over, and who never got the alert. */
  | "rung-skipped"
  /** An open alert that nobody holds and no step is due for, or whose step has long passed or is too far away. */
  | "step-missing"
  /** A contacted alert of which nobody has said, or been asked in time, what came of it. */
  | "contact-unended"
  /** A red alert past the time after which it is marked as unconnected without that mark, or a wait that nothing watches. */
  | "wait-unwatched"
  /** Marked as unconnected, but the numbers did not go again to a person who can be written to. */
  | "numbers-unsent"
  /** Nobody has spoken with the person although the limit is exceeded. */
  | "contact-overdue"
  /** An open alert about which nobody could be told. */
  | "alert-undelivered"
  /** A sealed answer that could not be opened for the summary. */
  | "answer-unreadable"
  /** What is done once a day, the purge or the look at who is on tonight, is not planned, or only for a day too far away. */
  | "daily-missing"
  /** No summary is planned, or only for another week, or the planned one has long passed. */
  | "summary-missing"
  /** A coordinator who can be written to did not get last week's summary, or not all of it. */
  | "summary-unsent";

export interface Finding {
  readonly kind: FindingKind;
  readonly programmeId: number;
  /** Ids of what is wrong: participants, check-ins, outbox rows, alerts or staff, by kind. */
  readonly ids: readonly number[];
  /** Of a lost day, which. */
  readonly day?: LocalDay;
}
