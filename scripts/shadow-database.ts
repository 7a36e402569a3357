import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import { Pool } from "pg";
import { migrationAdapter } from "../src/db/migration-adapter.ts";

/** Two empty databases: the engine asks for one to be, and one to try migrations on. */
export interface ShadowDatabases {
  readonly home: string;
  readonly shadow: string;
}

export function shadowAdapters({ home, shadow }: ShadowDatabases): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(home),
    connectToShadowDb: () => connect(shadow),
  };
}

/**
 * Reading a schema back, the engine asks the catalogues for columns of PostgreSQL's internal type "char" and needs
 * them as characters; the adapter refuses that type. So they pass the adapter as text and become characters after it.
 */
async function connect(connectionString: string): Promise<SqlDriverAdapter> {
  const internalChar = 18;
  const text = 25;
  let isCharacter: boolean[] = [];

  const pool = new Pool({ connectionString });
  const query = pool.query.bind(pool) as (
    ...args: unknown[]
  ) => Promise<{ fields?: { dataTypeID: number }[] }>;
  const queryNotingCharacters = async (...args: unknown[]) => {
    const result = await query(...args);
    isCharacter = (result.fields ?? []).map(({ dataTypeID }) => dataTypeID === internalChar);
    for (const field of result.fields ?? []) if (field.dataTypeID === internalChar) field.dataTypeID = text;
    return result;
  };
  pool.query = queryNotingCharacters as typeof pool.query;

  const adapter = await migrationAdapter(pool);
  const queryRaw = adapter.queryRaw.bind(adapter);
  // The engine asks one question at a time, so the last result seen is the one being answered.
  adapter.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    const columnTypes = result.columnTypes.map((type, i) =>
      isCharacter[i] ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
  return adapter;
}
