/** What goes over the wire: the part of the Bot API that this server speaks, named as Telegram names it. */
export interface User {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly username?: string;
  readonly language_code?: string;
}

export type Chat =
  | { readonly id: number; readonly type: "private"; readonly first_name: string; readonly username?: string }
  | { readonly id: number; readonly type: "supergroup"; readonly title: string };

export interface Entity {
  readonly type: string;
  /** UTF-16 code units, as all offsets and lengths of the Bot API. */
  readonly offset: number;
  readonly length: number;
  readonly url?: string | undefined;
  readonly language?: string | undefined;
  readonly user?: { readonly id: number } | undefined;
  readonly custom_emoji_id?: string | undefined;
}

export interface InlineButton {
  readonly text: string;
  readonly callback_data?: string | undefined;
  readonly url?: string | undefined;
  readonly copy_text?: { readonly text: string } | undefined;
  readonly style?: string | undefined;
}

export interface InlineKeyboard {
  readonly inline_keyboard: readonly (readonly InlineButton[])[];
}

export interface FileFacts {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_size: number;
}

interface PhotoSize extends FileFacts {
  readonly width: number;
  readonly height: number;
}

interface NamedFile extends FileFacts {
  readonly file_name: string;
  readonly mime_type: string;
}

interface Voice extends FileFacts {
  readonly duration: number;
  readonly mime_type: string;
}

interface Sticker extends PhotoSize {
  readonly type: "regular";
  readonly is_animated: boolean;
  readonly is_video: boolean;
  readonly emoji?: string;
}

/** Never changed in place: an edit makes a new one, so an update may keep the one it was made with. */
export interface Message {
  readonly message_id: number;
  readonly from: User;
  readonly chat: Chat;
  /** Unix seconds. */
  readonly date: number;
  readonly edit_date?: number;
  readonly text?: string;
  readonly entities?: readonly Entity[];
  readonly caption?: string;
  readonly caption_entities?: readonly Entity[];
  readonly photo?: readonly PhotoSize[];
  readonly document?: NamedFile;
  readonly voice?: Voice;
  readonly sticker?: Sticker;
  readonly reply_markup?: InlineKeyboard;
  readonly reply_to_message?: Omit<Message, "reply_to_message">;
  readonly link_preview_options?: object;
  readonly has_protected_content?: true;
  readonly new_chat_members?: readonly User[];
}

interface CallbackQuery {
  readonly id: string;
  readonly from: User;
  readonly message: Message;
  readonly chat_instance: string;
  readonly data: string;
}

interface ChatMemberUpdated {
  readonly chat: Chat;
  readonly from: User;
  readonly date: number;
  readonly old_chat_member: { readonly user: User; readonly status: string };
  readonly new_chat_member: { readonly user: User; readonly status: string; readonly until_date?: number };
}

export type UpdateBody =
  | { readonly message: Message }
  | { readonly edited_message: Message }
  | { readonly callback_query: CallbackQuery }
  | { readonly my_chat_member: ChatMemberUpdated };

export type Update = { readonly update_id: number } & UpdateBody;
