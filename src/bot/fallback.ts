import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { beginEnrolment } from "../people/begin-enrolment.ts";
import type { Person } from "../people/identify.ts";
import { NUMBERS_EVERYWHERE } from "../programme/settings.ts";
import { wasSentOn } from "../relay/send-to-participant.ts";
import { dialogueButton } from "../screens/callback-data.ts";
import { firstAidScreen } from "../screens/help.ts";
import { safeQuestion } from "../screens/relay.ts";
import { givesCause } from "./ask-to-relay.ts";
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

  composer.on("message", async (ctx) => {
    const { person, locale, t } = ctx;
    const written = { updateId: ctx.update.update_id, sourceMessageId: ctx.message.message_id };
    // Its update came again, and the dialogue that sent it is over.
    if (person.kind === "staff" && (await wasSentOn(deps, person, written))) return;
    if (await givesCause(deps, ctx)) {
      // Nobody here looks after a stranger: the numbers are all there is, and they come unasked.
      const aid = () => firstAidScreen({ numbers: NUMBERS_EVERYWHERE, plan: new Map() }, locale, t);
      return say(ctx, person.kind === "stranger" ? aid() : safeQuestion(t));
    }
    say(ctx, { text: t(answerTo(person)) });
  });

  // Edited messages, reactions and the like change nothing here.
  composer.use((ctx) => deps.log.debug({ updateId: ctx.update.update_id }, "update that nothing answers"));
  return composer;
}

function answerTo(person: Person): string {
  if (person.kind !== "participant" || person.status === "active") return `text-${person.kind}`;
  return person.status === "consenting" ? "enrol-continue" : "not-taking-part";
}
