import { Composer, InlineKeyboard } from "grammy";
import type { Deps } from "../deps.ts";
import { eraseParticipant } from "../people/erase.ts";
import { findParticipant } from "../people/list-people.ts";
import { recordPaperConsent } from "../people/paper-consent.ts";
import { eraseButton, paperButton, personButton } from "../screens/callback-data.ts";
import { menuRow } from "../screens/menu-row.ts";
import { eraseSomebodyScreen, paperScreen } from "../screens/on-behalf.ts";
import type { BotContext } from "./context.ts";
import { onTap } from "./on-tap.ts";
import { show, toast } from "./respond.ts";
import { isCoordinator } from "./who.ts";

/** What a coordinator does on somebody's behalf: note what was signed on paper, erase their data. */
export function onBehalf(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const coordinators = composer.filter(isCoordinator);

  onTap(coordinators, paperButton, async (ctx, tap) => {
    const { participantId, step } = tap;
    toast(ctx);
    if (step === "ask") return show(ctx, paperScreen(participantId, ctx.t));
    const answer = { participantId, summary: step === "all" };
    const recorded = await recordPaperConsent(deps, ctx.person, answer, ctx.now);
    const keyboard = new InlineKeyboard().text(ctx.t("button-back"), personButton.pack({ participantId }));
    show(ctx, { text: ctx.t(recorded ? "paper-done" : "button-stale"), keyboard });
  });

  onTap(coordinators, eraseButton, async (ctx, tap) => {
    const me = ctx.person;
    const entry = await findParticipant(deps.db, me, tap.participantId, ctx.now);
    if (!entry) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    const { participantId, reason, sure } = tap;
    if (reason === "ask" || sure === "ask") return show(ctx, eraseSomebodyScreen(entry, reason, ctx.t));
    // A dialogue of one's own about them would be written back after it was deleted.
    await ctx.conversation.exitAll();
    await eraseParticipant(deps, me, { participantId, reason }, ctx.now);
    show(ctx, { text: ctx.t("erased-somebody"), keyboard: menuRow(ctx.t) });
  });
  return composer;
}
