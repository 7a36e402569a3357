import { type ChatTypeContext, Composer, InlineKeyboard, type Middleware } from "grammy";
import { saySafe } from "../alerts/say-safe.ts";
import type { Deps } from "../deps.ts";
import type { HelpKind } from "../domain/assessment.ts";
import type { Translate } from "../i18n.ts";
import { noteMessage } from "../people/chat-messages.ts";
import { identify, type Person } from "../people/identify.ts";
import { readPlan } from "../plan/read-plan.ts";
import { readSettings } from "../programme/read-settings.ts";
import {
  copingButton,
  helpButton,
  lapseButton,
  overdoseButton,
  planButton,
  safeButton,
} from "../screens/callback-data.ts";
import { copingScreen, lapseScreen, overdoseScreen } from "../screens/help.ts";
import { withHelp } from "../screens/help-row.ts";
import { type PlanView, planOfferScreen, planScreen } from "../screens/plan.ts";
import type { Screen } from "../screens/screen.ts";
import { type HelpCommand, helpCommands } from "./calls-for-help.ts";
import type { BotContext } from "./context.ts";
import { completeInTime, firstAid, sayAtOnce, speak } from "./first-aid.ts";
import type { HelpMemory } from "./help-memory.ts";
import { recognise } from "./identification.ts";
import { isLate } from "./is-late.ts";
import { answerTap, show, toast } from "./respond.ts";
import { tellOfCall } from "./tell-of-call.ts";

type Chatting = ChatTypeContext<BotContext, "private">;

const AT_ONCE = Promise.resolve(undefined);

/**
 * "I need help now", as a button on every screen and as a command, in whatever state the person is. The
 * first answer waits for nobody; then people are told, and the person reads who was. Stands before
 * everything that needs the database.
 */
