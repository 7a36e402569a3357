import { InlineKeyboard, Keyboard } from "grammy";
import { expect, test } from "vitest";
import type { ChatChange } from "../../../src/sandbox/telegram/views.ts";
import { callRaw, createBot, startPolling, startTestTelegram } from "./support.ts";

async function withAna() {
  const { telegram, clock } = await startTestTelegram();
  const ana = telegram.phone({ id: 7, name: "Ana", languageCode: "id" });
  await ana.sends("/start");
  const updates = async () =>
    (await callRaw(telegram, "getUpdates", { offset: 2 })).answer.result as Record<string, unknown>[];
  return { telegram, clock, ana, api: createBot(telegram).api, updates };
}

test("a tap takes the newest button that is really there, exact label first", async () => {
  const { ana, api, updates } = await withAna();
  await api.sendMessage(7, "old", { reply_markup: new InlineKeyboard().text("Yes", "old") });
  await api.sendMessage(7, "new", {
    reply_markup: new InlineKeyboard().text("Yes, soon", "soon").text("Yes", "new"),
  });
  await ana.taps("Yes");
  await ana.taps("Yes,");
  await ana.tapsOn(2, "Yes");
  await ana.tapsData("forged:1");
  expect(await updates()).toMatchObject([
    {
      callback_query: {
        data: "new",
        message: { message_id: 3, text: "new" },
        from: { id: 7, language_code: "id" },
      },
    },
    { callback_query: { data: "soon" } },
    { callback_query: { data: "old", message: { message_id: 2 } } },
    { callback_query: { data: "forged:1", message: { message_id: 3 } } },
  ]);
});

test("a tap on what is not there tells what is", async () => {
  const { ana, api } = await withAna();
  await api.sendMessage(7, "Question", {
    reply_markup: new InlineKeyboard().text("1 Yes", "1").row().text("2 No", "2"),
  });
  await expect(ana.taps("Maybe")).rejects.toThrow(
    'Ana sees no button "Maybe". Visible now:\n#1 Ana: /start\n#2 Test bot: Question\n    [1 Yes]\n    [2 No]',
  );
  await api.editMessageReplyMarkup(7, 2);
  await expect(ana.taps("1 Yes")).rejects.toThrow('Ana sees no button "1 Yes"');
  await expect(ana.tapsOn(99, "1")).rejects.toThrow("Ana sees no message #99");
});

test("an update keeps the message as it was when it was tapped", async () => {
  const { ana, api, updates } = await withAna();
  await api.sendMessage(7, "before", { reply_markup: new InlineKeyboard().text("Go", "go") });
  await ana.taps("Go");
  await api.editMessageText(7, 2, "after");
  expect(await updates()).toMatchObject([{ callback_query: { message: { text: "before" } } }]);
});

test("a reply keyboard's button sends its text", async () => {
  const { ana, api, updates, telegram } = await withAna();
  await api.sendMessage(7, "Menu", { reply_markup: new Keyboard().text("Check in").text("Help").resized() });
  expect(telegram.chat(7)?.replyKeyboard).toEqual([["Check in", "Help"]]);
  await ana.taps("Help");
  expect(await updates()).toMatchObject([{ message: { text: "Help" } }]);
  await api.sendMessage(7, "Gone", { reply_markup: { remove_keyboard: true } });
  await expect(ana.taps("Help")).rejects.toThrow('Ana sees no button "Help"');
});

test("commands, edits, stickers and links arrive as Telegram sends them", async () => {
  const { ana, updates } = await withAna();
  const id = await ana.sends("see /help please");
  await ana.edits(id, "never mind");
  await ana.opensLink("https://t.me/Test_Bot?start=abc-1");
  await ana.sendsSticker("👍");
  expect(await updates()).toMatchObject([
    { message: { text: "see /help please", entities: [{ type: "bot_command", offset: 4, length: 5 }] } },
    { edited_message: { message_id: id, text: "never mind", edit_date: expect.any(Number) } },
    { message: { text: "/start abc-1", entities: [{ type: "bot_command", offset: 0, length: 6 }] } },
    { message: { sticker: { emoji: "👍" } } },
  ]);
  await expect(ana.opensLink("https://t.me/other_bot?start=x")).rejects.toThrow("Not a link to @test_bot");
  await expect(ana.opensLink(`https://t.me/test_bot?start=${"x".repeat(65)}`)).rejects.toThrow(
    "start parameter",
  );
});

