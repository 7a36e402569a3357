import { type Bot, BotError } from "grammy";
import type { Update } from "grammy/types";
import type { Logger } from "pino";
import { isDatabaseDown, isOutOfTime } from "../db/client.ts";
import { callsPeople } from "./calls-for-help.ts";
import type { BotContext } from "./context.ts";
import type { FailedUpdates } from "./failed-updates.ts";
import { say, toast } from "./respond.ts";
import { isWellFormed } from "./well-formed.ts";

/**
 * "again": nothing was committed, because the database is away or stalls, the start is not complete, or people were called
 * and nobody could be told; the update must come once more.
 */
type Handled = "done" | "again";

export type UpdateHandler = (update: Update) => Promise<Handled>;

/**
 * How often one update may meet a stall: three minutes and more of polling; or, where people were called, a bug. Then it is to
 * blame itself, and must not stand before all others for ever.
 */
const MOST_TRIES = 20;

/** The same update may well succeed later. */
export function isPassing(error: unknown): boolean {
  return isDatabaseDown(error) || isOutOfTime(error);
}

/** Handles one update to the end. A bug costs the person an apology and us a log line, never the next update. */
export function updateHandler(bot: Bot<BotContext>, log: Logger, failed: FailedUpdates): UpdateHandler {
  return async (update) => {
    const { update_id: updateId } = update;
    if (!isWellFormed(update)) {
      log.warn({ updateId }, "update of a shape that Telegram does not send");
      return "done";
    }
    // The webhook listens before Telegram has said who we are.
    if (!bot.isInited()) {
      log.info({ updateId }, "not ready yet; the update waits");
      return "again";
    }
    try {
      await bot.handleUpdate(update);
      failed.forget(updateId);
      return "done";
    } catch (error) {
      const cause = error instanceof BotError ? error.error : error;
      if (isDatabaseDown(cause)) {
        log.warn({ err: cause, updateId }, "the database is away; the update waits");
        return "again";
      }
      const before = failed.of(updateId);
      const tries = before.tries + 1;
      const isLast = tries >= MOST_TRIES;
      const isStall = isOutOfTime(cause);
      const isCall = callsPeople(update);
      const isUnheard = before.isUnheard || (isCall && (isLast || !isStall));
      if (!isLast && (isStall || isCall)) {
        failed.keep(updateId, { tries, isUnheard });
        if (isStall) log.warn({ err: cause, updateId }, "the database stalls; the update waits");
        else log.error({ err: cause, updateId }, "a call for help could not be handled; it is tried again");
        return "again";
      }
      failed.giveUp(updateId, { isUnheard });
      log.error({ err: cause, updateId, nobodyTold: isCall }, "an update could not be handled");
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
