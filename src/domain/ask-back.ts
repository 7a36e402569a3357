/** Minutes after a call for help. */
const ASKED_AFTER = [30, 120] as const;

/** When somebody who called for help then is asked back for the next time; undefined after the last. */
export function askBackAfter(asked: number, at: Date): Date | undefined {
  const minutes = ASKED_AFTER[asked];
  if (minutes === undefined) return undefined;
  const before = ASKED_AFTER[asked - 1] ?? 0;
  return new Date(at.getTime() + (minutes - before) * 60_000);
}
