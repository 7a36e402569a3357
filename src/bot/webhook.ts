import type { Api } from "grammy";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { hasFailedLately } from "../has-failed-lately.ts";
import type { UpdateHandler } from "./handle-update.ts";
import { ALLOWED_UPDATES } from "./polling.ts";

export interface WebhookOptions {
  readonly api: Api;
  /** Where updates are to come. */
  readonly url: string;
  readonly secret: string;
  readonly handle: UpdateHandler;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Sees that Telegram delivers to us: nobody can tell a webhook that somebody else has taken away, or that Telegram cannot
 * reach, from a quiet day.
 */
export class Webhook {
  readonly #options: WebhookOptions;
  #cameAt: Date | undefined;
  #healthy = false;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /** What Telegram says with every update. */
  get secret(): string {
    return this.#options.secret;
  }

  /** Whether Telegram was told to deliver here, and at the last look had no trouble with it. */
  get healthy(): boolean {
    return this.#healthy;
  }

  readonly handle: UpdateHandler = async (update) => {
    const { handle, clock } = this.#options;
    const handled = await handle(update);
    if (handled === "done") this.#cameAt = clock.now();
    return handled;
  };

  async set(): Promise<void> {
    const { api, url } = this.#options;
    await api.setWebhook(url, { secret_token: this.secret, allowed_updates: [...ALLOWED_UPDATES] });
    this.#healthy = true;
  }

  /**
   * Asks Telegram. Where it delivers elsewhere it is told again; that counts as well only once the next look finds it so,
   * or two that take the webhook from each other would look well for ever.
   */
  async look(): Promise<void> {
    const { api, url, log } = this.#options;
    try {
      const { url: current, last_error_date: failedAt } = await api.getWebhookInfo();
      if (current !== url) {
        log.error(
          { wasSet: current !== "" },
          "Telegram did not deliver to PUBLIC_URL; the webhook is set again. See that nothing else uses this token",
        );
        await this.set();
        this.#healthy = false;
        return;
      }
      this.#healthy = !this.#isFailing(failedAt);
      if (!this.#healthy)
        log.error(
          "Telegram cannot deliver to the webhook; check the proxy, its certificate and WEBHOOK_SECRET",
        );
    } catch (error) {
      this.#healthy = false;
      log.error({ err: error }, "Telegram cannot be asked whether it delivers");
    }
  }

  /** Telegram goes on to name a failure that is over: what has come here since is the proof that it is. */
  #isFailing(failedAt: number | undefined): boolean {
    if (failedAt === undefined || !hasFailedLately(failedAt, this.#options.clock.now())) return false;
    return this.#cameAt === undefined || this.#cameAt.getTime() < failedAt * 1000;
  }
}
