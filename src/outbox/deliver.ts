import type { Api } from "grammy";
import { inTransaction, isDatabaseDown, isOutOfTime } from "../db/client.ts";
import { despiteRestart } from "../db/despite-restart.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { translator } from "../i18n.ts";
import type { Pause } from "../pause.ts";
import { type ChatToClear, clearMessage } from "../people/clear-chat.ts";
import { markUnreachable } from "../people/mark-reachability.ts";
import { afterwards } from "./afterwards.ts";
import { newestEvent } from "./alert-copies.ts";
import {
  type Attempt,
  LEASE_SECONDS,
  type MessageKind,
  nextOf,
  SLOW_KINDS,
  SLOW_LEASE_SECONDS,
  SOON,
} from "./enqueue.ts";
import type { Hands } from "./hands.ts";
import type { OutboxError } from "./outbox-error.ts";
import { isOnRecord, recordSent } from "./record-sent.ts";
import { renderers } from "./render/index.ts";
import type { Leaving, Rendered } from "./render/rendered.ts";
import { type OutboxRow, readRow } from "./row.ts";
import type { SendingLimit } from "./sending-limit.ts";
import { type SendFailure, sortFailure } from "./sort-failure.ts";
import { transmit } from "./transmit.ts";

export interface DeliveryDeps extends Deps {
  readonly api: Api;
  readonly limit: Pick<SendingLimit, "take">;
  readonly hands: Hands;
  readonly now: () => Date;
  readonly pause: Pause;
}

export type Delivered =
  | { readonly kind: "sent" }
  | { readonly kind: "stale" }
  /** Somebody else has this attempt, it was settled before, or another message has to leave first. */
  | { readonly kind: "not-mine" }
  | { readonly kind: "retry"; readonly attempt: number; readonly afterSeconds: number }
  | { readonly kind: "failed" };

/**
 * One attempt at one message. The attempt is claimed by its number, so that two workers with the same
 * job send once; who claimed it stands in the row, so that what a killed process had in hand is lost to nobody
 * (`offerOverdue`). `next` is what waited for this one.
 */
export async function deliver(
  deps: DeliveryDeps,
  attempt: Attempt,
): Promise<Delivered & { readonly next?: Attempt }> {
  return await deps.hands.hold(attempt.id, async () => await claimAndAttempt(deps, attempt));
}

async function claimAndAttempt(
  deps: DeliveryDeps,
  attempt: Attempt,
): Promise<Delivered & { readonly next?: Attempt }> {
  const { db, limit } = deps;
  const claimed = await unlessItPasses(deps, attempt, async () => await claim(deps, attempt));
  if (!claimed) return { kind: "not-mine" };
  if ("kind" in claimed) return claimed;
  const { priority, sequence } = claimed;
  const mine = { id: attempt.id, attempts: attempt.attempt + 1 };
  const delivered = await limit.take(priority, async () => await attemptNow(deps, mine));
  if (sequence === null || delivered.kind === "retry") return delivered;
  const next = await nextOf(db, sequence);
  return { ...delivered, ...(next && { next }) };
}

interface Claimed {
  readonly priority: number;
  readonly sequence: string | null;
}

/** Of a lease: eight minutes, so that it is soon on record when that is possible again. */
const MOST_DOUBLINGS = 3;

async function claim(
  { db, hands, now: clock }: DeliveryDeps,
  { id, attempt }: Attempt,
): Promise<Claimed | undefined> {
  const now = clock().getTime();
  // A full disk may last for hours, and each time the phone rings again.
  const times = 2 ** Math.min(hands.unrecorded(id), MOST_DOUBLINGS);
  const leasedFor = (seconds: number) => new Date(now + seconds * times * 1000);
  const [claimed] = await db.$queryRaw<Claimed[]>`
    UPDATE outbox SET attempts = attempts + 1, error = NULL, claimed_by = ${hands.name}, claimed_at = clock_timestamp(),
                      due_at = CASE WHEN kind = ANY(${[...SLOW_KINDS]}) THEN ${leasedFor(SLOW_LEASE_SECONDS)}::timestamptz
                                    ELSE ${leasedFor(LEASE_SECONDS)}::timestamptz END
    WHERE id = ${id} AND state = 'pending' AND attempts = ${attempt}
      AND NOT EXISTS (SELECT FROM outbox earlier
                      WHERE earlier.sequence = outbox.sequence AND earlier.id < outbox.id AND earlier.state = 'pending')
    RETURNING priority, sequence`;
  return claimed;
}

