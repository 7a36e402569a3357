import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../clock.ts";
import type { PendingUpdate, Updates } from "./updates.ts";

interface WebhookTarget {
  readonly url: string;
  readonly secretToken?: string | undefined;
  /** How many POSTs may be under way at once, over all chats. */
  readonly maxConnections: number;
}

export interface Webhook {
  set(target: WebhookTarget | undefined): void;
  readonly target: WebhookTarget | undefined;
  readonly lastError: { readonly at: Date; readonly message: string } | undefined;
  /** To be called whenever something was queued. */
  wake(): void;
}

interface Deps {
  readonly clock: Clock;
  readonly updates: () => Updates;
  /** A webhook may answer with a method call instead of making one. */
  readonly onReply: (reply: Record<string, unknown>) => Promise<void>;
  readonly stopping: AbortSignal;
  readonly firstRetryMs: number;
}

const LONGEST_RETRY_MS = 1000;

/** POSTs updates in order within each chat; one that is refused is tried again before the chat's next. */
export function createWebhook({ clock, updates, onReply, stopping, firstRetryMs }: Deps): Webhook {
  let target: WebhookTarget | undefined;
  let lastError: { at: Date; message: string } | undefined;
  let ending = new AbortController();
  let busyChats = new Set<number>();
  stopping.addEventListener("abort", () => ending.abort(), { once: true });

  function wake(): void {
    if (!target || stopping.aborted) return;
    for (const entry of updates().pending()) {
      if (busyChats.size >= target.maxConnections) return;
      if (busyChats.has(entry.chatId)) continue;
      busyChats.add(entry.chatId);
      void deliver(entry, target, ending.signal, busyChats);
    }
  }

  async function deliver(
    entry: PendingUpdate,
    to: WebhookTarget,
    signal: AbortSignal,
    busy: Set<number>,
  ): Promise<void> {
    for (let retryMs = firstRetryMs; !signal.aborted; retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)) {
      const times = entry.atOnce ? entry.left : 1;
      const posted = Array.from({ length: times }, async () => await post(entry, target ?? to, signal));
      const problems = await Promise.all(posted);
      if (signal.aborted) break;
      const problem = problems.find((one) => one !== undefined);
      if (problem === undefined) {
        busy.delete(entry.chatId);
        updates().confirm(entry, times);
        return;
      }
      lastError = { at: clock.now(), message: problem };
      // Ends early when the webhook is taken away: the update then waits for whoever comes next.
      await pause(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Undefined when the update was taken, else what `getWebhookInfo` says about it. */
  async function post(
    { update }: PendingUpdate,
    to: WebhookTarget,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    // A signal of its own: `fetch` would leave its listener on one that outlives it.
    const posting = new AbortController();
    const giveUp = () => posting.abort();
    signal.addEventListener("abort", giveUp);
    try {
      const response = await fetch(to.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(to.secretToken && { "x-telegram-bot-api-secret-token": to.secretToken }),
        },
        body: JSON.stringify(update),
        signal: posting.signal,
        redirect: "manual",
      });
      const body = await response.text();
      if (!response.ok) return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      const reply = readReply(body);
      if (reply) await onReply(reply);
      return undefined;
    } catch (error) {
      return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  return {
    set(next) {
      if (next && next.url === target?.url) {
        // Said again by each instance that starts; what is under way goes on.
        target = next;
        return wake();
      }
      ending.abort();
      ending = new AbortController();
      busyChats = new Set();
      target = next;
      lastError = undefined;
      wake();
    },
    get target() {
      return target;
    },
    get lastError() {
      return lastError;
    },
    wake,
  };
}

function readReply(body: string): Record<string, unknown> | undefined {
  if (!body.startsWith("{")) return undefined;
  try {
    const reply: unknown = JSON.parse(body);
    return typeof reply === "object" && reply !== null && "method" in reply ? { ...reply } : undefined;
  } catch {
    return undefined;
  }
}
