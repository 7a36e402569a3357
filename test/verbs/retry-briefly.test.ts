import { Api, GrammyError, HttpError } from "grammy";
import { afterAll, beforeEach, expect, test } from "vitest";
import { retryBriefly } from "../../src/bot/retry-briefly.ts";
import { systemClock } from "../../src/clock.ts";
import { realPause } from "../../src/pause.ts";
import type { Fault } from "../../src/sandbox/telegram/faults.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";

const telegram = await startTelegram({ token: "110201543:test", clock: systemClock });
const phone = telegram.phone(5_000_000_001);
await phone.sends("/start");
afterAll(async () => await telegram.stop());
beforeEach(() => telegram.faults.clear());

const api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
api.config.use(retryBriefly(realPause));
const says = async (text: string, fault: Fault, times: number) => {
  telegram.faults.next({ method: "sendMessage" }, fault, times);
  const before = telegram.calls("sendMessage").length;
  const outcome = await api.sendMessage(phone.id, text).catch((error: unknown) => error);
  return { outcome, tries: telegram.calls("sendMessage").length - before };
};

test.each<[string, Fault]>([
  ["a server error", { status: 500 }],
  ["a proxy's page", { status: 502, html: true }],
  ["a cut connection", { cut: true }],
  ["a wish to wait", { status: 429, description: "Too Many Requests", parameters: { retry_after: 1 } }],
])("%s is tried again", async (name, fault) => {
  const { outcome, tries } = await says(name, fault, 1);
  expect(outcome).toMatchObject({ text: name });
  expect(tries).toBe(2);
});

test("an outage ends after three tries, with its error", async () => {
  const { outcome, tries } = await says("x", { cut: true }, 10);
  expect(outcome).toBeInstanceOf(HttpError);
  expect(tries).toBe(3);
});

test.each<[string, Fault]>([
  ["a refusal", { status: 403, description: "Forbidden: bot was blocked by the user" }],
  ["a long wait", { status: 429, description: "Too Many Requests", parameters: { retry_after: 21 } }],
])("%s is not tried again", async (_, fault) => {
  const { outcome, tries } = await says("x", fault, 1);
  expect(outcome).toBeInstanceOf(GrammyError);
  expect(tries).toBe(1);
});
