import type { Message } from "./wire.ts";

export interface Inbox {
  /** Something the bot sent or edited. */
  arrived(message: Message): void;
  /** What came before is no longer news. */
  clear(): void;
  /** The next arrival that fits, be it here already or still to come; each is handed out once. */
  next(fits: (message: Message) => boolean, withinMs: number, onTimeout: () => Error): Promise<Message>;
  stop(error: Error): void;
}

interface Waiter {
  fits(message: Message): boolean;
  finish(message: Message): void;
  fail(error: Error): void;
}

const KEEP = 50;

export function createInbox(): Inbox {
  const unread: Message[] = [];
  const waiters = new Set<Waiter>();

  return {
    arrived(message) {
      for (const waiter of waiters)
        if (waiter.fits(message)) {
          waiter.finish(message);
          return;
        }
      unread.push(message);
      if (unread.length > KEEP) unread.shift();
    },
    clear() {
      unread.length = 0;
    },
    async next(fits, withinMs, onTimeout) {
      const at = unread.findIndex(fits);
      const [here] = at === -1 ? [] : unread.splice(at, 1);
      if (here) return here;
      return await new Promise((resolve, reject) => {
        const close = (): void => {
          clearTimeout(timer);
          waiters.delete(waiter);
        };
        const waiter: Waiter = {
          fits,
          finish(message) {
            close();
            resolve(message);
          },
          fail(error) {
            close();
            reject(error);
          },
        };
        const timer = setTimeout(() => waiter.fail(onTimeout()), withinMs);
        waiters.add(waiter);
      });
    },
    stop(error) {
      for (const waiter of waiters) waiter.fail(error);
    },
  };
}
