import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { webhookCallback } from "grammy";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { Telegram } from "../../../src/sandbox/telegram/telegram.ts";
import { afterTest, callRaw, createBot, startTestTelegram } from "./support.ts";

async function serveHook(app: Hono): Promise<string> {
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }) as Server;
  await new Promise<void>((resolve) => server.once("listening", resolve));
  afterTest(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

/** Answers each update with the status that `decide` names, and notes the order. */
async function startPlainHook(telegram: Telegram, decide: (text: string, tries: number) => number) {
  const log: string[] = [];
  const app = new Hono();
  app.post("/hook", async (c) => {
    const { message } = (await c.req.json()) as { message: { text: string } };
    log.push(message.text);
    const status = decide(message.text, log.filter((text) => text === message.text).length);
    return new Response("", { status });
  });
  const url = await serveHook(app);
  await callRaw(telegram, "setWebhook", { url });
  return log;
}

test("grammY's webhookCallback gets updates with the secret, and answers over the API", async () => {
  const { telegram } = await startTestTelegram();
  const bot = createBot(telegram);
  bot.on("message:text", (ctx) => ctx.reply(`Echo ${ctx.msg.text}`));
  const app = new Hono();
  app.post("/hook", webhookCallback(bot, "hono", { secretToken: "s3cret_-" }));
  await bot.api.setWebhook(await serveHook(app), { secret_token: "s3cret_-", allowed_updates: ["message"] });

  const ana = telegram.phone(7);
  await ana.sends("hi");
  await ana.waitsFor("Echo hi");
  await telegram.settled();
  expect(await bot.api.getWebhookInfo()).toMatchObject({
    pending_update_count: 0,
    max_connections: 40,
    allowed_updates: ["message"],
  });
});

test("a wrong secret is refused, and what was refused is there once it is right", async () => {
  const { telegram } = await startTestTelegram();
  const bot = createBot(telegram);
  bot.on("message:text", (ctx) => ctx.reply("got it"));
  const app = new Hono();
  app.post("/hook", webhookCallback(bot, "hono", { secretToken: "right" }));
  const url = await serveHook(app);
  await bot.api.setWebhook(url, { secret_token: "wrong" });
  const ana = telegram.phone(7);
  await ana.sends("hi");
  await expect
    .poll(() => bot.api.getWebhookInfo())
    .toMatchObject({
      pending_update_count: 1,
      last_error_message: "Wrong response from the webhook: 401 Unauthorized",
    });
  await expect(telegram.settled({ withinMs: 30 })).rejects.toThrow("1 updates not acknowledged");
  await bot.api.setWebhook(url, { secret_token: "right" });
  await ana.waitsFor("got it");
  await telegram.settled();
});

test("a refused update holds its own chat, not the others, and comes again first", async () => {
  const { telegram } = await startTestTelegram();
  const log = await startPlainHook(telegram, (text, tries) => (text === "a1" && tries < 3 ? 500 : 200));
  const ana = telegram.phone(7);
  const ben = telegram.phone(8);
  await ana.sends("a1");
  await ana.sends("a2");
  await ben.sends("b1");
  await telegram.settled();
  expect(log.filter((text) => text.startsWith("a"))).toEqual(["a1", "a1", "a1", "a2"]);
  expect(log.indexOf("b1")).toBeLessThan(log.indexOf("a2"));
});

test("deleting the webhook keeps what was not taken for polling", async () => {
  const { telegram } = await startTestTelegram();
  await startPlainHook(telegram, () => 503);
  await telegram.phone(7).sends("keep me");
  await expect
    .poll(async () => (await callRaw(telegram, "getWebhookInfo")).answer)
    .toMatchObject({ result: { last_error_message: expect.stringContaining("503") } });
  await callRaw(telegram, "deleteWebhook");
  expect((await callRaw(telegram, "getUpdates")).answer).toMatchObject({
    result: [{ message: { text: "keep me" } }],
  });
});

test("a webhook may answer with a method call", async () => {
  const { telegram } = await startTestTelegram();
  const app = new Hono().post("/hook", (c) =>
    c.json({ method: "sendMessage", chat_id: 7, text: "in the answer" }),
  );
  await callRaw(telegram, "setWebhook", { url: await serveHook(app) });
  const ana = telegram.phone(7);
  await ana.sends("?");
  await ana.waitsFor("in the answer");
});

test("an update may come twice", async () => {
  const { telegram } = await startTestTelegram();
  const log = await startPlainHook(telegram, () => 200);
  telegram.faults.redeliver();
  await telegram.phone(7).sends("twice");
  await telegram.phone(7).sends("once");
  await telegram.settled();
  expect(log).toEqual(["twice", "twice", "once"]);
});

test("an update may come twice at once, and the chat's next one waits for both", async () => {
  const { telegram } = await startTestTelegram();
  const log: string[] = [];
  const bothCame = Promise.withResolvers<void>();
  const app = new Hono().post("/hook", async (c) => {
    const { message } = (await c.req.json()) as { message: { text: string } };
    log.push(`${message.text} begins`);
    if (log.length === 2) bothCame.resolve();
    await bothCame.promise;
    log.push(`${message.text} ends`);
    return c.body(null, 200);
  });
  await callRaw(telegram, "setWebhook", { url: await serveHook(app) });
  telegram.faults.redeliver(1, { atOnce: true });
  await telegram.phone(7).sends("twice");
  await telegram.phone(7).sends("once");
  await telegram.settled();
  const twice = ["twice begins", "twice begins", "twice ends", "twice ends"];
  expect(log).toEqual([...twice, "once begins", "once ends"]);
});
