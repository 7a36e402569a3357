import { Composer } from "grammy";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { markReachable, markUnreachable } from "../people/mark-reachability.ts";
import type { BotContext } from "./context.ts";

/** Somebody blocked the bot or came back. In a check-in product a silent block must not look like "no answer". */
export function reachability(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on("my_chat_member", async (ctx) => {
    const { person } = ctx;
    if (person.kind === "stranger") return;
    const ids =
      person.kind === "participant"
        ? { participantId: person.id, staffId: null }
        : { participantId: null, staffId: person.id };
    const blocked = ctx.myChatMember.new_chat_member.status === "kicked";
    await inTransaction(deps.db, async (tx) => {
      if (blocked) return await markUnreachable(tx, ids, ctx.now);
      await markReachable(
        tx,
        person.kind === "participant" ? { participantId: person.id } : { staffId: person.id },
        ctx.now,
      );
    });
  });
  return composer;
}
