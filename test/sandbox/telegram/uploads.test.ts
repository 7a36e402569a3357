import { randomBytes } from "node:crypto";
import { InputFile, InputMediaBuilder } from "grammy";
import { expect, test } from "vitest";
import { createBot, startPolling, startTestTelegram } from "./support.ts";

const PNG = Uint8Array.from(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
);

async function withAna() {
  const { telegram } = await startTestTelegram();
  const ana = telegram.phone(7);
  await ana.sends("/start");
  return { telegram, ana, api: createBot(telegram).api };
}

test.each<[what: string, bytes: Uint8Array]>([
  ["every byte", Uint8Array.from({ length: 256 }, (_, i) => i)],
  ["a megabyte of noise", Uint8Array.from(randomBytes(1 << 20))],
  ["what looks like the end of a part", new TextEncoder().encode("\r\n------------\r\n\r\n--\r\n")],
  ["line ends at both ends", new TextEncoder().encode("\r\n\r\nx\r\n\r\n")],
])("a document with %s arrives as it was sent, with its name", async (_what, bytes) => {
  const { ana, api } = await withAna();
  await api.sendDocument(7, new InputFile(bytes, "ringkasan minggu 2.xlsx"), { caption: "Satu\r\ndua" });
  const [, seen] = ana.sees();
  expect(seen?.document?.fileName).toBe("ringkasan minggu 2.xlsx");
  expect(seen?.caption).toBe("Satu\r\ndua");
  expect(seen?.media).toMatchObject({
    kind: "document",
    size: bytes.byteLength,
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  });
  expect(Buffer.compare(seen?.document?.bytes ?? new Uint8Array(), bytes)).toBe(0);
});

test("photo and voice show on the phone, and go out again by their file id", async () => {
  const { ana, api, telegram } = await withAna();
  const sent = await api.sendPhoto(7, new InputFile(PNG), { caption: "Minggu ini", protect_content: true });
  expect(sent.photo).toMatchObject([{ width: 1, height: 1, file_size: PNG.byteLength }]);
  await api.sendPhoto(7, sent.photo[0]?.file_id ?? "");
  const voice = await api.sendVoice(7, new InputFile(new Uint8Array([1, 2, 3])), { duration: 4 });
  await api.sendVoice(7, voice.voice.file_id);
  expect(ana.sees().slice(1)).toMatchObject([
    { photo: PNG, caption: "Minggu ini", protectContent: true },
    { photo: PNG, protectContent: false },
    { voice: new Uint8Array([1, 2, 3]) },
    { voice: new Uint8Array([1, 2, 3]) },
  ]);
  expect(ana.notifications()).toEqual([
    "🖼 Photo, Minggu ini",
    "🖼 Photo",
    "🎤 Voice message",
    "🎤 Voice message",
  ]);
  expect(telegram.calls("sendPhoto")[0]?.params).toMatchObject({ chat_id: "7", caption: "Minggu ini" });
});

test("media is exchanged by an edit, and its caption edited", async () => {
  const { ana, api } = await withAna();
  const { message_id } = await api.sendPhoto(7, new InputFile(PNG), { caption: "old" });
  await api.editMessageMedia(
    7,
    message_id,
    InputMediaBuilder.document(new InputFile(new Uint8Array([9]), "a b.txt")),
  );
  expect(ana.sees().at(-1)).toMatchObject({
    document: { fileName: "a b.txt", bytes: new Uint8Array([9]) },
    edited: true,
  });
  expect(ana.sees().at(-1)?.photo).toBeUndefined();
  await api.editMessageCaption(7, message_id, { caption: "new" });
  expect(ana.lastText()).toBe("new");
  await api.editMessageReplyMarkup(7, message_id, {
    reply_markup: { inline_keyboard: [[{ text: "Ok", callback_data: "1" }]] },
  });
  expect(ana.sees().at(-1)).toMatchObject({ caption: "new", buttons: [[{ label: "Ok", data: "1" }]] });
});

test("the bot downloads what a person sends", async () => {
  const { telegram } = await startTestTelegram();
  const bot = await startPolling(telegram, (b) => {
    b.on(["message:photo", "message:voice", "message:document", "message:sticker"], async (ctx) => {
      const { file_path } = await ctx.getFile();
      const response = await fetch(`${telegram.apiRoot}/file/bot${telegram.token}/${file_path}`);
      await ctx.reply(Buffer.from(await response.arrayBuffer()).toString("hex"));
    });
  });
  const ana = telegram.phone(7);
  await ana.sendsPhoto(PNG, "look");
  await ana.waitsFor(Buffer.from(PNG).toString("hex"));
  await ana.sendsVoice(new Uint8Array([0xab, 1]), 2);
  await ana.waitsFor("ab01");
  await ana.sendsDocument(new Uint8Array([0xcd, 2]), "x.pdf");
  await ana.waitsFor("cd02");
  await ana.sendsSticker("👍");
  await ana.waitsFor("00");
  const wrong = await fetch(`${telegram.apiRoot}/file/bot${telegram.token}/photos/none.jpg`);
  expect(wrong.status).toBe(404);
  expect((await fetch(`${telegram.apiRoot}/file/bot1:x/photos/file_1.jpg`)).status).toBe(401);
  await bot.stop();
});

test("a copy has the content and none of the buttons; protected content is not copied", async () => {
  const { ana, api } = await withAna();
  const { message_id } = await api.sendMessage(7, "copy me", {
    reply_markup: { inline_keyboard: [[{ text: "Ok", callback_data: "1" }]] },
  });
  await api.copyMessage(7, 7, message_id);
  expect(ana.sees().at(-1)).toMatchObject({ text: "copy me", buttons: [] });
  const guarded = await api.sendMessage(7, "secret", { protect_content: true });
  await expect(api.copyMessage(7, 7, guarded.message_id)).rejects.toThrow("message can't be copied");
});

test("only the newest files are kept", async () => {
  const { telegram } = await startTestTelegram({ keepFiles: 2 });
  await telegram.phone(7).sends("/start");
  const { api } = createBot(telegram);
  const ids: string[] = [];
  for (const byte of [1, 2, 3])
    ids.push((await api.sendDocument(7, new InputFile(new Uint8Array([byte]), "a.txt"))).document.file_id);
  await expect(api.getFile(ids[0] ?? "")).rejects.toThrow("wrong file_id");
  expect(await api.getFile(ids[2] ?? "")).toMatchObject({ file_size: 1 });
});
