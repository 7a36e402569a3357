import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { openParts, type PlanPartName, type PlanTexts } from "../domain/safety-plan.ts";
import { answerConsent } from "../people/answer-consent.ts";
import { recordConsent } from "../people/consent.ts";
import { deletePart } from "../plan/delete-part.ts";
import { readPlan, readPlanTexts } from "../plan/read-plan.ts";
import { readSettings } from "../programme/read-settings.ts";
import {
  agreeButton,
  dialogueButton,
  pageButton,
  planButton,
  planPartButton,
} from "../screens/callback-data.ts";
import {
  deletePartScreen,
  planLeftScreen,
  planPartScreen,
  planPartsScreen,
  planScreen,
  sharePlanScreen,
} from "../screens/plan.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { enterInTime } from "./enter-dialogue.ts";
import type { HelpMemory } from "./help-memory.ts";
import { onTap } from "./on-tap.ts";
import { PLAN, type PlanWriting } from "./plan-dialogue.ts";
import { show, toast } from "./respond.ts";
import { isParticipant, type ParticipantContext } from "./who.ts";

/** Reading and changing one's own plan, part by part. In a crisis `help` shows it, before anybody is looked up. */
export function plan(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const participants = composer.filter(isParticipant);
  const mayWrite = (ctx: ParticipantContext) => ctx.person.status === "active";

  onTap(participants, pageButton, async (ctx, { page }, next) => {
    if (page !== "safety") return await next();
    toast(ctx);
    show(ctx, await wholePlan(ctx));
  });

  onTap(participants, planButton, async (ctx, { action }) => {
    const { t } = ctx;
    const { id } = ctx.person;
    switch (action) {
      case "change":
        toast(ctx);
        return show(ctx, planPartsScreen(await readPlanTexts(deps, id), t));
      case "write":
        return await write(ctx, openParts(await readPlanTexts(deps, id)), "below");
      case "share":
        toast(ctx);
        return await askToShare(ctx);
      case "unshare": {
        const { locale, now } = ctx;
        await recordConsent(deps, { participantId: id, purpose: "plan", granted: false, locale }, now);
        toast(ctx, t("own-changed"));
        return show(ctx, await wholePlan(ctx));
      }
      // Shown by `help`.
      case "show":
        return toast(ctx, t("button-stale"));
    }
  });

  onTap(participants, agreeButton, async (ctx, tap, next) => {
    if (tap.purpose !== "plan") return await next();
    const { locale, t } = ctx;
    const answer = { participantId: ctx.person.id, purpose: tap.purpose, granted: true, locale };
    const { kind } = await answerConsent(deps, { ...answer, shown: tap.version }, ctx.now);
    if (kind === "not-taking-part") return toast(ctx, t("button-stale"));
    if (kind === "other-text") {
      toast(ctx);
      return await askToShare(ctx);
    }
    toast(ctx, t("own-changed"));
    show(ctx, await wholePlan(ctx));
  });

  onTap(participants, planPartButton, async (ctx, tap) => {
    const { person } = ctx;
    switch (tap.action) {
      case "below":
      case "instead":
        return await write(ctx, [tap.part], tap.action);
      case "open":
        toast(ctx);
        return show(ctx, onePart(ctx, tap.part, await readPlanTexts(deps, person.id)));
      case "delete":
        toast(ctx);
        return show(ctx, deletePartScreen(tap.part, ctx.t));
      case "delete-yes":
        await deletePart(deps, person, tap.part, ctx.now);
        toast(ctx, ctx.t("plan-part-deleted-toast"));
        return show(ctx, planPartsScreen(await readPlanTexts(deps, person.id), ctx.t));
    }
  });

  // The dialogue has ended meanwhile, by this very tap that came twice perhaps: what was written is kept, and not shown unasked.
  participants.callbackQuery(dialogueButton.pattern, async (ctx, next) => {
    const tapped = dialogueButton.unpack(ctx.callbackQuery.data)?.dialogue;
    if (tapped !== PLAN || ctx.conversation.active(PLAN) > 0) return await next();
    toast(ctx);
    show(ctx, planLeftScreen((await readPlanTexts(deps, ctx.person.id)).size > 0, ctx.t));
  });

  async function wholePlan(ctx: ParticipantContext): Promise<Screen> {
    const { id, programmeId } = ctx.person;
    const { crisisNumbers: numbers } = await readSettings(deps.db, programmeId);
    const state = mayWrite(ctx) ? "own" : "read-only";
    return planScreen({ ...(await readPlan(deps, id, ctx.now)), numbers, state }, ctx.t);
  }

  function onePart(ctx: ParticipantContext, part: PlanPartName, texts: PlanTexts): Screen {
    return planPartScreen(part, texts.get(part), mayWrite(ctx), ctx.t);
  }

  async function askToShare(ctx: ParticipantContext): Promise<void> {
    const { counselor } = await readPlan(deps, ctx.person.id, ctx.now);
    show(ctx, sharePlanScreen(counselor ?? "–", ctx.locale, ctx.t));
  }

  async function write(
    ctx: ParticipantContext,
    parts: readonly PlanPartName[],
    mode: PlanWriting["mode"],
  ): Promise<void> {
    if (!mayWrite(ctx)) return toast(ctx, ctx.t("not-taking-part"));
    if (parts.length === 0) {
      toast(ctx);
      return show(ctx, await wholePlan(ctx));
    }
    const writing: PlanWriting = { id: ctx.person.id, locale: ctx.locale, parts, mode };
    await enterInTime({ deps, memory }, ctx, PLAN, writing);
  }

  return composer;
}
