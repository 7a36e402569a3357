import { expect, test } from "vitest";
import { TELEGRAM_LIMITS } from "../../../src/sandbox/telegram/rate-limit.ts";
import type { Telegram } from "../../../src/sandbox/telegram/telegram.ts";
import { callRaw, START, startTestTelegram } from "./support.ts";

const ANA = 7;
const BLOCKER = 8;
const GONE = 9;
const NEVER_STARTED = 10;
const KICKED_GROUP = -1001;
/** Message ids in Ana's chat. */
const HERS = 1;
const TEXT = 2;
const PHOTO = 3;

const keyboard = (...rows: object[][]) => ({ reply_markup: { inline_keyboard: rows } });
const button = { text: "Go", callback_data: "go" };
const buttons = (count: number, of: object = button) =>
  keyboard(...Array.from({ length: count }, () => [of]));
const text = (of: string, more: object = {}) => ({ chat_id: ANA, text: of, ...more });
const bold = (offset: number, length: number) => ({ type: "bold", offset, length });

function png(width = 40, height = 20): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  bytes.write("IHDR", 12, "latin1");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return Uint8Array.from(bytes);
}

function form(fields: Record<string, string | Uint8Array<ArrayBuffer>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields))
    data.set(
      name,
      typeof value === "string" ? value : new Blob([value]),
      ...(typeof value === "string" ? [] : ["f.png"]),
    );
  return data;
}

async function populated(): Promise<Telegram> {
  const { telegram } = await startTestTelegram();
  const group = await telegram.phone(ANA).addsBotToGroup({ id: KICKED_GROUP });
  await telegram.phone(ANA).removesBotFromGroup(group);
  for (const id of [ANA, BLOCKER, GONE]) await telegram.phone({ id }).sends("/start");
  await telegram.phone(BLOCKER).blocksBot();
  telegram.phone(GONE).deactivates();
  telegram.phone(NEVER_STARTED);
  await callRaw(telegram, "sendMessage", text("Hello", keyboard([button])));
  await callRaw(telegram, "sendPhoto", form({ chat_id: String(ANA), photo: png(), caption: "Your week" }));
  return telegram;
}

const NOT_MODIFIED =
  "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
const TOO_OLD = "query is too old and response timeout expired or query ID is invalid";
const ofSend = (field: string) => `field "${field}" of sendMessage is unknown or not supported here`;

