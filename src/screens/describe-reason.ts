import type { Reason } from "../domain/assessment.ts";
import type { Locale, Localised } from "../domain/instrument.ts";
import type { Translate } from "../i18n.ts";

/** A reason in words, with the answers that caused it. */
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
      return t(`reason-substance-${reason.form}`, { answers });
    case "total":
      return t("reason-total", { total: reason.total, outOf: reason.outOf, limit: reason.limit });
    case "many-signs":
      return t("reason-many-signs", { count: reason.answers.length, answers });
    case "personal-jump":
      return t("reason-personal-jump", { total: reason.total, mean: reason.mean, days: reason.days });
    case "drift":
      return t("reason-drift", { level: reason.level, mean: reason.mean, days: reason.days });
    case "repeated-sign":
      return t("reason-repeated-sign", { times: reason.times, of: reason.of, answers });
    case "half-missing":
      return t("reason-half-missing", { completed: reason.completed, due: reason.due });
    case "straight-lining":
      return t("reason-straight-lining", { times: reason.times });
    case "missed":
      return t(reason.afterAlarm ? "reason-missed-afterAlarm" : "reason-missed", { days: reason.days });
    case "craving-without-confidence":
    case "craving":
    case "no-confidence":
    case "safety-refused":
    case "strongest-signs":
    case "almost-used":
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
