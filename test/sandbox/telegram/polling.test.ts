import { InlineKeyboard } from "grammy";
import { expect, test } from "vitest";
import type { Telegram } from "../../../src/sandbox/telegram/telegram.ts";
import { callRaw, createBot, pollOpens, START, startPolling, startTestTelegram, TOKEN } from "./support.ts";

test("a person and a grammY bot talk: command, button, edit, answer", async () => {
  const { telegram } = await startTestTelegram();
  await startPolling(telegram, (bot) => {
    bot.command("start", (ctx) =>
      ctx.reply(`Hello ${ctx.from?.first_name} ${ctx.match}`, {
        reply_markup: new InlineKeyboard().text("1 A little", "a:1").text("2 Quite", "a:2"),
      }),
    );
    bot.callbackQuery(/^a:(\d)$/, async (ctx) => {
      await ctx.answerCallbackQuery({ text: "Noted" });
      await ctx.editMessageText(`You said ${ctx.match[1]}`);
    });
  });
  const ana = telegram.phone({ id: 7, name: "Ana", languageCode: "id" });

  await ana.opensLink("https://t.me/test_bot?start=tok-1");
  const greeting = await ana.waitsFor("Hello");
  expect(greeting).toMatchObject({
    text: "Hello Ana tok-1",
    edited: false,
    buttons: [
      [
        { label: "1 A little", data: "a:1" },
        { label: "2 Quite", data: "a:2" },
      ],
    ],
  });

  await ana.taps("2");
  const edited = await ana.waitsFor(/^You said \d$/);
  expect(edited).toMatchObject({
    messageId: greeting.messageId,
    text: "You said 2",
    edited: true,
    buttons: [],
  });
  await telegram.settled();
  expect(ana.answers()).toEqual([{ queryId: expect.any(String), text: "Noted", showAlert: false }]);
  expect(ana.notifications()).toEqual(["Hello Ana tok-1"]);
  expect(ana.lastText()).toBe("You said 2");
  expect(telegram.calls().map(({ method }) => method)).toEqual([
    expect.stringMatching(/getMe|deleteWebhook/),
    expect.stringMatching(/getMe|deleteWebhook/),
    "sendMessage",
    "answerCallbackQuery",
    "editMessageText",
  ]);
});

const getUpdates = async (telegram: Telegram, params: object = {}) =>
  (await callRaw(telegram, "getUpdates", params)).answer;

test("updates come until a higher offset confirms them", async () => {
  const { telegram } = await startTestTelegram();
  const ana = telegram.phone(7);
  for (const text of ["a", "b", "c"]) await ana.sends(text);
  const texts = async (params: object) =>
    ((await getUpdates(telegram, params)).result as { message: { text: string } }[]).map(
      ({ message }) => message.text,
    );

  expect(await texts({})).toEqual(["a", "b", "c"]);
  expect(await texts({ limit: 2 })).toEqual(["a", "b"]);
  expect(await texts({ offset: 2 })).toEqual(["b", "c"]);
  expect(await texts({})).toEqual(["b", "c"]);
  expect(await texts({ offset: -1 })).toEqual(["c"]);
  expect(await texts({})).toEqual(["c"]);
  expect(await texts({ offset: 4 })).toEqual([]);
  await telegram.settled();
});

test("a number from before Telegram counted anew confirms nothing: the oldest are given", async () => {
  const { telegram } = await startTestTelegram();
  telegram.countAnew(500);
  await telegram.phone(7).sends("before");
  telegram.countAnew(20);
  await telegram.phone(7).sends("after");
  const given = { result: [{ update_id: 20, message: { text: "after" } }] };
  expect(await getUpdates(telegram, { offset: 501 })).toMatchObject(given);
  expect(await getUpdates(telegram, { offset: 501 })).toMatchObject(given);
  expect(await getUpdates(telegram, { offset: 21 })).toMatchObject({ result: [] });
});

