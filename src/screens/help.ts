import { InlineKeyboard } from "grammy";
import type { Locale } from "../domain/instrument.ts";
import type { Translate } from "../i18n.ts";
import type { CrisisNumber } from "../settings.ts";
import { helpButton } from "./callback-data.ts";
import type { Screen } from "./screen.ts";

/** One warm sentence, then the numbers: people first, then emergency, then other services. */
export function helpNumbers(numbers: readonly CrisisNumber[], locale: Locale, t: Translate): string {
  const order: readonly CrisisNumber["kind"][] = ["human", "emergency", "service"];
  const lines = numbers
    .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map((number) => numberLine(number, locale, t));
  return [t("help-first"), ...lines, t("help-step")].join("\n\n");
}

/**
 * Arrives unasked, when nobody has got through: what can be dialled, without what it is. The button shows all.
 */
export function numbersAgain(numbers: readonly CrisisNumber[], t: Translate): Screen {
  const dialled = numbers.filter(({ kind }) => kind !== "service").map(({ number }) => number);
  return {
    text: t("numbers-again", { numbers: [...new Set(dialled)].join(" · ") }),
    keyboard: new InlineKeyboard().text(t("button-help"), helpButton.pack({})),
  };
}

export function numberLine(
  { label, number, whatItIs, hours, warning }: CrisisNumber,
  locale: Locale,
  t: Translate,
): string {
  const open = hours === "24h" ? t("help-around-the-clock") : hours;
  const lines = [
    label === number ? t("help-number-only", { number }) : t("help-number", { label, number }),
    t("help-number-about", { what: whatItIs[locale], hours: open }),
  ];
  if (warning) lines.push(warning[locale]);
  return lines.join("\n");
}
