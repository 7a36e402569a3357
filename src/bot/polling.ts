import { setTimeout as wait } from "node:timers/promises";
import { type Api, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import type { Logger } from "pino";
import type { UpdateHandler } from "./handle-update.ts";

/** What we ask Telegram for; it remembers the last list, so it is said at every start. */
export const ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"] as const;

const LONGEST_WAIT_MS = 30_000;

export interface PollingOptions {
  /** With a time-out longer than the long poll. */
  readonly api: Api;
  readonly handle: UpdateHandler;
  readonly log: Logger;
  /** The token was revoked: nothing can be received any more. */
  readonly onRefused: () => void;
  readonly longPollSeconds?: number;
}

/**
 * Fetches a batch, handles it side by side, and asks for the next only when all of it is committed:
 * nobody waits for another person's screen, and a killed process gets every unfinished update again.
 */
export class Polling {
  readonly #options: PollingOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #healthy = false;

  constructor(options: PollingOptions) {
    this.#options = options;
  }

  /** Whether the last call for updates was answered. */
  get healthy(): boolean {
    return this.#healthy;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when the batch under way is committed and confirmed. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { api, log } = this.#options;
    let offset = 0;
    let failures = 0;
    let mayHaveWebhook = true;
    while (!this.#stop.signal.aborted) {
      try {
        if (mayHaveWebhook) await api.deleteWebhook({}, this.#signal());
        mayHaveWebhook = false;
        const updates = await api.getUpdates(
          {
            offset,
            limit: 100,
            timeout: this.#options.longPollSeconds ?? 30,
            allowed_updates: [...ALLOWED_UPDATES],
          },
          this.#signal(),
        );
        if (failures > 0) log.info("updates are coming in again");
        failures = 0;
        this.#healthy = true;
        offset = await this.#handleAll(updates, offset);
      } catch (error) {
        if (this.#stop.signal.aborted) break;
        this.#healthy = false;
        failures += 1;
        if (this.#isRefusal(error)) return;
        await this.#pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(failures, 6)));
      }
    }
    // Confirms what is done, so that the next process does not get it again.
    if (offset > 0)
      await api.getUpdates({ offset, limit: 1, timeout: 0 }).catch((error: unknown) => {
        log.info({ err: error }, "the last updates could not be confirmed; they will come again");
      });
  }

  async #handleAll(updates: readonly Update[], offset: number): Promise<number> {
    let left = updates;
    while (left.length > 0) {
      const outcomes = await Promise.all(left.map(this.#options.handle));
      left = left.filter((_, index) => outcomes[index] === "again");
      if (left.length === 0) break;
      if (this.#stop.signal.aborted) return offset;
      await this.#pause(1000);
    }
    return (updates.at(-1)?.update_id ?? offset - 1) + 1;
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
          "another process polls with this token; stop it, or use webhook mode for several instances",
        );
        return false;
      default:
        log.warn({ errorCode: error.error_code }, "Telegram did not give updates; trying again");
        return false;
    }
  }

  /** grammY wants the abort-controller package's type, which Node's own satisfies. */
  #signal() {
    return this.#stop.signal as unknown as Parameters<Api["getUpdates"]>[1];
  }

  async #pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