test("kinds that are not allowed are never queued, and the list is remembered", async () => {
  const { telegram } = await startTestTelegram();
  const ana = telegram.phone(7);
  await getUpdates(telegram, { allowed_updates: ["callback_query", "my_chat_member"] });
  await ana.sends("unheard");
  await ana.blocksBot();
  expect(await getUpdates(telegram)).toEqual({
    ok: true,
    result: [
      {
        update_id: 1,
        my_chat_member: {
          chat: { id: 7, type: "private", first_name: "Phone 7" },
          from: { id: 7, is_bot: false, first_name: "Phone 7" },
          date: START.getTime() / 1000,
          old_chat_member: { user: expect.objectContaining({ id: telegram.botId }), status: "member" },
          new_chat_member: {
            user: expect.objectContaining({ id: telegram.botId }),
            status: "kicked",
            until_date: 0,
          },
        },
      },
    ],
  });
  await getUpdates(telegram, { offset: 2, allowed_updates: [] });
  await ana.unblocksBot();
  await ana.sends("heard");
  expect(await getUpdates(telegram)).toMatchObject({
    result: [{ my_chat_member: { new_chat_member: { status: "member" } } }, { message: { text: "heard" } }],
  });
});

test("a second poller ends the first with 409, as when two instances run", async () => {
  const { telegram } = await startTestTelegram();
  const first = createBot(telegram);
  const ended = first.start();
  await pollOpens(telegram);
  await startPolling(telegram, () => undefined);
  await expect(ended).rejects.toMatchObject({
    error_code: 409,
    description:
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
  });
});

test("polling is refused while a webhook is set, and setting one ends the poll", async () => {
  const { telegram } = await startTestTelegram();
  const waiting = getUpdates(telegram, { timeout: 30 });
  await pollOpens(telegram);
  await callRaw(telegram, "setWebhook", { url: "http://127.0.0.1:9/" });
  expect(await waiting).toMatchObject({
    error_code: 409,
    description: "Conflict: terminated by setWebhook request",
  });
  expect(await getUpdates(telegram)).toMatchObject({
    error_code: 409,
    description:
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  });
  await callRaw(telegram, "deleteWebhook");
  expect(await getUpdates(telegram)).toEqual({ ok: true, result: [] });
});

test("a long poll that its client gave up takes no update with it", async () => {
  const { telegram } = await startTestTelegram();
  const giveUp = new AbortController();
  const abandoned = fetch(`${telegram.apiRoot}/bot${TOKEN}/getUpdates?timeout=30`, { signal: giveUp.signal });
  const noticed = new Promise<void>((resolve) => telegram.onCall(() => resolve()));
  await pollOpens(telegram);
  giveUp.abort();
  await expect(abandoned).rejects.toThrow();
  await noticed;
  await telegram.phone(7).sends("still here");
  expect(await getUpdates(telegram)).toMatchObject({ result: [{ message: { text: "still here" } }] });
});

test("what a killed bot had not confirmed comes again to the next one", async () => {
  const { telegram } = await startTestTelegram();
  const ana = telegram.phone(7);
  const seen: string[] = [];
  await ana.sends("one");
  await getUpdates(telegram);
  const bot = await startPolling(telegram, (b) =>
    b.on("message:text", (ctx) => void seen.push(ctx.msg.text)),
  );
  await telegram.settled();
  await bot.stop();
  await ana.sends("two");
  await startPolling(telegram, (b) => b.on("message:text", (ctx) => void seen.push(ctx.msg.text)));
  await telegram.settled();
  expect(seen).toEqual(["one", "two"]);
});

test("stops at once while a long poll is open, and frees the port", async () => {
  const { telegram } = await startTestTelegram();
  const waiting = getUpdates(telegram, { timeout: 50 }).catch(() => "cut");
  await pollOpens(telegram);
  await telegram.stop();
  await waiting;
  await expect(fetch(telegram.apiRoot)).rejects.toThrow();
});

test("settled tells what is still under way when nobody fetches it", async () => {
  const { telegram } = await startTestTelegram();
  await telegram.phone(7).sends("hello?");
  await expect(telegram.settled({ withinMs: 10 })).rejects.toThrow(
    "Not settled within 10 ms: 1 updates not acknowledged",
  );
});

test("settled waits for the handlers, not only for the fetching", async () => {
  const { telegram } = await startTestTelegram();
  const entered = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  await startPolling(telegram, (bot) =>
    bot.on("message", async (ctx) => {
      entered.resolve();
      await held.promise;
      await ctx.reply("done");
    }),
  );
  const ana = telegram.phone(7);
  await ana.sends("go");
  let isSettled = false;
  const settled = telegram.settled().then(() => {
    isSettled = true;
  });
  await entered.promise;
  expect(isSettled).toBe(false);
  held.resolve();
  await settled;
  expect(ana.lastText()).toBe("done");
});
