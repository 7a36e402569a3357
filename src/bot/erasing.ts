import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { eraseParticipant } from "../people/erase.ts";
import type { StaffPerson } from "../people/identify.ts";
import { findParticipant } from "../people/list-people.ts";
import { eraseButton } from "../screens/callback-data.ts";
import { eraseSomebodyScreen } from "../screens/erase-somebody.ts";
import type { BotContext } from "./context.ts";
import { show, toast } from "./respond.ts";

/** A coordinator erases somebody's data on their behalf: a reason, a question, done. */
export function erasing(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer
    .filter(({ person }) => person.kind === "staff" && person.role === "coordinator")
    .callbackQuery(eraseButton.pattern, async (ctx) => {
      const tap = eraseButton.unpack(ctx.callbackQuery.data);
      const me = ctx.person as StaffPerson;
      const entry = tap && (await findParticipant(deps.db, me.programmeId, tap.participantId));
      if (!entry) return toast(ctx, ctx.t("button-stale"));
      toast(ctx);
      const { participantId, reason, sure } = tap;
      if (reason === "ask" || sure === "ask") return show(ctx, eraseSomebodyScreen(entry, reason, ctx.t));
      await eraseParticipant(deps, me, { participantId, reason }, ctx.now);
      show(ctx, { text: ctx.t("erased-somebody") });
    });
  return composer;
}
