import type { InlineKeyboard } from "grammy";
import type { Action } from "../domain/access.ts";

/** One message as a person sees it. */
export interface Screen {
  readonly text: string;
  readonly keyboard?: InlineKeyboard;
  readonly about?: About;
}

/** The participant whom a screen shows to somebody of staff: it goes with the right to what is shown. */
export interface About {
  readonly participantId: number;
  readonly action: Action;
}