test.each<[why: string, method: string, params: object, refusal: string]>([
  ["no chat", "sendMessage", { text: "x" }, "Bad Request: chat_id is empty"],
  ["a chat nobody opened", "sendMessage", { chat_id: 404, text: "x" }, "Bad Request: chat not found"],
  [
    "a person who never started",
    "sendMessage",
    { chat_id: NEVER_STARTED, text: "x" },
    "Bad Request: chat not found",
  ],
  ["a person by username", "sendMessage", { chat_id: "@ana", text: "x" }, "Bad Request: chat not found"],
  ["a blocked bot", "sendMessage", { chat_id: BLOCKER, text: "x" }, "Forbidden: bot was blocked by the user"],
  ["a deleted account", "sendMessage", { chat_id: GONE, text: "x" }, "Forbidden: user is deactivated"],
  [
    "kicked",
    "sendMessage",
    { chat_id: KICKED_GROUP, text: "x" },
    "Forbidden: bot was kicked from the supergroup chat",
  ],
  ["no text", "sendMessage", { chat_id: ANA }, "Bad Request: message text is empty"],
  ["empty text", "sendMessage", text(""), "Bad Request: message text is empty"],
  ["white space", "sendMessage", text(" \n "), "Bad Request: message text is empty"],
  ["4097 characters", "sendMessage", text("ä".repeat(4097)), "Bad Request: message is too long"],
  [
    "a misspelled field",
    "sendMessage",
    text("x", { protect_contents: true }),
    `Bad Request: ${ofSend("protect_contents")}`,
  ],
  ["parse_mode", "sendMessage", text("x", { parse_mode: "HTML" }), `Bad Request: ${ofSend("parse_mode")}`],
  [
    "a topic",
    "sendMessage",
    text("x", { message_thread_id: 1 }),
    `Bad Request: ${ofSend("message_thread_id")}`,
  ],
  [
    "a misspelled field further in",
    "sendMessage",
    text("x", { link_preview_options: { disabled: true } }),
    `Bad Request: ${ofSend("link_preview_options.disabled")}`,
  ],
  [
    "a misspelled field of a button",
    "sendMessage",
    text("x", keyboard([{ ...button, colour: "red" }])),
    'Bad Request: field "inline_keyboard.0.0.colour" of InlineKeyboardMarkup is unknown or not supported here',
  ],
  [
    "callback data of 65 bytes",
    "sendMessage",
    text("x", keyboard([{ ...button, callback_data: "é".repeat(33) }])),
    "Bad Request: BUTTON_DATA_INVALID",
  ],
  [
    "empty callback data",
    "sendMessage",
    text("x", keyboard([{ ...button, callback_data: "" }])),
    "Bad Request: BUTTON_DATA_INVALID",
  ],
  [
    "a button that does nothing",
    "sendMessage",
    text("x", keyboard([{ text: "Go" }])),
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  [
    "a button without text",
    "sendMessage",
    text("x", keyboard([{ callback_data: "go" }])),
    "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
  ],
  [
    "a button with blank text",
    "sendMessage",
    text("x", keyboard([{ text: " ", callback_data: "go" }])),
    "Bad Request: inline keyboard button text must be non-empty",
  ],
  [
    "a button that does two things",
    "sendMessage",
    text("x", keyboard([{ ...button, url: "https://example.org" }])),
    "Bad Request: can't parse inline keyboard button: exactly one of callback_data, url and copy_text must be there",
  ],
  [
    "a button to nowhere",
    "sendMessage",
    text("x", keyboard([{ text: "Go", url: "nowhere" }])),
    "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
  ],
  ["101 buttons", "sendMessage", text("x", buttons(101)), "Bad Request: reply markup is too long"],
  [
    "an edit to 101 buttons",
    "editMessageText",
    text("x", { message_id: TEXT, ...buttons(101) }),
    "Bad Request: reply markup is too long",
  ],
  [
    "buttons of more than 10 kB",
    "sendMessage",
    text("x", buttons(60, { ...button, text: "ä".repeat(70) })),
    "Bad Request: reply markup is too long",
  ],
  [
    "markup that is no object",
    "sendMessage",
    text("x", { reply_markup: [] }),
    "Bad Request: object expected as reply markup",
  ],
  [
    "an entity past the end",
    "sendMessage",
    text("abc", { entities: [bold(1, 3)] }),
    "Bad Request: ENTITY_BOUNDS_INVALID",
  ],
  [
    "an entity before the start",
    "sendMessage",
    text("abc", { entities: [bold(-1, 2)] }),
    "Bad Request: ENTITY_BOUNDS_INVALID",
  ],
  [
    "an entity that begins inside an emoji",
    "sendMessage",
    text("🙂b", { entities: [bold(1, 1)] }),
    "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 3",
  ],
  [
    "an entity that ends inside an emoji",
    "sendMessage",
    text("a🙂", { entities: [bold(0, 2)] }),
    "Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
  ],
  [
    "a link without an address",
    "sendMessage",
    text("abc", { entities: [{ type: "text_link", offset: 0, length: 3 }] }),
    "Bad Request: can't parse MessageEntity: Can't find field \"url\"",
  ],
  [
    "a reply to nothing",
    "sendMessage",
    text("x", { reply_parameters: { message_id: 99 } }),
    "Bad Request: message to be replied not found",
  ],
  [
    "an edit of nothing",
    "editMessageText",
    text("x", { message_id: 99 }),
    "Bad Request: message to edit not found",
  ],
  [
    "an edit without a message",
    "editMessageText",
    text("x"),
    "Bad Request: message identifier is not specified",
  ],
  [
    "an edit of a person's message",
    "editMessageText",
    text("x", { message_id: HERS }),
    "Bad Request: message can't be edited",
  ],
  [
    "an edit that changes nothing",
    "editMessageText",
    text(" Hello ", { message_id: TEXT, ...keyboard([button]) }),
    `Bad Request: ${NOT_MODIFIED}`,
  ],
  [
    "the same keyboard",
    "editMessageReplyMarkup",
    { chat_id: ANA, message_id: TEXT, ...keyboard([button]) },
    `Bad Request: ${NOT_MODIFIED}`,
  ],
  [
    "the same caption",
    "editMessageCaption",
    { chat_id: ANA, message_id: PHOTO, caption: "Your week" },
    `Bad Request: ${NOT_MODIFIED}`,
  ],
  [
    "a reply keyboard in an edit",
    "editMessageText",
    text("x", { message_id: TEXT, reply_markup: { keyboard: [["a"]] } }),
    "Bad Request: inline keyboard expected",
  ],
  [
    "an edit of 4097 characters",
    "editMessageText",
    text("x".repeat(4097), { message_id: TEXT }),
    "Bad Request: MESSAGE_TOO_LONG",
  ],
  [
    "the text of a photo",
    "editMessageText",
    text("x", { message_id: PHOTO }),
    "Bad Request: there is no text in the message to edit",
  ],
  [
    "the caption of a text",
    "editMessageCaption",
    { chat_id: ANA, message_id: TEXT, caption: "x" },
    "Bad Request: there is no caption in the message to edit",
  ],
  [
    "a caption of 1025 characters",
    "editMessageCaption",
    { chat_id: ANA, message_id: PHOTO, caption: "x".repeat(1025) },
    "Bad Request: message caption is too long",
  ],
  [
    "deleting nothing",
    "deleteMessage",
    { chat_id: ANA, message_id: 99 },
    "Bad Request: message to delete not found",
  ],
  [
    "deleting an empty list",
    "deleteMessages",
    { chat_id: ANA, message_ids: [] },
    "Bad Request: message identifiers are not specified",
  ],
  [
    "deleting 101",
    "deleteMessages",
    { chat_id: ANA, message_ids: Array.from({ length: 101 }, (_, i) => i + 1) },
    "Bad Request: too many message identifiers specified",
  ],
  [
    "copying nothing",
    "copyMessage",
    { chat_id: ANA, from_chat_id: ANA, message_id: 99 },
    "Bad Request: message to copy not found",
  ],
  ["an unknown query", "answerCallbackQuery", { callback_query_id: "1" }, `Bad Request: ${TOO_OLD}`],
  ["no file", "sendPhoto", { chat_id: ANA }, "Bad Request: there is no photo in the request"],
  [
    "a wrong file id",
    "sendPhoto",
    { chat_id: ANA, photo: "nope" },
    "Bad Request: wrong file identifier/HTTP URL specified",
  ],
  [
    "a photo as a document",
    "sendDocument",
    { chat_id: ANA, document: "photo-00000001" },
    "Bad Request: can't use file of type Photo as Document",
  ],
  [
    "a file elsewhere",
    "sendPhoto",
    { chat_id: ANA, photo: "https://example.org/a.png" },
    "Bad Request: failed to get HTTP URL content",
  ],
  [
    "a part that was not attached",
    "sendPhoto",
    { chat_id: ANA, photo: "attach://a" },
    'Bad Request: attached file "a" not found',
  ],
  [
    "an unknown file",
    "getFile",
    { file_id: "nope" },
    "Bad Request: wrong file_id or the file is temporarily unavailable",
  ],
  [
    "a command with capitals",
    "setMyCommands",
    { commands: [{ command: "Help", description: "x" }] },
    "Bad Request: BOT_COMMAND_INVALID",
  ],
  [
    "a command that says nothing",
    "setMyCommands",
    { commands: [{ command: "help", description: "" }] },
    "Bad Request: command description must be non-empty",
  ],
  [
    "commands for an unknown chat",
    "setMyCommands",
    { commands: [], scope: { type: "chat", chat_id: 404 } },
    "Bad Request: chat not found",
  ],
  ["a long name", "setMyName", { name: "x".repeat(65) }, "Bad Request: name is too long"],
  [
    "a long short description",
    "setMyShortDescription",
    { short_description: "x".repeat(121) },
    "Bad Request: short description is too long",
  ],
  [
    "an odd action",
    "sendChatAction",
    { chat_id: ANA, action: "sleeping" },
    "Bad Request: wrong parameter action in request",
  ],
  [
    "leaving a person",
    "leaveChat",
    { chat_id: ANA },
    "Bad Request: chat member status can't be changed in private chats",
  ],
  [
    "a webhook without an address",
    "setWebhook",
    { url: "ftp://x" },
    "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
  ],
  [
    "a secret with spaces",
    "setWebhook",
    { url: "https://x.example", secret_token: "a b" },
    "Bad Request: secret token contains unallowed characters",
  ],
  ["an unknown method", "sendMesage", {}, "Not Found: method not found"],
])("%s is refused (%s)", async (_why, method, params, refusal) => {
  const telegram = await populated();
  const before = telegram.chats();
  const { status, answer } = await callRaw(telegram, method, params);
  expect(answer).toEqual({ ok: false, error_code: status, description: refusal });
  expect(status).toBe(refusal.startsWith("Forbidden") ? 403 : refusal.startsWith("Not Found") ? 404 : 400);
  expect(telegram.chats()).toEqual(before);
});

test.each<[why: string, photo: Uint8Array<ArrayBuffer>, refusal: string, code: number]>([
  ["nothing in it", new Uint8Array(0), "Bad Request: file must be non-empty", 400],
  ["no picture", new TextEncoder().encode("hello"), "Bad Request: IMAGE_PROCESS_FAILED", 400],
  ["a strip", png(2100, 100), "Bad Request: PHOTO_INVALID_DIMENSIONS", 400],
  ["a wall", png(6000, 4001), "Bad Request: PHOTO_INVALID_DIMENSIONS", 400],
  [
    "more than 10 MB",
    Uint8Array.from(Buffer.concat([png(), Buffer.alloc(10 * 1024 * 1024)])),
    "Bad Request: file of size 10485793 bytes is too big for a photo; the maximum size is 10485760 bytes",
    400,
  ],
  ["more than 50 MB", new Uint8Array(52 * 1024 * 1024), "Request Entity Too Large", 413],
])("a photo with %s is refused", async (_why, photo, description, code) => {
  const telegram = await populated();
  const { answer } = await callRaw(telegram, "sendPhoto", form({ chat_id: String(ANA), photo }));
  expect(answer).toEqual({ ok: false, error_code: code, description });
});

test.each<[what: string, params: object]>([
  ["4096 characters that are 8192 UTF-16 units", text("🙂".repeat(4096))],
  ["callback data of 64 bytes", text("x", keyboard([{ ...button, callback_data: "é".repeat(32) }]))],
  ["one byte of callback data", text("x", keyboard([{ ...button, callback_data: "1" }]))],
  ["empty rows, which Telegram leaves out", text("x", keyboard([], []))],
  ["100 buttons", text("x", buttons(100))],
  ["an entity around an emoji", text("a🙂b", { entities: [bold(1, 2)] })],
  [
    "a reply to nothing that says so",
    text("x", { reply_parameters: { message_id: 99, allow_sending_without_reply: true } }),
  ],
])("%s is taken", async (_what, params) => {
  const telegram = await populated();
  expect((await callRaw(telegram, "sendMessage", params)).answer).toMatchObject({ ok: true });
});

test("text is trimmed and its entities move along", async () => {
  const telegram = await populated();
  await callRaw(telegram, "sendMessage", text("  abc def  ", { entities: [bold(0, 5), bold(6, 5)] }));
  expect(telegram.phone(ANA).sees().at(-1)).toMatchObject({
    text: "abc def",
    entities: [bold(0, 3), bold(4, 3)],
  });
});

test("a wrong token, a wrong path and a broken body are told apart", async () => {
  const telegram = await populated();
  expect(await callRaw(telegram, "getMe", {}, "123456:other")).toEqual({
    status: 401,
    answer: { ok: false, error_code: 401, description: "Unauthorized" },
  });
  const elsewhere = await fetch(`${telegram.apiRoot}/hello`);
  expect([elsewhere.status, await elsewhere.json()]).toEqual([
    404,
    { ok: false, error_code: 404, description: "Not Found" },
  ]);
  const broken = await fetch(`${telegram.apiRoot}/bot${telegram.token}/getMe`, { method: "POST", body: "{" });
  expect([broken.status, await broken.json()]).toEqual([
    400,
    { ok: false, error_code: 400, description: "Bad Request: can't parse JSON object" },
  ]);
});

test.each<[how: string, call: (telegram: Telegram) => Promise<{ answer: Record<string, unknown> }>]>([
  [
    "JSON",
    (telegram) =>
      callRaw(telegram, "sendMessage", text("hi", { ...keyboard([button]), protect_content: true })),
  ],
  [
    "a form",
    (telegram) =>
      callRaw(
        telegram,
        "SENDMESSAGE",
        new URLSearchParams({
          chat_id: String(ANA),
          text: "hi",
          protect_content: "true",
          reply_markup: JSON.stringify(keyboard([button]).reply_markup),
        }),
      ),
  ],
  [
    "a query string",
    (telegram) =>
      callRaw(
        telegram,
        `sendmessage?${new URLSearchParams({
          chat_id: String(ANA),
          text: "hi",
          protect_content: "1",
          reply_markup: JSON.stringify(keyboard([button]).reply_markup),
        })}`,
      ),
  ],
  [
    "multipart",
    (telegram) =>
      callRaw(
        telegram,
        "sendMessage",
        form({
          chat_id: String(ANA),
          text: "hi",
          protect_content: "True",
          reply_markup: JSON.stringify(keyboard([button]).reply_markup),
        }),
      ),
  ],
])("parameters may come as %s, the method in any case", async (_how, call) => {
  const telegram = await populated();
  const { answer } = await call(telegram);
  expect(answer).toEqual({
    ok: true,
    result: {
      message_id: 4,
      from: { id: 123456, is_bot: true, first_name: "Test bot", username: "test_bot" },
      chat: { id: ANA, type: "private", first_name: "Phone 7" },
      date: START.getTime() / 1000,
      text: "hi",
      has_protected_content: true,
      reply_markup: { inline_keyboard: [[button]] },
    },
  });
});

test("messages older than 48 hours cannot be deleted", async () => {
  const { telegram, clock } = await startTestTelegram();
  await telegram.phone(ANA).sends("one");
  clock.advance(48 * 3600_000 + 1000);
  await telegram.phone(ANA).sends("two");
  expect((await callRaw(telegram, "deleteMessage", { chat_id: ANA, message_id: 1 })).answer).toMatchObject({
    description: "Bad Request: message can't be deleted for everyone",
  });
  expect(
    (await callRaw(telegram, "deleteMessages", { chat_id: ANA, message_ids: [1, 2, 3] })).answer,
  ).toMatchObject({ description: "Bad Request: message can't be deleted for everyone" });
  expect(telegram.phone(ANA).sees()).toMatchObject([{ text: "one" }, { text: "two" }]);
  await callRaw(telegram, "deleteMessages", { chat_id: ANA, message_ids: [2, 3] });
  expect(telegram.phone(ANA).sees()).toMatchObject([{ text: "one" }]);
});

test("a callback query is answered once", async () => {
  const telegram = await populated();
  const callback_query_id = await telegram.phone(ANA).tapsData("go", TEXT);
  expect((await callRaw(telegram, "answerCallbackQuery", { callback_query_id })).answer).toMatchObject({
    ok: true,
  });
  expect((await callRaw(telegram, "answerCallbackQuery", { callback_query_id })).answer).toMatchObject({
    error_code: 400,
    description: `Bad Request: ${TOO_OLD}`,
  });
});

test("a callback query can be answered for some minutes, by the clock", async () => {
  const { telegram, clock } = await startTestTelegram();
  const phone = telegram.phone(ANA);
  const message = await phone.sends("hi");
  const answer = async (callback_query_id: string) =>
    (await callRaw(telegram, "answerCallbackQuery", { callback_query_id })).answer;
  const [soon, late] = [await phone.tapsData("go", message), await phone.tapsData("go", message)];
  clock.advance(3 * 60_000);
  expect(await answer(soon)).toMatchObject({ ok: true });
  clock.advance(1);
  expect(await answer(late)).toMatchObject({ error_code: 400, description: `Bad Request: ${TOO_OLD}` });
});

test("the rate limit answers 429 with retry_after until the clock has moved on", async () => {
  const { telegram, clock } = await startTestTelegram({
    rateLimit: { ...TELEGRAM_LIMITS, perBotPerSecond: 3 },
  });
  const send = async (chat_id: number) =>
    (await callRaw(telegram, "sendMessage", { chat_id, text: "x" })).answer;
  for (const id of [1, 2, 3, 4]) await telegram.phone(id).sends("/start");
  const refusal = {
    ok: false,
    error_code: 429,
    description: "Too Many Requests: retry after 1",
    parameters: { retry_after: 1 },
  };
  expect(await send(1)).toMatchObject({ ok: true });
  expect(await send(1)).toEqual(refusal);
  expect(await send(2)).toMatchObject({ ok: true });
  expect(await send(3)).toMatchObject({ ok: true });
  expect(await send(4)).toEqual(refusal);
  clock.advance(1000);
  expect(await send(4)).toMatchObject({ ok: true });
  telegram.setRateLimit(undefined);
  expect(await send(4)).toMatchObject({ ok: true });
});