export function help(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const chat = composer.chatType("private");

  const commands: Readonly<Record<HelpCommand, Middleware<Chatting>>> = {
    bantuan: respond,
    help: respond,
    darurat: showOverdose,
    overdosis: showOverdose,
    langkah: showStep,
    rencana: showPlan,
  };
  for (const command of helpCommands) chat.command(command, commands[command]);

  chat.callbackQuery(helpButton.pattern, respond);

  async function respond(ctx: BotContext, next: () => Promise<void>): Promise<void> {
    await answerCall(ctx, next, "help-button");
  }

  async function answerCall(
    ctx: BotContext,
    next: () => Promise<void>,
    kind: HelpKind,
    whole?: (t: Translate) => Screen,
  ): Promise<void> {
    const aid = await firstAid(deps, memory, ctx, { whole });
    if (!aid) return await next();
    if (ctx.callbackQuery) toast(ctx);
    await recognise(deps, ctx, await aid.person);
    await tellOfCall(deps, ctx, aid.shown, kind);
  }

  chat.callbackQuery(safeButton.pattern, async (ctx, next) => {
    const tap = safeButton.unpack(ctx.callbackQuery.data);
    if (!tap) return await next();
    if (tap.safe === "no") return await answerCall(ctx, next, "not-safe");
    speak(memory, ctx);
    await saySafe(deps, { alertId: tap.alertId, telegramId: ctx.from.id });
    toast(ctx);
    show(ctx, { text: ctx.t("said-safe"), keyboard: withHelp(new InlineKeyboard(), ctx.t) });
  });

  async function showOverdose(ctx: Chatting): Promise<void> {
    const tells = await tellsSomebody(ctx.from.id);
    void showOnce(ctx, () => overdoseScreen(memory.factsFor(ctx.from.id), ctx.locale, ctx.t, tells));
  }
  chat.callbackQuery(overdoseButton.pattern, async (ctx) => {
    toast(ctx);
    const tells = await tellsSomebody(ctx.from.id);
    const shown = showOnce(ctx, () => overdoseScreen(memory.factsFor(ctx.from.id), ctx.locale, ctx.t, tells));
    if (overdoseButton.unpack(ctx.callbackQuery.data)?.step === "now") await tellOf(ctx, shown, "overdose");
  });
  chat.callbackQuery(lapseButton.pattern, async (ctx, next) => {
    await answerCall(ctx, next, "lapse", lapseScreen);
  });
  async function showStep(ctx: Chatting): Promise<void> {
    const tells = await tellsSomebody(ctx.from.id);
    void showOnce(ctx, () => copingScreen(ctx.update.update_id, ctx.t, tells));
  }
  chat.callbackQuery(copingButton.pattern, async (ctx) => {
    toast(ctx);
    const tells = await tellsSomebody(ctx.from.id);
    const after = copingButton.unpack(ctx.callbackQuery.data)?.after ?? 0;
    void showOnce(ctx, () => copingScreen(after + 1, ctx.t, tells));
  });

  /**
   * The cards say the same to everybody, and whoever is known to take part is not looked up first. For staff and
   * strangers they have no button that would have to tell somebody.
   */
  async function tellsSomebody(telegramId: number): Promise<boolean> {
    if (memory.localeOf(telegramId) !== undefined) return true;
    const person = await memory.inTime(identify(deps.db, telegramId));
    return person === undefined || person.kind === "participant";
  }

  chat.callbackQuery(planButton.pattern, async (ctx, next) => {
    if (planButton.unpack(ctx.callbackQuery.data)?.action !== "show") return await next();
    await showPlan(ctx, next);
  });

  /** From the rows; by memory while they cannot be asked. */
  async function showPlan(ctx: BotContext, next: () => Promise<void>): Promise<void> {
    const telegramId = ctx.from?.id ?? 0;
    const found = await memory.inTime(readOwnPlan(deps, telegramId, ctx.now));
    if (found && !found.plan) return await next();
    if (found) {
      memory.meet(telegramId, found.person);
      // Where the account is locked before the plan arrives, it is taken out again.
      ctx.person = found.person;
    }
    // As with the database, no longer than a moment: they may read it in a crisis.
    const late = ctx.callbackQuery ? await memory.inTime(answerTap(ctx)) : isLate(ctx);
    const plan = () => planScreen(found?.plan ?? remembered(telegramId), ctx.t);
    const shown = showOnce(ctx, () => (late === false ? plan() : planOfferScreen(ctx.t)));
    if (late === undefined) ctx.aside(async () => await completeInTime(ctx, shown, plan()));
  }

  function remembered(telegramId: number): PlanView {
    const texts = memory.planOf(deps.sealer, telegramId);
    const { crisisNumbers: numbers } = memory.factsFor(telegramId);
    const state = texts.size > 0 ? "read-only" : "unreachable";
    return { texts, counselor: undefined, numbers, shared: false, state };
  }

  /** Once per update, however often it comes again. */
  function showOnce(ctx: BotContext, screen: () => Screen): Promise<number | undefined> {
    speak(memory, ctx);
    // So that their command can be taken out of the chat with everything else; nobody waits for it.
    if (ctx.message) {
      const message = { telegramId: ctx.message.chat.id, messageId: ctx.message.message_id };
      ctx.aside(async () => await noteMessage(deps.db, message, ctx.now));
    }
    return memory.isFirst(`update:${ctx.update.update_id}`) ? sayAtOnce(ctx, AT_ONCE, screen()) : AT_ONCE;
  }

  async function tellOf(ctx: BotContext, shown: Promise<unknown>, kind: HelpKind): Promise<void> {
    await recognise(deps, ctx, await identify(deps.db, ctx.from?.id ?? 0));
    await tellOfCall(deps, ctx, shown, kind);
  }

  return composer;
}

/** Without a plan: no participant, or an account whose phone may be in other hands. */
async function readOwnPlan(
  deps: Deps,
  telegramId: number,
  now: Date,
): Promise<{ readonly person: Person; readonly plan?: PlanView }> {
  const person = await identify(deps.db, telegramId);
  if (person.kind !== "participant" || person.status === "frozen") return { person };
  const [plan, { crisisNumbers: numbers }] = await Promise.all([
    readPlan(deps, person.id, now),
    readSettings(deps.db, person.programmeId),
  ]);
  const state = person.status === "active" ? "own" : "read-only";
  return { person, plan: { ...plan, numbers, state } };
}
