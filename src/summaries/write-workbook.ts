import { Temporal } from "temporal-polyfill";
import type { Abstinence } from "../domain/abstinence.ts";
import { alertBudget } from "../domain/alert-budget.ts";
import { dbDate } from "../domain/calendar.ts";
import { ENGAGED_DAYS } from "../domain/engagement.ts";
import { funnelSteps } from "../domain/funnel.ts";
import { FEWEST_PEOPLE, type GroupFigure } from "../domain/group-figure.ts";
import type { Locale } from "../domain/instrument.ts";
import { isOutcome } from "../domain/outcome.ts";
import type { PersonWeek } from "../domain/person-week.ts";
import { SILENT_DAYS } from "../domain/silence.ts";
import type { DayCell } from "../domain/week.ts";
import type { WeekReport } from "../domain/week-report.ts";
import type { Translate } from "../i18n.ts";
import { coloursOf } from "../tables/colours.ts";
import type { Cell, Column, Table } from "../tables/table.ts";
import { writeTables } from "../tables/write-tables.ts";
import { arrowOf, budgetWords, concernWords, percent, weekTitle, withoutEmoji } from "./week-words.ts";

const TIERS = ["red", "orange", "amber", "green"] as const;
/** Amber raises no alert: its days stand apart. */
const ALERT_TIERS = ["red", "orange"] as const;

const DATE = "yyyy-mm-dd";
const MOMENT = "yyyy-mm-dd hh:mm";
const ONE_DECIMAL = "0.0";

/** The tables of the week as xlsx: people by their codes, the most urgent first; no answers, no causes of alerts. */
export async function writeWorkbook(report: WeekReport, t: Translate, locale: Locale): Promise<Uint8Array> {
  return await writeTables([
    readFirstTable(report, t, locale),
    peopleTable(report, t, locale),
    daysTable(report, t),
    programmeTable(report, t, locale),
    funnelTable(report, t),
    engagedTable(report, t),
    weeksTable(report, t),
    alertsTable(report, t),
  ]);
}

/** The week, and whom the file is for: above the people and above what explains them. */
function headOf(report: WeekReport, t: Translate, locale: Locale): readonly string[] {
  return [withoutEmoji(weekTitle(report, t, locale)), t("summary-notice")];
}

function readFirstTable(report: WeekReport, t: Translate, locale: Locale): Table {
  const meanings: readonly (readonly [term: string, meaning: string])[] = [
    ["codes", t("summary-meaning-codes")],
    [
      "cells",
      [
        t("summary-legend-cells", {
          ...Object.fromEntries(TIERS.map((tier) => [tier, t(`summary-letter-${tier}`)])),
          missing: t("summary-cell-missing"),
          open: t("summary-cell-open"),
        }),
        t("summary-legend-told"),
      ].join(" · "),
    ],
    ["missing", t("summary-meaning-missing")],
    ["total", t("summary-legend-total")],
    ["direction", t("summary-meaning-direction")],
    ["signs", t("summary-meaning-signs")],
    ["unreadable", t("summary-meaning-unreadable")],
    ["minutes", t("summary-legend-minutes")],
    ["alerts", t("summary-meaning-alerts")],
    ["open", t("summary-meaning-open")],
    ["groups", t("summary-meaning-groups", { people: FEWEST_PEOPLE })],
    [
      "budget",
      t("summary-meaning-budget", {
        most: alertBudget.most,
        fewest: percent(alertBudget.fewestUseful, locale),
      }),
    ],
    ["funnel", t("summary-meaning-funnel")],
    ["silent", t("summary-meaning-silent", { days: SILENT_DAYS })],
    ["engaged", t("summary-meaning-engaged", { days: ENGAGED_DAYS })],
    ["abstinence", t("summary-meaning-abstinence", { people: FEWEST_PEOPLE })],
    ["not-shown", t("summary-meaning-not-shown")],
  ];
  return {
    name: t("summary-sheet-read-first"),
    above: headOf(report, t, locale),
    columns: [
      { header: t("summary-column-term"), width: 26 },
      { header: t("summary-column-meaning"), width: 100, wrap: true },
    ],
    rows: meanings.map(([term, meaning]) => [t(`summary-term-${term}`), meaning]),
  };
}

