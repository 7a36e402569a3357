import type { Client } from "pg";
import { advisoryLocks } from "../db/advisory-locks.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { DueRows } from "../db/due-work.ts";
import type { AuditChain } from "../db/generated/client.ts";
import type { Sealer } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import type { Deps } from "../deps.ts";
import { createLinker, type End, type Event, newChainKey, noLink } from "./links.ts";

const BATCH = 1000;

export const unchainedEvents: DueRows = {
  name: "audit chain",
  table: "audit_events",
  at: "at",
  where: "t.position IS NULL",
};

/**
 * Puts events that were written since at the end of their programme's chain, in the order in which they were. Whoever
 * writes an event waits for nobody. True when there were any.
 *
 * @throws {SealError} when the key of a chain does not open
 */
export async function chainOneBatch({ db, sealer }: Pick<Deps, "db" | "sealer">): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const [lock] = await tx.$queryRawUnsafe<{ held: boolean }[]>(
      `SELECT pg_try_advisory_xact_lock(${advisoryLocks.chainingAudit}) AS held`,
    );
    if (!lock?.held) return false;
    const events = await tx.auditEvent.findMany({
      where: { position: null },
      orderBy: { id: "asc" },
      take: BATCH,
    });
    const byChain = Map.groupBy(events, ({ programmeId }) => programmeId ?? 0);
    for (const [chain, waiting] of byChain) await append(sealer, tx, chain, waiting);
    return events.length > 0;
  });
}

async function append(
  sealer: Sealer,
  tx: Tx,
  chain: number,
  events: readonly (Event & { readonly id: bigint })[],
): Promise<void> {
  const { key, headPosition, headLink } =
    (await tx.auditChain.findUnique({ where: { id: chain } })) ?? (await begin(sealer, tx, chain));
  const linker = createLinker(sealer.open(key, sealContext.auditChain(chain)), chain);
  let head: End = { position: headPosition, link: headLink };
  const ends = events.map((event) => {
    head = { position: head.position + 1n, link: linker.link(head, event) };
    return head;
  });
  await tx.$executeRaw`
    UPDATE audit_events e SET position = new.position, link = decode(new.link, 'hex')
    FROM unnest(${events.map(({ id }) => id)}::bigint[], ${ends.map(({ position }) => position)}::bigint[],
                ${ends.map(({ link }) => Buffer.from(link).toString("hex"))}::text[]) AS new (id, position, link)
    WHERE e.id = new.id`;
  await tx.auditChain.update({
    where: { id: chain },
    data: {
      headPosition: head.position,
      headLink: Uint8Array.from(head.link),
      headProof: Uint8Array.from(linker.prove("head", head)),
    },
  });
}

async function begin(sealer: Sealer, tx: Tx, id: number): Promise<AuditChain> {
  return await tx.auditChain.create({
    data: { id, ...newEnds(sealer, id, { position: 0n, link: noLink() }) },
  });
}

/**
 * After the key was lost for good: what was chained under it can no longer be verified, what comes can. Only the transaction
 * that empties keys does so: a bot that did would vouch for what an intruder left behind an emptied one.
 */
export async function beginChainsAnew(client: Client, sealer: Sealer): Promise<void> {
  const { rows } = await client.query<{ id: number; position: string; link: Buffer }>(
    "SELECT id, head_position AS position, head_link AS link FROM audit_chains WHERE key = ''",
  );
  for (const { id, position, link } of rows) {
    const ends = newEnds(sealer, id, { position: BigInt(position), link });
    await client.query(
      `UPDATE audit_chains SET key = $2, anchor_position = $3, anchor_link = $4, anchor_proof = $5, head_proof = $6
       WHERE id = $1`,
      [id, ends.key, position, link, ends.anchorProof, ends.headProof],
    );
  }
}

/** A chain of no length, under a key of its own, that goes on from `end`. */
function newEnds(sealer: Sealer, chain: number, end: End): Omit<AuditChain, "id"> {
  const key = newChainKey();
  const linker = createLinker(key, chain);
  const [position, link] = [end.position, Uint8Array.from(end.link)];
  return {
    key: sealer.seal(key, sealContext.auditChain(chain)) as Uint8Array<ArrayBuffer>,
    anchorPosition: position,
    anchorLink: link,
    anchorProof: Uint8Array.from(linker.prove("anchor", end)),
    headPosition: position,
    headLink: link,
    headProof: Uint8Array.from(linker.prove("head", end)),
  };
}
