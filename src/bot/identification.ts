import type { MiddlewareFn } from "grammy";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { identify } from "../people/identify.ts";
import { noteBlock } from "../people/note-block.ts";
import type { BotContext } from "./context.ts";
import type { ReplyLanes } from "./reply-lanes.ts";

/** Puts who, when and in which language on the context. */
export function identification(deps: Deps, now: () => Date, lanes: ReplyLanes): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    ctx.now = now();
    ctx.later = (work) => lanes.run(ctx.chat?.id ?? 0, work);
    const isPrivate = ctx.chat?.type === "private" && ctx.from !== undefined;
    ctx.person = isPrivate && ctx.from ? await identify(deps.db, ctx.from.id) : { kind: "stranger" };
    const spoken = ctx.from?.language_code?.startsWith("en") ? "en" : "id";
    ctx.locale = ctx.person.kind === "stranger" ? spoken : ctx.person.locale;
    ctx.t = translator(ctx.locale);
    // Whoever writes or taps can be written to, whatever Telegram said before.
    const { person } = ctx;
    if (person.kind !== "stranger" && person.unreachable && ctx.myChatMember === undefined)
      await noteBlock(deps, person, false, ctx.now);
    await next();
  };
}