test("a blocked bot learns of it, and hears of the way back", async () => {
  const { ana, api, updates } = await withAna();
  await ana.blocksBot();
  await expect(api.sendMessage(7, "x")).rejects.toThrow("Forbidden: bot was blocked by the user");
  await expect(ana.sends("x")).rejects.toThrow("Ana has blocked the bot");
  await ana.unblocksBot();
  await api.sendMessage(7, "back");
  expect(await updates()).toMatchObject([
    { my_chat_member: { old_chat_member: { status: "member" }, new_chat_member: { status: "kicked" } } },
    { my_chat_member: { old_chat_member: { status: "kicked" }, new_chat_member: { status: "member" } } },
  ]);
});

test("a deleted account is refused and acts no more", async () => {
  const { ana, api, updates } = await withAna();
  ana.deactivates();
  await expect(api.sendMessage(7, "x")).rejects.toThrow("Forbidden: user is deactivated");
  await expect(ana.sends("x")).rejects.toThrow("Ana's account is deactivated");
  expect(await updates()).toEqual([]);
});

test("in a group the bot gets commands and mentions, until it leaves", async () => {
  const { telegram, ana, api, updates } = await withAna();
  const group = await ana.addsBotToGroup({ title: "Team" });
  await ana.sendsInGroup(group, "just talking");
  await ana.sendsInGroup(group, "/help");
  await ana.sendsInGroup(group, "hey @test_bot");
  expect(await updates()).toMatchObject([
    {
      my_chat_member: {
        chat: { id: group, type: "supergroup", title: "Team" },
        new_chat_member: { status: "member" },
      },
    },
    { message: { chat: { id: group }, new_chat_members: [{ id: telegram.botId }] } },
    { message: { text: "/help" } },
    { message: { text: "hey @test_bot" } },
  ]);
  await api.sendMessage(group, "hello all");
  await api.leaveChat(group);
  await expect(api.sendMessage(group, "x")).rejects.toThrow(
    "Forbidden: bot is not a member of the supergroup chat",
  );
  expect(telegram.chat(group)?.messages.at(-1)?.text).toBe("hello all");
  expect(ana.notifications()).toEqual([]);
});

test("the lock screen shows new messages, no edits, and silent ones unless the chat is open", async () => {
  const { ana, api, clock } = await withAna();
  await api.sendMessage(7, "one");
  await api.editMessageText(7, 2, "one, edited");
  await api.sendMessage(7, "two", { disable_notification: true });
  await api.sendMessage(7, "three");
  clock.advance(61_000);
  await api.sendMessage(7, "four", { disable_notification: true });
  expect(ana.notifications()).toEqual(["one", "three", "four"]);
});

test("message ids count per chat", async () => {
  const { telegram, api } = await withAna();
  await telegram.phone(8).sends("/start");
  expect((await api.sendMessage(8, "x")).message_id).toBe(2);
  expect((await api.sendMessage(7, "x")).message_id).toBe(2);
});

test("waiting finds what arrived since the last action, each arrival once", async () => {
  const { telegram, ana, api } = await withAna();
  await api.sendMessage(7, "before the action");
  await ana.sends("act");
  await api.sendMessage(7, "A");
  await api.sendMessage(7, "B");
  expect(await ana.waitsFor("B")).toMatchObject({ messageId: 5 });
  expect(await ana.waitsFor((message) => message.text === "A")).toMatchObject({ messageId: 4 });
  const later = ana.waitsFor(/^A/g);
  await api.editMessageText(7, 4, "A again");
  expect(await later).toMatchObject({ text: "A again", edited: true });
  await expect(ana.waitsFor("A", { withinMs: 5 })).rejects.toThrow(
    'Ana got no message with "A" within 5 ms. Visible now:',
  );
  await expect(ana.waitsFor("before", { withinMs: 5 })).rejects.toThrow();
  const stopped = expect(ana.waitsFor("never")).rejects.toThrow("The local Telegram was stopped");
  await telegram.stop();
  await stopped;
});