function peopleTable(report: WeekReport, t: Translate, locale: Locale): Table {
  const column = (key: string, width: number, format?: string): Column => ({
    header: t(`summary-column-${key}`),
    width,
    ...(format && { format }),
  });
  return {
    name: t("summary-sheet-people"),
    above: headOf(report, t, locale),
    columns: [
      column("code", 14),
      column("day-since-release", 12),
      column("completed", 12),
      column("due", 13),
      column("mean", 11, ONE_DECIMAL),
      column("usual", 11, ONE_DECIMAL),
      column("direction", 8),
      column("signs", 40),
      ...ALERT_TIERS.map(
        (tier): Column => ({ header: t("summary-figure-alerts", { tier: t(`tier-${tier}`) }), width: 13 }),
      ),
      column("open", 10),
      column("ambers", 12),
      column("to-taken", 13),
      column("to-contacted", 13),
      column("misses", 13),
      column("reach", 20),
      column("why", 46),
    ],
    rows: report.people.map((person) => [
      person.code,
      person.daysSinceRelease,
      person.completed,
      person.due,
      person.unreadable.week ? t("summary-cell-unreadable") : person.meanTotal,
      person.unreadable.before ? t("summary-cell-unreadable") : person.usualTotal,
      arrowOf[person.direction],
      person.strongestSigns.map((name) => name[locale]).join(", "),
      ...ALERT_TIERS.map((tier) => person.alerts.filter((alert) => alert.tier === tier).length),
      person.openItems.length,
      person.waitingAmbers,
      person.minutesToTaken,
      person.minutesToContacted,
      person.silentBefore ? t("summary-cell-or-more", { days: person.silentDays }) : person.silentDays,
      t(`summary-reach-${person.reach}`),
      person.concerns.map((concern) => concernWords(concern, person, t)).join(" · "),
    ]),
  };
}

function daysTable({ people, days }: WeekReport, t: Translate): Table {
  const words: Readonly<Record<DayCell, string>> = {
    green: t("summary-letter-green"),
    amber: t("summary-letter-amber"),
    orange: t("summary-letter-orange"),
    red: t("summary-letter-red"),
    missing: t("summary-cell-missing"),
    open: t("summary-cell-open"),
    "not-due": "",
  };
  return {
    name: t("summary-sheet-days"),
    columns: [
      { header: t("summary-column-code"), width: 14 },
      ...days.map((day) => ({ header: dbDate(day), width: 14 })),
    ],
    rows: people.map(({ code, cells }) => [code, ...cells.map((cell) => words[cell])]),
    colours: new Map([...TIERS, "missing" as const].map((cell) => [words[cell], coloursOf[cell]])),
  };
}

function programmeTable(
  { active, notShown, notStarted, figures }: WeekReport,
  t: Translate,
  locale: Locale,
): Table {
  const grouped = <Value>(
    name: string,
    figure: GroupFigure<Value>,
    value: (value: Value) => number,
  ): Cell[] => [
    name,
    figure.kind === "value" ? value(figure.value) : t(`summary-${figure.kind}`),
    figure.people,
  ];
  const share = ({ completed, due }: { readonly completed: number; readonly due: number }) =>
    rounded((100 * completed) / due);
  return {
    name: t("summary-sheet-programme"),
    columns: [
      { header: t("summary-column-figure"), width: 46 },
      { header: t("summary-column-value"), width: 34 },
      { header: t("summary-column-people"), width: 12 },
    ],
    rows: [
      [t("summary-figure-active"), active],
      [t("summary-figure-not-shown"), notShown],
      [t("summary-figure-not-started"), notStarted],
      grouped(t("summary-figure-completion"), figures.completion, share),
      ...figures.completionByPhase.map(({ phase, completion }) =>
        grouped(t(`summary-figure-completion-${phase}`), completion, share),
      ),
      ...ALERT_TIERS.map((tier) => [
        t("summary-figure-alerts", { tier: t(`tier-${tier}`) }),
        figures.alertsByTier[tier],
      ]),
      grouped(t("summary-figure-per-100"), figures.alertsPer100, rounded),
      grouped(t("summary-figure-useful"), figures.useful, (useful) => rounded(100 * useful.share)),
      [t("summary-figure-budget"), withoutEmoji(budgetWords(figures.budget, t, locale).join(" "))],
      grouped(t("summary-figure-taken-p50"), figures.minutesToTaken, ({ p50 }) => p50),
      grouped(t("summary-figure-taken-p90"), figures.minutesToTaken, ({ p90 }) => p90),
      grouped(t("summary-figure-contacted-p50"), figures.minutesToContacted, ({ p50 }) => p50),
      grouped(t("summary-figure-contacted-p90"), figures.minutesToContacted, ({ p90 }) => p90),
      [t("summary-figure-never-taken"), figures.neverTaken],
      [t("summary-figure-never-contacted"), figures.neverContacted],
      [t("summary-figure-waiting-ambers"), figures.waitingAmbers.days, figures.waitingAmbers.people],
      [t("summary-figure-silent"), figures.silent],
      [t("summary-figure-unreadable"), figures.unreadable],
      ...abstinenceRows(figures.abstinence, t),
    ],
  };
}

