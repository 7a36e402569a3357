import PQueue from "p-queue";

/** Hands out turns to send: no more than Telegram allows over the whole bot, lower numbers first. */
export interface SendingLimit {
  take<T>(priority: number, send: () => Promise<T>): Promise<T>;
  /** So many processes send for the bot, this one among them: each keeps to its share. */
  shareAmong(processes: number): void;
}

const SLICE_MS = 100;

/** Messages do not arrive as evenly as they are sent, and each one that is refused costs a turn and a second. */
const MARGIN = 1.02;

/**
 * `perSecond` is spread over about tenths of a second, so that an urgent message waits little longer than that. Counted on the
 * machine's uptime: a wall clock that is put back would keep everything waiting for as long.
 */
export function sendingLimit(perSecond: number): SendingLimit {
  let { most, interval } = paceOf(perSecond);
  /** When the newest turns were given, oldest first. */
  const given: number[] = [];
  const turns = new PQueue({ concurrency: 1 });

  /** Any stretch of time counts, not only those that begin with ours. */
  async function turn(): Promise<void> {
    let oldest: number | undefined;
    while (given.length >= most) oldest = given.shift();
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
    shareAmong(processes) {
      ({ most, interval } = paceOf(Math.max(1, Math.floor(perSecond / Math.max(processes, 1)))));
    },
  };
}

/** No more than `most` in any `interval`, in milliseconds. */
function paceOf(perSecond: number): { readonly most: number; readonly interval: number } {
  const most = Math.max(1, Math.floor((perSecond * SLICE_MS) / 1000));
  return { most, interval: (1000 / Math.floor(perSecond / most)) * MARGIN };
}
