import { GrammyError, HttpError } from "grammy";
import { expect, test } from "vitest";
import { retryBriefly } from "../../../src/bot/retry-briefly.ts";
import { realPause } from "../../../src/pause.ts";
import type { Strike } from "../../../src/sandbox/telegram/faults.ts";
import { callRaw, createBot, startPolling, startTestTelegram } from "./support.ts";

async function withAna() {
  const { telegram } = await startTestTelegram();
  const ana = telegram.phone(7);
  await ana.sends("/start");
  return { telegram, ana, api: createBot(telegram).api };
}

test("a planned refusal reaches grammY with code, description and parameters, once", async () => {
  const { telegram, ana, api } = await withAna();
  const plan = telegram.faults.next(
    { method: "sendMessage" },
    { status: 429, description: "Too Many Requests: retry after 3", parameters: { retry_after: 3 } },
  );
  const error = await api.sendMessage(7, "x").catch((e: unknown) => e);
  expect(error).toBeInstanceOf(GrammyError);
  expect(error).toMatchObject({ error_code: 429, parameters: { retry_after: 3 } });
  expect(plan.remaining()).toBe(0);
  await api.sendMessage(7, "y");
  expect(ana.sees().map(({ text }) => text)).toEqual(["/start", "y"]);
  expect(telegram.calls("sendMessage").map(({ outcome }) => outcome?.ok)).toEqual([false, true]);
});

test.each([
  ["a proxy's HTML page", { status: 502, html: true }],
  ["a closed connection", { cut: true }],
])("%s is a network error to grammY and nothing was sent", async (_what, fault) => {
  const { telegram, ana, api } = await withAna();
  telegram.faults.next({}, fault);
  await expect(api.sendMessage(7, "x")).rejects.toBeInstanceOf(HttpError);
  expect(ana.sees()).toHaveLength(1);
});

test.each([
  ["cut", { afterEffect: true }, HttpError],
  ["a 500", { afterEffect: true, status: 500 }, GrammyError],
])("the message goes out though its answer is lost (%s)", async (_how, fault, kind) => {
  const { telegram, ana, api } = await withAna();
  telegram.faults.next({ method: "sendMessage", chatId: 7 }, fault);
  await expect(api.sendMessage(7, "x")).rejects.toBeInstanceOf(kind);
  expect(ana.lastText()).toBe("x");
});

test("what strikes is told, with what was done before its answer was lost; what nobody meets is not", async () => {
  const { telegram, api } = await withAna();
  const struck: Strike[] = [];
  telegram.faults.onStrike((strike) => struck.push(strike));
  telegram.faults.next({ method: "sendMessage" }, { cut: true, afterEffect: true });
  telegram.faults.next({ method: "deleteMessage" }, { status: 500 });
  telegram.faults.redeliver(2);
  await expect(api.sendMessage(7, "x")).rejects.toBeInstanceOf(HttpError);
  await telegram.phone(7).sends("twice");
  telegram.faults.clear();
  await api.sendMessage(7, "y");
  expect(struck).toEqual([
    {
      ...{ kind: "call", method: "sendMessage", chatId: 7, fault: { cut: true, afterEffect: true } },
      result: expect.objectContaining({ message_id: 2, text: "x" }),
    },
    { kind: "redelivery", atOnce: false },
  ]);
});

test("no answer is lost where nothing was sent", async () => {
  const { telegram, ana, api } = await withAna();
  const struck: Strike[] = [];
  telegram.faults.onStrike((strike) => struck.push(strike));
  await ana.blocksBot();
  telegram.faults.next({ method: "sendMessage" }, { cut: true, afterEffect: true });
  await expect(api.sendMessage(7, "x")).rejects.toMatchObject({ error_code: 403 });
  expect(struck).toEqual([]);
});

test("faults pick their method, chat and number of times, and can be called off", async () => {
  const { telegram, api } = await withAna();
  await telegram.phone(8).sends("/start");
  const inEight = telegram.faults.next({ chatId: 8 }, { status: 500 }, 2);
  telegram.faults.next({ method: "deleteMessage" }, { status: 501 });
  await api.sendMessage(7, "x");
  await expect(api.sendMessage(8, "x")).rejects.toMatchObject({ error_code: 500 });
  await expect(api.sendChatAction(8, "typing")).rejects.toMatchObject({ error_code: 500 });
  await api.sendMessage(8, "x");
  expect(inEight.remaining()).toBe(0);
  telegram.faults.clear();
  await api.deleteMessage(7, 1);
});

test("a fault for any method leaves the polling in the background alone", async () => {
  const { telegram } = await startTestTelegram();
  await startPolling(telegram, (bot) => {
    bot.api.config.use(retryBriefly(realPause));
    bot.on("message", (ctx) => ctx.reply("after the retry"));
  });
  telegram.faults.next({}, { status: 429, parameters: { retry_after: 0 } });
  const ana = telegram.phone(7);
  await ana.sends("hi");
  await ana.waitsFor("after the retry");
  expect(telegram.calls("sendMessage")).toHaveLength(2);
});

test("latency and a hang hold answers back, and stop() does not wait for them", async () => {
  const { telegram, api } = await withAna();
  telegram.faults.latency(20);
  const begun = performance.now();
  await api.sendMessage(7, "x");
  expect(performance.now() - begun).toBeGreaterThanOrEqual(19);
  telegram.faults.latency(0);
  telegram.faults.next({ method: "sendMessage" }, { hang: 60_000 });
  const hanging = api.sendMessage(7, "y");
  const failed = expect(hanging).rejects.toBeInstanceOf(HttpError);
  await telegram.phone(7).sends("something else still works");
  await api.getMe();
  await telegram.stop();
  await failed;
});

test("an update is delivered twice to bots that poll: to the next one, not to one that has said from where on it wants them", async () => {
  const { telegram } = await startTestTelegram();
  telegram.faults.redeliver();
  await telegram.phone(7).sends("a");
  const given = async (params: object) =>
    ((await callRaw(telegram, "getUpdates", params)).answer.result as readonly object[]).length;
  const killed = [await given({}), await given({ offset: 2 })];
  const next = [await given({}), await given({ offset: 2 }), await given({})];
  expect([killed, next]).toEqual([
    [1, 0],
    [1, 0, 0],
  ]);
});
