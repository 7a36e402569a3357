import writeExcelFile, { type CellObject, type Feature, type Image, type Sheet } from "write-excel-file/node";
import { findElement, prependMarkupInsideElement } from "write-excel-file/utility";
import type { Cell, Column, Table } from "./table.ts";

type Content = Image["content"];

const FONT = { fontFamily: "Calibri", fontSize: 11 } as const;
const TITLE_SIZE = 14;
const HEADER_DATE = "ddd d mmm";

/** As wide as one page of paper, and as many pages long as it takes. The library has no setting for it. */
const fitToWidth: Feature<Content> = {
  files: {
    transform: {
      "xl/worksheets/sheet{id}.xml": {
        transform(xml) {
          const worksheet = findElement(xml, "worksheet");
          if (!worksheet) throw new Error("a sheet without <worksheet>");
          return prependMarkupInsideElement(
            xml,
            worksheet,
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
          );
        },
        transformElementAttributes: (tag, attributes) =>
          tag === "pageSetup" ? { ...attributes, fitToHeight: 0 } : attributes,
      },
    },
  },
};

/** Tables as xlsx, a sheet each. Holds up its thread until all is written. */
export async function toXlsx(tables: readonly Table[]): Promise<Uint8Array<ArrayBuffer>> {
  const file = await writeExcelFile(tables.map(sheetOf), { ...FONT, features: [fitToWidth] }).toBuffer();
  // A copy of its own: a small Buffer lies in memory that it shares with others, and could not be handed to another thread.
  return new Uint8Array(file);
}

function sheetOf(table: Table): Sheet<Content> {
  const { name, columns, rows, above = [] } = table;
  return {
    sheet: name,
    columns: columns.map(({ width }) => ({ width })),
    orientation: "landscape",
    stickyRowsCount: above.length + 1,
    stickyColumnsCount: 1,
    data: [
      ...above.map((line, index) => [lineAbove(line, index)]),
      columns.map(({ header }) => headerOf(header)),
      ...rows.map((row) => row.map((value, index) => cellOf(value, columns[index], table))),
    ],
  };
}

function lineAbove(line: string, index: number): CellObject {
  return {
    value: plain(line),
    alignVertical: "top",
    ...(index < 2 && { fontWeight: "bold" }),
    ...(index === 0 && { fontSize: TITLE_SIZE }),
  };
}

function headerOf(header: string | Date): CellObject {
  return {
    ...(typeof header === "string" ? { value: plain(header) } : { value: header, format: HEADER_DATE }),
    fontWeight: "bold",
    wrap: true,
    align: "left",
    alignVertical: "top",
    bottomBorderStyle: "thin",
  };
}

function cellOf(value: Cell, column: Column | undefined, { colours }: Table): CellObject | undefined {
  if (typeof value !== "string")
    return value === undefined
      ? undefined
      : { value, alignVertical: "top", ...(column?.format && { format: column.format }) };
  const colour = colours?.get(value);
  return colour
    ? {
        value: plain(value),
        align: "center",
        fontWeight: "bold",
        textColor: colour.ink,
        backgroundColor: colour.fill,
      }
    : { value: plain(value), alignVertical: "top", ...(column?.wrap && { wrap: true }) };
}

/**
 * Text of an xlsx cell is no formula, but becomes one when the file is saved as CSV and opened again: the apostrophe keeps
 * it text there too. And write-excel-file 4.1.1 finds texts that every object has a property of, as "constructor", among
 * those it has written already.
 */
function plain(text: string): string {
  return /^[=+\-@\t\r]/.test(text) || text in Object.prototype ? `'${text}` : text;
}
