import { Composer, InlineKeyboard } from "grammy";
import type { Deps } from "../deps.ts";
import { readProfile } from "../own-data/profile.ts";
import { codeOfWhomMay } from "../people/access.ts";
import { freezeParticipant } from "../people/freeze.ts";
import { identify } from "../people/identify.ts";
import { freezeByWord } from "../people/lock-word.ts";
import { freezeButton, helpButton } from "../screens/callback-data.ts";
import { freezeScreen } from "../screens/on-behalf.ts";
import { lockScreen, participantMenu } from "../screens/own-data.ts";
import type { BotContext } from "./context.ts";
import { isLate } from "./is-late.ts";
import { onTap } from "./on-tap.ts";
import { say, show, toast } from "./respond.ts";
import { triesPerChat } from "./tries-per-chat.ts";
import { isStaff } from "./who.ts";

/**
 * Freezing an account: by its owner from any chat, or by staff. Before everything else that could show
 * something, except help: a frozen account still gets the numbers.
 */
export function lock(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const mayTry = triesPerChat();

  composer.command("kunci", async (ctx, next) => {
    const [code, ...word] = ctx.match.trim().split(/\s+/);
    if (!code || word.length === 0) {
      // From somebody else's phone, who may never have seen this bot.
      if (ctx.person.kind !== "participant") return say(ctx, { text: ctx.t("lock-form") });
      if (ctx.person.status === "frozen") return await next();
      if (isLate(ctx)) return say(ctx, participantMenu(undefined, ctx.t));
      return say(ctx, lockScreen(await readProfile(deps, ctx.person.id, ctx.now), ctx.t));
    }
    // The word stays in no chat.
    ctx.later(async () => await ctx.deleteMessage());
    const typed = word.join(" ");
    const outcome = mayTry(ctx.chat.id, ctx.update.update_id, ctx.now)
      ? await freezeByWord(deps, { code, typed }, ctx.now)
      : "no";
    // It may be their own, and they read that it is locked.
    if (outcome === "frozen") ctx.person = await identify(deps.db, ctx.chat.id);
    say(ctx, { text: ctx.t(outcome === "frozen" ? "lock-done" : "lock-no") });
  });

  const frozen = composer.filter(({ person }) => person.kind === "participant" && person.status === "frozen");
  frozen.on("callback_query", (ctx) => {
    toast(ctx);
    refuse(ctx);
  });
  // Also to a link: a new invitation makes the account nobody's first.
  frozen.on("message", refuse);

  onTap(composer.filter(isStaff), freezeButton, async (ctx, tap) => {
    const staff = ctx.person;
    const code = await codeOfWhomMay(deps.db, staff, "freeze", tap.participantId, ctx.now);
    if (code === undefined) return toast(ctx, ctx.t("button-stale"));
    const whom = { id: tap.participantId, code };
    if (tap.sure === "yes") {
      const done = await freezeParticipant(deps, staff, whom.id, ctx.now);
      if (done.kind === "unknown") return toast(ctx, ctx.t("button-stale"));
    }
    toast(ctx);
    show(ctx, freezeScreen(whom, tap.sure, staff.role, ctx.t));
  });

  function refuse(ctx: BotContext): void {
    const keyboard = new InlineKeyboard().text(ctx.t("button-help"), helpButton.pack({}));
    say(ctx, { text: ctx.t("account-frozen"), keyboard });
  }

  return composer;
}
