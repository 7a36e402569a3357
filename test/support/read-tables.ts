import { readXlsx, type Sheet } from "hucre/xlsx";

/** The sheets of a workbook by name, in order: read by a library that shares nothing with the one that writes them. */
export async function readTables(file: Uint8Array | undefined): Promise<ReadonlyMap<string, Sheet>> {
  if (!file) throw new Error("no workbook came");
  const { sheets } = await readXlsx(file, { readStyles: true });
  return new Map(sheets.map((sheet) => [sheet.name, sheet]));
}
