import { type Api, type InlineKeyboard, InputFile } from "grammy";
import { emptyMessage } from "./empty-message.ts";
import type { Leaving } from "./render/rendered.ts";
import { isRefusal, isUnmodified } from "./sort-failure.ts";

/** Hands it to Telegram. Answers the number of the message in its chat, also of one that is changed or removed. */
export async function transmit(api: Api, chatId: number, rendered: Leaving): Promise<number> {
  switch (rendered.kind) {
    case "text": {
      const { message_id: messageId } = await api.sendMessage(chatId, rendered.text, {
        ...asked(rendered),
        link_preview_options: { is_disabled: true },
      });
      return messageId;
    }
    case "photo":
    case "document": {
      const file = new InputFile(rendered.file, rendered.filename);
      const options = {
        protect_content: rendered.protect ?? true,
        ...(rendered.silent && { disable_notification: true }),
        ...(rendered.keyboard && { reply_markup: rendered.keyboard }),
        ...(rendered.caption !== undefined && { caption: rendered.caption }),
      };
      const { message_id: messageId } =
        rendered.kind === "photo"
          ? await api.sendPhoto(chatId, file, options)
          : await api.sendDocument(chatId, file, options);
      return messageId;
    }
    case "file": {
      const options = {
        ...asked(rendered),
        ...(rendered.caption !== undefined && { caption: rendered.caption }),
      };
      const { message_id: messageId } =
        rendered.type === "photo"
          ? await api.sendPhoto(chatId, rendered.fileId, options)
          : await api.sendVoice(chatId, rendered.fileId, options);
      return messageId;
    }
    case "edit":
      try {
        await api.editMessageText(chatId, rendered.messageId, rendered.text, {
          ...(rendered.keyboard && { reply_markup: rendered.keyboard }),
        });
      } catch (error) {
        if (!isUnmodified(error)) throw error;
      }
      return rendered.messageId;
    case "removal":
      try {
        await api.deleteMessage(chatId, rendered.messageId);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const { messageId, instead } = rendered;
        if (!(await emptyMessage(api, { chatId, messageId }, instead))) throw error;
      }
      return rendered.messageId;
  }
}

function asked({
  keyboard,
  protect,
  silent,
  replyTo,
}: {
  readonly keyboard?: InlineKeyboard;
  readonly protect?: boolean;
  readonly silent?: boolean;
  readonly replyTo?: number;
}) {
  return {
    ...(keyboard && { reply_markup: keyboard }),
    ...(protect && { protect_content: true }),
    ...(silent && { disable_notification: true }),
    ...(replyTo !== undefined && {
      reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
    }),
  };
}
