import { UNREADABLE } from "../db/seal.ts";
import type { Reason } from "../domain/assessment.ts";
import { formatTimeOfDay } from "../domain/calendar.ts";
import type { Locale, Localised } from "../domain/instrument.ts";
import { formatWholeDay, formatWholeInstant } from "../format.ts";
import type { Translate } from "../i18n.ts";
import type { OwnExport } from "./collect-export.ts";
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
  readonly seenBy: (seen: Seen) => string;
  readonly seenWhat: (action: string) => string;
}

/**
 * The same as the JSON, to be read: one file without scripts or links, which every phone's browser opens,
 * also without a connection.
 */
export function writePage(data: OwnExport, words: PageWords): string {
  const { t, locale, zone, nameOf, labelOf, describe, cameOf, eventWords, seenBy, seenWhat } = words;
  const at = (instant: Date | null) => (instant === null ? "–" : formatWholeInstant(instant, zone, locale));
  const { person } = data;
  const sections = [
    section("own-page-profile", [
      table([
        [t("own-page-code"), person.code],
        [t("own-page-programme"), person.programme],
        [t("own-page-nickname"), person.nickname === null ? "–" : readable(person.nickname)],
        [t("own-page-language"), t(`own-language-${person.language}`)],
        [t("own-page-hour"), formatTimeOfDay(person.checkInMinute)],
        [t("own-page-release"), formatWholeDay(person.releaseDate, locale)],
        [t("own-page-counselor"), [person.counselor, person.backup].filter(Boolean).join(", ") || "–"],
        [t("own-page-telegram"), person.telegramId ?? "–"],
        [t("own-page-since"), at(person.enrolledAt)],
      ]),
    ]),
    section("own-page-consents", [
      table(
        data.consents.map(({ purpose, granted, at: when }) => [
          at(when),
          t(`own-purpose-${purpose}`),
          t(granted ? "own-consent-yes" : "own-consent-no"),
        ]),
      ),
    ]),
    section(
      "own-page-check-ins",
      data.checkIns.flatMap(({ day, answers, corrections, ...checkIn }) => [
        `<h3>${escapeHtml(formatWholeDay(day, locale))}</h3>`,
        answers.length === 0
          ? `<p>${escapeHtml(t("own-page-no-answers"))}</p>`
          : table(
              answers.map(({ question, answer }) => [
                nameOf(question)?.[locale] ?? question,
                said(checkIn, question, answer),
              ]),
            ),
        ...corrections.map(
          ({ question, answerBefore, replacedAt }) =>
            `<p>${escapeHtml(
              t("own-page-correction", {
                name: nameOf(question)?.[locale] ?? question,
                before: said(checkIn, question, answerBefore),
                at: at(replacedAt),
              }),
            )}</p>`,
        ),
      ]),
    ),
    section(
      "own-page-alerts",
      data.alerts.flatMap((alert) => [
        `<h3>${escapeHtml(at(alert.openedAt))} · ${escapeHtml(t(`tier-${alert.tier}`))}</h3>`,
        list(alert.causes.flatMap(({ reasons }) => reasons.map(describe))),
        table([
          [t("own-page-taken"), alert.takenBy === null ? "–" : `${alert.takenBy} · ${at(alert.takenAt)}`],
          [t("own-page-outcome"), cameOf(alert)],
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
        ({ part, text }) =>
          `<h3>${escapeHtml(t(`plan-head-${part}`))}</h3><p dir="auto">${escapeHtml(readable(text))}</p>`,
      ),
    ),
    section(
      "own-page-notes",
      data.notesAboutYou.map(
        ({ at: when, by, text }) =>
          `<h3>${escapeHtml(`${at(when)} · ${by ?? "–"}`)}</h3><p>${escapeHtml(readable(text))}</p>`,
      ),
    ),
    section(
      "own-page-messages",
      data.messages.map(({ at: when, from, to, kind, ...content }) => {
        const said =
          "text" in content ? readable(content.text) : ("caption" in content && content.caption) || "";
        const shown = kind === "text" ? said : `[${t(`own-kind-${kind}`)}] ${said}`;
        return `<h3>${escapeHtml(`${at(when)} · ${who(from)} → ${who(to)}`)}</h3><p>${escapeHtml(shown)}</p>`;
      }),
    ),
    section("own-page-seen", [
      data.seenBy.length === 0
        ? `<p>${escapeHtml(t("own-page-nothing"))}</p>`
        : table(data.seenBy.map((seen) => [at(seen.at), seenBy(seen), seenWhat(seen.action)])),
      `<p>${escapeHtml(t("seen-by-not-lists"))}</p>`,
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
<p>${escapeHtml(t("own-page-intro", { at: at(data.madeAt) }))}</p>
${sections.join("\n")}
</body></html>
`;

  function section(key: string, blocks: readonly string[]): string {
    const body = blocks.filter(Boolean).join("\n");
    return `<h2>${escapeHtml(t(key))}</h2>\n${body === "" ? `<p>${escapeHtml(t("own-page-nothing"))}</p>` : body}`;
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

function table(rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const cells = (row: readonly string[]) => row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("");
  return `<table>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</table>`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
