import type { MiddlewareFn } from "grammy";
import type { BotContext } from "./context.ts";
import type { ReplyLanes } from "./reply-lanes.ts";

/** Puts the update's instant on the context, and the ways to do something after it is handled. */
export function timing(now: () => Date, lanes: ReplyLanes): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    ctx.now = now();
    // Help is given before anybody is looked up.
    ctx.person = { kind: "stranger" };
    ctx.later = (work) => lanes.run(ctx.chat?.id ?? 0, work);
    ctx.aside = (work) => lanes.aside(ctx.chat?.id ?? 0, work);
    await next();
  };
}
