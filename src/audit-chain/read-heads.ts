import type { Db, Tx } from "../db/client.ts";
import { headMark } from "./links.ts";

/** The end of every chain, to be kept where somebody with the database cannot get at it. */
export async function readHeads(db: Db | Tx): Promise<readonly string[]> {
  const chains = await db.auditChain.findMany({ orderBy: { id: "asc" } });
  return chains.map(({ id, headPosition: position, headLink: link }) => headMark(id, { position, link }));
}
