import { InlineKeyboard } from "grammy";
import type { Told } from "../alerts/who-was-told.ts";
import type { FeedbackView, QuestionView } from "../check-ins/question-view.ts";
import type { Locale, Localised, Question } from "../domain/instrument.ts";
import type { Translate } from "../i18n.ts";
import {
  answerButton,
  beginButton,
  feedbackButton,
  formButton,
  lapseButton,
  pageButton,
  questionButton,
  restButton,
  reviewButton,
  snoozeButton,
} from "./callback-data.ts";
import { withHelp } from "./help-row.ts";
import type { Screen } from "./screen.ts";

/** The prompt and its nudges look alike: one neutral line, then a choice. */
export function promptScreen(
  {
    checkInId,
    offersShort,
    offersHour,
  }: {
    readonly checkInId: number;
    readonly offersShort: boolean;
    /** The day lasts for another hour. */
    readonly offersHour: boolean;
  },
  textKey: "prompt" | "nudge-1" | "nudge-2",
  t: Translate,
): Screen {
  const keyboard = new InlineKeyboard().text(
    t(textKey === "prompt" ? "button-begin" : "button-continue"),
    beginButton.pack({ checkInId }),
  );
  if (offersShort) keyboard.text(t("button-form-short"), formButton.pack({ checkInId, form: "short" })).row();
  if (offersHour) keyboard.text(t("button-snooze"), snoozeButton.pack({ checkInId })).row();
  else if (!offersShort) keyboard.row();
  return { text: t(textKey), keyboard: withHelp(keyboard, t) };
}

/** `at`: when somebody will be told, where that is later; written out. */
export function questionScreen(view: QuestionView, locale: Locale, t: Translate, at: string): Screen {
  const { checkInId, question, position, of, stem } = view;
  const text = t("question", {
    position,
    of,
    bar: "▰".repeat(position) + "▱".repeat(of - position),
    stem: question.kind === "sign" ? stem[locale] : "",
    text: question.text[locale],
  });
  const keyboard = new InlineKeyboard();
  for (const { value, label } of question.choices) {
    const data = answerButton.pack({ checkInId, question: question.id, answer: String(value) });
    keyboard.text(`${value} ${label[locale]}`, data).row();
  }
  if (question.skippable)
    keyboard
      .text(
        t(question.kind === "safety" ? "button-skip-safety" : "button-skip"),
        answerButton.pack({ checkInId, question: question.id, answer: "s" }),
      )
      .row();
  if (view.previous)
    keyboard.text(t("button-back"), questionButton.pack({ checkInId, question: view.previous }));
  keyboard.text(t("button-rest"), restButton.pack({ checkInId })).row();
  if (view.insteadForm) {
    const form = view.insteadForm;
    keyboard.text(t(`button-form-${form}`), formButton.pack({ checkInId, form })).row();
  }
  if (view.reportsUse) keyboard.text(t("button-lapse"), lapseButton.pack({})).row();
  const before = [
    ...(view.told ? [toldLine(view.told, at, t)] : []),
    ...(view.reportsUse ? [t("lapse-offer")] : []),
    ...(view.coping ? [t("question-coping", { step: view.coping[locale] })] : []),
  ]
    .map((line) => `${line}\n\n`)
    .join("");
  return { text: before + text, keyboard: withHelp(keyboard, t) };
}

export function restScreen(checkInId: number, done: number, of: number, t: Translate): Screen {
  const keyboard = new InlineKeyboard().text(t("button-continue"), beginButton.pack({ checkInId })).row();
  return { text: t("rest", { done, of }), keyboard: withHelp(keyboard, t) };
}

export interface CompletedView {
  readonly checkInId: number;
  readonly corrected: boolean;
  readonly feedback?: FeedbackView;
  /** What was said about the feedback, and the step that follows. */
  readonly answered?: { readonly fits: boolean; readonly step: Localised | undefined };
  readonly reportsUse?: boolean;
  /** So many questions more are offered after the short form. */
  readonly rest?: number | undefined;
  readonly told: Told | undefined;
  /** When they will be told, where that is later; written out. */
  readonly at: string;
}

