import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { noteBlock } from "../people/note-block.ts";
import type { BotContext } from "./context.ts";

/** Somebody blocked the bot or came back. In a check-in product a silent block must not look like "no answer". */
export function reachability(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on("my_chat_member", async (ctx) => {
    const { person } = ctx;
    if (person.kind === "stranger") return;
    const blocked = ctx.myChatMember.new_chat_member.status === "kicked";
    await noteBlock(deps, person, blocked, ctx.now);
  });
  return composer;
}
