import type { CellValue, Sheet } from "hucre/xlsx";
import { describe, expect, test } from "vitest";
import { addDays } from "../../src/domain/calendar.ts";
import { type Week, weekFrom } from "../../src/domain/week.ts";
import type { WeekReport } from "../../src/domain/week-report.ts";
import { translator } from "../../src/i18n.ts";
import { writeWorkbook } from "../../src/summaries/write-workbook.ts";
import { readTables } from "../support/read-tables.ts";
import { alert, code, days, monday, person, report } from "./week-facts.ts";

const en = translator("en");
const craving = { id: "S8", name: { id: "keinginan memakai", en: "craving" }, value: 4 };

const heavy = person({
  code: "BPN-002",
  reach: "blocked",
  checkIns: [
    ...days("ggggg", addDays(monday, -7), { totals: [4, 4, 4, 4, 4] }),
    ...days("aorm.g?", monday, { totals: [10, 20, 31, 11], signs: [craving] }),
  ],
  alerts: [
    alert("2026-10-13", {
      opened: "20:30",
      taken: "20:42",
      contacted: "21:00",
      closed: true,
      outcome: "talked",
    }),
    alert("2026-10-14", { tier: "red", opened: "01:00", held: true, taken: "01:03" }),
  ],
});

async function read(week: WeekReport): Promise<ReadonlyMap<string, Sheet>> {
  return await readTables(await writeWorkbook(week, en, "en"));
}

function sheet(workbook: ReadonlyMap<string, Sheet>, name: string): Sheet {
  const found = workbook.get(name);
  if (!found) throw new Error(`no sheet ${name}`);
  return found;
}

/** Rows below the frozen header, by the words of the header. */
function rows({ rows, freezePane }: Sheet): readonly Readonly<Record<string, CellValue>>[] {
  const [header = [], ...below] = rows.slice((freezePane?.rows ?? 0) - 1);
  return below.map((row) =>
    Object.fromEntries(header.map((word, column) => [String(word), row[column] ?? null])),
  );
}

