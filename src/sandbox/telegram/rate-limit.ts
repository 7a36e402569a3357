import type { Clock } from "../../clock.ts";
import { tooManyRequests } from "./errors.ts";

export interface RateLimits {
  readonly perBotPerSecond: number;
  readonly perChatPerSecond: number;
}

/** What Telegram's FAQ names for bots that send notifications. */
export const TELEGRAM_LIMITS: RateLimits = { perBotPerSecond: 30, perChatPerSecond: 1 };

export interface RateLimit {
  set(limits: RateLimits | undefined): void;
  /** Counts one message to this chat. @throws ApiError 429 with `retry_after`, uncounted. */
  count(chatId: number): void;
}

/** Sliding windows of one second on the injected clock: while that stands still, no second passes. */
export function createRateLimit(clock: Clock, initial: RateLimits | undefined): RateLimit {
  let limits = initial;
  let all: number[] = [];
  const byChat = new Map<number, number[]>();

  return {
    set(next) {
      limits = next;
      all = [];
      byChat.clear();
    },
    count(chatId) {
      if (!limits) return;
      const now = clock.now().getTime();
      const inLastSecond = (at: number): boolean => at > now - 1000;
      all = all.filter(inLastSecond);
      const chat = (byChat.get(chatId) ?? []).filter(inLastSecond);
      if (all.length >= limits.perBotPerSecond || chat.length >= limits.perChatPerSecond)
        throw tooManyRequests(1);
      all.push(now);
      byChat.set(chatId, [...chat, now]);
      if (byChat.size > 10_000)
        for (const [id, sent] of byChat) if (!sent.some(inLastSecond)) byChat.delete(id);
    },
  };
}
