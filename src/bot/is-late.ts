import type { BotContext } from "./context.ts";
import { answerTap } from "./respond.ts";

const LATE_SECONDS = 5 * 60;

/**
 * Whoever asked so long ago, before an outage, may have put the phone away: what comes now rings, and others may read it. Help
 * comes all the same, without what they wrote themselves.
 */
export function isLate({ message, now }: BotContext): boolean {
  return message !== undefined && now.getTime() / 1000 - message.date > LATE_SECONDS;
}

/** The same of a tap as well, which is answered for it: nothing but Telegram's refusal says when it was made. */
export async function wasAskedLate(ctx: BotContext): Promise<boolean> {
  return ctx.callbackQuery ? await answerTap(ctx) : isLate(ctx);
}
