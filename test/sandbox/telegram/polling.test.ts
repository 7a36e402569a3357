import { InlineKeyboard } from "grammy";
import { expect, test } from "vitest";
import { callRaw, createBot, startPolling, startTestTelegram } from "./support.ts";

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
