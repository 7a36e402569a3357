import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { beginEnrolment } from "../people/begin-enrolment.ts";
import { dialogueButton } from "../screens/callback-data.ts";
import type { BotContext } from "./context.ts";
import { ENROLMENT } from "./enrolment.ts";
import { say, toast } from "./respond.ts";

/** Last of all: whatever nobody else answered gets a kind answer, and no spinner stays. */
export function fallback(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  // A button of a dialogue that is no longer open: a deploy, an end. Enrolment starts over.
  composer.callbackQuery(dialogueButton.pattern, async (ctx) => {
    const { person } = ctx;
    // Another step than the one that waits for an answer, such as a tap that came twice: that one goes on.
    if (Object.keys(ctx.conversation.active()).length > 0) return toast(ctx, ctx.t("button-stale"));
    if (person.kind === "participant" && person.status === "consenting") {
      toast(ctx);
      await ctx.conversation.enter(ENROLMENT, await beginEnrolment(deps, person.id));
      return;
    }
    toast(ctx, ctx.t("dialogue-gone"));
  });
  composer.on("callback_query", (ctx) => toast(ctx, ctx.t("button-stale")));

  composer.on("message", (ctx) => {
    const { person, t } = ctx;
    const consenting = person.kind === "participant" && person.status === "consenting";
    say(ctx, { text: t(consenting ? "enrol-continue" : `text-${person.kind}`) });
  });

  // Edited messages, reactions and the like change nothing here.
  composer.use((ctx) => deps.log.debug({ updateId: ctx.update.update_id }, "update that nothing answers"));
  return composer;
}
