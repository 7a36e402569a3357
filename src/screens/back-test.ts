import { InlineKeyboard } from "grammy";
import type { ProgrammeBackTest } from "../back-tests/back-test.ts";
import { lookedAt, type VariationId, variationIds, variations } from "../back-tests/variations.ts";
import type { Side } from "../domain/back-test.ts";
import type { Flag } from "../domain/replay.ts";
import type { RuleSettings } from "../domain/rules.ts";
import { formatDay } from "../format.ts";
import type { Translate } from "../i18n.ts";
import { duration } from "../summaries/week-words.ts";
import { MARKS } from "./alert.ts";
import { backTestButton, pageButton } from "./callback-data.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";

export const WEEKS = [4, 8, 12] as const;
export type Weeks = (typeof WEEKS)[number];
const SHOWN = 8;

/** Which rule to try, with which threshold, over how many weeks. */
export function backTestMenu(weeks: Weeks, rules: RuleSettings, t: Translate): Screen {
  const keyboard = new InlineKeyboard();
  for (const variation of variationIds) {
    for (const value of variations[variation].values)
      keyboard.text(
        whatWasTried({ variation, value }, rules, t),
        backTestButton.pack({ variation, value, weeks }),
      );
    keyboard.row();
  }
  for (const other of WEEKS)
    keyboard.text(
      t(other === weeks ? "back-test-weeks-chosen" : "back-test-weeks", { weeks: other }),
      pageButton.pack({ page: `rules-${other}` }),
    );
  keyboard.row().text(t("button-menu"), pageButton.pack({ page: "menu" }));
  return { text: t("back-test", { weeks }), keyboard };
}

export interface Variation {
  readonly variation: VariationId;
  readonly value: number;
}

/** "O3 ≥ 16". `rules` are those that hold. */
export function whatWasTried({ variation, value }: Variation, { A2 }: RuleSettings, t: Translate): string {
  return t(`back-test-try-${variation}`, { value, of: lookedAt(value, A2) });
}

/**
 * Without a button: whoever could tap on from here would find it counting over what they went on to.
 * @param progress of the people who were read; undefined at the beginning
 */
export function backTestRunning(
  progress: { readonly done: number; readonly of: number } | undefined,
  t: Translate,
): string {
  return progress ? t("back-test-running", progress) : t("back-test-starting");
}

export function backTestFailed(weeks: Weeks, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-back"), pageButton.pack({ page: `rules-${weeks}` }))
    .text(t("button-menu"), pageButton.pack({ page: "menu" }));
  return { text: t("back-test-failed"), keyboard };
}

interface Tried {
  readonly weeks: Weeks;
  /** `whatWasTried` */
  readonly what: string;
}

/**
 * Before and after, in ten seconds; then who would be told of newly, and of whom no longer. By which rules is said neither of
 * anybody nor in sum: held against the rest, or against yesterday's, it would tell what somebody answered about a substance.
 */
export function backTestResult(result: ProgrammeBackTest, { weeks, what }: Tried, reader: Reader): Screen {
  const { t } = reader;
  const { before, after, people, checkIns } = result;
  const pair = (key: string, of: (side: Side) => string) => t(key, { before: of(before), after: of(after) });
  const tenth = (value: number) =>
    new Intl.NumberFormat(reader.locale, { maximumFractionDigits: 1 }).format(value);
  const lines = [
    t("back-test-title", { what }),
    t("back-test-over", { weeks, people, checkIns }),
    ...(result.notShown > 0 ? [t("summary-not-shown", { count: result.notShown })] : []),
    pair("back-test-alerts", ({ alerts }) => String(alerts)),
    pair("back-test-red", ({ byTier }) => String(byTier.red)),
    pair("back-test-amber", ({ byTier }) => String(byTier.amber)),
    pair("back-test-per-100", ({ per100 }) => tenth(per100)),
    pair("back-test-useful", ({ useful }) =>
      useful ? `${Math.round((useful.yes * 100) / useful.of)} %` : "–",
    ),
    pair("back-test-taken", ({ minutesToTaken: taken }) => (taken ? duration(taken.median, t) : "–")),
    ...result.counselors.map(({ counselor: { name }, weeks: own }) => {
      const perWeek = (side: "before" | "after") =>
        tenth(own.reduce((sum, week) => sum + week[side].orange + week[side].red, 0) / weeks);
      return t("back-test-counselor", { name, before: perWeek("before"), after: perWeek("after") });
    }),
    ...(result.usefulLost > 0 ? [t("back-test-useful-lost", { count: result.usefulLost })] : []),
  ];
  const text = [
    lines.join("\n"),
    flagList("back-test-newly", result.newly, reader),
    flagList("back-test-no-longer", result.noLonger, reader),
    t("back-test-nothing-sent"),
  ].join("\n\n");
  const keyboard = new InlineKeyboard().text(t("button-back"), pageButton.pack({ page: `rules-${weeks}` }));
  return { text, keyboard };
}

function flagList(key: string, flags: readonly Flag[], { t, locale }: Reader): string {
  const lines = flags
    .slice(0, SHOWN)
    .map(({ code, day, tier }) => `${MARKS[tier]} ${code} · ${formatDay(day, locale)}`);
  const more = flags.length > SHOWN ? [t("coverage-more", { count: flags.length - SHOWN })] : [];
  return [t(key, { count: flags.length }), ...lines, ...more].join("\n");
}
