import { InlineKeyboard } from "grammy";
import type { Told } from "../alerts/who-was-told.ts";
import type { Recorded } from "../check-ins/record-answer.ts";
import type { FeedbackAnswered } from "../check-ins/record-feedback.ts";
import type { Shown } from "../check-ins/show-check-in.ts";
import { formatInstant } from "../format.ts";
import {
  completedScreen,
  questionScreen,
  restScreen,
  reviewScreen,
  toldLine,
  withHelp,
} from "../screens/check-in.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { sayAtOnce } from "./first-aid.ts";
import { show, toast } from "./respond.ts";

export function present(ctx: BotContext, outcome: Recorded | Shown | FeedbackAnswered): void {
  toast(ctx);
  show(ctx, screenOf(ctx, outcome));
}

export function screenOf(ctx: BotContext, outcome: Recorded | Shown | FeedbackAnswered): Screen {
  const { t, locale } = ctx;
  switch (outcome.kind) {
    case "next":
    case "question":
      return questionScreen(outcome.view, locale, t);
    case "completed": {
      const told = "told" in outcome ? outcome.told : undefined;
      const at = told?.kind === "later" ? formatInstant(told.at, zoneOf(ctx), locale) : "";
      const { checkInId } = outcome;
      return completedScreen({ corrected: false, ...outcome, checkInId, told, at }, locale, t);
    }
    case "feedback-answered": {
      const { checkInId, told, fits, step, reportsUse, rest } = outcome;
      const at = told?.kind === "later" ? formatInstant(told.at, zoneOf(ctx), locale) : "";
      const view = { checkInId, corrected: false, answered: { fits, step }, reportsUse, rest, told, at };
      return completedScreen(view, locale, t);
    }
    case "rest":
      return restScreen(outcome.checkInId, outcome.done, outcome.of, t);
    case "review":
      return reviewScreen(outcome.checkInId, outcome.route, locale, t);
    case "closed":
      return { text: t("check-in-closed"), keyboard: withHelp(new InlineKeyboard(), t) };
    case "unknown":
      return { text: t("check-in-not-yours"), keyboard: withHelp(new InlineKeyboard(), t) };
  }
}

function zoneOf({ person }: BotContext): string {
  return person.kind === "stranger" ? "UTC" : person.zone;
}

/** A message of its own, below the first help. */
export function sayWhoWasTold(ctx: BotContext, after: Promise<void>, told: Told): void {
  const at = told.kind === "later" ? formatInstant(told.at, zoneOf(ctx), ctx.locale) : "";
  const keyboard = withHelp(new InlineKeyboard(), ctx.t);
  void sayAtOnce(ctx, after, { text: toldLine(told, at, ctx.t), keyboard });
}
