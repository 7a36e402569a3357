import type { Db } from "../../src/db/client.ts";
import type { Sealer } from "../../src/db/seal.ts";
import type { SealedColumn } from "../../src/db/sealed-columns.ts";

/** Every row of every table of every schema: as text, its bytes as Latin-1 and UTF-8, and opened where it is sealed. */
export async function dumpDatabase(db: Db, sealer: Sealer, sealed: readonly SealedColumn[]): Promise<string> {
  const tables = await db.$queryRaw<{ name: string; table: string }[]>`
    SELECT format('%I.%I', schemaname, tablename) AS name, tablename AS table FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`;
  const parts: string[] = [];
  for (const { name, table } of tables) {
    parts.push(`-- ${name}`);
    const rows = await db.$queryRawUnsafe<Record<string, unknown>[]>(`SELECT * FROM ${name}`);
    for (const row of rows) {
      parts.push(
        Object.values(row)
          .map((value) => show(value))
          .join("\t"),
      );
      for (const { column, context } of sealed.filter((each) => each.table === table)) {
        const value = row[column];
        if (value instanceof Uint8Array && value.length > 0) parts.push(sealer.open(value, context(row)));
      }
    }
  }
  return parts.join("\n");
}

function show(value: unknown): string {
  if (value instanceof Uint8Array)
    return `${Buffer.from(value).toString("latin1")} ${Buffer.from(value).toString("utf8")}`;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null)
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
  return String(value);
}
