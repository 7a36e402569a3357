import { InlineKeyboard } from "grammy";
import type { Locale } from "../domain/instrument.ts";
import type { PlanTexts } from "../domain/safety-plan.ts";
import type { Translate } from "../i18n.ts";
import {
  type CrisisNumber,
  emergencyNumbers,
  orEverywhere,
  type ProgrammeSettings,
} from "../programme/settings.ts";
import {
  copingButton,
  helpButton,
  lapseButton,
  overdoseButton,
  planButton,
  safeButton,
} from "./callback-data.ts";
import { LONGEST_TEXT } from "./message-length.ts";
import type { Screen } from "./screen.ts";

/** The warm sentence, for whoever asked for help, and for whose answers it comes unasked. */
export type HelpOpening = "help-first" | "help-first-offered";

/**
 * What somebody reads who needs help, in this order: one warm sentence, the numbers, who can be with
 * them (whom they named themselves in their plan), away from means, one minute of coping. Nothing in it needs the
 * database. Where they asked so long ago that others may read it, their plan is one tap further.
 */
export function firstAidScreen(
  {
    opening = "help-first",
    numbers,
    plan,
    late = false,
  }: {
    readonly opening?: HelpOpening;
    readonly numbers: readonly CrisisNumber[];
    readonly plan: PlanTexts;
    readonly late?: boolean;
  },
  locale: Locale,
  t: Translate,
): Screen {
  const keyboard = new InlineKeyboard();
  if (plan.size > 0) keyboard.text(t("button-plan"), planButton.pack({ action: "show" })).row();
  keyboard
    .text(t("button-overdose"), overdoseButton.pack({ step: "card" }))
    .text(t("button-lapse"), lapseButton.pack({}))
    .row()
    .text(t("button-coping"), copingButton.pack({ after: 0 }));
  const people = late ? undefined : plan.get("people");
  const company = people === undefined ? t("help-company") : `${t("help-company-own")}\n${people}`;
  const textWith = (lines: readonly string[]) =>
    [t(opening), ...lines, company, t("help-means"), t("help-minute")].join("\n\n");
  const ordered = inOrder(numbers);
  const text = textWith(ordered.map((number) => numberLine(number, locale, t)));
  if (text.length <= LONGEST_TEXT) return { text, keyboard };
  // What can be dialled counts, and that there is somebody; whose number it is they are told when they call.
  return { text: textWith([ordered.map((number) => shortLine(number, t)).join("\n")]), keyboard };
}

/**
 * What to do beside somebody who may have taken too much. After WHO, "Community management of opioid
 * overdose" (2014), and the usual first-aid teaching for somebody who does not wake; naloxone only where
 * the programme says that there is any. `tells`: whether the reader has anybody who would be told.
 */
export function overdoseScreen(
  { crisisNumbers, naloxone }: Pick<ProgrammeSettings, "crisisNumbers" | "naloxone">,
  locale: Locale,
  t: Translate,
  tells: boolean,
): Screen {
  const lines = emergencyNumbers(crisisNumbers).map((number) => numberLine(number, locale, t));
  return {
    text: [
      t("overdose-call"),
      ...lines,
      t("overdose-signs"),
      t("overdose-breathe"),
      t("overdose-recovery"),
      ...(naloxone ? [t("overdose-naloxone")] : []),
      t("overdose-stimulant"),
    ].join("\n\n"),
    ...(tells && {
      keyboard: new InlineKeyboard()
        .text(t("button-overdose-now"), overdoseButton.pack({ step: "now" }))
        .row()
        .text(t("button-help"), helpButton.pack({})),
    }),
  };
}

/** After a lapse: no lecture. */
export function lapseScreen(t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-overdose"), overdoseButton.pack({ step: "card" }))
    .row()
    .text(t("button-help"), helpButton.pack({}));
  return { text: [t("lapse-first"), t("lapse-tolerance"), t("lapse-alone")].join("\n\n"), keyboard };
}

/** Arrives unasked: neutral, whoever picks up the phone. */
export function askBackScreen(alertId: number, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-safe"), safeButton.pack({ alertId, safe: "yes" }))
    .text(t("button-not-safe"), safeButton.pack({ alertId, safe: "no" }))
    .row()
    .text(t("button-help"), helpButton.pack({}));
  return { text: t("ask-back"), keyboard };
}

const GENERAL_STEPS = 4;

/** One small step for any moment; another one than before. */
export function copingScreen(which: number, t: Translate, tells: boolean): Screen {
  const step = which % GENERAL_STEPS;
  const keyboard = new InlineKeyboard().text(t("button-coping-another"), copingButton.pack({ after: step }));
  if (tells) keyboard.row().text(t("button-help"), helpButton.pack({}));
  return { text: t(`coping-step-${step + 1}`), keyboard };
}

export function inOrder(numbers: readonly CrisisNumber[]): readonly CrisisNumber[] {
  const order: readonly CrisisNumber["kind"][] = ["human", "emergency", "service"];
  return numbers.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/**
 * Arrives unasked, when nobody has got through: what can be dialled, without what it is. The button shows all.
 */
export function numbersAgain(numbers: readonly CrisisNumber[], t: Translate): Screen {
  const dialled = orEverywhere(numbers.filter(({ kind }) => kind !== "service")).map(({ number }) => number);
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
    shortLine({ label, number }, t),
    t("help-number-about", { what: whatItIs[locale], hours: open }),
  ];
  if (warning) lines.push(warning[locale]);
  return lines.join("\n");
}

export function shortLine({ label, number }: Pick<CrisisNumber, "label" | "number">, t: Translate): string {
  return label === number ? t("help-number-only", { number }) : t("help-number", { label, number });
}
