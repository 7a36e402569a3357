import { HttpError, type Transformer } from "grammy";
import type { Pause } from "../pause.ts";

const PAUSES_MS = [500, 2000] as const;
const LONGEST_WAIT_SECONDS = 20;

/**
 * Tries a call again twice: after what Telegram asks for, or a little later when it or the network fails.
 * Bounded in every case, because screens of a chat wait for each other. A message whose answer was lost
 * comes twice; what must come once goes through the outbox.
 */
export function retryBriefly(pause: Pause): Transformer {
  return async (previous, method, payload, signal) => {
    for (const pauseMs of PAUSES_MS) {
      let afterMs: number = pauseMs;
      try {
        const response = await previous(method, payload, signal);
        if (response.ok) return response;
        const asked = response.parameters?.retry_after;
        if (asked !== undefined) afterMs = asked * 1000;
        else if (response.error_code < 500) return response;
        if (afterMs > LONGEST_WAIT_SECONDS * 1000) return response;
      } catch (error) {
        if (!(error instanceof HttpError) || signal?.aborted) throw error;
      }
      await pause(afterMs);
    }
    return await previous(method, payload, signal);
  };
}
