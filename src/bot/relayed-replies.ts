import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { findThread } from "../relay/find-thread.ts";
import { sendToParticipant } from "../relay/send-to-participant.ts";
import { answerTo, askToRelay } from "./ask-to-relay.ts";
import type { BotContext } from "./context.ts";
import { contentOf } from "./relay-content.ts";

/**
 * Answers to relayed messages by Telegram's own reply. Before the dialogues, which would take them for
 * what they asked for.
 */
export function relayedReplies(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  composer.on("message").filter(
    (ctx) => ctx.message.reply_to_message !== undefined,
    async (ctx, next) => {
      const { person, message, t } = ctx;
      const answered = message.reply_to_message?.message_id ?? 0;
      if (person.kind === "stranger") return await next();
      const thread = await findThread(deps.db, person, answered);
      if (!thread) return await next();
      if (person.kind === "participant") {
        if (person.status !== "active" || !(await askToRelay(deps, ctx, person, answered))) await next();
        return;
      }
      const content = contentOf(message);
      if (!content) return await next();
      if (content.kind === "unsupported" || content.kind === "too-long")
        return answerTo(ctx, { text: t(`relay-${content.kind}`) });
      await sendToParticipant(
        deps,
        {
          staff: person,
          participantId: thread.participantId,
          updateId: ctx.update.update_id,
          sourceMessageId: message.message_id,
          content,
          replyToId: thread.relayId,
        },
        ctx.now,
      );
    },
  );

  return composer;
}
