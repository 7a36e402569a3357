import { Composer, InlineKeyboard, InputFile } from "grammy";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { translator } from "../i18n.ts";
import { changeLanguage, readProfile } from "../own-data/profile.ts";
import { readProgress } from "../own-data/read-progress.ts";
import { readSeenBy } from "../own-data/read-seen-by.ts";
import { readStored } from "../own-data/read-stored.ts";
import { readWhyTold } from "../own-data/read-told.ts";
import { requestExport } from "../own-data/request-export.ts";
import { keepWhatFollows, tidyWhyLater } from "../own-data/tidy-why.ts";
import { answerConsent } from "../people/answer-consent.ts";
import { consentedPurposes, recordConsent } from "../people/consent.ts";
import { consentQuestion, shownVersion } from "../people/consent-wording.ts";
import { eraseMyself } from "../people/erase.ts";
import { freezeMyself } from "../people/freeze.ts";
import { isPlanShared } from "../plan/read-plan.ts";
import { agreeButton, discardButton, ownButton, type Page, pageButton } from "../screens/callback-data.ts";
import { withHelp } from "../screens/help-row.ts";
import {
  consentsScreen,
  dataScreen,
  eraseScreen,
  exportScreen,
  freezeMyselfScreen,
  journeyScreen,
  lockScreen,
  participantMenu,
  profileScreen,
  rhythmScreen,
  seenByScreen,
  whyToldScreen,
} from "../screens/own-data.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { enterInTime } from "./enter-dialogue.ts";
import type { HelpMemory } from "./help-memory.ts";
import { isLate } from "./is-late.ts";
import { onTap } from "./on-tap.ts";
import { LOCK_WORD, NICKNAME, RELEASE_DATE } from "./own-dialogues.ts";
import { readerOf } from "./reader-of.ts";
import { answerTap, say, show, takeOut, toast } from "./respond.ts";
import { isParticipant, type ParticipantContext } from "./who.ts";

const SHOWN_TIMES = 3;

