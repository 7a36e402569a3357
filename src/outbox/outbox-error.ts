/** Why a message was late, or is not there: what a sending came to, or that the database came from a backup. */
export const outboxErrors = ["unreachable", "retry-later", "pointless", "bug", "restored"] as const;

export type OutboxError = (typeof outboxErrors)[number];

/** What was to leave before the backup was made may have left since. */
export const RESTORED = "restored" satisfies OutboxError;
