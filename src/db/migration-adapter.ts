import { PrismaPg } from "@prisma/adapter-pg";
import { DriverAdapterError, type SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import type { DatabaseError, Pool } from "pg";

/**
 * Prisma's adapter on this pool (which it closes), except that a script goes to the server whole. The adapter
 * itself cuts it at every semicolon and sends the pieces one by one: a function body would be cut in two, and a crash
 * would leave half a migration. In one piece it is one transaction.
 */
export async function migrationAdapter(pool: Pool): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      const { code = "", severity = "", message, detail, column, hint } = error as DatabaseError;
      throw new DriverAdapterError({ kind: "postgres", code, severity, message, detail, column, hint });
    }
  };
  return adapter;
}
