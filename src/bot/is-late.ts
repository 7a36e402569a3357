import type { BotContext } from "./context.ts";
import type { HelpMemory } from "./help-memory.ts";
import { answerTap } from "./respond.ts";

const LATE_SECONDS = 5 * 60;
/** Than the database, so many times. */
const TELEGRAM_IS_FURTHER = 3;

/**
 * Whoever asked so long ago, before an outage, may have put the phone away: what comes now rings, and others may read it. Help
 * comes all the same, without what they wrote themselves.
 */
export function isLate({ message, now }: BotContext): boolean {
  return message !== undefined && now.getTime() / 1000 - message.date > LATE_SECONDS;
}

/**
 * The same of a tap as well, which is answered for it. The next update of the chat, which may be a red answer, waits with us: a
 * tap of which Telegram says nothing in time is taken for late, and costs another. One whose update comes again was answered
 * before, and goes by when that was.
 */
export async function wasAskedLate(ctx: BotContext, memory: HelpMemory, text?: string): Promise<boolean> {
  if (!ctx.callbackQuery) return isLate(ctx);
  const { update_id: updateId } = ctx.update;
  const answeredAt = memory.tapAnsweredAt(updateId);
  if (answeredAt) return ctx.now.getTime() - answeredAt.getTime() > LATE_SECONDS * 1000;
  const late = (await memory.inTime(answerTap(ctx, text), TELEGRAM_IS_FURTHER)) ?? true;
  if (!late) memory.tapAnswered(updateId, ctx.now);
  return late;
}
