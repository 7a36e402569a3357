import type { InlineKeyboard } from "grammy";

/** One message as a person sees it. */
export interface Screen {
  readonly text: string;
  readonly keyboard?: InlineKeyboard;
}
