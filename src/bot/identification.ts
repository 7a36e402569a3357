import type { MiddlewareFn } from "grammy";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { noteMessage } from "../people/chat-messages.ts";
import { identify, type Person } from "../people/identify.ts";
import { noteBlock } from "../people/note-block.ts";
import type { BotContext } from "./context.ts";
import type { HelpMemory } from "./help-memory.ts";

/** Puts who and in which language on the context. */
export function identification(deps: Deps, memory: HelpMemory): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const isPrivate = ctx.chat?.type === "private" && ctx.from !== undefined;
    const person: Person =
      isPrivate && ctx.from ? await identify(deps.db, ctx.from.id) : { kind: "stranger" };
    if (ctx.from) memory.meet(ctx.from.id, person);
    await recognise(deps, ctx, person);
    await next();
  };
}

export async function recognise(deps: Deps, ctx: BotContext, person: Person): Promise<void> {
  ctx.person = person;
  const spoken = ctx.from?.language_code?.startsWith("en") ? "en" : "id";
  ctx.locale = person.kind === "stranger" ? spoken : person.locale;
  ctx.t = translator(ctx.locale);
  // Whoever writes or taps can be written to, whatever Telegram said before.
  if (person.kind !== "stranger" && person.unreachable && ctx.myChatMember === undefined)
    await noteBlock(deps, person, false, ctx.now);
  if (person.kind === "participant" && ctx.message) {
    const { chat, message_id: messageId } = ctx.message;
    await noteMessage(deps.db, { telegramId: chat.id, messageId }, ctx.now);
  }
}
