import { readdirSync, readFileSync } from "node:fs";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Locale } from "./domain/instrument.ts";

type TextVariables = Record<string, string | number>;

/**
 * Renders one message of `src/locales` in one language. Throws where a variable is missing. Where there is no such message,
 * the key stands in braces: an alert leaves also if a reason that an older version recorded has no words any more.
 */
export type Translate = (key: string, variables?: TextVariables) => string;

const translators: Readonly<Record<Locale, Translate>> = { id: load("id"), en: load("en") };

export function translator(locale: Locale): Translate {
  return translators[locale];
}

function load(locale: Locale): Translate {
  // Fluent's isolation marks show as boxes on old Android phones, and both languages run left to right.
  const bundle = new FluentBundle(locale, { useIsolating: false });
  const directory = new URL(`locales/${locale}/`, import.meta.url);
  for (const file of readdirSync(directory)) {
    const [error] = bundle.addResource(new FluentResource(readFileSync(new URL(file, directory), "utf8")));
    if (error) throw error;
  }
  return (key, variables) => {
    const pattern = bundle.getMessage(key)?.value;
    return pattern ? bundle.formatPattern(pattern, variables) : `{${key}}`;
  };
}
