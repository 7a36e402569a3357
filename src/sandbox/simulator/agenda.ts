import TinyQueue from "tinyqueue";
import { MINUTE_MS } from "../../domain/duration.ts";

interface Plan {
  readonly at: number;
  /** Plans of one instant keep the order in which they were made. */
  readonly number: number;
  readonly run: () => Promise<void>;
}

/** What people are going to do. Several at the same minute are one stop of the clock. */
export interface Agenda {
  /** Rounded up to whole minutes. */
  plan(at: Date, run: () => Promise<void>): void;
  next(): Date | undefined;
  takeDue(now: Date): readonly (() => Promise<void>)[];
}

export function createAgenda(): Agenda {
  const queue = new TinyQueue<Plan>([], (a, b) => a.at - b.at || a.number - b.number);
  let made = 0;
  return {
    plan(at, run) {
      queue.push({ at: Math.ceil(at.getTime() / MINUTE_MS) * MINUTE_MS, number: made++, run });
    },
    next() {
      const first = queue.peek();
      return first && new Date(first.at);
    },
    takeDue(now) {
      const due: (() => Promise<void>)[] = [];
      for (let first = queue.peek(); first && first.at <= now.getTime(); first = queue.peek()) {
        queue.pop();
        due.push(first.run);
      }
      return due;
    },
  };
}
