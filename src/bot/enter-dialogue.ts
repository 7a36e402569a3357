import type { BotContext } from "./context.ts";

/** Begins a dialogue in the place of whatever was under way: one is open at a time, and enter() throws while another is. */
export async function enterDialogue(ctx: BotContext, dialogue: string, ...args: unknown[]): Promise<void> {
  await ctx.conversation.exitAll();
  await ctx.conversation.enter(dialogue, ...args);
}
