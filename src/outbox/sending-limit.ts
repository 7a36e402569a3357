import PQueue from "p-queue";

/** Hands out turns to send: no more than Telegram allows over the whole bot, lower numbers first. */
export interface SendingLimit {
  take<T>(priority: number, send: () => Promise<T>): Promise<T>;
}

const MOST_SLICES = 10;

/** Messages do not arrive as evenly as they are sent, and each one that is refused costs a turn and a second. */
const MARGIN = 1.02;

/**
 * `perSecond` is spread over tenths of a second, so that an urgent message waits little longer than that. Counted on the
 * machine's uptime: a wall clock that is put back would keep everything waiting for as long.
 */
export function sendingLimit(perSecond: number): SendingLimit {
  const slices = Math.min(MOST_SLICES, perSecond);
  const most = Math.floor(perSecond / slices);
  const interval = (1000 / slices) * MARGIN;
  /** When the newest turns were given, oldest first. */
  const given: number[] = [];
  const turns = new PQueue({ concurrency: 1 });

  /** Any stretch of time counts, not only those that begin with ours. */
  async function turn(): Promise<void> {
    const oldest = given.length < most ? undefined : given.shift();
    const waitMs = oldest === undefined ? 0 : oldest + interval - performance.now();
    if (waitMs > 0) await new Promise<void>((resolve) => void setTimeout(resolve, Math.ceil(waitMs)));
    given.push(performance.now());
  }

  return {
    async take(priority, send) {
      // p-queue runs the highest number first.
      await turns.add(turn, { priority: -priority });
      return await send();
    },
  };
}
