const MOST = 5;
const WINDOW_MS = 15 * 60_000;
const MOST_CHATS = 10_000;

/** Five tries a quarter of an hour for each chat. Kept in memory: it only spares work, the word has a limit of its own. */
export function triesPerChat(): (chatId: number, now: Date) => boolean {
  const tries = new Map<number, { readonly since: number; count: number }>();
  return (chatId, now) => {
    const at = now.getTime();
    const known = tries.get(chatId);
    if (known && at - known.since < WINDOW_MS) {
      known.count += 1;
      return known.count <= MOST;
    }
    if (tries.size >= MOST_CHATS) tries.clear();
    tries.set(chatId, { since: at, count: 1 });
    return true;
  };
}
