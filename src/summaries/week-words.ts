import { alertBudget, type BudgetVerdict } from "../domain/alert-budget.ts";
import type { LocalDay } from "../domain/calendar.ts";
import type { Concern } from "../domain/concerns.ts";
import type { Direction } from "../domain/direction.ts";
import type { Locale } from "../domain/instrument.ts";
import type { PersonWeek } from "../domain/person-week.ts";
import type { WeekReport } from "../domain/week-report.ts";
import { tagOf } from "../format.ts";
import type { Translate } from "../i18n.ts";

export const arrowOf: Readonly<Record<Direction, string>> = { up: "↑", down: "↓", same: "→", unknown: "" };

/** "12–18 Okt", "28 Sep – 4 Okt", with years where the week lies in two of them. */
export function weekRange(days: readonly LocalDay[], locale: Locale): string {
  const [monday, sunday] = [days.at(0), days.at(-1)];
  if (monday === undefined || sunday === undefined) throw new Error("a week has seven days");
  return new Intl.DateTimeFormat(tagOf[locale], { day: "numeric", month: "short", timeZone: "UTC" })
    .formatRange(dateOf(monday), dateOf(sunday))
    .replaceAll(/[\u2009\u202f]/g, " ")
    .replace(/^(\d+) – (\d+ )/, "$1–$2");
}

/** Which week it is, and where it has not ended that it has not. */
export function weekTitle(
  { days, running }: Pick<WeekReport, "days" | "running">,
  t: Translate,
  locale: Locale,
): string {
  return t(running ? "summary-title-running" : "summary-title", { range: weekRange(days, locale) });
}

/** "47 active people · 81% of checks done": of everybody the one, only of those who are shown the other. */
export function activeWords(
  { active, notShown, figures: { completion } }: Pick<WeekReport, "active" | "notShown" | "figures">,
  t: Translate,
  locale: Locale,
): string {
  if (completion.kind !== "value") return t("summary-active", { active });
  const share = percent(completion.value.completed / completion.value.due, locale);
  return t("summary-active-filled", { active, share, notShown });
}

/** "Sen" / "Mon". */
export function weekdayName(day: LocalDay, locale: Locale): string {
  return new Intl.DateTimeFormat(tagOf[locale], { weekday: "short", timeZone: "UTC" }).format(dateOf(day));
}

/** 0–1 as "81%". */
export function percent(share: number, locale: Locale): string {
  return new Intl.NumberFormat(tagOf[locale], { style: "percent", maximumFractionDigits: 0 }).format(share);
}

function decimal(value: number, locale: Locale): string {
  return new Intl.NumberFormat(tagOf[locale], { maximumFractionDigits: 1 }).format(value);
}

/** "12 mnt", "3 jam 20 mnt", "2 hari". */
export function duration(minutes: number, t: Translate): string {
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return t("summary-minutes", { minutes });
  if (hours >= 48) return t("summary-days", { days: Math.round(hours / 24) });
  return minutes % 60 === 0
    ? t("summary-hours", { hours })
    : t("summary-hours-minutes", { hours, minutes: minutes % 60 });
}

export function concernWords(concern: Concern, person: PersonWeek, t: Translate): string {
  const { silentDays: days, silentBefore, reach } = person;
  if (concern === "silent") return t(`summary-concern-silent${silentBefore ? "-at-least" : ""}`, { days });
  if (concern === "unreachable" && reach === "locked") return t("summary-concern-locked");
  return t(`summary-concern-${concern}`);
}

/** The traffic light in a sentence that names the limit, and what to do when it is red. */
export function budgetWords(verdict: BudgetVerdict, t: Translate, locale: Locale): readonly string[] {
  if (verdict.kind === "unknown") return [t("summary-budget-unknown")];
  const { per100, useful } = verdict;
  const spent = [
    t("summary-budget-per-100", { per100: decimal(per100, locale), most: alertBudget.most }),
    ...(useful === undefined
      ? []
      : [
          t("summary-budget-useful", {
            useful: percent(useful, locale),
            fewest: percent(alertBudget.fewestUseful, locale),
          }),
        ]),
  ].join(", ");
  const todo = verdict.kind === "broken" ? verdict.because.map((why) => t(`summary-budget-todo-${why}`)) : [];
  const [only, ...others] = verdict.because;
  const why = others.length > 0 ? "both" : only;
  return [t(why ? `summary-budget-${verdict.kind}-${why}` : "summary-budget-kept", { spent }), ...todo];
}

/** "hari ke-12"; before the release that it is still ahead. */
export function daysOutside(daysSinceRelease: number, t: Translate): string {
  return daysSinceRelease < 0 ? t("summary-before-release") : t("summary-day", { day: daysSinceRelease });
}

/** For fonts and sheets that have none. */
export function withoutEmoji(text: string): string {
  return text.replaceAll(/\p{Extended_Pictographic}\s*/gu, "");
}

/** Cut to what fits; codes and names are other people's text. */
export function clip(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

function dateOf(day: LocalDay): Date {
  return new Date(`${day}T00:00:00Z`);
}
