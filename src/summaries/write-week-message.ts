import type { Concern } from "../domain/concerns.ts";
import { funnelSteps } from "../domain/funnel.ts";
import type { Locale } from "../domain/instrument.ts";
import type { PersonWeek } from "../domain/person-week.ts";
import { daysIn } from "../domain/tally.ts";
import type { Tier } from "../domain/tier.ts";
import type { WeekReport } from "../domain/week-report.ts";
import type { Translate } from "../i18n.ts";
import {
  activeWords,
  arrowOf,
  budgetWords,
  clip,
  concernWords,
  daysOutside,
  duration,
  percent,
  weekTitle,
} from "./week-words.ts";

const MOST_PEOPLE = 8;
const MOST_CONCERNS = 2;
const LONGEST_CODE = 24;

const markOf: Readonly<Record<Concern, string>> = {
  "red-open": "🟥",
  "alert-open": "🟧",
  red: "🟥",
  unreachable: "⬜",
  silent: "⬜",
  orange: "🟧",
  "half-missing": "⬜",
  "amber-waiting": "🟨",
  heavier: "🔺",
  unreadable: "❔",
};
const squareOf: Readonly<Record<Tier, string>> = { red: "🟥", orange: "🟧", amber: "🟨", green: "🟩" };

/**
 * The week in ten seconds, below Telegram's 4096 characters for any programme. It arrives unasked: the first
 * two lines are about nobody in particular, and signs and totals are left to picture and workbook.
 */
export function weekMessage(report: WeekReport, t: Translate, locale: Locale): string {
  const blocks = [heading(report, t, locale), peopleLines(report, t), figureLines(report, t, locale)];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function heading(report: WeekReport, t: Translate, locale: Locale): readonly string[] {
  return [weekTitle(report, t, locale), activeWords(report, t, locale)];
}

function peopleLines({ people }: WeekReport, t: Translate): readonly string[] {
  if (people.length === 0) return [t("summary-nobody")];
  const pressing = people.filter(({ concerns }) => concerns.length > 0);
  const calm = people.length - pressing.length;
  if (pressing.length === 0) return [t("summary-all-calm", { count: calm })];
  const shown = pressing.slice(0, MOST_PEOPLE);
  const more = pressing.length - shown.length;
  return [
    t("summary-look", { count: pressing.length }),
    ...shown.map((person) => personLines(person, t)),
    ...(more > 0 ? [t("summary-more", { count: more })] : []),
    ...(calm > 0 ? [t("summary-calm", { count: calm })] : []),
  ];
}

function personLines(person: PersonWeek, t: Translate): string {
  const [first] = person.concerns;
  const head = t("summary-person", {
    mark: first ? markOf[first] : "",
    code: clip(person.code, LONGEST_CODE),
    days: daysOutside(person.daysSinceRelease, t),
    completed: person.completed,
    due: person.due,
    arrow: arrowOf[person.direction],
  });
  const why = person.concerns.slice(0, MOST_CONCERNS).map((concern) => concernWords(concern, person, t));
  return `${head.trimEnd()}\n${t("summary-why", { why: why.join(" · ") })}`;
}

function figureLines(report: WeekReport, t: Translate, locale: Locale): readonly string[] {
  const { figures, notShown, notStarted } = report;
  const tiers = (["red", "orange", "amber"] as const)
    .filter((tier) => figures.alertsByTier[tier] > 0)
    .map((tier) => `${squareOf[tier]} ${t(`tier-${tier}`)} ${figures.alertsByTier[tier]}`);
  const lines: string[] = [];
  if (tiers.length === 0) lines.push(t("summary-no-alerts", { notShown }));
  else lines.push(t("summary-alerts", { tiers: tiers.join(" · ") }));
  for (const step of ["taken", "contacted"] as const) {
    const figure = step === "taken" ? figures.minutesToTaken : figures.minutesToContacted;
    if (figure.kind !== "value") continue;
    const { p50, p90 } = figure.value;
    lines.push(t(`summary-${step}`, { p50: duration(p50, t), p90: duration(p90, t) }));
  }
  if (figures.neverTaken > 0) lines.push(t("summary-never-taken", { count: figures.neverTaken }));
  if (figures.neverContacted > 0) lines.push(t("summary-never-contacted", { count: figures.neverContacted }));
  if (tiers.length > 0 || figures.budget.kind !== "unknown")
    lines.push(...budgetWords(figures.budget, t, locale));
  lines.push(...courseLines(report, t));
  if (figures.waitingAmbers.days > 0) lines.push(t("summary-waiting-ambers", figures.waitingAmbers));
  if (figures.silent > 0) lines.push(t("summary-silent", { count: figures.silent }));
  const thisWeek = figures.trend.at(-1)?.days;
  if (thisWeek?.kind === "value") {
    const { value } = thisWeek;
    lines.push(t("summary-missing", { share: percent(value.missing / daysIn(value), locale) }));
  }
  if (figures.unreadable > 0) lines.push(t("summary-unreadable", { count: figures.unreadable }));
  if (notShown > 0) lines.push(t("summary-not-shown", { count: notShown }));
  if (notStarted > 0) lines.push(t("summary-not-started", { count: notStarted }));
  return lines;
}

/** What came of alerts, and who is still there. */
function courseLines({ figures: { funnel, engaged } }: WeekReport, t: Translate): readonly string[] {
  const lines: string[] = [];
  if (funnel.kind === "value") {
    const { value } = funnel;
    const steps = funnelSteps
      .filter((step) => value[step] > 0)
      .map((step) => t("summary-funnel-step", { count: value[step], step: t(`summary-funnel-${step}`) }));
    lines.push(t("summary-funnel", { steps: steps.join(" → ") }));
  }
  const reached = engaged.flatMap(({ milestone, engaged: figure }) =>
    figure.kind === "value"
      ? [t("summary-engaged-at", { day: milestone, engaged: figure.value, people: figure.people })]
      : [],
  );
  if (reached.length > 0) lines.push(t("summary-engaged", { milestones: reached.join(" · ") }));
  return lines;
}