describe("the workbook", () => {
  test("has one sheet a table, each with a frozen header and widths", async () => {
    const workbook = await read(report([heavy]));
    expect([...workbook.keys()]).toEqual([
      "Read first",
      "People",
      "Days",
      "Programme",
      "Funnel",
      "Still taking part",
      "Five weeks",
      "Alerts",
    ]);
    for (const each of workbook.values()) {
      expect(each.freezePane).toMatchObject({ columns: 1 });
      expect(each.columns?.[0]?.width).toBeGreaterThan(10);
      expect(rows(each).length, each.name).toBeGreaterThan(0);
    }
  });

  test("opens with the week, the notice and what the words mean", async () => {
    const workbook = await read(report([heavy]));
    for (const name of ["Read first", "People"]) {
      const from = sheet(workbook, name);
      expect(from.rows[0]?.[0]).toBe("Summary of the week 12–18 Oct");
      expect(from.rows[1]?.[0]).toMatch(/^Confidential.*do not pass it on/);
    }
    const meanings = rows(sheet(workbook, "Read first"));
    expect(meanings).toHaveLength(17);
    const meaning = (term: string) => meanings.find((row) => row.Term === term)?.Meaning;
    expect(meaning("Cells of days")).toBe(
      "R red · O orange · A amber · G green · Missing · Still running · white cell: not due · answered day: the worst of its answers, corrected ones too, and of calls for help and the like",
    );
    expect(meaning("Missing")).toBe("Missing means unknown: not relapse, and not fine either.");
    expect(meaning("Group figures")).toContain("From 5 people on only.");
    expect(meaning("Alert budget")).toContain("At most 10 red and orange alerts per 100 answered checks");
  });

  test("gives people as real numbers, blank where there is none", async () => {
    const [first, second] = rows(
      sheet(await read(report([person({ code: "BPN-001", checkIns: [] }), heavy])), "People"),
    );
    expect(first).toEqual({
      Code: "BPN-002",
      "Days since release": 47,
      Completed: 4,
      Due: 5,
      Mean: 18,
      Usual: 4,
      Direction: "↑",
      "Two strongest signs": "craving",
      "Alerts, Red": 1,
      "Alerts, Orange": 1,
      "Not settled": 1,
      "Amber not looked at": 0,
      "Minutes to taken": 12,
      "Minutes to contacted": 30,
      "Missing in a row": 0,
      Reachable: "no, bot blocked",
      "Look because": "red, not settled · messages do not arrive · heavier than usual",
    });
    expect(second).toMatchObject({
      Code: "BPN-001",
      Due: 0,
      Mean: null,
      Usual: null,
      "Minutes to taken": null,
    });
  });

  test("shows days under real dates, in letters and colours", async () => {
    const table = sheet(await read(report([heavy])), "Days");
    const [header, cells] = table.rows;
    expect(header?.[1]).toEqual(new Date("2026-10-12T00:00:00Z"));
    expect(header?.[7]).toEqual(new Date("2026-10-18T00:00:00Z"));
    expect(cells).toEqual(["BPN-002", "A", "O", "R", "Missing", null, "G", "Still running"]);
    expect(table.cells?.get("1,3")?.style).toMatchObject({
      fill: { fgColor: { rgb: "8F0D2B" } },
      font: { bold: true, color: { rgb: "FFFFFF" } },
      alignment: { horizontal: "center" },
    });
  });

  test("gives alerts with the programme's wall clock and how they ended", async () => {
    const [first, second] = rows(sheet(await read(report([heavy])), "Alerts"));
    expect(first).toEqual({
      Code: "BPN-002",
      Date: new Date("2026-10-13T00:00:00Z"),
      // 20:30 UTC is half past four in Makassar.
      Opened: new Date("2026-10-14T04:30:00Z"),
      Colour: "Orange",
      "Minutes to taken": 12,
      "Minutes to contacted": 30,
      State: "closed",
      Outcome: "talked",
      "Got as far as": "contacted",
    });
    expect(second).toMatchObject({
      Colour: "Red",
      "Minutes to taken": 3,
      State: "not settled",
      Outcome: null,
    });
  });

  test("gives figures as numbers, or says that too few stand behind them", async () => {
    const value = (workbook: ReadonlyMap<string, Sheet>, figure: string) =>
      rows(sheet(workbook, "Programme")).find((row) => row.Figure === figure);
    const few = await read(report([heavy], { notShown: 3 }));
    expect(value(few, "Active people")).toMatchObject({ Value: 4 });
    expect(value(few, "Not shown (no consent)")).toMatchObject({ Value: 3 });
    expect(value(few, "Checks done, %")).toMatchObject({ Value: "too few people to say", "From people": 1 });
    const six = await read(
      report([heavy, ...Array.from({ length: 5 }, (_, index) => person({ code: code(10 + index) }))]),
    );
    expect(value(six, "Checks done, %")).toMatchObject({ Value: 97.5, "From people": 6 });
    const weeks = rows(sheet(six, "Five weeks"));
    expect(weeks.at(-1)).toMatchObject({
      "Week from": new Date("2026-10-12T00:00:00Z"),
      "Days, Missing": 1,
      "Days, Red": 1,
    });
    expect(weeks[0]).toMatchObject({ "From people": 0, "Days, Red": "too few people to say" });
  });

  test("gives the waits of half and of nine in ten, and the checks of every phase of the way", async () => {
    const people = Array.from({ length: 10 }, (_, index) =>
      person({
        code: code(index),
        // Five whose fortnight ends with the Wednesday, five in their second quarter.
        releaseDate: index < 5 ? "2026-09-30" : "2026-07-01",
        checkIns: days(index < 5 ? "gggmggg" : "gggmmmm"),
        alerts: [
          alert("2026-10-13", { taken: `12:${10 + index}`, contacted: `13:${20 + 2 * index}`, closed: true }),
        ],
      }),
    );
    const figures = rows(sheet(await read(report(people)), "Programme")).map((row) => [
      row.Figure,
      row.Value,
      row["From people"],
    ]);
    const about = (words: RegExp) => figures.filter(([figure]) => words.test(String(figure)));
    expect(about(/^Checks done/)).toEqual([
      ["Checks done, %", 64.3, 10],
      ["Checks done, %, day 0–14", 100, 5],
      ["Checks done, %, day 15–28", 75, 5],
      ["Checks done, %, day 91–180", 42.9, 5],
    ]);
    expect(about(/^Minutes to/)).toEqual([
      ["Minutes to taken, half (p50)", 14, 10],
      ["Minutes to taken, 9 in 10 (p90)", 18, 10],
      ["Minutes to contacted, half (p50)", 88, 10],
      ["Minutes to contacted, 9 in 10 (p90)", 96, 10],
    ]);
    const few = rows(sheet(await read(report(people.slice(0, 4))), "Programme"));
    for (const row of few.filter(({ Figure }) => /^(Minutes to|Checks done)/.test(String(Figure))))
      expect(row).toMatchObject({ Value: "too few people to say", "From people": 4 });
  });

  test.each(["=1+1", "+62", "-5", "@SUM(A1)", "\t=1"])("never takes %j for a formula", async (text) => {
    const name = { id: text, en: text };
    const row = {
      ...person({ code: text, alerts: [alert("2026-10-13", { outcome: text })] }),
      strongestSigns: [name],
    };
    const workbook = await read(report([row]));
    const cells = [...workbook.values()].flatMap((each) => [...(each.cells?.values() ?? [])]);
    expect(cells.filter(({ formula }) => formula !== undefined)).toEqual([]);
    const words = cells.map(({ value }) => value).filter((value) => typeof value === "string");
    expect(words.filter((word) => /^[=+\-@\t]/.test(word))).toEqual([]);
    // Code on three sheets, and the sign.
    expect(words.filter((word) => word === `'${text}`)).toHaveLength(4);
  });

  test("of nobody still opens", async () => {
    const workbook = await read(report([]));
    expect(rows(sheet(workbook, "People"))).toEqual([]);
    expect(workbook.size).toBe(8);
  });

  const six = (use: readonly ("none" | "use" | "unknown")[], week?: Week) =>
    report(
      use.map((each, index) =>
        person({
          code: code(index),
          checkIns: days("ggggggg").map((day) => ({ ...day, use: each })),
          engagedAt: [28],
          alerts: [alert(addDays(monday, -7), { taken: "12:10", contacted: "13:00", closed: true })],
        }),
      ),
      {},
      week,
    );

  test("gives funnel and who still takes part, with those not there yet apart", async () => {
    const workbook = await read(six(Array(6).fill("none")));
    expect(rows(sheet(workbook, "Funnel")).map((row) => [row.Step, row.Count])).toEqual([
      ["alerts", 6],
      ["told", 6],
      ["taken", 6],
      ["contacted", 6],
      ["accepted help", 0],
      ["came", 0],
      ["stayed", 0],
    ]);
    expect(rows(sheet(workbook, "Still taking part"))).toMatchObject([
      { Day: 28, "Still taking part": 6, "Of people": 6, "Not there yet": 0 },
      { Day: 90, "Still taking part": "too few people to say", "Of people": 0, "Not there yet": 6 },
      { Day: 180, "Not there yet": 6 },
    ]);
  });

  test("tells reported use of nobody, and of few people no more than that they are few", async () => {
    const figures = async (week: WeekReport) =>
      rows(sheet(await read(week), "Programme"))
        .filter(({ Figure }) => /use/i.test(String(Figure)) && !/useful/.test(String(Figure)))
        .map((row) => [row.Figure, row.Value]);
    const none = await figures(six(["none", "none", "none", "none", "none", "unknown"]));
    expect(none).toEqual([
      ["Reported no use, people, at least", 0],
      ["Reported no use, people, at most", 6],
      ["Asked about use, no answer all week, people", 0],
    ]);
    expect(await figures(six(["use", "use", "none", "none", "none", "unknown"]))).toEqual(none);
    expect(await figures(report([person()]))).toEqual([
      ["Reported no use", "not asked: the soft form of S6 does not ask about use"],
    ]);
    // Whoever asks again after each check-in must not see whose answer has moved the range.
    const running = weekFrom(monday, addDays(monday, 3));
    for (const second of ["none", "use"] as const)
      expect(
        await figures(six(["none", second, "none", "none", "none", "none", "none", "none"], running)),
      ).toEqual([["Reported no use", "said once the week has ended"]]);
    const text = JSON.stringify(
      [...(await read(six(["use", "use", "use", "none", "none", "none"])))].map(([, { rows }]) => rows),
    );
    expect(text).not.toMatch(/"use"|selfReport|zat lain/);
  });

  test("says that a silence may be longer than the five weeks that it knows", async () => {
    const silent = person({ checkIns: days("m".repeat(35), addDays(monday, -28)) });
    expect(rows(sheet(await read(report([silent])), "People"))).toMatchObject([
      {
        "Missing in a row": "35 or more",
        "Look because": "35 days or more without an answer · mostly missing",
      },
    ]);
  });

  test("says where the answers of somebody cannot be read instead of a mean", async () => {
    const broken = days("ggggggg", monday, { totals: [1, 1, 1, 1] }).map((day) => ({
      ...day,
      unreadable: true,
    }));
    const [row] = rows(sheet(await read(report([person({ checkIns: broken })])), "People"));
    expect(row).toMatchObject({
      Mean: "not readable",
      Usual: null,
      "Look because": "some answers cannot be read",
    });
  });
});
