import type { Client } from "pg";
import { openOrNothing, type Sealer } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import { createLinker, type End, type Event, type ExpectedHead, headMark, isSame } from "./links.ts";

export type Flaw =
  /** The event is not what was chained, or one before it is gone. */
  | "changed"
  | "missing"
  /** Chained events without their chain, or whose ends were not put there by us. */
  | "ends"
  /** Fewer events than there were. */
  | "cut-off"
  /** The chain's key does not open. */
  | "key"
  /** A head that was written down is not in the chain. */
  | "other-head";

export interface Break {
  readonly kind: "broken";
  /** The programme; 0 for what belongs to none. */
  readonly chain: number;
  readonly flaw: Flaw;
  /** The first place in the chain that does not fit. */
  readonly position: bigint;
  /** The event there, where there is one. */
  readonly event?: Pick<Event, "id" | "at" | "actor" | "action" | "subject">;
}

export interface Whole {
  readonly kind: "whole";
  readonly events: number;
  /** Written, but not chained yet. */
  readonly unchained: number;
  /** The oldest of them. */
  readonly unchainedSince?: Date;
  /** From before the data key was lost: their links are under a key that is gone. */
  readonly beforeLoss: number;
  /** To be written down elsewhere: a later chain has to contain them. */
  readonly heads: readonly string[];
}

export interface Verification {
  readonly sealer: Sealer;
  /** Heads that were written down earlier. */
  readonly expected?: readonly ExpectedHead[];
  readonly progress?: (done: number, of: number) => void;
}

interface ChainRow {
  readonly id: number;
  readonly key: Buffer;
  readonly anchor_position: string;
  readonly anchor_link: Buffer;
  readonly anchor_proof: Buffer;
  readonly head_position: string;
  readonly head_link: Buffer;
  readonly head_proof: Buffer;
}

interface EventRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly programme_id: number | null;
  readonly position: string;
  readonly link: Buffer | null;
}

const BATCH = 5000;

/** Follows every chain from its anchor to its head, as of one instant. The first break ends it. */
export async function verifyAudit(client: Client, options: Verification): Promise<Break | Whole> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    return await verifyAll(client, options);
  } finally {
    await client.query("ROLLBACK");
  }
}

async function verifyAll(client: Client, options: Verification): Promise<Break | Whole> {
  const [counts] = (
    await client.query<{ chained: string; unchained: string; since: Date | null }>(
      `SELECT count(position) AS chained, count(*) - count(position) AS unchained,
         min(at) FILTER (WHERE position IS NULL) AS since FROM audit_events`,
    )
  ).rows;
  const of = Number(counts?.chained ?? 0);
  const { rows: stray } = await client.query<{ chain: number }>(
    `SELECT DISTINCT COALESCE(programme_id, 0) AS chain FROM audit_events e
     WHERE position IS NOT NULL AND NOT EXISTS (SELECT FROM audit_chains c WHERE c.id = COALESCE(e.programme_id, 0))
     ORDER BY 1`,
  );
  if (stray[0]) return { kind: "broken", chain: stray[0].chain, flaw: "ends", position: 0n };
  const { rows: chains } = await client.query<ChainRow>("SELECT * FROM audit_chains ORDER BY id");
  let events = 0;
  let beforeLoss = 0;
  for (const chain of chains) {
    const followed = await follow(client, chain, options, (done) => options.progress?.(events + done, of));
    if (followed.kind === "broken") return followed;
    events += followed.events;
    beforeLoss += followed.beforeLoss;
  }
  const lost = options.expected?.find(({ chain }) => !chains.some(({ id }) => id === chain));
  if (lost) return { kind: "broken", chain: lost.chain, flaw: "other-head", position: lost.position };
  return {
    kind: "whole",
    events,
    unchained: Number(counts?.unchained ?? 0),
    ...(counts?.since && { unchainedSince: counts.since }),
    beforeLoss,
    heads: chains.map((chain) => headMark(chain.id, endsOf(chain).head)),
  };
}

async function follow(
  client: Client,
  row: ChainRow,
  { sealer, expected = [] }: Verification,
  progress: (done: number) => void,
): Promise<Break | { readonly kind: "whole"; readonly events: number; readonly beforeLoss: number }> {
  const chain = row.id;
  const broken = (flaw: Flaw, position: bigint, event?: EventRow): Break => ({
    kind: "broken",
    ...{ chain, flaw, position },
    ...(event && { event: { ...event, id: BigInt(event.id) } }),
  });
  const key = keyOf(sealer, row);
  if (key === undefined) return broken("key", 0n);
  const linker = createLinker(key, chain);
  const { anchor, head } = endsOf(row);
  if (!isSame(row.anchor_proof, linker.prove("anchor", anchor))) return broken("ends", anchor.position);
  if (!isSame(row.head_proof, linker.prove("head", head))) return broken("ends", head.position);
  const marks = expected.filter((mark) => mark.chain === chain);
  let end = anchor;
  let events = 0;
  for (let rows = await eventsAfter(client, chain, end); rows.length > 0; ) {
    for (const event of rows) {
      const position = end.position + 1n;
      if (BigInt(event.position) !== position)
        return broken(BigInt(event.position) < position ? "changed" : "missing", position, event);
      const { programme_id: programmeId, ...facts } = event;
      const link = linker.link(end, { ...facts, id: BigInt(event.id), programmeId });
      if (!isSame(event.link, link)) return broken("changed", position, event);
      if (marks.some((mark) => mark.position === position && !isSame(mark.link, link)))
        return broken("other-head", position, event);
      end = { position, link };
    }
    events += rows.length;
    progress(events);
    rows = await eventsAfter(client, chain, end);
  }
  if (end.position !== head.position || !isSame(head.link, end.link))
    return broken("cut-off", end.position + 1n);
  const ahead = marks.find(({ position }) => position > head.position);
  if (ahead) return broken("cut-off", head.position + 1n);
  const { rows: counts } = await client.query<{ before: string; after: string }>(
    `SELECT count(*) FILTER (WHERE position <= $2) AS before, count(*) FILTER (WHERE position > $2) AS after
     FROM audit_events WHERE COALESCE(programme_id, 0) = $1`,
    [chain, String(anchor.position)],
  );
  // Two at one place, where one batch ended.
  if (Number(counts[0]?.after) !== events) return broken("changed", head.position);
  return { kind: "whole", events, beforeLoss: Number(counts[0]?.before) };
}

async function eventsAfter(client: Client, chain: number, { position }: End): Promise<readonly EventRow[]> {
  const { rows } = await client.query<EventRow>(
    `SELECT id, at, actor, action, subject, programme_id, position, link FROM audit_events
     WHERE ${chain === 0 ? "programme_id IS NULL" : `programme_id = ${chain}`} AND position > $1
     ORDER BY position, id LIMIT ${BATCH}`,
    [String(position)],
  );
  return rows;
}

function keyOf(sealer: Sealer, { id, key }: ChainRow): string | undefined {
  return openOrNothing(sealer, key, sealContext.auditChain(id));
}

function endsOf(row: ChainRow): { readonly anchor: End; readonly head: End } {
  return {
    anchor: { position: BigInt(row.anchor_position), link: row.anchor_link },
    head: { position: BigInt(row.head_position), link: row.head_link },
  };
}
