import type { Deps } from "../deps.ts";
import { participantMenu } from "../screens/own-data.ts";
import type { BotContext } from "./context.ts";
import type { HelpMemory } from "./help-memory.ts";
import { wasAskedLate } from "./is-late.ts";
import { show } from "./respond.ts";
import { staffMenu } from "./staff-menu.ts";
import { isStaff } from "./who.ts";

/** Begins a dialogue in the place of whatever was under way: one is open at a time, and enter() throws while another is. */
export async function enterDialogue(ctx: BotContext, dialogue: string, ...args: unknown[]): Promise<void> {
  await ctx.conversation.exitAll();
  await ctx.conversation.enter(dialogue, ...args);
}

/** The same where its first question is private: that comes as a message of its own, and rings. */
export async function enterInTime(
  deps: LateDeps,
  ctx: BotContext,
  dialogue: string,
  ...args: unknown[]
): Promise<void> {
  if (!(await becomesMenu(deps, ctx))) await enterDialogue(ctx, dialogue, ...args);
}

interface LateDeps {
  readonly deps: Pick<Deps, "db">;
  readonly memory: HelpMemory;
}

/**
 * Answers the tap. Where it may have been made long ago, what was tapped becomes the menu, which names nobody, and nothing else
 * comes of it.
 */
export async function becomesMenu({ deps, memory }: LateDeps, ctx: BotContext): Promise<boolean> {
  if (!(await wasAskedLate(ctx, memory))) return false;
  show(ctx, isStaff(ctx) ? await staffMenu(deps, ctx) : participantMenu(undefined, ctx.t));
  return true;
}
