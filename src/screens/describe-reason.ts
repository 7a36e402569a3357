import { reportedUse } from "../domain/abstinence.ts";
import type { Locale, Localised } from "../domain/instrument.ts";
import type { Reason } from "../domain/reason.ts";
import type { Translate } from "../i18n.ts";

/** Anchors of the signs, of confidence, and of S6 in the reporting form. */
const STRONG = 3;
const VERY_STRONG = 4;
const LOW_CONFIDENCE = 1;
const ALMOST = 2;

/**
 * A reason in words, with the answers that caused it. The words go by what was answered: thresholds are the programme's, and
 * a lower one makes no answer stronger, and reports no use.
 */
export function describeReason(
  reason: Reason,
  nameOf: (questionId: string) => Localised | undefined,
  locale: Locale,
  t: Translate,
): string {
  const answers = reason.answers
    .map(({ question, value }) => {
      const name = nameOf(question)?.[locale] ?? question;
      return value === "skipped" ? t("reason-answer-skipped", { name }) : t("reason-answer", { name, value });
    })
    .join(", ");
  switch (reason.kind) {
    case "substance":
      return t(reason.form === "soft" ? "reason-substance-soft" : reported(reason), { answers });
    case "almost-used":
      return t(reported(reason), { answers });
    case "total":
      return t("reason-total", { total: reason.total, outOf: reason.outOf, limit: reason.limit });
    case "many-signs":
      return t(reason.from < STRONG ? "reason-many-signs-felt" : "reason-many-signs", {
        count: reason.answers.length,
        answers,
      });
    case "personal-jump":
      return t("reason-personal-jump", { total: reason.total, mean: reason.mean, days: reason.days });
    case "drift":
      return t("reason-drift", { level: reason.level, mean: reason.mean, days: reason.days });
    case "repeated-sign":
      return t(reason.from < STRONG ? "reason-repeated-sign-felt" : "reason-repeated-sign", {
        times: reason.times,
        of: reason.of,
        answers,
      });
    case "half-missing":
      return t("reason-half-missing", { completed: reason.completed, due: reason.due });
    case "straight-lining":
      return t("reason-straight-lining", { times: reason.times });
    case "missed":
      return t(reason.afterAlarm ? "reason-missed-afterAlarm" : "reason-missed", { days: reason.days });
    case "craving-without-confidence":
    case "craving":
    case "no-confidence":
    case "strongest-signs":
      return t(isExtreme(reason) ? `reason-${reason.kind}` : `reason-${reason.kind}-felt`, { answers });
    case "safety-refused":
      return t(`reason-${reason.kind}`, { answers });
    case "help-button":
    case "overdose":
    case "not-safe":
    case "lapse":
    case "safety-danger":
    case "safety-thoughts":
    case "asked-for-contact":
    case "bot-blocked":
      return t(`reason-${reason.kind}`);
  }
}

/** What S6 says in the reporting form, whichever rule speaks. */
function reported({ answers: [given] }: Reason): string {
  if (reportedUse(given?.value) === "use") return "reason-substance-reporting";
  return given?.value === ALMOST ? "reason-almost-used" : "reason-substance-offered";
}

/** Whether every answer stands at the end of its scale that the usual words name. */
function isExtreme({ kind, answers }: Reason): boolean {
  return answers.every(({ question, value }) => {
    if (typeof value !== "number") return false;
    if (question !== "C1") return value >= VERY_STRONG;
    return value <= (kind === "no-confidence" ? 0 : LOW_CONFIDENCE);
  });
}
