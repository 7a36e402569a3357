import { Bot, type Context, type PollingOptions } from "grammy";
import { onTestFinished, vi } from "vitest";
import {
  startTelegram,
  type Telegram,
  type TelegramOptions,
} from "../../../src/sandbox/telegram/telegram.ts";

export const TOKEN = "123456:test-token";
export const START = new Date("2026-01-05T01:00:00Z");

/** A clock that stands still until it is moved. */
function createTestClock(start = START) {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance(milliseconds: number) {
      now += milliseconds;
    },
  };
}

/** In reverse order, so that bots stop before the server they talk to. */
export function afterTest(end: () => Promise<void>): void {
  onTestFinished(end);
}

export async function startTestTelegram(options: Partial<TelegramOptions> = {}) {
  const clock = createTestClock();
  const telegram = await startTelegram({ token: TOKEN, clock, webhookRetryMs: 1, ...options });
  afterTest(() => telegram.stop());
  return { telegram, clock };
}

export function createBot(telegram: Telegram): Bot {
  return new Bot(telegram.token, { client: { apiRoot: telegram.apiRoot } });
}

/** Polls with `bot.start()` as a real deployment does; resolves once it polls. */
export async function startPolling(
  telegram: Telegram,
  install: (bot: Bot<Context>) => void,
  options: PollingOptions = {},
): Promise<Bot> {
  const bot = createBot(telegram);
  install(bot);
  let running: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    running = bot.start({ ...options, onStart: () => resolve() });
    running.catch(reject);
  });
  afterTest(async () => {
    if (bot.isRunning()) await bot.stop();
    await running.catch(() => undefined);
  });
  return bot;
}

/** One call as any HTTP client makes it. */
export async function callRaw(
  telegram: Telegram,
  method: string,
  body?: object | FormData | URLSearchParams,
  token = telegram.token,
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  const response = await fetch(`${telegram.apiRoot}/bot${token}/${method}`, {
    ...(body && { method: "POST", body: isForm ? body : JSON.stringify(body) }),
    ...(body && !isForm && { headers: { "content-type": "application/json" } }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

export async function pollOpens(telegram: Telegram): Promise<void> {
  await vi.waitUntil(() => telegram.calls("getUpdates").some(({ outcome }) => outcome === undefined), {
    interval: 1,
    timeout: 60_000,
  });
}
