import type { Db, Tx } from "../../db/client.ts";
import { OperatorError } from "../../operator-error.ts";

/** The one asked for, or the only one. */
export async function chooseProgramme(
  db: Db | Tx,
  wanted: number | undefined,
): Promise<{ readonly id: number; readonly name: string; readonly zone: string }> {
  const programmes = await db.programme.findMany({ orderBy: { id: "asc" } });
  const candidates = wanted === undefined ? programmes : programmes.filter(({ id }) => id === wanted);
  const [chosen] = candidates;
  if (chosen && candidates.length === 1) return chosen;
  const list = programmes.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
  throw new OperatorError(`Which programme? Say --programme <id>:\n${list || "  (there is none yet)"}`);
}
