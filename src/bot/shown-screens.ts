import type { MiddlewareFn } from "grammy";
import type { Deps } from "../deps.ts";
import { noteShown } from "../people/shown-screens.ts";
import type { BotContext } from "./context.ts";

/**
 * Writes down which message shows a member of staff whom, so that it can be taken back when others answer for the person, or the
 * phone is lost.
 */
export function shownScreens({ db, log }: Pick<Deps, "db" | "log">): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    ctx.noteShown = async (messageId, about) => {
      if (ctx.person.kind !== "staff") return;
      try {
        await noteShown(db, { staffId: ctx.person.id, messageId, about }, ctx.now);
      } catch (error) {
        // What they asked for was read already, and is shown without the database as well.
        log.warn({ err: error }, "whom a message shows could not be written down");
      }
    };
    await next();
  };
}
