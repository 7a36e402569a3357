import { UNREADABLE } from "../db/seal.ts";
import type { Locale, Localised } from "../domain/instrument.ts";
import type { Reason } from "../domain/reason.ts";
import { formatWholeDay, formatWholeInstant } from "../format.ts";
import type { Translate } from "../i18n.ts";
import type { OwnExport } from "./collect-export.ts";
import { escapeHtml, heading, list, paragraph, table } from "./html.ts";
import { profileRows } from "./profile-rows.ts";
import type { Seen } from "./read-seen-by.ts";

export type OwnCheckIn = Pick<OwnExport["checkIns"][number], "instrument" | "s6Form">;

export interface PageWords {
  readonly t: Translate;
  readonly locale: Locale;
  readonly zone: string;
  readonly nameOf: (questionId: string) => Localised | undefined;
  /** What an answer's number stands for: high is bad for signs, and good for what comes after them. */
  readonly labelOf: (checkIn: OwnCheckIn, questionId: string, answer: number) => Localised | undefined;
  readonly describe: (reason: Reason) => string;
  readonly cameOf: (alert: OwnExport["alerts"][number]) => string;
  readonly eventWords: (kind: string) => string;
  /** A message that was sent, by the kind that the outbox gives to it. */
  readonly sentWhat: (kind: string) => string;
  readonly seenBy: (seen: Seen) => string;
  readonly seenWhat: (action: string) => string;
}

/**
 * The same as the JSON, to be read: one file without scripts or links, which every phone's browser opens,
 * also without a connection. Only what machines go by (numbers, fingerprints of texts, times of nudges) and what no longer holds
 * (a break that is over) is left to the JSON.
 */
