import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import type { StaffPerson } from "../people/identify.ts";
import { hasTurnedToAnother, newestOnRecord } from "../relay/has-turned.ts";
import { sendToParticipant } from "../relay/send-to-participant.ts";
import { dialogueButton } from "../screens/callback-data.ts";
import { choices } from "../screens/dialogue.ts";
import type { BotConversation } from "./dialogue.ts";
import { contentOf } from "./relay-content.ts";
import { show, toast } from "./respond.ts";

export const WRITE_TO = "write-to";

export interface Addressee {
  readonly participantId: number;
  readonly code: string;
  /** The message that is answered; null to begin. */
  readonly replyToId: number | null;
}

/** The next text, voice message or photo of this member of staff goes to one participant. */
export function writeTo(deps: Deps, now: () => Date) {
  return async function write(
    conversation: BotConversation,
    ctx: Context,
    staff: StaffPerson,
    { participantId, code, replyToId }: Addressee,
  ): Promise<void> {
    const t = translator(staff.locale);
    // What comes again was written before anybody was to be answered here.
    const since = ctx.update.update_id;
    const begunAfter = await conversation.external(() => newestOnRecord(deps));
    const question = await ctx.reply(t("relay-answer-ask", { code }), {
      reply_markup: choices({ dialogue: WRITE_TO, question: since }, [["cancel", t("button-cancel")]]),
      protect_content: true,
    });
    for (;;) {
      const answer = await conversation.waitUntil(
        (update) =>
          isCancel(update, since) ||
          (update.update.update_id > since && isMeantHere(update, question.message_id)),
        { next: true },
      );
      if (answer.callbackQuery) {
        await conversation.external((outer) => {
          toast(outer);
          show(outer, { text: t("cancelled") });
        });
        return;
      }
      const turned = await conversation.external(() =>
        hasTurnedToAnother(deps, staff, { participantId, since: begunAfter }),
      );
      // Whoever answers what nobody waits for says that it went to nobody.
      if (turned) return await conversation.halt({ next: true });
      const content = answer.message && contentOf(answer.message);
      if (!answer.message || !content) continue;
      if (content.kind === "unsupported" || content.kind === "too-long") {
        await answer.reply(t(`relay-${content.kind}`));
        continue;
      }
      const { update_id: updateId } = answer.update;
      const { message_id: sourceMessageId } = answer.message;
      await conversation.external(() =>
        sendToParticipant(
          deps,
          { staff, participantId, updateId, sourceMessageId, content, replyToId },
          now(),
        ),
      );
      // Beside the dialogue: the message is on its way, whether the question is still there or not.
      await conversation.external((outer) => {
        outer.later(
          async () => await outer.api.editMessageReplyMarkup(outer.chatId ?? 0, question.message_id),
        );
      });
      return;
    }
  };
}

/** Of this question: one about somebody else may stand above. */
function isCancel({ callbackQuery }: Context, question: number): boolean {
  const tap = callbackQuery?.data === undefined ? undefined : dialogueButton.unpack(callbackQuery.data);
  return tap?.dialogue === WRITE_TO && tap.question === question;
}

/** An answer to another message is meant for whoever wrote that one. */
function isMeantHere({ message }: Context, questionId: number): boolean {
  if (!message || contentOf(message) === undefined) return false;
  const answered = message.reply_to_message?.message_id;
  return answered === undefined || answered === questionId;
}
