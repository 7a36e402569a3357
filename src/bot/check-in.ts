import { Composer, InlineKeyboard } from "grammy";
import { chooseForm } from "../check-ins/choose-form.ts";
import { goneCheckIn } from "../check-ins/gone-check-in.ts";
import { openByHand } from "../check-ins/open-by-hand.ts";
import { recordFeedback } from "../check-ins/record-feedback.ts";
import {
  beginCheckIn,
  restCheckIn,
  reviewCheckIn,
  type Shown,
  showQuestion,
} from "../check-ins/show-check-in.ts";
import { snoozeCheckIn } from "../check-ins/snooze-check-in.ts";
import type { Deps } from "../deps.ts";
import { localDayAt } from "../domain/calendar.ts";
import { formatDayAndYear } from "../format.ts";
import { answerConsent } from "../people/answer-consent.ts";
import { readConsentToAsk } from "../people/consent.ts";
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
  snoozeButton,
} from "../screens/callback-data.ts";
import { consentScreen, leavingScreen } from "../screens/consent.ts";
import { withHelp } from "../screens/help-row.ts";
import { participantMenu } from "../screens/own-data.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import type { HelpMemory } from "./help-memory.ts";
import { wasAskedLate } from "./is-late.ts";
import { onTap } from "./on-tap.ts";
import { makeRoom, present, screenOf, showOf } from "./present-check-in.ts";
import { say, toast } from "./respond.ts";

/**
 * The daily check-in has no state in memory: every button carries its check-in and question, and what
 * comes next is read from the rows. The Telegram account goes into every verb: it is the authorisation.
 */
export function checkIn(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  // Taps that `answerTaps` did not take, such as another person's.
  onTap(composer, answerButton, async (ctx) => {
    present(deps, ctx, await goneCheckIn(deps, ctx.from.id, ctx.now));
  });

  onTap(composer, beginButton, async (ctx, tap) => {
    await afterConsent(ctx, tap, beginCheckIn);
  });

  onTap(composer, consentButton, async (ctx, tap) => {
    const { person, locale, t } = ctx;
    // Nothing is agreed to by whoever has left, or is asked everything anew.
    if (person.kind !== "participant" || person.status !== "active") return stale(ctx);
    const answer = { participantId: person.id, purpose: tap.purpose, granted: tap.granted === "yes", locale };
    const answered = await answerConsent(deps, { ...answer, shown: tap.version }, ctx.now);
    if (answered.kind === "not-taking-part") return stale(ctx);
    toast(ctx);
    const { checkInId } = tap;
    if (answered.kind === "would-leave") return showOf(deps, ctx, checkInId, leavingScreen(checkInId, t));
    const next = await consentFirst(ctx, checkInId);
    const begun = async () => await beginCheckIn(deps, { checkInId, telegramId: ctx.from.id }, ctx.now);
    showOf(deps, ctx, checkInId, next ?? screenOf(ctx, await begun()));
  });

  onTap(composer, formButton, async (ctx, tap) => {
    await afterConsent(ctx, tap, chooseForm);
  });

  onTap(composer, questionButton, async (ctx, tap) => {
    const { checkInId, question: questionId } = tap;
    present(deps, ctx, await showQuestion(deps, { checkInId, questionId, telegramId: ctx.from.id }, ctx.now));
  });

  onTap(composer, restButton, async (ctx, tap) => {
    present(deps, ctx, await restCheckIn(deps, { ...tap, telegramId: ctx.from.id }, ctx.now));
  });

  onTap(composer, reviewButton, async (ctx, tap) => {
    present(deps, ctx, await reviewCheckIn(deps, { ...tap, telegramId: ctx.from.id }, ctx.now));
  });

  onTap(composer, feedbackButton, async (ctx, tap) => {
    const { checkInId } = tap;
    const answer = { checkInId, fits: tap.fits === "yes", telegramId: ctx.from.id };
    present(deps, ctx, await recordFeedback(deps, answer, ctx.now));
  });

  onTap(composer, snoozeButton, async (ctx, tap) => {
    const snoozed = await snoozeCheckIn(deps, { ...tap, telegramId: ctx.from.id }, ctx.now);
    if (!snoozed) return await afterConsent(ctx, tap, beginCheckIn);
    toast(ctx, ctx.t("snoozed"));
    const keyboard = new InlineKeyboard().text(ctx.t("button-continue"), beginButton.pack(tap)).row();
    showOf(deps, ctx, tap.checkInId, { text: ctx.t("snoozed"), keyboard: withHelp(keyboard, ctx.t) });
  });

  composer.command("cek", async (ctx, next) => {
    if (!(await openToday(ctx))) await next();
  });

  composer.callbackQuery(checkInButton.pattern, async (ctx) => {
    toast(ctx);
    if (!(await openToday(ctx))) say(ctx, { text: ctx.t("not-taking-part") });
  });

  /** False when this is nobody who takes part. */
  async function openToday(ctx: BotContext): Promise<boolean> {
    const { person, t, locale } = ctx;
    if (person.kind !== "participant" || ctx.chat === undefined) return false;
    if (person.status === "active" && (await wasAskedLate(ctx, memory))) {
      say(ctx, participantMenu(undefined, t));
      return true;
    }
    const opened = await openByHand(deps, person.id, ctx.now);
    switch (opened.kind) {
      case "not-taking-part":
        return false;
      case "not-yet":
        say(ctx, {
          text: t("check-in-not-yet", {
            date: formatDayAndYear(opened.from, localDayAt(ctx.now, person.zone), locale),
          }),
        });
        return true;
      case "open": {
        const tap = { checkInId: opened.checkInId, telegramId: ctx.chat.id };
        const consent = await consentFirst(ctx, opened.checkInId);
        sendAnew(ctx, tap.checkInId, consent ?? screenOf(ctx, await beginCheckIn(deps, tap, ctx.now)));
        return true;
      }
    }
  }

  /** What a button of a prompt leads to, once nothing has to be asked for before. */
  async function afterConsent<Tap extends { readonly checkInId: number }>(
    ctx: BotContext,
    tap: Tap,
    verb: (deps: Deps, tap: Tap & { readonly telegramId: number }, now: Date) => Promise<Shown>,
  ): Promise<void> {
    const consent = await consentFirst(ctx, tap.checkInId);
    if (!consent)
      return present(deps, ctx, await verb(deps, { ...tap, telegramId: ctx.from?.id ?? 0 }, ctx.now));
    toast(ctx);
    showOf(deps, ctx, tap.checkInId, consent);
  }

  /** What has to be asked for before this check-in. */
  async function consentFirst(ctx: BotContext, checkInId: number): Promise<Screen | undefined> {
    const { person, locale, t } = ctx;
    if (person.kind !== "participant" || person.status !== "active") return undefined;
    const asked = await readConsentToAsk(deps, person.id, ctx.now);
    return asked && consentScreen(asked, checkInId, locale, t);
  }

  function sendAnew(ctx: BotContext, checkInId: number, { text, keyboard }: Screen): void {
    ctx.later(async () => {
      const sent = await ctx.reply(text, keyboard ? { reply_markup: keyboard } : {});
      await makeRoom(deps, ctx, checkInId, sent.message_id);
    });
  }

  return composer;
}

function stale(ctx: BotContext): void {
  toast(ctx, ctx.t("button-stale"));
}
