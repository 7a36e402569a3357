import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setImmediate as breathe } from "node:timers/promises";
import ExcelJS from "exceljs";
import type { Colours } from "./colours.ts";

export type Cell = string | number | Date | undefined;

export interface Column {
  readonly header: string | Date;
  readonly width: number;
  /** Excel number format. */
  readonly format?: string;
  /** Long text is broken into lines. */
  readonly wrap?: boolean;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: Iterable<readonly Cell[]>;
  /** Lines above the header. */
  readonly above?: readonly string[];
  /** A cell of this text gets the colours of its tier. */
  readonly colours?: ReadonlyMap<string, Colours>;
}

const ROWS_PER_BREATH = 250;

/** Tables as xlsx, a sheet each. */
export async function writeTables(tables: readonly Table[]): Promise<Uint8Array> {
  const stream = new PassThrough();
  const written = buffer(stream);
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true });
  for (const table of tables) await writeTable(workbook, table);
  await workbook.commit();
  return new Uint8Array(await written);
}

async function writeTable(workbook: ExcelJS.stream.xlsx.WorkbookWriter, table: Table): Promise<void> {
  const { name, columns, above = [], colours } = table;
  const headerRow = above.length + 1;
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: "frozen", xSplit: 1, ySplit: headerRow }],
    pageSetup: { orientation: "landscape", fitToPage: true, fitToHeight: 0 },
  });
  sheet.columns = columns.map(({ width, format, wrap }) => ({
    width,
    style: {
      ...(format && { numFmt: format }),
      alignment: { vertical: "top" as const, ...(wrap && { wrapText: true }) },
    },
  }));
  for (const [index, line] of above.entries()) {
    const row = sheet.addRow([plain(line)]);
    row.font = { bold: index < 2, size: index === 0 ? 14 : 11 };
    row.commit();
  }
  const header = sheet.addRow(columns.map((column) => plain(column.header)));
  header.font = { bold: true };
  header.eachCell((cell) => {
    if (cell.value instanceof Date) cell.numFmt = "ddd d mmm";
    cell.alignment = { wrapText: true, vertical: "top", horizontal: "left" };
    cell.border = { bottom: { style: "thin" } };
  });
  header.commit();
  let count = 0;
  for (const values of table.rows) {
    const row = sheet.addRow(values.map(plain));
    if (colours)
      row.eachCell((cell) => {
        const colour = typeof cell.value === "string" ? colours.get(cell.value) : undefined;
        if (!colour) return;
        cell.fill = { type: "pattern", pattern: "solid", fgColor: { argb: colour.fill } };
        cell.font = { bold: true, color: { argb: colour.ink } };
        cell.alignment = { horizontal: "center" };
      });
    row.commit();
    // Ten thousand rows take seconds; taps and alerts must not wait for them.
    if (++count % ROWS_PER_BREATH === 0) await breathe();
  }
  sheet.commit();
}

/**
 * Text of an xlsx cell is no formula, but becomes one when the file is saved as CSV and opened again:
 * the apostrophe keeps it text there too.
 */
function plain(value: Cell): Cell {
  return typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
