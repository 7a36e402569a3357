import { Composer } from "grammy";
import type { Logger } from "pino";
import type { BotContext } from "./context.ts";

/** The bot speaks with one person at a time. Where it was added to a group or channel it leaves without a word. */
export function privateOnly(log: Logger): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer
    .filter((ctx) => ctx.chat !== undefined && ctx.chat.type !== "private")
    .use(async (ctx) => {
      log.info(
        { updateId: ctx.update.update_id, chat: ctx.chat?.type },
        "update from outside a private chat",
      );
      const added = ["member", "administrator"].includes(ctx.myChatMember?.new_chat_member.status ?? "");
      if (added) ctx.later(async () => await ctx.leaveChat());
    });
  // A private chat has the number of its person. Nobody but a forger writes into another one's.
  composer
    .filter((ctx) => ctx.chat !== undefined && ctx.from !== undefined && ctx.chat.id !== ctx.from.id)
    .use(async (ctx) => {
      log.warn({ updateId: ctx.update.update_id }, "update from one person in another one's chat");
    });
  // Inline queries and the like have no chat; nothing here answers them.
  composer
    .filter((ctx) => ctx.chat === undefined || ctx.from === undefined)
    .use(async (ctx) => {
      log.info({ updateId: ctx.update.update_id }, "update without a private chat");
    });
  return composer;
}
