import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { beginEnrolment } from "../people/begin-enrolment.ts";
import { noteMessage } from "../people/chat-messages.ts";
import { identify } from "../people/identify.ts";
import { redeemInvite } from "../people/redeem-invite.ts";
import type { BotContext } from "./context.ts";
import { ENROLMENT } from "./enrolment.ts";
import { enterDialogue } from "./enter-dialogue.ts";
import { publishStaffCommands } from "./publish-commands.ts";
import { say } from "./respond.ts";
import { triesPerChat } from "./tries-per-chat.ts";

/** /start with or without an invitation, for everybody. */
export function start(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const mayTry = triesPerChat();

  composer.command("start", async (ctx) => {
    const token = ctx.match.trim();
    if (token !== "") {
      // Whoever is known may open their own link as often as they like.
      if (ctx.person.kind === "stranger" && !mayTry(ctx.msg.chat.id, ctx.update.update_id, ctx.now))
        return say(ctx, { text: ctx.t("start-wait") });
      const redeemed = await redeemInvite(deps, { token, telegramId: ctx.msg.chat.id }, ctx.now);
      switch (redeemed.kind) {
        case "expired":
        case "used":
        case "unknown":
        case "taken":
          return say(ctx, { text: ctx.t(`start-${redeemed.kind}`) });
        case "participant":
        case "staff":
          ctx.person = await identify(deps.db, ctx.msg.chat.id);
          if (ctx.person.kind !== "stranger") ctx.locale = ctx.person.locale;
          ctx.t = translator(ctx.locale);
          await noteMessage(deps.db, { telegramId: ctx.msg.chat.id, messageId: ctx.msg.message_id }, ctx.now);
      }
    }
    await greet(ctx);
  });

  async function greet(ctx: BotContext): Promise<void> {
    const { person, t } = ctx;
    const telegramId = ctx.chat?.id ?? 0;
    switch (person.kind) {
      case "stranger":
        return say(ctx, { text: t("start-stranger") });
      case "staff":
        ctx.aside(async () => await publishStaffCommands(ctx.api, { telegramId, locale: ctx.locale }));
        return say(ctx, { text: t("start-staff", { name: person.name }) });
      case "participant":
        if (person.status === "active") return say(ctx, { text: t("start-welcome-back") });
        await enterDialogue(ctx, ENROLMENT, await beginEnrolment(deps, person.id));
    }
  }

  return composer;
}
