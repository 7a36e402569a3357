import type { InlineKeyboard } from "grammy";
import type { Deps } from "../../deps.ts";
import type { Reader } from "../../screens/reader.ts";
import type { OutboxRow } from "../row.ts";

interface RenderedText {
  readonly kind: "text";
  readonly text: string;
  readonly keyboard?: InlineKeyboard;
  /** Neither forwarded nor saved: staff messages name people. */
  readonly protect?: boolean;
  /**
   * Makes no sound: what somebody has just asked for by a tap, with the phone in hand, and at night what can wait. A lock
   * screen would show it all the same.
   */
  readonly silent?: boolean;
  /** A message of the same chat that this one answers, if it is still there. */
  readonly replyTo?: number;
  /** A message of the same chat that this one replaces. */
  readonly replaces?: number;
}

/** What a renderer makes of a row and of the current state of the world. */
export type Rendered =
  | RenderedText
  | {
      readonly kind: "photo" | "document";
      readonly file: Uint8Array;
      readonly filename: string;
      readonly caption?: string;
      readonly keyboard?: InlineKeyboard;
      /** Unless false it can be neither forwarded nor saved. */
      readonly protect?: false;
      readonly silent?: boolean;
    }
  /** A file that Telegram has already, as it came. */
  | {
      readonly kind: "file";
      readonly type: "photo" | "voice";
      readonly fileId: string;
      /** Where Telegram refuses it: it no longer has it, it gave it to another bot, or the reader takes no voice messages. */
      readonly instead: RenderedText;
      readonly caption?: string;
      readonly keyboard?: InlineKeyboard;
      readonly protect?: boolean;
      readonly silent?: boolean;
      readonly replyTo?: number;
    }
  | {
      readonly kind: "edit";
      readonly messageId: number;
      readonly text: string;
      readonly keyboard?: InlineKeyboard;
    }
  /** `instead`: the words of what is too old to be deleted. */
  | { readonly kind: "removal"; readonly messageId: number; readonly instead: string }
  /** The moment has passed. */
  | { readonly kind: "stale" };

/** There is something to send, to change or to remove. */
export type Leaving = Exclude<Rendered, { kind: "stale" }>;

export type Renderer = (deps: Deps, row: OutboxRow, reader: Reader, now: Date) => Promise<Rendered>;
