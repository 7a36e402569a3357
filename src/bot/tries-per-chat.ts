const MOST = 5;
const WINDOW_MS = 15 * 60_000;
const MOST_CHATS = 10_000;

interface Tries {
  readonly since: number;
  count: number;
  /** The update counted last. It is one try however often it comes, and nothing newer of its chat comes in between. */
  updateId: number;
}

/**
 * Five tries a quarter of an hour for each chat, and whether this update is still one of them. Kept in memory: it only spares
 * work, the word has a limit of its own.
 */
export function triesPerChat(): (chatId: number, updateId: number, now: Date) => boolean {
  const tries = new Map<number, Tries>();
  return (chatId, updateId, now) => {
    const at = now.getTime();
    const known = tries.get(chatId);
    if (known && at - known.since < WINDOW_MS) {
      if (known.updateId !== updateId) known.count += 1;
      known.updateId = updateId;
      return known.count <= MOST;
    }
    if (tries.size >= MOST_CHATS) tries.clear();
    tries.set(chatId, { since: at, count: 1, updateId });
    return true;
  };
}
