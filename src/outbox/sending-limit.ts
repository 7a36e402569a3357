import PQueue from "p-queue";

/** Hands out turns to send: no more than Telegram allows over the whole bot, lower numbers first. */
export interface SendingLimit {
  take<T>(priority: number, send: () => Promise<T>): Promise<T>;
}

const MOST_SLICES = 10;

/** `perSecond` is spread over tenths of a second, so that an urgent message waits a tenth at most. */
export function sendingLimit(perSecond: number): SendingLimit {
  const slices = Math.min(MOST_SLICES, perSecond);
  const queue = new PQueue({ intervalCap: Math.floor(perSecond / slices), interval: 1000 / slices });
  return {
    // p-queue runs the highest number first.
    take: async (priority, send) => await queue.add(send, { priority: -priority }),
  };
}
