import { type ApiError, conflict } from "./errors.ts";
import type { FaultPlan } from "./faults.ts";
import type { Update, UpdateBody } from "./wire.ts";

export interface PendingUpdate {
  readonly update: Update;
  readonly chatId: number;
  /** Confirmations it still needs: 2 when it is to be delivered twice. */
  left: number;
  /** They are to come together, where it goes to a webhook. */
  readonly atOnce: boolean;
}

interface PollOptions {
  readonly offset?: number | undefined;
  readonly limit: number;
  /** How long an empty answer is held back. */
  readonly timeoutMs: number;
  /** Called with what to do when the client gives up waiting. */
  readonly onHangUp: (giveUp: () => void) => void;
}

export interface Updates {
  /** The update's number. Undefined when the chat is held, or the kind not among the allowed ones: nobody will ever get that. */
  push(chatId: number, body: UpdateBody): number | undefined;
  /** @throws ApiError 409 when another poll or a webhook takes its place meanwhile. */
  poll(options: PollOptions): Promise<readonly Update[]>;
  /** Ends the poll that waits, if any. */
  endPoll(reason?: ApiError): void;
  confirm(entry: PendingUpdate, times: number): void;
  /** What this chat sends from now on reaches nobody until it is released. */
  hold(chatId: number): void;
  /** Lets go what was held, in the order it was sent or the other way round. */
  release(chatId: number, order: "as-sent" | "reversed"): void;
  dropAll(): void;
  /** The next update has this number; what waits is forgotten. */
  countAnew(from: number): void;
  /** Oldest first. */
  pending(): Iterable<PendingUpdate>;
  readonly pendingCount: number;
  /** Undefined or empty: all but the kinds that Telegram leaves out unless asked. */
  allow(kinds: readonly string[] | undefined): void;
  readonly allowed: readonly string[] | undefined;
}

interface Waiting {
  readonly limit: number;
  finish(updates: readonly Update[]): void;
  fail(reason: ApiError): void;
}

/** An offset that is further than this beyond the next number is not one of these updates': the oldest are given instead. */
const FUTURE = 10;

const LEFT_OUT_BY_DEFAULT = new Set(["chat_member", "message_reaction", "message_reaction_count"]);

/** `onChange` hears of everything queued and everything confirmed, `onQueued` of each update that the bot can get. */
export function createUpdates(
  faults: FaultPlan,
  onChange: () => void,
  onQueued: (update: Update) => void,
): Updates {
  const queue = new Map<number, PendingUpdate>();
  const held = new Map<number, UpdateBody[]>();
  let lastId = 0;
  let allowed: readonly string[] | undefined;
  let waiting: Waiting | undefined;

  const isAllowed = (kind: string): boolean => allowed?.includes(kind) ?? !LEFT_OUT_BY_DEFAULT.has(kind);

  function first(limit: number, from = 0): Update[] {
    const batch: Update[] = [];
    for (const { update } of queue.values()) {
      if (batch.length === limit) break;
      if (update.update_id >= from) batch.push(update);
    }
    return batch;
  }

  function confirm(entry: PendingUpdate, times = 1): void {
    entry.left -= times;
    if (entry.left <= 0) queue.delete(entry.update.update_id);
  }

  function confirmBefore(offset: number): void {
    const before = offset >= 0 ? offset : ([...queue.keys()].at(offset) ?? 0);
    for (const [id, entry] of queue) {
      if (id >= before) break;
      confirm(entry);
    }
    onChange();
  }

  function enqueue(chatId: number, body: UpdateBody): number {
    lastId += 1;
    const update: Update = { update_id: lastId, ...body };
    const again = faults.takeRedelivery();
    queue.set(lastId, { update, chatId, left: again ? 2 : 1, atOnce: again?.atOnce ?? false });
    onQueued(update);
    waiting?.finish(first(waiting.limit));
    onChange();
    return update.update_id;
  }

  return {
    push(chatId, body) {
      const kind = Object.keys(body)[0] ?? "";
      if (!isAllowed(kind)) return undefined;
      const late = held.get(chatId);
      if (!late) return enqueue(chatId, body);
      late.push(body);
      return undefined;
    },
    hold(chatId) {
      if (!held.has(chatId)) held.set(chatId, []);
    },
    release(chatId, order) {
      const late = held.get(chatId) ?? [];
      held.delete(chatId);
      for (const body of order === "reversed" ? late.toReversed() : late) enqueue(chatId, body);
    },

    async poll({ offset, limit, timeoutMs, onHangUp }) {
      waiting?.fail(
        conflict("terminated by other getUpdates request; make sure that only one bot instance is running"),
      );
      const known = offset !== undefined && offset <= lastId + 1 + FUTURE ? offset : 0;
      if (known !== 0) confirmBefore(known);
      if (queue.size > 0 || timeoutMs <= 0) return first(limit, known);
      return await new Promise((resolve, reject) => {
        const close = (): void => {
          clearTimeout(timer);
          if (waiting === mine) waiting = undefined;
        };
        const mine: Waiting = {
          limit,
          finish(updates) {
            close();
            resolve(updates);
          },
          fail(reason) {
            close();
            reject(reason);
          },
        };
        const timer = setTimeout(() => mine.finish([]), timeoutMs);
        waiting = mine;
        onHangUp(() => mine.finish([]));
      });
    },

    endPoll(reason) {
      if (reason) waiting?.fail(reason);
      else waiting?.finish([]);
    },
    confirm(entry, times) {
      confirm(entry, times);
      onChange();
    },
    dropAll() {
      queue.clear();
      onChange();
    },
    countAnew(from) {
      queue.clear();
      lastId = from - 1;
      onChange();
    },
    pending: () => queue.values(),
    get pendingCount() {
      return queue.size;
    },
    allow(kinds) {
      allowed = kinds && kinds.length > 0 ? kinds : undefined;
    },
    get allowed() {
      return allowed;
    },
  };
}