const STRENGTHS = 3;

/**
 * How the day was beside the person's own usual, what stood out, whether that fits, one small step; who was told. Ends on
 * a strength, never on a number.
 */
export function completedScreen(
  { checkInId, corrected, feedback, answered, reportsUse = false, rest, told, at }: CompletedView,
  locale: Locale,
  t: Translate,
): Screen {
  const strength = t(`completed-strength-${(checkInId % STRENGTHS) + 1}`);
  const lines = [t("completed")];
  const keyboard = new InlineKeyboard();
  if (feedback) {
    lines.push(feedbackLines(feedback, locale, t));
    if (feedback.sign || feedback.comparison !== "not-enough-history") {
      lines.push(t("feedback-fits"));
      keyboard
        .text(t("button-fits-yes"), feedbackButton.pack({ checkInId, fits: "yes" }))
        .text(t("button-fits-no"), feedbackButton.pack({ checkInId, fits: "no" }))
        .row();
    }
  }
  if (answered && !answered.fits) lines.push(t("feedback-does-not-fit"));
  if (answered?.step) lines.push(t("feedback-step", { step: answered.step[locale] }));
  if (told) {
    lines.push(toldLine(told, at, t));
    keyboard.text(t("button-why-told"), pageButton.pack({ page: "why" })).row();
  }
  if (reportsUse) keyboard.text(t("button-lapse"), lapseButton.pack({})).row();
  if (rest !== undefined) {
    lines.push(t("completed-rest", { count: rest }));
    keyboard.text(t("button-form-rest"), formButton.pack({ checkInId, form: "full" })).row();
  }
  lines.push(corrected ? t("completed-corrected") : strength);
  keyboard.text(t("button-correct"), reviewButton.pack({ checkInId })).row();
  return { text: lines.join("\n\n"), keyboard: withHelp(keyboard, t) };
}

function feedbackLines({ comparison, sign }: FeedbackView, locale: Locale, t: Translate): string {
  const lines = [t(`feedback-${comparison}`)];
  if (sign) lines.push(t(`feedback-${sign.kind}`, { name: sign.name[locale] }));
  return lines.join(" ");
}

/** The day has ended. `goesOn`: they are asked again at their hour. `because`: what follows from what was answered. */
export function closedScreen(goesOn: boolean, t: Translate, because: readonly string[] = []): Screen {
  const closed = [t("check-in-closed"), ...(goesOn ? [t("check-in-closed-next")] : [])].join(" ");
  return { text: [closed, ...because].join("\n\n"), keyboard: withHelp(new InlineKeyboard(), t) };
}

/** Who was told, as it truly is. */
export function toldLine(told: Told, at: string, t: Translate): string {
  switch (told.kind) {
    case "now":
      return t("told-now", { name: told.name, usually: usuallyLine(told, t) });
    case "later":
      return t("told-later", { name: told.name, at });
    case "nobody":
      return t("told-nobody");
  }
}

function usuallyLine({ usually, offHours }: Extract<Told, { kind: "now" }>, t: Translate): string {
  if (offHours) return t("told-off-hours");
  if (usually === undefined) return t("told-usually-unknown");
  return usually < 60
    ? t("told-usually-minutes", { count: usually })
    : t("told-usually-hours", { count: usually / 60 });
}

/** Names of the questions only: what was answered is not shown again in the chat. */
export function reviewScreen(
  checkInId: number,
  route: readonly Question[],
  locale: Locale,
  t: Translate,
): Screen {
  const keyboard = new InlineKeyboard();
  for (const [index, question] of route.entries()) {
    keyboard.text(question.name[locale], questionButton.pack({ checkInId, question: question.id }));
    if (index % 2 === 1) keyboard.row();
  }
  keyboard.row().text(t("button-done"), beginButton.pack({ checkInId })).row();
  return { text: t("review"), keyboard: withHelp(keyboard, t) };
}
