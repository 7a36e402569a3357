import { setTimeout as wait } from "node:timers/promises";
import { type Api, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import type { Logger } from "pino";
import { isCallForHelp, isFear } from "./calls-for-help.ts";
import type { UpdateHandler } from "./handle-update.ts";
import { isWellFormed } from "./well-formed.ts";

/** What we ask Telegram for; it remembers the last list, so it is said at every start. */
export const ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"] as const;

const LONGEST_WAIT_MS = 30_000;
const LONG_POLL_SECONDS = 30;
/** Telegram gives no more at once. */
const MOST_AT_ONCE = 100;
/** How long the next poll waits for updates that are still being handled. */
const PATIENCE_MS = 250;
const DATABASE_PAUSE_MS = 1000;
const CONFIRM_WITHIN_MS = 2000;

export interface PollingOptions {
  /** With a time-out longer than the long poll. */
  readonly api: Api;
  readonly handle: UpdateHandler;
  readonly log: Logger;
  /** The token was revoked: nothing can be received any more. */
  readonly onRefused: () => void;
}

/**
 * Handles updates side by side and confirms them up to the oldest that is not committed yet: nobody waits
 * for another person's screen or dialogue, and a killed process gets every unfinished update again.
 */
export class Polling {
  readonly #options: PollingOptions;
  readonly #stop = new AbortController();
  /** Being handled, by update id, oldest first. */
  readonly #unfinished = new Map<number, Promise<boolean>>();
  /** Of each chat everything before its next update; false when something of it was left unfinished. */
  readonly #lanes = new Map<number, Promise<boolean>>();
  #newestId = -1;
  #running: Promise<void> | undefined;
  #healthy = false;

  constructor(options: PollingOptions) {
    this.#options = options;
  }

  /** Whether the last call for updates was answered, and brought what is new. */
  get healthy(): boolean {
    return this.#healthy;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when everything under way is committed and confirmed. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { api, log } = this.#options;
    let failures = 0;
    let mayHaveWebhook = true;
    while (!this.#stop.signal.aborted) {
      try {
        if (mayHaveWebhook) await api.deleteWebhook({}, this.#signal());
        mayHaveWebhook = false;
        // The first poll of a quiet bot is answered only when its time is over.
        this.#healthy ||= failures === 0;
        const offset = this.#offset;
        const updates = await api.getUpdates(
          {
            offset,
            limit: MOST_AT_ONCE,
            // Unfinished ones come with every poll, so there is nothing to wait for.
            timeout: this.#unfinished.size > 0 ? 0 : LONG_POLL_SECONDS,
            allowed_updates: [...ALLOWED_UPDATES],
          },
          this.#signal(),
        );
        if (failures > 0) log.info("updates are coming in again");
        failures = 0;
        this.#noticeNewCount(updates, offset);
        // Nothing newer is given before the oldest is confirmed, and that waits for one that is not finished.
        const isDeaf =
          updates.length === MOST_AT_ONCE && updates.every(({ update_id: id }) => id <= this.#newestId);
        if (isDeaf && this.#healthy)
          log.warn(
            { updateId: offset },
            "a hundred updates wait for one that is not finished; nothing newer comes in",
          );
        this.#healthy = !isDeaf;
        for (const update of updates) this.#take(update);
        await this.#finished(PATIENCE_MS);
      } catch (error) {
        if (this.#stop.signal.aborted) break;
        this.#healthy = false;
        failures += 1;
        if (this.#isRefusal(error)) return;
        await this.#pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(failures, 6)));
      }
    }
    await Promise.all(this.#unfinished.values());
    // Confirms what is done, so that the next process does not get it again.
    if (this.#newestId >= 0)
      await api
        .getUpdates(
          { offset: this.#offset, limit: 1, timeout: 0 },
          asSignal(AbortSignal.timeout(CONFIRM_WITHIN_MS)),
        )
        .catch((error: unknown) => {
          log.info({ err: error }, "the last updates could not be confirmed; they will come again");
        });
  }

  get #offset(): number {
    // One above the newest is from before Telegram began to count anew, and cannot come again.
    const oldestUnfinished = [...this.#unfinished.keys()].find((id) => id <= this.#newestId);
    return oldestUnfinished ?? this.#newestId + 1;
  }

  /**
   * Telegram gives nothing below the number that it was asked for, unless it does not know that one: after a week without
   * updates it goes on at any number, and so does another Bot API server.
   */
  #noticeNewCount([oldest]: readonly Update[], offset: number): void {
    if (!oldest || oldest.update_id >= offset) return;
    this.#options.log.warn({ updateId: oldest.update_id }, "Telegram has begun to count updates anew");
    this.#newestId = oldest.update_id - 1;
  }

  #take(update: Update): void {
    const { update_id: id } = update;
    if (id <= this.#newestId) return;
    this.#newestId = id;
    const chatId = isWellFormed(update) ? chatOf(update) : undefined;
    const before = chatId === undefined ? undefined : this.#lanes.get(chatId);
    const finished = this.#handle(update, before);
    this.#unfinished.set(id, finished);
    if (chatId === undefined) return;
    const lane = Promise.all([before ?? true, finished]).then((all) => all.every(Boolean));
    this.#lanes.set(chatId, lane);
    void lane.then(() => {
      if (this.#lanes.get(chatId) === lane) this.#lanes.delete(chatId);
    });
  }

  /**
   * In its turn within the chat, also when an earlier one has to come again: a corrected answer must not be overwritten by
   * the one before it. Only help goes ahead, and what is an answer besides is handled in its turn as well. False, and left
   * unfinished, when the database stays away until we stop.
   */
  async #handle(update: Update, before: Promise<boolean> | undefined): Promise<boolean> {
    const { handle } = this.#options;
    const wentAhead = before !== undefined && isCallForHelp(update) && (await handle(update)) === "done";
    if (!wentAhead || isFear(update)) {
      if (before && !(await before)) return false;
      while ((await handle(update)) === "again") {
        if (this.#stop.signal.aborted) return false;
        await this.#pause(DATABASE_PAUSE_MS);
      }
    }
    this.#unfinished.delete(update.update_id);
    return true;
  }

  async #finished(withinMs: number): Promise<void> {
    if (this.#unfinished.size === 0) return;
    const enough = new AbortController();
    await Promise.race([
      Promise.all(this.#unfinished.values()),
      wait(withinMs, undefined, { signal: enough.signal }).catch(() => undefined),
    ]);
    enough.abort();
  }

  #isRefusal(error: unknown): boolean {
    const { log, onRefused } = this.#options;
    if (!(error instanceof GrammyError)) {
      log.warn({ err: error }, "Telegram cannot be reached; trying again");
      return false;
    }
    switch (error.error_code) {
      case 401:
      case 404:
        log.fatal("Telegram refuses BOT_TOKEN; get the current one from BotFather");
        onRefused();
        return true;
      case 409:
        log.error(
          /webhook/i.test(error.description)
            ? "a webhook was set for this token: another server gets the updates; stop that one, then restart this"
            : "another process polls with this token; stop it, or use webhook mode for several instances",
        );
        return false;
      default:
        log.warn({ errorCode: error.error_code }, "Telegram did not give updates; trying again");
        return false;
    }
  }

  #signal() {
    return asSignal(this.#stop.signal);
  }

  async #pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}

function chatOf({ message, callback_query: tap, my_chat_member: member }: Update): number | undefined {
  return (message ?? tap?.message ?? member)?.chat.id;
}

/** grammY wants the abort-controller package's type, which Node's own satisfies. */
function asSignal(signal: AbortSignal) {
  return signal as unknown as Parameters<Api["getUpdates"]>[1];
}