const AGAIN_AFTER_SECONDS = 2;

/**
 * Nothing has left yet, so that nothing can come twice: where the database was away for a moment, a red alert does not wait until
 * its lease is over. What ran out of time for its second time may be too much by itself, and is left to the lease.
 */
async function unlessItPasses<Result>(
  { log }: DeliveryDeps,
  { id, attempt }: Attempt,
  work: () => Promise<Result>,
): Promise<Result | Extract<Delivered, { kind: "retry" }>> {
  try {
    return await work();
  } catch (error) {
    if (!isDatabaseDown(error) && !(isOutOfTime(error) && attempt <= 1)) throw error;
    log.warn({ err: error, outboxId: String(id) }, "the database was away before a message could leave");
    return { kind: "retry", attempt, afterSeconds: AGAIN_AFTER_SECONDS };
  }
}

/** One attempt of ours. When its lease is over while it is under way, somebody else claims the next. */
interface Claim {
  readonly id: bigint;
  readonly attempts: number;
}

async function attemptNow(deps: DeliveryDeps, claim: Claim): Promise<Delivered> {
  const { id, attempts: attempt } = claim;
  const ready = await unlessItPasses(deps, { id, attempt }, async () => await prepare(deps, claim));
  return ready.kind === "ready" ? await send(deps, ready) : ready;
}

interface Ready {
  readonly kind: "ready";
  readonly row: OutboxRow;
  readonly chatId: number;
  readonly locale: Locale;
  readonly rendered: Leaving;
  readonly asOf: number;
}

/** Read and rendered when its turn has come: by then the prompt may be answered, the alert taken, the person gone. */
async function prepare(deps: DeliveryDeps, { id, attempts }: Claim): Promise<Ready | Delivered> {
  const { db } = deps;
  const row = await readRow(db, id);
  if (row?.state !== "pending" || row.attempts !== attempts) return { kind: "stale" };
  const { recipient } = row;
  if (!recipient) return await settleFailure(deps, row, { kind: "unreachable" });
  const { chatId, locale, zone } = recipient;
  const render = renderers[row.kind as MessageKind];
  const asOf = await newestEvent(db, row);
  let rendered: Rendered;
  try {
    rendered = await render(deps, row, { t: translator(locale), locale, zone }, deps.now());
  } catch (error) {
    return await settleFailure(deps, row, sortFailure(error));
  }
  if (rendered.kind !== "stale") return { kind: "ready", row, chatId, locale, rendered, asOf };
  await end(deps, row, "cancelled");
  return { kind: "stale" };
}

async function send(deps: DeliveryDeps, ready: Ready): Promise<Delivered> {
  const { row, chatId, locale, rendered, asOf } = ready;
  const { db, api, log, hands, pause } = deps;
  const { id } = row;
  let messageId: number;
  try {
    messageId = await transmit(api, chatId, rendered);
  } catch (error) {
    const failure = sortFailure(error);
    if (rendered.kind !== "file" || failure.kind !== "bug") return await settleFailure(deps, row, failure);
    log.error(
      { outboxId: String(id), kind: row.kind, errorCode: failure.errorCode },
      "a file was refused by Telegram; its reader is told",
    );
    return await send(deps, { ...ready, rendered: rendered.instead });
  }
  const isNew = rendered.kind !== "edit" && rendered.kind !== "removal";
  const recorded = await hands.record(
    id,
    async () =>
      await despiteRestart(pause, async (attempt) => {
        const outcome = await recordSent(deps, row, { asOf, messageId, isNew });
        // Asked afterwards: an earlier try may have come through while this one waited for it.
        const isOurs = outcome !== "kept" && attempt > 1 && (await isOnRecord(db, id, messageId));
        return isOurs ? "kept" : outcome;
      }),
  );
  if (recorded === "elsewhere") {
    await takeBack(deps, row, { chatId, locale, messageId });
    return { kind: "retry", attempt: row.attempts, afterSeconds: 0 };
  }
  if (recorded === "gone") {
    const settled = await db.outboxMessage.findUnique({ where: { id }, select: { state: true } });
    // Somebody else's attempt was first: of two messages one goes again, of two edits none.
    if (settled?.state === "sent" && rendered.kind === "edit") return { kind: "stale" };
    return await takeBack(deps, row, { chatId, locale, messageId });
  }
  if (rendered.kind === "text" && rendered.replaces !== undefined)
    await api.deleteMessage(chatId, rendered.replaces).catch((error: unknown) => {
      // The older prompt staying in the chat is untidy, nothing more.
      log.info(
        { outboxId: String(id), failure: sortFailure(error).kind },
        "could not delete the replaced message",
      );
    });
  return { kind: "sent" };
}

