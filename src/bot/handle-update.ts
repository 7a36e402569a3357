import { type Bot, BotError } from "grammy";
import type { Update } from "grammy/types";
import type { Logger } from "pino";
import { isDatabaseDown, isOutOfTime } from "../db/client.ts";
import type { BotContext } from "./context.ts";
import { say, toast } from "./respond.ts";
import { isWellFormed } from "./well-formed.ts";

/**
 * "again": nothing was committed, because the database is away or stalls or the start is not complete; the update must come
 * once more.
 */
type Handled = "done" | "again";

export type UpdateHandler = (update: Update) => Promise<Handled>;

/**
 * How often one update may meet a stall: three minutes and more of polling. Then it is to blame itself, and must not stand
 * before all others for ever.
 */
const MOST_STALLS = 20;

/** The same update may well succeed later. */
export function isPassing(error: unknown): boolean {
  return isDatabaseDown(error) || isOutOfTime(error);
}

/** Handles one update to the end. A bug costs the person an apology and us a log line, never the next update. */
export function updateHandler(bot: Bot<BotContext>, log: Logger): UpdateHandler {
  /** By update id, of those that are to come again. */
  const stalls = new Map<number, number>();
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
      stalls.delete(update.update_id);
      return "done";
    } catch (error) {
      const cause = error instanceof BotError ? error.error : error;
      if (isDatabaseDown(cause)) {
        log.warn({ err: cause, updateId: update.update_id }, "the database is away; the update waits");
        return "again";
      }
      const stalled = (stalls.get(update.update_id) ?? 0) + 1;
      if (isOutOfTime(cause) && stalled < MOST_STALLS) {
        stalls.set(update.update_id, stalled);
        log.warn({ err: cause, updateId: update.update_id }, "the database stalls; the update waits");
        return "again";
      }
      stalls.delete(update.update_id);
      log.error({ err: cause, updateId: update.update_id }, "an update could not be handled");
      if (error instanceof BotError) apologise(error.ctx as BotContext);
      return "done";
    }
  };
}

function apologise(ctx: BotContext): void {
  if (ctx.t === undefined || ctx.chat?.type !== "private") return;
  if (ctx.callbackQuery) toast(ctx);
  say(ctx, { text: ctx.t("trouble") });
}