/** What a participant sees and does with their own data; every verb goes by the account that taps. */
export function ownData(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const participants = composer.filter(isParticipant);

  participants.command("menu", async (ctx) => {
    say(ctx, isLate(ctx) ? participantMenu(undefined, ctx.t) : await menu(ctx));
  });

  onTap(participants, pageButton, async (ctx, { page }, next) => {
    const screen = await pageOf(ctx, page);
    if (!screen) return await next();
    toast(ctx);
    show(ctx, screen, async (messageId) => {
      if (page === "why") await tidyWhyLater(deps, { ...tapped(ctx), messageId }, ctx.now);
    });
  });

  onTap(participants, ownButton, async (ctx, tap) => {
    const { person } = ctx;
    const { id } = person;
    const { t, locale, now } = ctx;
    switch (tap.action) {
      case "picture":
        return await sendPicture(ctx);
      case "export": {
        await requestExport(deps, person, now);
        toast(ctx);
        return show(ctx, { text: t("export-coming"), keyboard: toData(ctx) });
      }
      case "language-id":
        return await speak(ctx, "id");
      case "language-en":
        return await speak(ctx, "en");
      case "summary-on":
        if (person.status !== "active") return toast(ctx, t("button-stale"));
        toast(ctx);
        return askForSummary(ctx);
      case "summary-off": {
        await recordConsent(deps, { participantId: id, purpose: "summary", granted: false, locale }, now);
        toast(ctx, t("own-changed"));
        return show(ctx, await consents(ctx));
      }
      case "nickname":
        return await enterInTime({ deps, memory }, ctx, NICKNAME, { id, locale });
      case "release":
        return await enterInTime({ deps, memory }, ctx, RELEASE_DATE, { id, locale });
      case "lock-word":
        return await enterInTime({ deps, memory }, ctx, LOCK_WORD, {
          id,
          locale,
          programmeId: person.programmeId,
        });
      case "freeze":
        toast(ctx);
        return show(ctx, freezeMyselfScreen(t));
      case "freeze-yes": {
        await freezeMyself(deps, person, now);
        return toast(ctx, t("frozen-toast"));
      }
      case "erase": {
        await ctx.conversation.exitAll();
        await eraseMyself(deps, person, now);
        return toast(ctx);
      }
    }
  });

  onTap(participants, agreeButton, async (ctx, tap, next) => {
    if (tap.purpose !== "summary") return await next();
    const { locale, t } = ctx;
    const { id } = ctx.person;
    const answer = { participantId: id, purpose: tap.purpose, granted: true, locale };
    const { kind } = await answerConsent(deps, { ...answer, shown: tap.version }, ctx.now);
    if (kind === "not-taking-part") return toast(ctx, t("button-stale"));
    toast(ctx, kind === "recorded" ? t("own-changed") : undefined);
    if (kind === "other-text") return askForSummary(ctx);
    show(ctx, await consents(ctx));
  });

  participants.callbackQuery(discardButton.pattern, (ctx) => {
    const tapped = ctx.callbackQuery.message?.message_id;
    if (tapped === undefined) return toast(ctx, ctx.t("button-stale"));
    ctx.later(async () => await takeOut(ctx, tapped));
  });

  async function pageOf(ctx: ParticipantContext, page: Page): Promise<Screen | undefined> {
    const { id } = ctx.person;
    const { t, now } = ctx;
    switch (page) {
      case "menu":
        return await menu(ctx);
      case "rhythm":
        return rhythmScreen(t);
      case "journey":
        await keepWhatFollows(deps, tapped(ctx));
        return journeyScreen(await readProgress(deps, id, now), t);
      case "why":
        // Before it is shown: a process that is killed leaves nothing in the chat.
        await tidyWhyLater(deps, tapped(ctx), now);
        return whyToldScreen(await readWhyTold(deps, id, SHOWN_TIMES), readerOf(ctx));
      case "data":
        return dataScreen(await readStored(deps, id), t);
      case "seen-by":
        return seenByScreen(await readSeenBy(deps, id, now), readerOf(ctx));
      case "export":
        return exportScreen(t);
      case "profile":
        return profileScreen(await readProfile(deps, id, now), now, ctx);
      case "consents":
        return await consents(ctx);
      case "lock":
        return lockScreen(await readProfile(deps, id, ctx.now), t);
      case "erase":
        return eraseScreen(t);
      default:
        return undefined;
    }
  }

  async function consents(ctx: ParticipantContext): Promise<Screen> {
    const { id } = ctx.person;
    const held = new Set(await consentedPurposes(deps.db, id));
    if (!(await isPlanShared(deps.db, id, ctx.now))) held.delete("plan");
    return consentsScreen(held, ctx.t);
  }

  function tapped(ctx: ParticipantContext) {
    return { participantId: ctx.person.id, messageId: ctx.callbackQuery?.message?.message_id ?? 0 };
  }

  async function menu(ctx: ParticipantContext): Promise<Screen> {
    const { nickname } = await readProfile(deps, ctx.person.id, ctx.now);
    return participantMenu(nickname, ctx.t);
  }

  async function speak(ctx: ParticipantContext, language: Locale): Promise<void> {
    await changeLanguage(deps, ctx.person.id, language, ctx.now);
    ctx.locale = language;
    ctx.t = translator(language);
    toast(ctx, ctx.t("own-changed"));
    show(ctx, { text: ctx.t("language-changed"), keyboard: toData(ctx) });
  }

  function askForSummary(ctx: BotContext): void {
    const { t, locale } = ctx;
    const version = shownVersion("summary", locale);
    const keyboard = new InlineKeyboard()
      .text(t("button-agree"), agreeButton.pack({ purpose: "summary", version }))
      .text(t("button-disagree"), pageButton.pack({ page: "consents" }))
      .row();
    show(ctx, { text: consentQuestion("summary", "", t), keyboard: withHelp(keyboard, t) });
  }

  async function sendPicture(ctx: ParticipantContext): Promise<void> {
    const progress = await readProgress(deps, ctx.person.id, ctx.now);
    const late = answerTap(ctx, ctx.t("week-coming-toast"));
    ctx.later(async () => {
      // It would lie on the screen of a phone that was put away; its button is still there.
      if (await late) return;
      // What draws is loaded when it is needed: it would make every start slower.
      const { drawProgress } = await import("../own-data/draw-progress.ts");
      const picture = new InputFile(await drawProgress(progress, ctx.t, ctx.locale), "30.png");
      const discard = new InlineKeyboard().text(ctx.t("button-discard"), discardButton.pack({})).row();
      const reply_markup = withHelp(discard, ctx.t);
      await ctx.replyWithPhoto(picture, { disable_notification: true, reply_markup });
    });
  }

  const toData = ({ t }: BotContext): InlineKeyboard =>
    withHelp(new InlineKeyboard().text(t("button-back"), pageButton.pack({ page: "data" })).row(), t);

  return composer;
}
