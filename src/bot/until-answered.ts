import { setTimeout as wait } from "node:timers/promises";
import { GrammyError } from "grammy";
import type { Logger } from "pino";
import { OperatorError } from "../operator-error.ts";

const LONGEST_WAIT_MS = 30_000;
/** Telegram's own name servers did not answer, which says nothing about the name that it was given. */
const PASSING = /temporary failure in name resolution/i;

/**
 * For what has to succeed before the start is complete: Telegram may be away when the machine comes up.
 *
 * @throws {OperatorError} when it answers and refuses
 */
export async function untilAnswered(log: Logger, call: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await call();
      return;
    } catch (error) {
      let afterMs = Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(attempt, 6));
      if (error instanceof GrammyError) {
        const { error_code: code, description, method, parameters } = error;
        if (code === 401 || code === 404)
          throw new OperatorError("Telegram refuses BOT_TOKEN; get the current one from BotFather.", {
            cause: error,
          });
        if (code < 500 && code !== 409 && code !== 429 && !PASSING.test(description))
          throw new OperatorError(`Telegram refuses ${method}: ${description}`, { cause: error });
        afterMs = Math.max(afterMs, (parameters.retry_after ?? 0) * 1000);
      }
      log.warn({ err: error, attempt }, "Telegram cannot be reached yet; trying again");
      await wait(afterMs);
    }
  }
}
