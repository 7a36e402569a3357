import type { BotContext } from "./context.ts";

const LATE_SECONDS = 5 * 60;

/**
 * Whoever asked so long ago, before an outage, may have put the phone away: what comes now rings, and others may read it. Help
 * comes all the same, without what they wrote themselves. Of taps nothing says when they were made.
 */
export function isLate({ message, now }: BotContext): boolean {
  return message !== undefined && now.getTime() / 1000 - message.date > LATE_SECONDS;
}
