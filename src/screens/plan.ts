import { InlineKeyboard } from "grammy";
import type { Locale } from "../domain/instrument.ts";
import { openParts, type PlanPartName, type PlanTexts, planParts } from "../domain/safety-plan.ts";
import type { Translate } from "../i18n.ts";
import { consentQuestion, shownVersion } from "../people/consent-wording.ts";
import type { CrisisNumber } from "../programme/settings.ts";
import {
  agreeButton,
  caseButton,
  copingButton,
  lapseButton,
  overdoseButton,
  pageButton,
  planButton,
  planPartButton,
} from "./callback-data.ts";
import { inOrder, shortLine } from "./help.ts";
import { withHelp } from "./help-row.ts";
import { LONGEST_TEXT } from "./message-length.ts";
import type { CaseFrom } from "./person-page.ts";
import type { Screen } from "./screen.ts";

export interface PlanView {
  readonly texts: PlanTexts;
  /** The counselor's name, where it is known. */
  readonly counselor: string | undefined;
  readonly numbers: readonly CrisisNumber[];
  readonly shared: boolean;
  /** "read-only" after leaving; "unreachable" while the database is away and nothing of the plan is remembered. */
  readonly state: "own" | "read-only" | "unreachable";
}

/** In place of the plan, where nobody may be looking any more: it opens after a tap. */
export function planOfferScreen(t: Translate): Screen {
  const keyboard = new InlineKeyboard().text(t("button-plan"), planButton.pack({ action: "show" })).row();
  return { text: t("menu-participant"), keyboard: withHelp(keyboard, t) };
}

/** The whole plan in one message, as it is read in a crisis: own words first, then whom to call, then the surroundings. */
export function planScreen({ texts, counselor, numbers, shared, state }: PlanView, t: Translate): Screen {
  const intro = state === "unreachable" ? "plan-unreachable" : texts.size === 0 ? "plan-empty" : "plan";
  const around = [
    t(intro),
    ...written(texts, ["signs", "coping", "places", "people"], t),
    // What somebody writes who has left reaches nobody.
    ...(counselor === undefined || state !== "own" ? [] : [t("plan-counselor", { name: counselor })]),
  ];
  const last = written(texts, ["surroundings"], t);
  const room = LONGEST_TEXT - [...around, ...last].join("\n\n").length - 200;
  const text = [...around, numberLines(numbers, room, t), ...last].join("\n\n");

  const keyboard = new InlineKeyboard();
  if (state === "own") {
    if (openParts(texts).length > 0)
      keyboard
        .text(
          t(texts.size === 0 ? "button-plan-begin" : "button-plan-go-on"),
          planButton.pack({ action: "write" }),
        )
        .row();
    if (texts.size > 0)
      keyboard
        .text(t("button-plan-change"), planButton.pack({ action: "change" }))
        .text(
          t(shared ? "button-plan-unshare" : "button-plan-share"),
          planButton.pack({ action: shared ? "unshare" : "share" }),
        )
        .row();
  }
  if (state === "read-only" && texts.size > 0)
    keyboard.text(t("button-plan-change"), planButton.pack({ action: "change" })).row();
  keyboard
    .text(t("button-coping"), copingButton.pack({ after: 0 }))
    .text(t("button-overdose"), overdoseButton.pack({ step: "card" }))
    .text(t("button-lapse"), lapseButton.pack({}))
    .row()
    .text(t("button-menu"), pageButton.pack({ page: "menu" }))
    .row();
  return { text, keyboard: withHelp(keyboard, t) };
}

/** What of one's plan is to be changed. */
export function planPartsScreen(texts: PlanTexts, t: Translate): Screen {
  const keyboard = new InlineKeyboard();
  for (const part of planParts)
    keyboard
      .text(
        `${texts.has(part) ? "✔" : "·"} ${t(`plan-head-${part}`)}`,
        planPartButton.pack({ part, action: "open" }),
      )
      .row();
  keyboard.text(t("button-back"), pageButton.pack({ page: "safety" })).row();
  return { text: t("plan-change-ask"), keyboard: withHelp(keyboard, t) };
}

/** One part as it stands, and what can be done with it. */
export function planPartScreen(
  part: PlanPartName,
  text: string | undefined,
  mayWrite: boolean,
  t: Translate,
): Screen {
  const keyboard = new InlineKeyboard();
  const action = (name: "below" | "instead" | "delete", label: string) =>
    keyboard.text(t(label), planPartButton.pack({ part, action: name }));
  if (mayWrite && text === undefined) action("instead", "button-plan-write").row();
  if (text !== undefined) {
    if (mayWrite) action("below", "button-plan-below");
    if (mayWrite) action("instead", "button-plan-instead");
    keyboard.row();
    action("delete", "button-plan-delete").row();
  }
  keyboard.text(t("button-back"), planButton.pack({ action: "change" })).row();
  return {
    text: [t(`plan-head-${part}`), text ?? t("plan-part-empty")].join("\n"),
    keyboard: withHelp(keyboard, t),
  };
}

/** Words that were written in a calm hour are not lost by one tap. */
export function deletePartScreen(part: PlanPartName, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-plan-delete-yes"), planPartButton.pack({ part, action: "delete-yes" }))
    .row()
    .text(t("button-back"), planPartButton.pack({ part, action: "open" }))
    .row();
  return {
    text: [t(`plan-head-${part}`), t("plan-part-delete-ask")].join("\n"),
    keyboard: withHelp(keyboard, t),
  };
}

/** After writing: the words themselves are not left in the chat. `written`: the plan holds anything at all. */
export function planLeftScreen(written: boolean, t: Translate): Screen {
  const keyboard = new InlineKeyboard().text(t("button-plan"), planButton.pack({ action: "show" })).row();
  return { text: t(written ? "plan-saved" : "plan-not-saved"), keyboard: withHelp(keyboard, t) };
}

export function sharePlanScreen(counselor: string, locale: Locale, t: Translate): Screen {
  const version = shownVersion("plan", locale);
  const keyboard = new InlineKeyboard()
    .text(t("button-agree"), agreeButton.pack({ purpose: "plan", version }))
    .text(t("button-disagree"), pageButton.pack({ page: "safety" }))
    .row();
  return { text: consentQuestion("plan", counselor, t), keyboard: withHelp(keyboard, t) };
}

/** For the counselor, where its owner wants that. */
export function sharedPlanScreen(
  whose: CaseFrom,
  { code, texts }: { readonly code: string; readonly texts: PlanTexts },
  t: Translate,
): Screen {
  const parts = written(texts, planParts, t);
  return {
    text: [t("case-plan", { code }), ...(parts.length > 0 ? parts : [t("case-plan-empty")])].join("\n\n"),
    keyboard: new InlineKeyboard().text(t("button-back"), caseButton.pack(whose)),
    about: { participantId: whose.participantId, action: "read-plan" },
  };
}

/** What somebody wrote stands on lines of its own: its direction is its own affair. */
function written(texts: PlanTexts, parts: readonly PlanPartName[], t: Translate): readonly string[] {
  return parts.flatMap((part) => {
    const text = texts.get(part);
    return text === undefined ? [] : [`${t(`plan-head-${part}`)}\n${text}`];
  });
}

function numberLines(numbers: readonly CrisisNumber[], room: number, t: Translate): string {
  let text = t("plan-numbers");
  for (const number of inOrder(numbers)) {
    const line = shortLine(number, t);
    if (text.length + line.length + 1 > room) break;
    text += `\n${line}`;
  }
  return text;
}
