import { Api, InlineKeyboard, InputFile } from "grammy";
import { afterAll, expect, test } from "vitest";
import { fitMessages } from "../../src/bot/fit-messages.ts";
import { systemClock } from "../../src/clock.ts";
import { startTelegram } from "../../src/sandbox/telegram/telegram.ts";

const telegram = await startTelegram({ token: "110201543:test", clock: systemClock });
const phone = telegram.phone(5_000_000_001);
await phone.sends("/start");
afterAll(async () => await telegram.stop());

const warnings: unknown[] = [];
const api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
api.config.use(fitMessages({ warn: (facts: unknown) => void warnings.push(facts) }));
const newest = () => phone.sees().at(-1);
const reply_markup = new InlineKeyboard().text("Saya tangani", "x");

test("what Telegram would refuse is sent without its end, with its buttons, and the log says so", async () => {
  const bare = new Api(telegram.token, { apiRoot: telegram.apiRoot });
  await expect(bare.sendMessage(phone.id, "x".repeat(4097))).rejects.toThrow("message is too long");
  const { message_id } = await api.sendMessage(phone.id, `${"kabar ".repeat(682)}12345`, { reply_markup });
  expect(newest()?.text).toBe(`${"kabar ".repeat(682)}123…`);
  expect(newest()?.text).toHaveLength(4096);
  expect(newest()?.buttons.flat()).toHaveLength(1);
  await api.editMessageText(phone.id, message_id, "y".repeat(9000), { reply_markup });
  expect(newest()?.text).toBe(`${"y".repeat(4095)}…`);
  expect(newest()?.buttons.flat()).toHaveLength(1);
  await api.sendDocument(phone.id, new InputFile(Buffer.from("x"), "x.txt"), { caption: "z".repeat(1025) });
  expect(newest()?.caption).toBe(`${"z".repeat(1023)}…`);
  await api.answerCallbackQuery(await phone.tapsData("x"), { text: "t".repeat(201) });
  expect(phone.answers().at(-1)?.text).toBe(`${"t".repeat(199)}…`);
  expect(warnings).toEqual([
    { method: "sendMessage", field: "text", length: 4097 },
    { method: "editMessageText", field: "text", length: 9000 },
    { method: "sendDocument", field: "caption", length: 1025 },
    { method: "answerCallbackQuery", field: "text", length: 201 },
  ]);
});

test("no character is cut in two, and none is taken from what Telegram takes", async () => {
  await api.sendMessage(phone.id, `a${"🙂".repeat(4096)}`);
  expect(newest()?.text).toBe(`a${"🙂".repeat(2047)}…`);
  for (const text of ["x".repeat(4096), "🙂".repeat(4096)]) {
    await api.sendMessage(phone.id, text);
    expect(newest()?.text).toBe(text);
  }
});