export function writePage(data: OwnExport, words: PageWords): string {
  const { t, locale, zone, nameOf, labelOf, describe, cameOf, eventWords, sentWhat, seenBy, seenWhat } =
    words;
  const at = (instant: Date | null) => (instant === null ? "–" : formatWholeInstant(instant, zone, locale));
  const sections = [
    section("own-page-profile", [table(profileRows(data, words))]),
    section("own-page-consents", [
      table(
        data.consents.map(({ purpose, granted, manner, language, at: when }) => [
          at(when),
          t(`own-purpose-${purpose}`),
          t(granted ? "own-consent-yes" : "own-consent-no"),
          t(manner === "paper" ? "own-page-on-paper" : `own-language-${language}`),
        ]),
      ),
    ]),
    section("own-page-invitations", [
      table(
        data.invitations.map(({ createdAt, expiresAt, usedAt }) => [
          at(createdAt),
          usedAt
            ? t("own-page-link-used", { at: at(usedAt) })
            : t("own-page-link-until", { at: at(expiresAt) }),
        ]),
      ),
    ]),
    section(
      "own-page-check-ins",
      data.checkIns.flatMap(({ day, answers, corrections, ...checkIn }) => [
        heading(formatWholeDay(day, locale)),
        paragraph(courseOf(checkIn)),
        answers.length === 0
          ? paragraph(t("own-page-no-answers"))
          : table(
              answers.map(({ question, answer }) => [
                nameOf(question)?.[locale] ?? question,
                said(checkIn, question, answer),
              ]),
            ),
        ...corrections.map(({ question, answerBefore, replacedAt }) =>
          paragraph(
            t("own-page-correction", {
              name: nameOf(question)?.[locale] ?? question,
              before: said(checkIn, question, answerBefore),
              at: at(replacedAt),
            }),
          ),
        ),
      ]),
    ),
    section(
      "own-page-alerts",
      data.alerts.flatMap((alert) => [
        heading(`${at(alert.openedAt)} · ${t(`tier-${alert.tier}`)}`),
        list(alert.causes.flatMap(({ reasons }) => reasons.map(describe))),
        table([
          [t("own-page-taken"), alert.takenBy === null ? "–" : `${alert.takenBy} · ${at(alert.takenAt)}`],
          [t("own-page-outcome"), cameOf(alert)],
          ...(alert.referredTo ? [[t("own-page-referred"), t(`button-alert-to-${alert.referredTo}`)]] : []),
        ]),
        list(
          alert.events.map(({ kind, at: when, by }) =>
            [at(when), eventWords(kind), by].filter(Boolean).join(" · "),
          ),
        ),
      ]),
    ),
    section(
      "own-page-plan",
      data.plan.map(
        ({ part, text, writtenAt }) =>
          `${heading(`${t(`plan-head-${part}`)} · ${at(writtenAt)}`)}<p dir="auto">${escapeHtml(readable(text))}</p>`,
      ),
    ),
    section(
      "own-page-notes",
      data.notesAboutYou.map(
        ({ at: when, by, text }) => heading(`${at(when)} · ${by ?? "–"}`) + paragraph(readable(text)),
      ),
    ),
    section(
      "own-page-messages",
      data.messages.map(({ at: when, from, to, kind, ...content }) => {
        const said =
          "text" in content ? readable(content.text) : ("caption" in content && content.caption) || "";
        const shown = kind === "text" ? said : `[${t(`own-kind-${kind}`)}] ${said}`;
        return heading(`${at(when)} · ${who(from)} → ${who(to)}`) + paragraph(shown);
      }),
    ),
    section("own-page-sent", [
      table(
        data.sentToYou.map(({ kind, intendedAt, sentAt, state }) => [
          at(sentAt ?? intendedAt),
          sentWhat(kind),
          t(`ledger-${state}`),
        ]),
      ),
    ]),
    section("own-page-seen", [
      data.seenBy.length === 0
        ? paragraph(t("own-page-nothing"))
        : table(data.seenBy.map((seen) => [at(seen.at), seenBy(seen), seenWhat(seen.action)])),
      paragraph(t("seen-by-not-lists")),
    ]),
  ];
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(t("own-page-title"))}</title><style>
body{font:16px/1.5 sans-serif;max-width:42rem;margin:0 auto;padding:1rem;color:#1c2430}
table{border-collapse:collapse;width:100%}td{border-bottom:1px solid #d5dae1;padding:.3rem .5rem .3rem 0;vertical-align:top}
h2{margin-top:2rem}h3{font-size:1rem;margin-bottom:.2rem}p{white-space:pre-wrap;margin:.2rem 0}
</style></head><body>
<h1>${escapeHtml(t("own-page-title"))}</h1>
${paragraph(t("own-page-intro", { at: at(data.madeAt) }))}
${sections.join("\n")}
</body></html>
`;

  function section(key: string, blocks: readonly string[]): string {
    const body = blocks.filter(Boolean).join("\n");
    return `<h2>${escapeHtml(t(key))}</h2>\n${body === "" ? paragraph(t("own-page-nothing")) : body}`;
  }

  /** "Orange · asked … · finished …" */
  function courseOf(checkIn: Omit<OwnExport["checkIns"][number], "day" | "answers" | "corrections">): string {
    const { tier, form, openedAt, completedAt, feedbackFits, amberSeenAt, wishMetAt } = checkIn;
    return [
      ...(tier ? [t(`tier-${tier}`)] : []),
      ...(form === "short" ? [t("short-form")] : []),
      t("own-page-asked", { at: at(openedAt) }),
      ...(completedAt ? [t("own-page-finished", { at: at(completedAt) })] : []),
      ...(feedbackFits === null ? [] : [t(feedbackFits ? "own-page-fits" : "own-page-fits-not")]),
      ...(amberSeenAt ? [t("own-page-amber-seen", { at: at(amberSeenAt) })] : []),
      ...(wishMetAt ? [t("own-page-wish-met", { at: at(wishMetAt) })] : []),
    ].join(" · ");
  }

  function readable(text: string): string {
    return text === UNREADABLE ? t("own-page-unreadable") : text;
  }

  function said(
    checkIn: OwnCheckIn,
    question: string,
    answer: number | "skipped" | typeof UNREADABLE,
  ): string {
    if (typeof answer === "string") return t(`own-page-${answer}`);
    return [answer, labelOf(checkIn, question, answer)?.[locale]]
      .filter((part) => part !== undefined)
      .join(" ");
  }

  function who(name: string): string {
    return name === "you" ? t("own-page-you") : name;
  }
}
