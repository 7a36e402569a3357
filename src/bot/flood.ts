import { limit } from "@grammyjs/ratelimiter";
import type { Context, MiddlewareFn } from "grammy";
import { InlineKeyboard } from "grammy";
import type { Logger } from "pino";
import { holdsPhrase } from "../domain/phrases.ts";
import { translator } from "../i18n.ts";
import {
  answerButton,
  beginButton,
  checkInButton,
  consentButton,
  feedbackButton,
  formButton,
  questionButton,
  restButton,
  reviewButton,
  safeNowButton,
  snoozeButton,
} from "../screens/callback-data.ts";
import { withHelp } from "../screens/help-row.ts";
import { commandPattern, helpButtons, helpCommands } from "./calls-for-help.ts";
import type { HelpMemory } from "./help-memory.ts";
import type { ReplyLanes } from "./reply-lanes.ts";

/** How many texts, commands and taps of one account are taken in so many milliseconds. */
export interface PerPerson {
  readonly most: number;
  readonly withinMs: number;
}

/** Twice as fast as anybody taps through pages. */
export const usualPerPerson: PerPerson = { most: 30, withinMs: 10_000 };

export interface FloodOptions {
  readonly perPerson: PerPerson;
  readonly log: Pick<Logger, "debug">;
  readonly lanes: ReplyLanes;
  readonly memory: HelpMemory;
}

/**
 * Passes over what one account sends beyond a measure, before it can queue or ask the database: a flood must not hold up
 * other people. A check-in, a cry for help and whatever belongs to them are never counted. The first one that is passed
 * over is answered.
 */
export function flood({ perPerson, log, lanes, memory }: FloodOptions): MiddlewareFn<Context> {
  const gate = limit<Context, never>({
    timeFrame: perPerson.withinMs,
    limit: perPerson.most,
    keyGenerator: (ctx) => String(ctx.from?.id),
    onLimitExceeded: sayOnce,
  });

  function sayOnce(ctx: Context): void {
    const { from, chat, callbackQuery } = ctx;
    if (!from || chat?.type !== "private") return;
    const known = memory.localeOf(from.id);
    const t = translator(known ?? (from.language_code?.startsWith("en") ? "en" : "id"));
    lanes.aside(chat.id, async () => {
      if (callbackQuery) return await ctx.answerCallbackQuery({ text: t("too-fast") });
      // The button is for those who take part.
      const keyboard = known && { reply_markup: withHelp(new InlineKeyboard(), t) };
      return await ctx.reply(t("too-fast"), keyboard);
    });
  }

  return async (ctx, next) => {
    if (isNeverDropped(ctx, memory)) return await next();
    let passed = false;
    await gate(ctx, async () => {
      passed = true;
      await next();
    });
    if (!passed) log.debug({ updateId: ctx.update.update_id }, "update beyond one account's measure");
  };
}

const buttons = [
  ...[answerButton, beginButton, formButton, questionButton, reviewButton, restButton, snoozeButton],
  ...[feedbackButton, consentButton, checkInButton, safeNowButton, ...helpButtons],
].map(({ pattern }) => pattern);
const COMMANDS = commandPattern(["cek", ...helpCommands]);
/** Letters. To look through the longest texts takes tens of milliseconds: a way to slow us down. */
const LONGEST_CRY = 500;

function isNeverDropped({ callbackQuery, message, from }: Context, memory: HelpMemory): boolean {
  if (callbackQuery?.data !== undefined)
    return buttons.some((pattern) => pattern.test(callbackQuery.data ?? ""));
  // Blocks, and what has no account behind it.
  if (!message || !from) return true;
  const text = message.text ?? message.caption ?? "";
  if (COMMANDS.test(text)) return true;
  return text.length <= LONGEST_CRY && holdsPhrase(text, memory.phrasesFor(from.id));
}
