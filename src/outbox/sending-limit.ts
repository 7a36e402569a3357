import PQueue from "p-queue";

/** Hands out turns to send: no more than Telegram allows over the whole bot, lower numbers first. */
export interface SendingLimit {
  take<T>(priority: number, send: () => Promise<T>): Promise<T>;
}

const SLICES_PER_SECOND = 10;

/** `perSecond` is spread over tenths of a second, so that an urgent message waits a tenth at most. */
export function sendingLimit(perSecond: number): SendingLimit {
  const queue = new PQueue({
    intervalCap: Math.max(1, Math.floor(perSecond / SLICES_PER_SECOND)),
    interval: 1000 / SLICES_PER_SECOND,
  });
  return {
    // p-queue runs the highest number first.
    take: async (priority, send) => await queue.add(send, { priority: -priority }),
  };
}
