import { InlineKeyboard } from "grammy";
import type { Told } from "../alerts/who-was-told.ts";
import { attachMessage } from "../check-ins/attach-message.ts";
import type { Recorded } from "../check-ins/record-answer.ts";
import type { FeedbackAnswered } from "../check-ins/record-feedback.ts";
import type { Shown } from "../check-ins/show-check-in.ts";
import type { Deps } from "../deps.ts";
import { formatInstant } from "../format.ts";
import { sortFailure } from "../outbox/sort-failure.ts";
import {
  closedScreen,
  completedScreen,
  questionScreen,
  restScreen,
  reviewScreen,
  toldLine,
} from "../screens/check-in.ts";
import { withHelp } from "../screens/help-row.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { sayAtOnce } from "./first-aid.ts";
import { show, toast } from "./respond.ts";

type Outcome = Recorded | Shown | FeedbackAnswered;

export function present(deps: Deps, ctx: BotContext, outcome: Outcome): void {
  toast(ctx);
  showOf(deps, ctx, checkInOf(outcome), screenOf(ctx, outcome));
}

/** Where the check-in's message is gone, a reminder having replaced it for instance, the one that is sent anew carries it. */
export function showOf(deps: Deps, ctx: BotContext, checkInId: number | undefined, screen: Screen): void {
  show(ctx, screen, async (messageId) => {
    if (checkInId !== undefined) await makeRoom(deps, ctx, checkInId, messageId);
  });
}

/** One message per check-in: what stood there before makes room for the new one. */
export async function makeRoom(
  deps: Deps,
  ctx: BotContext,
  checkInId: number,
  messageId: number,
): Promise<void> {
  const telegramId = ctx.chat?.id ?? 0;
  const before = await attachMessage(deps, { checkInId, telegramId }, messageId);
  if (before === null) return;
  try {
    await ctx.api.deleteMessage(telegramId, before);
  } catch (error) {
    // Telegram deletes nothing older than two days; its buttons still work.
    if (sortFailure(error).kind !== "pointless") throw error;
  }
}

function checkInOf(outcome: Outcome): number | undefined {
  if ("view" in outcome) return outcome.view.checkInId;
  return "checkInId" in outcome ? outcome.checkInId : undefined;
}

export function screenOf(ctx: BotContext, outcome: Outcome): Screen {
  const { t, locale } = ctx;
  switch (outcome.kind) {
    case "next":
    case "question":
      return questionScreen(outcome.view, locale, t, atOf(ctx, outcome.view.told));
    case "completed": {
      const told = "told" in outcome ? outcome.told : undefined;
      const at = atOf(ctx, told);
      const { checkInId } = outcome;
      return completedScreen({ corrected: false, ...outcome, checkInId, told, at }, locale, t);
    }
    case "feedback-answered": {
      const { checkInId, told, fits, step, reportsUse, rest } = outcome;
      const at = atOf(ctx, told);
      const view = { checkInId, corrected: false, answered: { fits, step }, reportsUse, rest, told, at };
      return completedScreen(view, locale, t);
    }
    case "rest":
      return restScreen(outcome.checkInId, outcome.done, outcome.of, t);
    case "review":
      return reviewScreen(outcome.checkInId, outcome.route, locale, t);
    case "closed":
      return closedScreen(outcome.goesOn, t);
    case "unknown":
      return { text: t("check-in-not-yours"), keyboard: withHelp(new InlineKeyboard(), t) };
  }
}

function atOf(ctx: BotContext, told: Told | undefined): string {
  return told?.kind === "later" ? formatInstant(told.at, zoneOf(ctx), ctx.locale) : "";
}

function zoneOf({ person }: BotContext): string {
  return person.kind === "stranger" ? "UTC" : person.zone;
}

/** A message of its own, below the first help. */
export function sayWhoWasTold(ctx: BotContext, after: Promise<unknown>, told: Told): void {
  const keyboard = withHelp(new InlineKeyboard(), ctx.t);
  void sayAtOnce(ctx, after, { text: toldLine(told, atOf(ctx, told), ctx.t), keyboard });
}
