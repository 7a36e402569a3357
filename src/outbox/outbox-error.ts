/** Why a message was late, or is not there: what a sending came to, or what kept us from trying. */
export const outboxErrors = [
  "unreachable",
  "retry-later",
  "pointless",
  "bug",
  "restored",
  "day-over",
] as const;

export type OutboxError = (typeof outboxErrors)[number];

/** Telegram refuses it for good, and not because of the person. */
export const BUG = "bug" satisfies OutboxError;

/** What was to leave before the backup was made may have left since. */
export const RESTORED = "restored" satisfies OutboxError;

/** A prompt or a reminder that we were too late to write: its day had ended. Its row exists for the record only. */
export const DAY_OVER = "day-over" satisfies OutboxError;
