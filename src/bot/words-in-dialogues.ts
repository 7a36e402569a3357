import type { MiddlewareFn } from "grammy";
import type { Deps } from "../deps.ts";
import { safeQuestion } from "../screens/relay.ts";
import { givesCause } from "./ask-to-relay.ts";
import type { BotContext } from "./context.ts";
import { say } from "./respond.ts";

/**
 * A dialogue takes the next words for what it asked, whatever they say. Where they give cause, their writer is asked
 * besides whether they are safe; the dialogue keeps them, because a plan may rightly hold such words.
 */
export function wordsInDialogues(deps: Deps, dialogues: MiddlewareFn<BotContext>): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    let taken = true;
    try {
      await dialogues(ctx, async () => {
        // Whoever answers below asks by themselves.
        taken = false;
        await next();
      });
    } finally {
      // Also when the dialogue failed over them.
      // Not as an answer to their message, which the dialogue may take out of the chat.
      if (taken && (await givesCause(deps, ctx))) say(ctx, safeQuestion(ctx.t));
    }
  };
}
