import type { MigrationList, SchemasContainer } from "@prisma/schema-engine-wasm";
import { noFilters, withSchemaEngine } from "../src/db/schema-engine.ts";
import { type ShadowDatabases, shadowAdapters } from "./shadow-database.ts";

/** The SQL that leads from the migrations to the schema; undefined when there is nothing to do. */
export async function missingSql(
  databases: ShadowDatabases,
  migrations: MigrationList,
  schema: SchemasContainer,
): Promise<string | undefined> {
  const { exitCode, stdout } = await withSchemaEngine(shadowAdapters(databases), schema, (engine) =>
    engine.diff({
      from: { tag: "migrations", ...migrations },
      to: { tag: "schemaDatamodel", ...schema },
      script: true,
      exitCode: true,
      filters: noFilters,
    }),
  );
  return exitCode === 0 ? undefined : (stdout ?? "");
}
