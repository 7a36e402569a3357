import type { Db, Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";

/** What can leave unasked; each has one renderer in `render/`. */
export type MessageKind =
  | "prompt"
  | "nudge"
  | "closing"
  | "alert"
  | "alert-update"
  | "alert-follow-up"
  | "numbers-again"
  | "ask-back"
  | "notice"
  | "audit"
  | "retraction"
  | "export-json"
  | "export-page"
  | "summary"
  | "summary-picture"
  | "summary-workbook"
  | "relay"
  | "relay-content"
  | "relay-status";

/** 0 leaves first. Everything else can wait behind a red alert. */
export const URGENT = 0;
/** What staff act on and is no emergency: alerts that are not red, and what changes in the messages about any. */
export const SOON = 1;
export const ORDINARY = 10;

export interface OutgoingMessage {
  readonly kind: MessageKind;
  /** A second message with the same key is silently not written: doubled ticks and taps are harmless. */
  readonly dedupeKey: string;
  readonly to: { readonly participantId: number } | { readonly staffId: number };
  readonly checkInId?: number;
  readonly alertId?: number;
  readonly relayId?: number;
  /** Small facts without content: ids, dates, counts. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly priority?: number;
  /** Of messages of the same sequence each leaves only when those written before it have left, or never will. */
  readonly sequence?: string;
  readonly intendedAt: Date;
  /** When the work was due that brings it about: however late we are, the ledger has it at its hour. */
  readonly meantAt?: Date | undefined;
}

/** How long a row may stay unsent before the tick offers it to the workers again. */
export const LEASE_SECONDS = 60;

/** Workbooks of large programmes take their time; a second worker that begins meanwhile would send them twice. */
export const SLOW_LEASE_SECONDS = 600;
export const SLOW_KINDS: readonly MessageKind[] = ["summary", "summary-picture", "summary-workbook"];

/**
 * Writes a message and its delivery job in the caller's transaction: both exist or neither does.
 * The row is the truth; the job only makes it leave at once.
 */
export async function enqueue(tx: Tx, message: OutgoingMessage): Promise<{ readonly written: boolean }> {
  const jobs = await tx.$executeRaw`
    WITH row AS (${insertOf(message)})
    SELECT graphile_worker.add_job('deliver', json_build_object('id', id::text, 'attempt', 0),
                                   priority => ${message.priority ?? ORDINARY}, max_attempts => 1)
    FROM row`;
  return { written: jobs > 0 };
}

/** A message that is to leave at `intendedAt`, which is still to come: the tick offers it then. */
export async function enqueueLater(tx: Tx, message: OutgoingMessage): Promise<void> {
  await tx.$executeRaw(insertOf(message, message.intendedAt));
}

/**
 * Messages of one sequence. Only the first has a job: whoever delivers one goes on with the next (`nextOf`), so that what they
 * share is made in one process. If that process dies, the tick offers the rest when their lease is over.
 * `written`: one of them at least was not there yet.
 */
export async function enqueueInOrder(
  tx: Tx,
  sequence: string,
  messages: readonly Omit<OutgoingMessage, "sequence">[],
): Promise<{ readonly written: boolean }> {
  let begun = false;
  for (const message of messages) {
    const next = { ...message, sequence };
    if (begun) await tx.$executeRaw(insertOf(next));
    // Some may be there already, as when the rest is written again.
    else begun = (await enqueue(tx, next)).written;
  }
  return { written: begun };
}

/** One attempt at one message. */
export interface Attempt {
  readonly id: bigint;
  readonly attempt: number;
}

/** How one attempt at one message went. */
export type AttemptOutcome = "sent" | "delayed" | "cancelled" | "failed";

/** Whose turn it is now. */
export async function nextOf(db: Db | Tx, sequence: string): Promise<Attempt | undefined> {
  const [next] = await db.$queryRaw<Attempt[]>`
    SELECT id, attempts AS attempt FROM outbox WHERE state = 'pending' AND sequence = ${sequence} ORDER BY id LIMIT 1`;
  return next;
}

function insertOf(
  message: OutgoingMessage,
  dueAt = new Date(message.intendedAt.getTime() + LEASE_SECONDS * 1000),
): Prisma.Sql {
  const participantId = "participantId" in message.to ? message.to.participantId : null;
  const staffId = "staffId" in message.to ? message.to.staffId : null;
  return Prisma.sql`
    INSERT INTO outbox (kind, dedupe_key, participant_id, staff_id, check_in_id, alert_id, relay_id, params, priority, sequence, intended_at, meant_at, due_at)
    VALUES (${message.kind}, ${message.dedupeKey}, ${participantId}, ${staffId}, ${message.checkInId ?? null},
            ${message.alertId ?? null}, ${message.relayId ?? null}, ${JSON.stringify(message.params ?? {})}::jsonb,
            ${message.priority ?? ORDINARY}, ${message.sequence ?? null}, ${message.intendedAt}, ${message.meantAt ?? null}, ${dueAt})
    ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING id`;
}
