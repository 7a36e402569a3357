import type { BackTest, Side } from "../domain/back-test.ts";
import { dbDate } from "../domain/calendar.ts";
import { type Flag, flagged } from "../domain/replay.ts";
import type { Translate } from "../i18n.ts";
import { coloursOf } from "../tables/colours.ts";
import type { Cell, Table } from "../tables/table.ts";
import { writeTables } from "../tables/write-tables.ts";
import type { ProgrammeBackTest } from "./back-test.ts";

const DATE = "yyyy-mm-dd";

/**
 * What was tried and what it would lead to, as xlsx for coordinators: everybody who is flagged, week by week. Like the
 * message without rules.
 */
export async function writeBackTest(
  result: ProgrammeBackTest,
  tried: string,
  t: Translate,
): Promise<Uint8Array> {
  return await writeTables([
    sidesTable(result, tried, t),
    weeksTable(result, t),
    flagsTable("back-test-sheet-newly", result.newly, t),
    flagsTable("back-test-sheet-no-longer", result.noLonger, t),
  ]);
}

function sidesTable(result: ProgrammeBackTest, tried: string, t: Translate): Table {
  const { before, after, weeks, people, checkIns } = result;
  const both = (what: string, of: (side: Side) => Cell): Cell[] => [what, of(before), of(after)];
  return {
    name: t("back-test-sheet-sides"),
    above: [
      t("back-test-title", { what: tried }),
      t("back-test-over", { weeks, people, checkIns }),
      ...(result.notShown > 0 ? [t("summary-not-shown", { count: result.notShown })] : []),
      t("summary-notice"),
    ],
    columns: [
      { header: t("summary-column-figure"), width: 44 },
      { header: t("back-test-column-before"), width: 14 },
      { header: t("back-test-column-after"), width: 14 },
    ],
    rows: [
      ...flagged
        .toReversed()
        .map((tier) =>
          both(t("summary-figure-alerts", { tier: t(`tier-${tier}`) }), ({ byTier }) => byTier[tier]),
        ),
      both(t("summary-figure-per-100"), ({ per100 }) => Math.round(per100 * 10) / 10),
      both(t("summary-figure-useful"), ({ useful }) =>
        useful ? Math.round((useful.yes * 100) / useful.of) : undefined,
      ),
      both(t("summary-figure-taken-p50"), ({ minutesToTaken }) => minutesToTaken?.median),
      [t("back-test-useful-lost-figure"), undefined, result.usefulLost],
    ],
  };
}

function weeksTable({ counselors }: BackTest, t: Translate): Table {
  const tiers = flagged.toReversed();
  return {
    name: t("back-test-sheet-weeks"),
    columns: [
      { header: t("back-test-column-counselor"), width: 24 },
      { header: t("summary-column-week"), width: 14, format: DATE },
      ...(["before", "after"] as const).flatMap((side) =>
        tiers.map((tier) => ({
          header: `${t(`tier-${tier}`)} · ${t(`back-test-column-${side}`)}`,
          width: 18,
        })),
      ),
    ],
    rows: counselors.flatMap(({ counselor: { name }, weeks }) =>
      weeks.map(({ first, before, after }) => [
        name,
        dbDate(first),
        ...tiers.map((tier) => before[tier]),
        ...tiers.map((tier) => after[tier]),
      ]),
    ),
  };
}

function flagsTable(name: string, flags: readonly Flag[], t: Translate): Table {
  return {
    name: t(name),
    columns: [
      { header: t("summary-column-code"), width: 14 },
      { header: t("back-test-column-counselor"), width: 24 },
      { header: t("summary-column-date"), width: 14, format: DATE },
      { header: t("summary-column-tier"), width: 12 },
    ],
    rows: flags.map(({ code, counselor, day, tier }) => [
      code,
      counselor.name,
      dbDate(day),
      t(`tier-${tier}`),
    ]),
    colours: new Map(flagged.map((tier) => [t(`tier-${tier}`), coloursOf[tier]])),
  };
}