function abstinenceRows(abstinence: Abstinence, t: Translate): Cell[][] {
  switch (abstinence.kind) {
    case "not-asked":
    case "not-ended":
      return [[t("summary-figure-abstinence"), t(`summary-abstinence-${abstinence.kind}`)]];
    case "too-few":
      return [[t("summary-figure-abstinence"), t(`summary-${abstinence.kind}`), abstinence.people]];
    case "value": {
      const { people, value } = abstinence;
      return [
        [t("summary-figure-abstinent-from"), value.atLeast, people],
        [t("summary-figure-abstinent-to"), value.atMost, people],
        [t("summary-figure-abstinence-missing"), value.missing, people + value.missing],
      ];
    }
  }
}

function funnelTable({ figures: { funnel } }: WeekReport, t: Translate): Table {
  return {
    name: t("summary-sheet-funnel"),
    columns: [
      { header: t("summary-column-step"), width: 20 },
      { header: t("summary-column-count"), width: 34 },
      { header: t("summary-column-people"), width: 12 },
    ],
    rows: funnelSteps.map((step) => [
      t(`summary-funnel-${step}`),
      funnel.kind === "value" ? funnel.value[step] : t(`summary-${funnel.kind}`),
      funnel.people,
    ]),
  };
}

function engagedTable({ figures: { engaged } }: WeekReport, t: Translate): Table {
  return {
    name: t("summary-sheet-engaged"),
    columns: [
      { header: t("summary-column-milestone"), width: 12 },
      { header: t("summary-column-engaged"), width: 34 },
      { header: t("summary-column-cohort"), width: 12 },
      { header: t("summary-column-not-reached"), width: 14 },
      { header: t("summary-column-joined-later"), width: 14 },
    ],
    rows: engaged.map(({ milestone, engaged: figure, notReached, joinedLater }) => [
      milestone,
      figure.kind === "value" ? figure.value : t(`summary-${figure.kind}`),
      figure.people,
      notReached,
      joinedLater,
    ]),
  };
}

function weeksTable({ figures }: WeekReport, t: Translate): Table {
  const parts = [...TIERS, "missing"] as const;
  return {
    name: t("summary-sheet-weeks"),
    columns: [
      { header: t("summary-column-week"), width: 14, format: DATE },
      { header: t("summary-column-people"), width: 12 },
      ...parts.map((part) => ({
        header: t("summary-figure-days", {
          cell: part === "missing" ? t("summary-cell-missing") : t(`tier-${part}`),
        }),
        width: 22,
      })),
      { header: t("summary-column-completed"), width: 12 },
    ],
    rows: figures.trend.map(({ monday, days }) => [
      dbDate(monday),
      days.people,
      ...(days.kind === "value"
        ? [...parts.map((part) => days.value[part]), days.value.complete]
        : [t(`summary-${days.kind}`)]),
    ]),
  };
}

function alertsTable({ people, zone }: WeekReport, t: Translate): Table {
  const rows = people
    .flatMap((person) => person.alerts.map((alert) => ({ code: person.code, alert })))
    .toSorted((a, b) => a.alert.openedAt.getTime() - b.alert.openedAt.getTime());
  return {
    name: t("summary-sheet-alerts"),
    columns: [
      { header: t("summary-column-code"), width: 14 },
      { header: t("summary-column-date"), width: 13, format: DATE },
      { header: t("summary-column-opened"), width: 18, format: MOMENT },
      { header: t("summary-column-tier"), width: 11 },
      { header: t("summary-column-to-taken"), width: 14 },
      { header: t("summary-column-to-contacted"), width: 14 },
      { header: t("summary-column-state"), width: 16 },
      { header: t("summary-column-outcome"), width: 16 },
      { header: t("summary-column-furthest"), width: 16 },
    ],
    rows: rows.map(({ code, alert }) => [
      code,
      dbDate(alert.day),
      onTheWall(alert.openedAt, zone),
      t(`tier-${alert.tier}`),
      alert.minutesToTaken,
      alert.minutesToContacted,
      t(alert.closed ? "summary-alert-closed" : "summary-alert-open"),
      outcomeWords(alert, t),
      t(`summary-funnel-${alert.furthest}`),
    ]),
    colours: new Map(TIERS.map((tier) => [t(`tier-${tier}`), coloursOf[tier]])),
  };
}

function outcomeWords({ outcome }: PersonWeek["alerts"][number], t: Translate): string | undefined {
  if (outcome === undefined) return undefined;
  return t(isOutcome(outcome) ? `summary-outcome-${outcome}` : "summary-outcome-other");
}

/** Excel knows no zones: the date whose UTC fields read as the clock on the wall. */
function onTheWall(at: Date, zone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime();
  return new Date(local.toZonedDateTime("UTC").epochMilliseconds);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
