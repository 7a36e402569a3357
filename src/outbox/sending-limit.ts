import PQueue from "p-queue";

/** Hands out turns to send: no more than Telegram allows over the whole bot, lower numbers first. */
export interface SendingLimit {
  take<T>(priority: number, send: () => Promise<T>): Promise<T>;
}

const MOST_SLICES = 10;

/** Messages do not arrive as evenly as they are sent, and each one that is refused costs a turn and a second. */
const MARGIN = 1.02;

/** `perSecond` is spread over tenths of a second, so that an urgent message waits little longer than that. */
export function sendingLimit(perSecond: number): SendingLimit {
  const slices = Math.min(MOST_SLICES, perSecond);
  const queue = new PQueue({
    intervalCap: Math.floor(perSecond / slices),
    interval: (1000 / slices) * MARGIN,
    // Any stretch of time counts, not only those that begin with ours.
    strict: true,
  });
  return {
    // p-queue runs the highest number first.
    take: async (priority, send) => await queue.add(send, { priority: -priority }),
  };
}
