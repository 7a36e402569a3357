import { fileURLToPath } from "node:url";
import { I18n } from "@grammyjs/i18n";
import type { BotContext } from "./bot/context.ts";
import type { Locale } from "./domain/instrument.ts";

export type TextVariables = Record<string, string | number>;

/** Renders one message of `src/locales` in one language. */
export type Translate = (key: string, variables?: TextVariables) => string;

/**
 * All wording. Fluent's Unicode isolation marks are off: Telegram shows them as boxes on
 * old Android phones, and both languages run left to right.
 */
export const i18n = new I18n<BotContext>({
  defaultLocale: "id",
  directory: fileURLToPath(new URL("locales", import.meta.url)),
  fluentBundleOptions: { useIsolating: false },
});

/** Throws on a key that does not exist: a person must never read a message id. */
export function translator(locale: Locale): Translate {
  return (key, variables) => i18n.t(locale, key, variables);
}
