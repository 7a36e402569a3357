import type { Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Sealer } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import { createLinker } from "./links.ts";

/** Rows of the chain that belongs to a programme (0: to none). */
const inChain = (chain: number): Prisma.Sql =>
  chain === 0 ? Prisma.sql`programme_id IS NULL` : Prisma.sql`programme_id = ${chain}`;

/** Which events are over their time: those before the first that is not, since a chain is shortened from its beginning. */
export const overInChain = (chain: number, before: Date): Prisma.Sql => Prisma.sql`
  SELECT ctid FROM audit_events WHERE ${inChain(chain)} AND at < ${before} AND position < COALESCE(
    (SELECT position FROM audit_events WHERE ${inChain(chain)} AND at >= ${before} AND position IS NOT NULL
     ORDER BY position LIMIT 1), 9223372036854775807)`;

/**
 * Deletes the oldest events of a chain and moves its anchor to the last of them, so that what is left can still be
 * verified. The anchor only ever moves forward: what is from before the data key was lost lies behind it already. Answers
 * with how many.
 */
export async function purgeChain(
  sealer: Sealer,
  tx: Tx,
  { chain, before, most }: { readonly chain: number; readonly before: Date; readonly most: number },
): Promise<number> {
  const [ends] = await tx.$queryRaw<{ key: Uint8Array; anchor: bigint }[]>`
    SELECT key, anchor_position AS anchor FROM audit_chains WHERE id = ${chain} FOR UPDATE`;
  if (!ends) return 0;
  const oldest = await tx.auditEvent.findMany({
    where: { programmeId: chain === 0 ? null : chain, position: { not: null } },
    orderBy: { position: "asc" },
    take: most,
    select: { position: true, link: true, at: true },
  });
  const firstKept = oldest.findIndex(({ at }) => at >= before);
  const over = firstKept < 0 ? oldest : oldest.slice(0, firstKept);
  const last = over.at(-1);
  if (!last?.link || last.position === null) return 0;
  const { position, link } = last;
  if (position > ends.anchor) {
    const linker = createLinker(sealer.open(ends.key, sealContext.auditChain(chain)), chain);
    await tx.auditChain.update({
      where: { id: chain },
      data: {
        anchorPosition: position,
        anchorLink: link,
        anchorProof: Uint8Array.from(linker.prove("anchor", { position, link })),
      },
    });
  }
  return await tx.$executeRaw`DELETE FROM audit_events WHERE ${inChain(chain)} AND position <= ${position}`;
}
