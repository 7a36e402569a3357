import { Api, GrammyError, HttpError } from "grammy";
import { afterAll, beforeEach, expect, onTestFinished, test } from "vitest";
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
/** Gives a call up after a second. */
const hurried = new Api(telegram.token, { apiRoot: telegram.apiRoot, timeoutSeconds: 1 });
for (const each of [api, hurried]) each.config.use(retryBriefly(realPause));
const says = async (text: string, fault: Fault, times: number, by = api) => {
  telegram.faults.next({ method: "sendMessage" }, fault, times);
  const before = telegram.calls("sendMessage").length;
  const outcome = await by.sendMessage(phone.id, text).catch((error: unknown) => error);
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

test("no answer at all is tried again", async () => {
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  onTestFinished(() => letGo());
  const { outcome, tries } = await says("nothing", { hang, cut: true }, 1, hurried);
  expect(outcome).toMatchObject({ text: "nothing" });
  expect(tries).toBeGreaterThan(1);
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
