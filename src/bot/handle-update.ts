import { type Bot, BotError } from "grammy";
import type { Update } from "grammy/types";
import type { Logger } from "pino";
import { isDatabaseDown } from "../db/client.ts";
import type { BotContext } from "./context.ts";
import { isWellFormed } from "./well-formed.ts";

/** "again": nothing was committed, because the database is away or the start is not complete; the update must come once more. */
type Handled = "done" | "again";

export type UpdateHandler = (update: Update) => Promise<Handled>;

/** Handles one update to the end. A bug costs the person an apology and us a log line, never the next update. */
export function updateHandler(bot: Bot<BotContext>, log: Logger): UpdateHandler {
  return async (update) => {
    if (!isWellFormed(update)) {
      log.warn({ updateId: update.update_id }, "update of a shape that Telegram does not send");
      return "done";
    }
    // The webhook listens before Telegram has said who we are.
    if (!bot.isInited()) {
      log.info({ updateId: update.update_id }, "not ready yet; the update waits");
      return "again";
    }
    try {
      await bot.handleUpdate(update);
      return "done";
    } catch (error) {
      const cause = error instanceof BotError ? error.error : error;
      if (isDatabaseDown(cause)) {
        log.warn({ updateId: update.update_id }, "the database is away; the update waits");
        return "again";
      }
      log.error({ err: cause, updateId: update.update_id }, "an update could not be handled");
      if (error instanceof BotError) apologise(error.ctx as BotContext);
      return "done";
    }
  };
}

function apologise(ctx: BotContext): void {
  if (ctx.t === undefined || ctx.chat?.type !== "private") return;
  ctx.later(async () => await ctx.reply(ctx.t("trouble")));
}
