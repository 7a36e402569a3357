import { type Api, type InlineKeyboard, InputFile } from "grammy";
import {
  type Db,
  despiteConflicts,
  inTransaction,
  isDatabaseDown,
  isOutOfTime,
  type Tx,
} from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { markUnreachable } from "../people/mark-reachability.ts";
import { comesTooLate } from "../relay/in-charge.ts";
import { afterwards, isFollowed } from "./afterwards.ts";
import { catchUpCopy, newestEvent } from "./alert-copies.ts";
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
import { renderers } from "./render/index.ts";
import type { Rendered } from "./render/rendered.ts";
import { type OutboxRow, readRow } from "./row.ts";
import type { SendingLimit } from "./sending-limit.ts";
import { isUnmodified, type SendFailure, sortFailure } from "./sort-failure.ts";

export interface DeliveryDeps extends Deps {
  readonly api: Api;
  readonly limit: Pick<SendingLimit, "take">;
  readonly hands: Hands;
  readonly now: () => Date;
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
  readonly rendered: Exclude<Rendered, { kind: "stale" }>;
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
  if (rendered.kind !== "stale") return { kind: "ready", row, chatId, rendered, asOf };
  await end(deps, row, "cancelled");
  return { kind: "stale" };
}

async function send(deps: DeliveryDeps, { row, chatId, rendered, asOf }: Ready): Promise<Delivered> {
  const { db, api, log, hands } = deps;
  const { id } = row;
  let messageId: number;
  try {
    messageId = await transmit(api, chatId, rendered);
  } catch (error) {
    return await settleFailure(deps, row, sortFailure(error));
  }
  const isNew = rendered.kind !== "edit" && rendered.kind !== "removal";
  const recorded = await hands.record(id, async () => await record(deps, row, { asOf, messageId, isNew }));
  if (recorded === "elsewhere") {
    await takeBack(deps, chatId, messageId);
    return { kind: "retry", attempt: row.attempts, afterSeconds: 0 };
  }
  if (recorded === "gone") {
    const settled = await db.outboxMessage.findUnique({ where: { id }, select: { state: true } });
    // Somebody else's attempt was first: of two messages one goes again, of two edits none.
    if (settled?.state === "sent" && rendered.kind === "edit") return { kind: "stale" };
    return await takeBack(deps, chatId, messageId);
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

type Recorded =
  | "kept"
  /** Meanwhile cancelled or erased, or whom it is about stopped or locked the account, or its reader may not read it any more. */
  | "gone"
  /** Its reader of staff has another account, or is to have one: it has not come there. */
  | "elsewhere";

async function record(
  { db, now }: DeliveryDeps,
  row: OutboxRow,
  { asOf, messageId, isNew }: { readonly asOf: number; readonly messageId: number; readonly isNew: boolean },
): Promise<Recorded> {
  const alone = async () => await markSent(db, row, messageId, now());
  // On most messages nothing else hangs, and of those one statement is all there is to put on record.
  if (!isFollowed(row) && (await despiteConflicts(alone))) return "kept";
  return await inTransaction(db, async (tx) => {
    const isSent = await markSent(tx, row, messageId, now());
    if (isSent && !(await comesTooLate(tx, row, now()))) {
      await afterwards(tx, row, "sent", now());
      await catchUpCopy(tx, row, { asOf, messageId }, now());
      return "kept";
    }
    if (isNew && !isSent && (await isLinkedElsewhere(tx, row))) return "elsewhere";
    const stopped = await tx.outboxMessage.updateMany({
      where: { id: row.id, state: isSent ? "sent" : "pending" },
      data: { state: "cancelled", sentAt: null, messageId: null },
    });
    if (stopped.count === 1) await afterwards(tx, row, "cancelled", now());
    return "gone";
  });
}

/**
 * From now on the check-in goes on in its newest prompt or nudge. Whoever takes an account of staff away, changes who answers for
 * the participant of a relayed message, or locks that person, waits for this or is waited for: what is in the chat then is
 * known to one of the two. Other messages to participants are cancelled by whoever clears their chat (`stopMessages`).
 */
async function markSent(
  db: Db | Tx,
  { id, participantId, staffId, relayedWith, recipient, participantStatus }: OutboxRow,
  messageId: number,
  now: Date,
): Promise<boolean> {
  const marked = await db.$executeRaw`
    WITH member AS (SELECT telegram_id FROM staff WHERE id = ${staffId} FOR SHARE),
    other AS (SELECT status::text FROM participants WHERE id = ${relayedWith} FOR SHARE),
    sent AS (
      UPDATE outbox SET state = 'sent', sent_at = ${now}, message_id = ${messageId}, error = NULL
      WHERE id = ${id} AND state = 'pending'
        AND NOT EXISTS (SELECT FROM member WHERE telegram_id IS DISTINCT FROM ${recipient?.chatId ?? null})
        AND NOT EXISTS (
          SELECT FROM (SELECT status FROM other
                       UNION ALL SELECT status::text FROM participants WHERE id = ${participantId}) person
          WHERE status IN ('withdrawn', 'frozen') AND status IS DISTINCT FROM ${participantStatus ?? null})
      RETURNING kind, check_in_id
    ), carrying AS (
      UPDATE check_ins SET message_id = ${messageId} FROM sent
      WHERE check_ins.id = sent.check_in_id AND sent.kind IN ('prompt', 'nudge')
    )
    SELECT FROM sent`;
  return marked === 1;
}

async function isLinkedElsewhere(tx: Tx, { staffId, recipient }: OutboxRow): Promise<boolean> {
  if (staffId === null || recipient === undefined) return false;
  return (await tx.staff.count({ where: { id: staffId, telegramId: recipient.chatId } })) === 0;
}

/** It left in the very moment in which it should not have been there any more. */
async function takeBack({ api, log }: DeliveryDeps, chatId: number, messageId: number): Promise<Delivered> {
  await api.deleteMessage(chatId, messageId).catch((error: unknown) => {
    log.warn({ failure: sortFailure(error).kind }, "could not take a message back");
  });
  return { kind: "stale" };
}

/** The number of the message in its chat, also of one that is changed or removed. */
async function transmit(api: Api, chatId: number, rendered: Ready["rendered"]): Promise<number> {
  switch (rendered.kind) {
    case "text": {
      const { message_id: messageId } = await api.sendMessage(chatId, rendered.text, {
        ...asked(rendered),
        link_preview_options: { is_disabled: true },
      });
      return messageId;
    }
    case "photo":
    case "document": {
      const file = new InputFile(rendered.file, rendered.filename);
      const options = {
        protect_content: rendered.protect ?? true,
        ...(rendered.silent && { disable_notification: true }),
        ...(rendered.keyboard && { reply_markup: rendered.keyboard }),
        ...(rendered.caption !== undefined && { caption: rendered.caption }),
      };
      const { message_id: messageId } =
        rendered.kind === "photo"
          ? await api.sendPhoto(chatId, file, options)
          : await api.sendDocument(chatId, file, options);
      return messageId;
    }
    case "file": {
      const options = {
        ...asked(rendered),
        ...(rendered.caption !== undefined && { caption: rendered.caption }),
      };
      const { message_id: messageId } =
        rendered.type === "photo"
          ? await api.sendPhoto(chatId, rendered.fileId, options)
          : await api.sendVoice(chatId, rendered.fileId, options);
      return messageId;
    }
    case "edit":
      try {
        await api.editMessageText(chatId, rendered.messageId, rendered.text, {
          ...(rendered.keyboard && { reply_markup: rendered.keyboard }),
        });
      } catch (error) {
        if (!isUnmodified(error)) throw error;
      }
      return rendered.messageId;
    case "removal":
      await api.deleteMessage(chatId, rendered.messageId);
      return rendered.messageId;
  }
}

function asked({
  keyboard,
  protect,
  silent,
  replyTo,
}: {
  readonly keyboard?: InlineKeyboard;
  readonly protect?: boolean;
  readonly silent?: boolean;
  readonly replyTo?: number;
}) {
  return {
    ...(keyboard && { reply_markup: keyboard }),
    ...(protect && { protect_content: true }),
    ...(silent && { disable_notification: true }),
    ...(replyTo !== undefined && {
      reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
    }),
  };
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
