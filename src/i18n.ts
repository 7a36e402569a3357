import { fileURLToPath } from "node:url";
import { I18n } from "@grammyjs/i18n";
import type { Locale } from "./domain/instrument.ts";

type TextVariables = Record<string, string | number>;

/** Renders one message of `src/locales` in one language. */
export type Translate = (key: string, variables?: TextVariables) => string;

// Fluent's isolation marks show as boxes on old Android phones, and both languages run left to right.
const i18n = new I18n({
  defaultLocale: "id",
  directory: fileURLToPath(new URL("locales", import.meta.url)),
  fluentBundleOptions: { useIsolating: false },
});

export function translator(locale: Locale): Translate {
  return (key, variables) => i18n.t(locale, key, variables);
}
