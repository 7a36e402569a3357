import type { BotCommand } from "./bot-profile.ts";
import type { CallbackAnswer } from "./chats.ts";
import type { MessageView } from "./views.ts";

export interface PhoneOptions {
  readonly id: number;
  readonly name?: string;
  readonly username?: string;
  readonly languageCode?: string;
}

/** A message on the screen, with the bytes of what it shows. */
export interface SeenMessage extends MessageView {
  readonly photo?: Uint8Array;
  readonly document?: { readonly fileName: string; readonly bytes: Uint8Array };
  readonly voice?: Uint8Array;
}

export interface SendingOptions {
  /** A message of this chat that the new one answers. */
  readonly replyTo?: number;
}

/** Text that the text or caption contains, or a test of the message. */
export type Awaited = string | RegExp | ((message: SeenMessage) => boolean);

/** One person with Telegram. Actions resolve as soon as their update is queued, with the message's or query's id. */
export interface Phone {
  readonly id: number;
  readonly name: string;
  sends(text: string, options?: SendingOptions): Promise<number>;
  /** Presses the newest button whose label is the text or starts with it; inline ones first, then the reply keyboard. */
  taps(label: string): Promise<void>;
  tapsOn(messageId: number, label: string): Promise<void>;
  /** A tampered client: any data, from a message of this chat (default the newest of the bot's). */
  tapsData(data: string, messageId?: number): Promise<string>;
  sendsPhoto(bytes: Uint8Array, caption?: string, options?: SendingOptions): Promise<number>;
  sendsVoice(bytes: Uint8Array, seconds?: number, options?: SendingOptions): Promise<number>;
  sendsSticker(emoji?: string, options?: SendingOptions): Promise<number>;
  sendsDocument(bytes: Uint8Array, fileName: string, caption?: string): Promise<number>;
  edits(messageId: number, text: string): Promise<void>;
  /** `https://t.me/<bot>?start=TOKEN`: what pressing Start on it sends. */
  opensLink(link: string): Promise<number>;
  blocksBot(): Promise<void>;
  unblocksBot(): Promise<void>;
  /** The account is gone: no update tells the bot. */
  deactivates(): void;
  /** Returns the group's id. */
  addsBotToGroup(options?: { readonly id?: number; readonly title?: string }): Promise<number>;
  removesBotFromGroup(groupId: number): Promise<void>;
  sendsInGroup(groupId: number, text: string): Promise<number>;
  /** The private chat with the bot as it now stands, oldest first. */
  sees(): readonly SeenMessage[];
  /** Text or caption of the newest message of the bot's. */
  lastText(): string | undefined;
  /** What the lock screen showed, in order: new messages only, silent ones unless the chat is open. */
  notifications(): readonly string[];
  /** Of what came, what made a sound. */
  sounds(): readonly string[];
  answers(): readonly CallbackAnswer[];
  /** The command menu for this person. */
  commands(): readonly BotCommand[];
  /**
   * The next message that fits, sent or edited since this phone's last action; each arrival is handed
   * out once. @throws Error after `withinMs` (20 000 by default), telling what is visible instead.
   */
  waitsFor(what: Awaited, options?: { readonly withinMs?: number }): Promise<SeenMessage>;
}
