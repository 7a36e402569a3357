import type { ConversationFlavor } from "@grammyjs/conversations";
import type { Context } from "grammy";
import type { Locale } from "../domain/instrument.ts";
import type { Translate } from "../i18n.ts";
import type { Person } from "../people/identify.ts";
import type { About } from "../screens/screen.ts";

interface Extra {
  person: Person;
  locale: Locale;
  t: Translate;
  /** One instant for the whole update. */
  now: Date;
  /**
   * Runs after the handler, in order per chat. An update counts as handled once what it changed is
   * committed; screens and toasts follow, so a slow Telegram does not hold up other people's taps.
   */
  later(work: () => Promise<unknown>): void;
  /** The same for work whose order does not matter: it neither waits nor is waited for. */
  aside(work: () => Promise<unknown>): void;
  /** Writes down whom a message shows to a member of staff from now on; undefined: nobody. */
  noteShown(messageId: number, about: About | undefined): Promise<void>;
  /** Once the tap is answered, or about to be: whether it may have been made a while ago (`answerTap`). */
  tapMayBeLate?: Promise<boolean>;
  /** What failed inside a dialogue. */
  failure?: unknown;
  /** It could not be handled, and comes once more. */
  comesAgain?: boolean;
}

export type BotContext = ConversationFlavor<Context & Extra>;
