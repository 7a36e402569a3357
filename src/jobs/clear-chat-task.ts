import type { Api } from "grammy";
import type { Task } from "graphile-worker";
import type { Logger } from "pino";
import { z } from "zod";
import { systemClock } from "../clock.ts";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { emptyMessage } from "../outbox/empty-message.ts";
import { ORDINARY } from "../outbox/enqueue.ts";
import type { SendingLimit } from "../outbox/sending-limit.ts";
import { isRefusal, type SendFailure, sortFailure } from "../outbox/sort-failure.ts";
import { DELETABLE_MS } from "../people/chat-messages.ts";
import { type ChatToClear, CLEARING_RUNS, hurryClearings } from "../people/clear-chat.ts";

const payload: z.ZodType<ChatToClear> = z.object({
  chatId: z.int(),
  messageIds: z.array(z.int()),
  olderIds: z.array(z.int()),
  locale: z.enum(["id", "en"]),
  farewell: z.enum(["erased", "none"]),
  emergency: z.array(z.string()),
  owner: z.union([z.object({ participantId: z.int() }), z.object({ staffId: z.int() })]).nullable(),
  attempt: z.int().min(0),
  failingSince: z.int().optional(),
});

const AT_ONCE = 100;
/** Edits go one by one. A run has to end long before graphile-worker takes its job for abandoned. */
const EDITS_AT_ONCE = 50;
const MOST_ATTEMPTS = 5;
const LONGEST_PAUSE_SECONDS = 600;

interface ClearingDeps extends Pick<Deps, "db"> {
  readonly api: Api;
  readonly log: Logger;
  readonly limit: Pick<SendingLimit, "take">;
}

/**
 * Deletes what may be deleted of a chat and says goodbye. It goes on for as long as that may be, as on a lost phone; after an
 * erasure it gives up soon rather than keep the account's number.
 */
export function clearChatTask(deps: ClearingDeps): Task {
  return async (raw, helpers) => {
    const job = payload.parse(raw);
    const left: Left = { messageIds: [...job.messageIds], olderIds: [...job.olderIds] };
    const countLeft = () => left.messageIds.length + left.olderIds.length;
    const before = countLeft();
    const { failingSince } = job;
    let next: NextRun | undefined = { attempt: 0, failingSince, afterSeconds: 0, isKept: false };
    try {
      await clear(deps, job, left);
      if (left.olderIds.length === 0) return;
    } catch (error) {
      next = await afterFailure(deps, job, { ...sortFailure(error), cameFurther: countLeft() < before });
      if (!next) return;
    }
    const { afterSeconds, isKept, ...more } = next;
    const runAt = new Date(systemClock.now().getTime() + afterSeconds * 1000);
    await helpers.addJob("clear-chat", { ...job, ...left, ...more }, { runAt, maxAttempts: CLEARING_RUNS });
    if (isKept) await hurryUnlessKept(deps, job);
  };
}

interface Left {
  messageIds: number[];
  olderIds: number[];
}

interface NextRun {
  readonly attempt: number;
  readonly failingSince: number | undefined;
  readonly afterSeconds: number;
  /** It waits because the account may be kept. */
  readonly isKept: boolean;
}

/** Undefined where it is given up. */
async function afterFailure(
  deps: ClearingDeps,
  job: ChatToClear,
  failure: SendFailure & { readonly cameFurther: boolean },
): Promise<NextRun | undefined> {
  const now = systemClock.now().getTime();
  const { cameFurther } = failure;
  const attempt = cameFurther ? 0 : job.attempt + 1;
  const failingSince = job.failingSince ?? now;
  const isKept = await mayBeKept(deps, job);
  const isOver = isKept ? now - failingSince >= DELETABLE_MS : attempt >= MOST_ATTEMPTS;
  if (failure.kind === "retry-later" && !isOver) {
    const afterSeconds = failure.afterSeconds ?? Math.min(LONGEST_PAUSE_SECONDS, 2 ** (attempt + 1));
    return { attempt, failingSince, afterSeconds, isKept };
  }
  deps.log[isKept ? "error" : "warn"]({ failure: failure.kind }, "a chat could not be cleared");
  return undefined;
}

/** Whether the account may; not of somebody who was erased meanwhile. */
async function mayBeKept({ db }: ClearingDeps, { owner }: ChatToClear): Promise<boolean> {
  if (owner === null) return false;
  if ("staffId" in owner) return true;
  // An erasure that is under way is waited for: it has looked for clearings already, or finds the one that is there by now.
  const kept = await db.$queryRaw<unknown[]>`
    SELECT FROM participants WHERE id = ${owner.participantId} FOR KEY SHARE`;
  return kept.length > 0;
}

/** An erasure between the question whether it may be kept and the new job has hurried only the old one. */
async function hurryUnlessKept(deps: ClearingDeps, job: ChatToClear): Promise<void> {
  const { owner } = job;
  if (owner === null || "staffId" in owner || (await mayBeKept(deps, job))) return;
  await hurryClearings(deps.db, owner.participantId);
}

/** Takes out of `left` what is done. */
async function clear({ api, limit }: ClearingDeps, job: ChatToClear, left: Left): Promise<void> {
  const { chatId, locale, farewell, emergency } = job;
  while (left.messageIds.length > 0) await deleteFirst(api, job, left, AT_ONCE);
  const t = translator(locale);
  for (const messageId of left.olderIds.slice(0, EDITS_AT_ONCE)) {
    const send = async (call: () => Promise<void>) => await limit.take(ORDINARY, call);
    await emptyMessage(api, { chatId, messageId }, t("message-gone"), send);
    left.olderIds = left.olderIds.slice(1);
  }
  if (farewell === "none") return;
  await api.deleteMyCommands({ scope: { type: "chat", chat_id: chatId } });
  await api.sendMessage(chatId, t("erased", { numbers: emergency.join(" · ") }));
}

/** Telegram may refuse many for the sake of one, such as one that is too old: the others go without it. */
async function deleteFirst(api: Api, job: ChatToClear, left: Left, count: number): Promise<void> {
  const messageIds = left.messageIds.slice(0, count);
  try {
    await api.deleteMessages(job.chatId, messageIds);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (messageIds.length > 1) {
      const half = Math.ceil(messageIds.length / 2);
      await deleteFirst(api, job, left, half);
      await deleteFirst(api, job, left, messageIds.length - half);
      return;
    }
    // It may have become too old while Telegram failed. After an erasure nothing is emptied.
    if (job.owner !== null) left.olderIds.push(...messageIds);
  }
  left.messageIds = left.messageIds.slice(messageIds.length);
}