test("command menus go by chat, kind of chat and language", async () => {
  const { ana, api, telegram } = await withAna();
  const ben = telegram.phone({ id: 8, name: "Ben" });
  const commands = (description: string) => [{ command: "help", description }];
  await api.setMyCommands(commands("default"));
  await api.setMyCommands(commands("bantuan"), { scope: { type: "all_private_chats" }, language_code: "id" });
  expect([ana.commands(), ben.commands()]).toEqual([commands("bantuan"), commands("default")]);
  await api.setMyCommands(commands("just Ana"), { scope: { type: "chat", chat_id: 7 } });
  expect(ana.commands()).toEqual(commands("just Ana"));
  await api.deleteMyCommands({ scope: { type: "chat", chat_id: 7 } });
  expect(ana.commands()).toEqual(commands("bantuan"));
  expect(await api.getMyCommands({ scope: { type: "all_private_chats" }, language_code: "id" })).toEqual(
    commands("bantuan"),
  );
});

test("what the bot tells about itself shows", async () => {
  const { api, telegram } = await withAna();
  await api.setMyName("Cek Harian");
  await api.setMyDescription("Each day", { language_code: "en" });
  await api.setMyShortDescription("Short");
  await api.setChatMenuButton({ menu_button: { type: "commands" } });
  expect(telegram.bot()).toEqual({
    names: { "": "Cek Harian" },
    descriptions: { en: "Each day" },
    shortDescriptions: { "": "Short" },
    commands: {},
    menuButton: { type: "commands" },
  });
  expect(await api.getMyDescription({ language_code: "en" })).toEqual({ description: "Each day" });
  expect(await api.getMe()).toMatchObject({ id: 123456, username: "test_bot", is_bot: true });
});

test("a subscriber hears of every change, as plain data", async () => {
  const { ana, api, telegram } = await withAna();
  const changes: ChatChange[] = [];
  const end = telegram.subscribe((change) => changes.push(change));
  await api.sendMessage(7, "Hi", { reply_markup: new InlineKeyboard().text("Go", "go") });
  const callback_query_id = await ana.tapsData("go");
  await api.answerCallbackQuery(callback_query_id, { text: "ok", show_alert: true });
  await api.sendChatAction(7, "typing");
  await api.editMessageText(7, 2, "Bye");
  await api.deleteMessage(7, 2);
  await ana.blocksBot();
  end();
  await ana.unblocksBot();
  expect(changes).toEqual(JSON.parse(JSON.stringify(changes)));
  expect(changes).toMatchObject([
    {
      kind: "sent",
      chatId: 7,
      silent: false,
      message: { text: "Hi", buttons: [[{ label: "Go", data: "go" }]] },
    },
    { kind: "answered", chatId: 7, userId: 7, answer: { text: "ok", showAlert: true } },
    { kind: "action", chatId: 7, action: "typing" },
    { kind: "edited", chatId: 7, message: { text: "Bye", edited: true } },
    { kind: "deleted", chatId: 7, messageIds: [2] },
    { kind: "membership", chatId: 7, refusal: "blocked" },
  ]);
});

test("messages and calls beyond what is kept are forgotten", async () => {
  const { telegram } = await startTestTelegram({ keepMessages: 3, keepCalls: 5 });
  const ana = telegram.phone(7);
  await startPolling(telegram, (bot) => bot.on("message:text", (ctx) => ctx.reply(`re ${ctx.msg.text}`)));
  for (let i = 0; i < 20; i++) await ana.sends(String(i));
  await telegram.settled();
  expect(ana.sees().map(({ text }) => text)).toEqual(["re 17", "re 18", "re 19"]);
  expect(ana.notifications()).toHaveLength(5);
  expect(telegram.calls()).toHaveLength(5);
  expect(
    (await callRaw(telegram, "editMessageText", { chat_id: 7, message_id: 1, text: "x" })).answer,
  ).toMatchObject({
    description: "Bad Request: message to edit not found",
  });
});
