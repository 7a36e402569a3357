import { describe, expect, test } from "vitest";
import type { Table } from "../../src/tables/table.ts";
import { writeTables } from "../../src/tables/write-tables.ts";
import { readTables } from "../support/read-tables.ts";

const table: Table = {
  name: "Days",
  above: ["The week", "Confidential", "Three people"],
  columns: [
    { header: "Code", width: 14 },
    { header: new Date("2026-10-12T00:00:00Z"), width: 12, format: "yyyy-mm-dd" },
    { header: "Mean", width: 11, format: "0.0" },
    { header: "Why", width: 46, wrap: true },
  ],
  rows: [
    ["BPN-001", new Date("2026-10-13T04:30:00Z"), 4.25, "heavier than usual"],
    ["BPN-002", undefined, "not readable", ""],
  ],
};

describe("tables", () => {
  test("are printed on A4 lying on its side, as wide as the page and as long as it takes", async () => {
    const sheets = await readTables(await writeTables([table]));
    expect(sheets.get("Days")?.pageSetup).toMatchObject({
      paperSize: "a4",
      orientation: "landscape",
      fitToPage: true,
      fitToHeight: 0,
    });
  });

  test("keep lines above and header in sight, and every column its width and its format", async () => {
    const sheet = (await readTables(await writeTables([table]))).get("Days");
    expect(sheet?.freezePane).toEqual({ columns: 1, rows: 4 });
    expect(sheet?.columns?.map(({ width }) => width)).toEqual([14, 12, 11, 46]);
    const style = (cell: string) => sheet?.cells?.get(cell)?.style;
    expect(style("0,0")?.font).toMatchObject({ bold: true, size: 14 });
    expect(style("1,0")?.font).toMatchObject({ bold: true, size: 11 });
    expect(style("2,0")?.font?.bold).toBeUndefined();
    expect(style("3,1")).toMatchObject({
      numFmt: "ddd d mmm",
      font: { bold: true },
      alignment: { wrapText: true, vertical: "top", horizontal: "left" },
      border: { bottom: { style: "thin" } },
    });
    expect(style("4,1")).toMatchObject({ numFmt: "yyyy-mm-dd", alignment: { vertical: "top" } });
    expect(style("4,2")?.numFmt).toBe("0.0");
    expect(style("4,3")?.alignment).toEqual({ wrapText: true, vertical: "top" });
    expect(sheet?.rows.slice(4)).toEqual([
      ["BPN-001", new Date("2026-10-13T04:30:00Z"), 4.25, "heavier than usual"],
      ["BPN-002", null, "not readable", null],
    ]);
  });

  test("take any name for a text, also one that every object has a property of", async () => {
    const names = ["Rina", "Rina", " Budi & <Ani> ", "constructor", "__proto__", "toString"];
    const named = { ...table, above: [], rows: names.map((name) => [name]) };
    const sheets = await readTables(await writeTables([named]));
    expect(
      sheets
        .get("Days")
        ?.rows.slice(1)
        .map(([name]) => name),
    ).toEqual([...names.slice(0, 3), "'constructor", "'__proto__", "'toString"]);
  });

  test("that cannot be written are an error, and hold up none after them", async () => {
    const [refused, written] = await Promise.allSettled([
      writeTables([{ ...table, name: "12:30" }]),
      writeTables([table]),
    ]);
    expect(refused).toMatchObject({ status: "rejected", reason: { message: /illegal characters/ } });
    expect(written.status).toBe("fulfilled");
  });

  test("whose thread ends without a word are an error, and hold up none after them", async () => {
    process.once("worker", (thread) => void thread.terminate());
    const [ended, written] = await Promise.allSettled([writeTables([table]), writeTables([table])]);
    expect(ended).toMatchObject({ status: "rejected", reason: { message: /thread ended/ } });
    expect(written.status).toBe("fulfilled");
  });

  test("of thousands of rows are written beside the thread that answers taps", async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => [`BPN-${index}`, index, index / 10, "as usual"]);
    const inAll = process.cpuUsage();
    const here = process.threadCpuUsage();
    await writeTables([{ ...table, rows }]);
    expect(total(process.threadCpuUsage(here))).toBeLessThan(total(process.cpuUsage(inAll)) / 2);
  });
});

const total = ({ user, system }: { readonly user: number; readonly system: number }) => user + system;