/** It left in the very moment in which it should not have been there any more. */
async function takeBack(
  { db, api, log }: DeliveryDeps,
  row: OutboxRow,
  message: Pick<ChatToClear, "chatId" | "locale"> & { readonly messageId: number },
): Promise<Delivered> {
  try {
    await api.deleteMessage(message.chatId, message.messageId);
  } catch (error) {
    const failure = sortFailure(error).kind;
    const isLater = failure === "retry-later";
    log.warn({ failure }, isLater ? "a message is taken back later" : "could not take a message back");
    if (isLater) await clearMessage(db, { ...message, owner: recipientOf(row) });
  }
  return { kind: "stale" };
}

function recipientOf({ participantId, staffId }: OutboxRow): ChatToClear["owner"] {
  if (participantId !== null) return { participantId };
  return staffId === null ? null : { staffId };
}

/** What went wrong with our attempt says nothing about one that somebody has begun since. */
function stillOurs({ id, attempts }: OutboxRow) {
  return { id, state: "pending", attempts } as const;
}

async function settleFailure(deps: DeliveryDeps, row: OutboxRow, failure: SendFailure): Promise<Delivered> {
  const { db, log } = deps;
  const now = deps.now();
  const error: OutboxError = failure.kind;
  switch (failure.kind) {
    case "retry-later": {
      const longest = row.priority <= SOON ? 30 : 300;
      const afterSeconds = failure.afterSeconds ?? Math.min(longest, 2 ** Math.min(row.attempts, 9));
      await inTransaction(db, async (tx) => {
        await tx.outboxMessage.updateMany({
          where: stillOurs(row),
          data: {
            ...{ error, delayedBy: error, claimedBy: null },
            dueAt: new Date(now.getTime() + afterSeconds * 1000),
          },
        });
        await afterwards(tx, row, "delayed", now);
      });
      return { kind: "retry", attempt: row.attempts, afterSeconds };
    }
    case "pointless":
      await end(deps, row, "cancelled", error);
      return { kind: "stale" };
    case "unreachable":
      await inTransaction(db, async (tx) => {
        const { count } = await tx.outboxMessage.updateMany({
          where: stillOurs(row),
          data: { state: "failed", error },
        });
        if (count === 0) return;
        await markUnreachable(tx, row, now);
        await afterwards(tx, row, "failed", now);
      });
      return { kind: "failed" };
    case "bug":
      await end(deps, row, "failed", error);
      log.error(
        { outboxId: String(row.id), kind: row.kind, errorCode: failure.errorCode },
        "a message was refused by Telegram, or could not be made",
      );
      return { kind: "failed" };
  }
}

async function end(
  { db, now }: DeliveryDeps,
  row: OutboxRow,
  state: "cancelled" | "failed",
  error?: OutboxError,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { count } = await tx.outboxMessage.updateMany({
      where: stillOurs(row),
      data: { state, ...(error !== undefined && { error }) },
    });
    if (count > 0) await afterwards(tx, row, state, now());
  });
}
