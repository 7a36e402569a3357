import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addDays, localDayAt } from "../../src/domain/calendar.ts";
import { assignCounselor } from "../../src/duty/assign-counselor.ts";
import { comeBack, goAway } from "../../src/duty/go-away.ts";
import { handOver as handOverAll } from "../../src/duty/hand-over.ts";
import { readSeenBy } from "../../src/own-data/read-seen-by.ts";
import { purposes } from "../../src/people/consent.ts";
import { freezeParticipant } from "../../src/people/freeze.ts";
import { identify } from "../../src/people/identify.ts";
import { reinvite } from "../../src/people/reinvite.ts";
import { relinkStaff } from "../../src/people/relink-staff.ts";
import type { Phone, SeenMessage } from "../../src/sandbox/telegram/phone.ts";
import { WEBHOOK_SECRET } from "../../src/sandbox/world.ts";
import { caseButton, ownButton } from "../../src/screens/callback-data.ts";
import { WEBHOOK_PATH } from "../../src/webhook-url.ts";
import { buildTeam, linkFor, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const OGG = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) % 251);
/** The message was deleted by hand meanwhile. */
const GONE = { status: 400, description: "Bad Request: message to edit not found" };
/** The tap. */
const FORGOTTEN = { status: 400, description: "Bad Request: query is too old and response timeout expired" };
const FORBIDDEN =
  /recovery|pemulihan|narkoba|relapse|kambuh|rehabilitasi|rehab|rutan|lapas|konselor|counsel|sekata/i;

let town: Town;
let team: Team;
let people = 0;
/** New for each test. */
let code: string;
let bayu: Phone;
let bayuId: number;
let rina: Phone;
let rinaId: number;
let agus: Phone;
let agusId: number;

beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T10:00:00+08:00" });
  team = await buildTeam(town);
});
afterAll(async () => await town.close());

beforeEach(async () => {
  ({ phone: rina, id: rinaId } = await counselor("Rina"));
  ({ phone: bayu, id: bayuId, code } = await participant());
});

async function counselor(
  name: string,
  phone = town.phone(name),
): Promise<{ readonly phone: Phone; readonly id: number }> {
  const now = town.world.clock.now();
  const { id } = await town.world.db.staff.create({
    data: {
      programmeId: team.programmeId,
      role: "counselor",
      name,
      locale: "id",
      telegramId: phone.id,
      createdAt: now,
      linkedAt: now,
    },
  });
  await town.does(phone.sends("/start"));
  return { phone, id };
}

/** Bayu's backup. */
async function agusStandsIn(): Promise<void> {
  ({ phone: agus, id: agusId } = await counselor("Agus"));
  await town.world.db.participant.update({ where: { id: bayuId }, data: { backupId: agusId } });
}

async function participant(locale = "id", phone = town.phone("phone")) {
  people += 1;
  const now = town.world.clock.now();
  const who = `BPN-${String(people).padStart(3, "0")}`;
  const { id } = await town.world.db.participant.create({
    data: {
      programmeId: team.programmeId,
      code: who,
      status: "active",
      locale,
      zone: "Asia/Makassar",
      checkInMinute: 600,
      releaseDate: new Date("2026-11-20"),
      counselorId: rinaId,
      telegramId: phone.id,
      createdAt: now,
      linkedAt: now,
    },
  });
  await town.does(phone.sends("/start"));
  return { phone, id, code: who };
}

const last = (phone: Phone): SeenMessage => {
  const message = phone.sees().at(-1);
  if (!message) throw new Error(`${phone.name} sees nothing`);
  return message;
};
const newestOf = (phone: Phone, text: string): SeenMessage => {
  const message = phone.sees().findLast((seen) => seen.text?.includes(text));
  if (!message) throw new Error(`${phone.name} sees no "${text}"`);
  return message;
};
const texts = (phone: Phone) => phone.sees().map(({ text, caption }) => text ?? caption ?? "");
const today = () => localDayAt(town.world.clock.now(), "Asia/Makassar");
const relayed = async () => await town.world.db.relayMessage.count({ where: { participantId: bayuId } });
const firstRelay = async () =>
  await town.world.db.relayMessage.findFirstOrThrow({
    where: { participantId: bayuId },
    include: { staff: true },
    orderBy: { id: "asc" },
  });
const pushes = (phone: Phone) =>
  phone.notifications().filter((text) => /^(Pesan dari|Ada pesan dari)/.test(text));
const labels = (message: SeenMessage) => message.buttons.flat().map(({ label }) => label);

/** Bayu writes and says yes. */
async function bayuWrites(text: string): Promise<number> {
  const id = await bayu.sends(text);
  await town.world.settle();
  await town.does(bayu.taps("Kirim"));
  return id;
}

/** To whatever somebody has to who goes on with another phone. */
async function bayuAgrees(): Promise<void> {
  const at = town.world.clock.now();
  const agreed = { participantId: bayuId, granted: true, textHash: "?", locale: "id", at };
  await town.world.db.consent.createMany({ data: purposes.map((purpose) => ({ ...agreed, purpose })) });
}

async function bayuIsLocked(): Promise<void> {
  await freezeParticipant(town.world.app.deps, team.coordinator, bayuId, town.world.clock.now());
  await town.world.settle();
}

async function bayuLinksAnother(): Promise<Phone> {
  const link = await reinvite(town.world.app.deps, team.coordinator, bayuId, town.world.clock.now());
  const next = town.phone("Bayu baru");
  await town.does(next.opensLink(linkFor(link?.token ?? "")));
  return next;
}

async function giveTo(staffId: number): Promise<void> {
  const to = { participantId: bayuId, counselorId: staffId };
  const given = await assignCounselor(town.world.app.deps, team.coordinator, to, town.world.clock.now());
  expect(given).toBe(true);
  await town.world.settle();
}

/** Rina no longer has anything to do with Bayu. */
async function handOver(): Promise<void> {
  const { id } = await counselor("Budi");
  await giveTo(id);
}

describe("a participant's free text", () => {
  test("is asked about by name, and nothing is kept before the yes", async () => {
    const id = await bayu.sends("kak, aku bingung");
    await town.world.settle();
    expect(last(bayu)).toMatchObject({ text: "Kirim ke Rina?", replyTo: id });
    expect(labels(last(bayu))).toEqual(["Kirim", "Jangan", "🆘 Butuh bantuan sekarang"]);
    expect(await relayed()).toBe(0);
    expect(await town.world.db.conversationState.count()).toBe(0);
    expect(pushes(rina)).toEqual([]);
  });

  test("is not sent and not kept after a no", async () => {
    await town.does(bayu.sends("kak, aku bingung"));
    await town.does(bayu.taps("Jangan"));
    expect(bayu.lastText()).toBe("Oke, tidak dikirim dan tidak disimpan.");
    expect(await relayed()).toBe(0);
    expect(pushes(rina)).toEqual([]);
  });

  test("arrives as a neutral line, and as itself only after a tap", async () => {
    await bayuWrites("kak, aku takut relapse");
    expect(pushes(rina)).toEqual([`Pesan dari ${code}`]);
    const lockScreen = rina.notifications().length;
    await town.does(rina.taps("Baca"));
    const push = newestOf(rina, `Pesan dari ${code}`);
    expect(last(rina)).toMatchObject({
      text: "kak, aku takut relapse",
      replyTo: push.messageId,
      protectContent: true,
    });
    expect(push.protectContent).toBe(true);
    expect(rina.notifications()).toHaveLength(lockScreen);
  });

  test("that is damaged in the database is said to be so", async () => {
    await bayuWrites("kak, aku takut");
    await town.world.db.relayMessage.updateMany({ data: { sealed: Uint8Array.of(9, 9) } });
    await town.does(rina.taps("Baca"));
    expect(rina.lastText()).toContain("rusak dan tidak terbaca");
  });

  test("shows its delivery in the message that asked", async () => {
    await town.does(bayu.sends("halo kak"));
    const question = last(bayu).messageId;
    await town.does(bayu.taps("Kirim"));
    expect(last(bayu)).toMatchObject({ messageId: question, edited: true });
    expect(bayu.lastText()).toContain("✔ Terkirim ke Rina");
  });

  test("lies sealed in the database and is audited by ids", async () => {
    await bayuWrites("isi rahasia");
    const relay = await firstRelay();
    expect(Buffer.from(relay.sealed).toString("latin1")).not.toContain("rahasia");
    const context = `relay:${bayuId}:${relay.sourceMessageId}`;
    expect(town.world.app.deps.sealer.open(relay.sealed, context)).toBe('{"text":"isi rahasia"}');
    await town.does(rina.taps("Baca"));
    const audited = await town.world.db.auditEvent.findMany({
      where: {
        OR: [
          { subject: `relay:${relay.id}` },
          { subject: `participant:${bayuId}`, action: { startsWith: "read" } },
        ],
      },
      orderBy: { id: "asc" },
    });
    expect(audited.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      `participant:${bayuId} write`,
      `staff:${rinaId} read-message`,
    ]);
  });

  test("was read by somebody also after it is kept no longer", async () => {
    await bayuWrites("halo");
    await town.does(rina.taps("Baca"));
    await town.world.db.relayMessage.deleteMany({ where: { participantId: bayuId } });
    expect(await readSeenBy(town.world.app.deps, bayuId, town.world.clock.now())).toEqual([
      expect.objectContaining({ name: "Rina", action: "read-message" }),
    ]);
  });

  test("may be deleted from the chat afterwards", async () => {
    const id = await bayuWrites("hapus ini");
    await town.does(bayu.taps("Hapus dari chat ini"));
    expect(bayu.sees().map(({ messageId }) => messageId)).not.toContain(id);
    expect(bayu.lastText()).toBe("✔ Terkirim ke Rina. Pesanmu sudah dihapus dari chat ini.");
    await town.does(rina.taps("Baca"));
    expect(rina.lastText()).toBe("hapus ini");
  });

  test("more than two days old can no longer be deleted by the bot, which says so", async () => {
    const id = await bayuWrites("lama");
    const { messageId } = newestOf(bayu, "✔ Terkirim ke Rina");
    town.world.clock.moveTo(new Date(town.world.clock.now().getTime() + 3 * 86_400_000));
    await town.does(bayu.tapsOn(messageId, "Hapus"));
    expect(bayu.answers().at(-1)?.text).toContain("Tahan pesannya");
    expect(bayu.sees().map((seen) => seen.messageId)).toContain(id);
  });

  test("taps with another message's number bring nothing into the open", async () => {
    const first = await bayu.sends("satu");
    await town.world.settle();
    await town.does(bayu.sends("dua"));
    await town.does(bayu.tapsData(`rs:${rinaId}:1:${first}:0`));
    expect(bayu.lastText()).toContain("tidak bisa diambil");
    expect(await relayed()).toBe(0);
  });

  test("a command, a sticker and a file are answered and not passed on", async () => {
    await town.does(bayu.sends("/tidakada"));
    expect(bayu.lastText()).toContain("/cek");
    for (const send of [
      async () => await bayu.sendsSticker(),
      async () => await bayu.sendsDocument(Uint8Array.of(1), "surat.pdf", "untuk kakak"),
    ]) {
      await town.does(send());
      expect(bayu.lastText()).toContain("teks, pesan suara, dan foto");
    }
    expect(await relayed()).toBe(0);
  });

  test("of the greatest length Telegram takes arrives whole, with a caption of the greatest length", async () => {
    const long = "x".repeat(4096);
    await bayuWrites(long);
    await town.does(rina.taps("Baca"));
    expect(rina.lastText()).toBe(long);
    const caption = "y".repeat(1024);
    await town.does(bayu.sendsPhoto(PNG, caption));
    await town.does(bayu.taps("Kirim"));
    await town.does(rina.tapsOn(newestOf(rina, "Pesan dari").messageId, "Baca"));
    expect(last(rina).caption).toBe(caption);
    await town.does(bayu.sendsPhoto(PNG, "y".repeat(1025)));
    expect(bayu.lastText()).toContain("Bagi jadi dua");
  });

  test("that gives cause is first asked about, also where it cannot be passed on", async () => {
    for (const [send, why] of [
      [async () => await bayu.sendsPhoto(PNG, `aku mau mati ${"y".repeat(1025)}`), "Bagi jadi dua"],
      [
        async () => await bayu.sendsDocument(Uint8Array.of(1), "surat.pdf", "aku mau mati"),
        "teks, pesan suara",
      ],
    ] as const) {
      await town.does(send());
      expect(bayu.lastText()).toMatch(new RegExp(`^Apakah kamu aman sekarang\\?\n\n.*${why}`));
      expect(labels(last(bayu))).toEqual(["Aman", "🆘 Butuh bantuan sekarang"]);
      await town.does(bayu.taps("Aman"));
      expect(bayu.lastText()).toContain("Syukurlah");
    }
    expect(await relayed()).toBe(0);
  });
});

describe("voice and photo", () => {
  test("arrive byte for byte on the other phone, in both directions, after the tap", async () => {
    await town.does(bayu.sendsVoice(OGG, 4));
    await town.does(bayu.taps("Kirim"));
    expect(rina.sees().some(({ voice }) => voice)).toBe(false);
    await town.does(rina.taps("Baca"));
    expect(last(rina).voice).toEqual(OGG);
    expect(last(rina).protectContent).toBe(true);

    await town.does(rina.sendsPhoto(PNG, "lihat ini", { replyTo: last(rina).messageId }));
    expect(bayu.sees().some(({ photo }) => photo)).toBe(false);
    await town.does(bayu.tapsOn(newestOf(bayu, "Ada pesan dari Rina").messageId, "Baca"));
    expect(Buffer.from(last(bayu).photo ?? [])).toEqual(PNG);
    expect(last(bayu).caption).toBe("lihat ini");

    await town.does(rina.sendsVoice(OGG, 4, { replyTo: newestOf(rina, "Pesan dari").messageId }));
    await town.does(bayu.tapsOn(newestOf(bayu, "Ada pesan dari Rina").messageId, "Baca"));
    expect(last(bayu).voice).toEqual(OGG);
    expect(await town.world.db.relayMessage.count({ where: { participantId: bayuId, kind: "voice" } })).toBe(
      2,
    );
  });
});

test("a voice or a photo that Telegram does not let through is said to be so, with its caption, and is on the operator's log", async () => {
  const { faults } = town.world.telegram;
  const refuses = (method: string, chatId: number, description: string) =>
    faults.next({ method, chatId }, { status: 400, description: `Bad Request: ${description}` });
  await town.does(bayu.sendsVoice(OGG, 4));
  await town.does(bayu.taps("Kirim"));
  refuses("sendVoice", rina.id, "VOICE_MESSAGES_FORBIDDEN");
  await town.does(rina.taps("Baca"));
  expect(last(rina)).toMatchObject({
    text: "Telegram tidak meneruskan pesan suara atau foto ini. Minta dalam bentuk tulisan, ya.",
    protectContent: true,
  });
  expect(labels(last(rina))).toContain("Balas");
  expect(town.log()).toMatch(/"level":"error".*"a file was refused by Telegram; its reader is told"/);

  await town.does(rina.sendsPhoto(PNG, "lihat ini", { replyTo: last(rina).messageId }));
  refuses("sendPhoto", bayu.id, "wrong file identifier/HTTP URL specified");
  await town.does(bayu.tapsOn(newestOf(bayu, "Ada pesan dari Rina").messageId, "Baca"));
  expect(last(bayu).text).toMatch(/^Telegram tidak meneruskan .*\n\nlihat ini$/);
});

test("nothing of the other's account goes along: no name, no username, no id, no forward header", async () => {
  const { telegram } = town.world;
  const accounts = {
    hers: { id: 7_100_200_301, name: "Sulastri Ningsih", username: "lastri_balikpapan" },
    his: { id: 7_100_200_302, name: "Bagus Wicaksono", username: "bagus_wicak" },
  };
  ({ phone: rina, id: rinaId } = await counselor("Rina", telegram.phone(accounts.hers)));
  ({ phone: bayu, id: bayuId, code } = await participant("id", telegram.phone(accounts.his)));
  /** What went to a phone, as it went over the wire, with what Telegram made of it. */
  const wire = (to: Phone) =>
    telegram
      .calls()
      .filter(({ params }) => String(params.chat_id) === String(to.id))
      .map((call) => JSON.stringify(call))
      .join("\n");
  for (const [kind, send] of [
    ["text", async (phone: Phone, options: object) => await phone.sends("isi surat", options)],
    ["photo", async (phone: Phone, options: object) => await phone.sendsPhoto(PNG, "isi surat", options)],
    ["voice", async (phone: Phone, options: object) => await phone.sendsVoice(OGG, 4, options)],
  ] as const) {
    await town.does(send(bayu, {}));
    await town.does(bayu.taps("Kirim"));
    await town.does(rina.tapsOn(newestOf(rina, "Pesan dari").messageId, "Baca"));
    expect(last(rina)[kind]).toBeDefined();
    await town.does(send(rina, { replyTo: last(rina).messageId }));
    await town.does(bayu.tapsOn(newestOf(bayu, "Ada pesan dari Rina").messageId, "Baca"));
    expect(last(bayu)[kind]).toBeDefined();
  }
  for (const [to, { id, name, username }] of [
    [rina, accounts.his],
    [bayu, accounts.hers],
  ] as const) {
    expect(wire(to)).toContain("isi surat");
    for (const trace of [String(id), ...name.split(" "), username, "forward"])
      expect(wire(to)).not.toContain(trace);
  }
});

describe("the counselor's answer", () => {
  test("by Telegram's reply reaches the participant under the counselor's name, in the same thread", async () => {
    const asked = await bayuWrites("kapan bisa ketemu?");
    await town.does(rina.taps("Baca"));
    const content = last(rina).messageId;
    const answer = await rina.sends("Besok jam 10", { replyTo: content });
    await town.world.settle();
    expect(last(rina)).toMatchObject({ text: `✔ Terkirim ke ${code}`, replyTo: answer });
    expect(pushes(bayu)).toEqual(["Ada pesan dari Rina"]);
    expect(newestOf(bayu, "Ada pesan dari Rina").replyTo).toBe(asked);
    await town.does(bayu.taps("Baca"));
    expect(last(bayu)).toMatchObject({ text: "Besok jam 10", replyTo: asked });
  });

  test("by the button waits for the next message, and help and alerts work meanwhile", async () => {
    await bayuWrites("halo");
    await town.does(rina.taps("Baca"));
    await town.does(rina.taps("Balas"));
    expect(rina.lastText()).toBe(`Tulis, rekam suara, atau kirim foto untuk ${code}.`);
    await town.does(bayu.sends("/bantuan"));
    await town.does(rina.taps("Lihat"));
    await town.does(rina.sendsSticker());
    expect(rina.lastText()).toContain("teks, pesan suara, dan foto");
    town.world.telegram.faults.next({ method: "editMessageReplyMarkup", chatId: rina.id }, GONE);
    await town.does(rina.sends("Halo juga"));
    expect(rina.lastText()).toBe(`✔ Terkirim ke ${code}`);
    expect(texts(rina).join()).not.toContain("gangguan");
    await town.does(bayu.tapsOn(newestOf(bayu, "Ada pesan dari Rina").messageId, "Baca"));
    expect(bayu.lastText()).toBe("Halo juga");
    await town.does(rina.sends("ini bukan untuk Bayu"));
    expect(pushes(bayu)).toHaveLength(1);
  });

  test("can be called off", async () => {
    await bayuWrites("halo");
    await town.does(rina.taps("Baca"));
    await town.does(rina.taps("Balas"));
    town.world.telegram.faults.next({ method: "answerCallbackQuery" }, FORGOTTEN);
    town.world.telegram.faults.next({ method: "editMessageText", chatId: rina.id }, GONE);
    await town.does(rina.taps("Batal"));
    expect(rina.lastText()).toBe("Dibatalkan.");
    await town.does(rina.sends("ini bukan untuk Bayu"));
    expect(await relayed()).toBe(1);
  });

  test("to one person goes there even while a dialogue about another waits", async () => {
    const { phone: citra, code: hers } = await participant();
    await bayuWrites("dari Bayu");
    await town.does(citra.sends("dari Citra"));
    await town.does(citra.taps("Kirim"));
    await town.does(rina.tapsOn(newestOf(rina, `Pesan dari ${code}`).messageId, "Baca"));
    await town.does(rina.tapsOn(newestOf(rina, "dari Bayu").messageId, "Balas"));
    const toCitra = newestOf(rina, `Pesan dari ${hers}`).messageId;
    await town.does(rina.sends("untuk Citra", { replyTo: toCitra }));
    await town.does(rina.sends("untuk Bayu"));
    await town.does(citra.taps("Baca"));
    await town.does(bayu.taps("Baca"));
    expect(citra.lastText()).toBe("untuk Citra");
    expect(bayu.lastText()).toBe("untuk Bayu");
  });

  test("that was begun to one goes to nobody once a message of another was opened", async () => {
    const { phone: citra, code: hers } = await participant();
    await bayuWrites("dari Bayu");
    await town.does(rina.taps("Baca"));
    await town.does(rina.taps("Balas"));
    await town.does(citra.sends("aku takut"));
    await town.does(citra.taps("Kirim"));
    await town.does(rina.tapsOn(newestOf(rina, `Pesan dari ${hers}`).messageId, "Baca"));
    await town.does(rina.sends("aku telepon sekarang, ya"));
    expect(rina.lastText()).toContain("tidak dikirim ke siapa pun");
    expect(pushes(bayu)).toEqual([]);
    await town.does(rina.sends("untuk Citra", { replyTo: newestOf(rina, "aku takut").messageId }));
    await town.does(citra.taps("Baca"));
    expect(citra.lastText()).toBe("untuk Citra");
  });

  test("that was begun to one goes to nobody once an alert or a page of another was opened", async () => {
    const { phone: citra, id: citraId } = await participant();
    await bayuWrites("dari Bayu");
    await town.does(rina.taps("Baca"));
    await town.does(citra.sends("/bantuan"));
    const alert = newestOf(rina, "1 hal perlu dilihat").messageId;
    const begins = async () => {
      await town.does(rina.tapsOn(newestOf(rina, "dari Bayu").messageId, "Balas"));
      await town.does(rina.sends("/menu"));
    };
    for (const turns of [
      async () => await rina.tapsOn(alert, "Lihat"),
      async () => await rina.tapsData(caseButton.pack({ participantId: citraId })),
    ]) {
      await begins();
      await town.does(turns());
      await town.does(rina.sends("aku telepon sekarang, ya"));
      expect(rina.lastText()).toContain("tidak dikirim ke siapa pun");
      await town.does(rina.sends("/batal"));
      expect(rina.lastText()).toBe("Tidak ada yang perlu dibatalkan.");
    }
    expect(pushes(bayu)).toEqual([]);
    await begins();
    await town.does(rina.tapsData(caseButton.pack({ participantId: bayuId })));
    await town.does(rina.sends("untuk Bayu"));
    await town.does(bayu.taps("Baca"));
    expect(bayu.lastText()).toBe("untuk Bayu");
  });

  test("is not called off by the button below an earlier question", async () => {
    const { phone: citra } = await participant();
    await bayuWrites("dari Bayu");
    await town.does(citra.sends("dari Citra"));
    await town.does(citra.taps("Kirim"));
    for (const push of rina.sees().filter(({ text }) => text?.startsWith("Pesan dari")))
      await town.does(rina.tapsOn(push.messageId, "Baca"));
    await town.does(rina.tapsOn(newestOf(rina, "dari Bayu").messageId, "Balas"));
    const earlier = last(rina).messageId;
    await town.does(rina.tapsOn(newestOf(rina, "dari Citra").messageId, "Balas"));
    await town.does(rina.tapsOn(earlier, "Batal"));
    expect(rina.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
    await town.does(rina.sends("untuk Citra"));
    await town.does(citra.taps("Baca"));
    expect(citra.lastText()).toBe("untuk Citra");
    expect(pushes(bayu)).toEqual([]);
  });

  test("can be answered by writing, whatever else the participant had begun before", async () => {
    await bayuWrites("satu");
    await town.does(rina.taps("Baca"));
    const question = last(rina).messageId;
    for (const begins of [
      async () => {
        await town.does(bayu.sends("/kunci"));
        await town.does(bayu.taps("Pilih kata rahasia"));
      },
      async () => await town.does(bayu.tapsData(ownButton.pack({ action: "nickname" }))),
    ]) {
      await begins();
      await town.does(rina.sends("kamu di mana?", { replyTo: question }));
      await town.does(bayu.taps("Baca"));
      const answer = await bayu.sends("di rumah kakak");
      await town.world.settle();
      expect(last(bayu)).toMatchObject({ text: "Kirim ke Rina?", replyTo: answer });
      await town.does(bayu.taps("Jangan"));
    }
    const kept = { where: { id: bayuId }, include: { lock: true } };
    expect(await town.world.db.participant.findUnique(kept)).toMatchObject({ nickname: null, lock: null });
  });

  test("is answered by the participant in the same thread, after the question", async () => {
    await bayuWrites("satu");
    await town.does(rina.taps("Baca"));
    const answer = await rina.sends("dua", { replyTo: last(rina).messageId });
    await town.world.settle();
    await town.does(bayu.taps("Baca"));
    expect(bayu.answers().at(-1)?.text).toBe("Mau balas? Tulis saja di sini.");
    await town.does(bayu.sends("tiga", { replyTo: last(bayu).messageId }));
    expect(bayu.lastText()).toBe("Kirim ke Rina?");
    await town.does(bayu.taps("Kirim"));
    expect(last(rina)).toMatchObject({ text: `Pesan dari ${code}`, replyTo: answer });
    await town.does(rina.taps("Baca"));
    expect(last(rina)).toMatchObject({ text: "tiga", replyTo: answer });
    const [first, second, third] = await town.world.db.relayMessage.findMany({
      where: { participantId: bayuId },
      orderBy: { id: "asc" },
    });
    expect(second?.replyToId).toBe(first?.id);
    expect(third?.replyToId).toBe(second?.id);
  });

  test("can be deleted from the participant's chat", async () => {
    await bayuWrites("halo");
    await town.does(rina.sends("rahasia", { replyTo: newestOf(rina, "Pesan dari").messageId }));
    await town.does(bayu.taps("Baca"));
    await town.does(bayu.tapsOn(last(bayu).messageId, "Hapus dari chat ini"));
    expect(texts(bayu)).not.toContain("rahasia");
  });

  test("that is a sticker is answered kindly", async () => {
    await bayuWrites("halo");
    await town.does(rina.sendsSticker("👍", { replyTo: newestOf(rina, "Pesan dari").messageId }));
    expect(rina.lastText()).toContain("teks, pesan suara, dan foto");
    expect(pushes(bayu)).toEqual([]);
  });
});

describe("nothing to the wrong person", () => {
  beforeEach(agusStandsIn);

  test("after a change of counselor an answer to an old message is refused, saying what to do", async () => {
    await bayuWrites("halo");
    await town.does(rina.taps("Baca"));
    const { messageId: old, buttons } = last(rina);
    await handOver();
    await town.does(rina.sends("masih aku", { replyTo: old }));
    expect(rina.lastText()).toBe(
      `${code} sekarang bersama Budi, jadi pesanmu tidak dikirim. Titipkan lewat Budi, ya.`,
    );
    // The message is empty now; a tap on its button may have been under way.
    await town.does(rina.tapsData(buttons.flat()[0]?.data ?? ""));
    expect(rina.answers().at(-1)?.text).toBe(`${code} sekarang bersama Budi. Titipkan lewat Budi, ya.`);
    expect(await relayed()).toBe(1);
    expect(pushes(bayu)).toEqual([]);
  });

  test("a refusal reaches its author also when Telegram takes nothing for a while", async () => {
    await bayuWrites("halo");
    await town.does(rina.taps("Baca"));
    const old = last(rina).messageId;
    await handOver();
    const later = { status: 429, description: "Too Many Requests", parameters: { retry_after: 90 } };
    town.world.telegram.faults.next({ method: "sendMessage", chatId: rina.id }, later, 3);
    const written = await rina.sends("masih aku", { replyTo: old });
    await town.world.settle();
    expect(texts(rina).join()).not.toContain("tidak dikirim");
    await town.world.advance({ minutes: 10 });
    expect(last(rina)).toMatchObject({ replyTo: written });
    expect(rina.lastText()).toContain("jadi pesanmu tidak dikirim");
  });

  test("a change while the answer is being typed refuses it, too", async () => {
    await bayuWrites("halo");
    await town.does(rina.taps("Baca"));
    await town.does(rina.taps("Balas"));
    await handOver();
    await town.does(rina.sends("telanjur"));
    expect(rina.lastText()).toContain("sekarang bersama Budi");
    expect(await relayed()).toBe(1);
  });

  test("a new message goes to the new counselor, who is named in the question", async () => {
    await giveTo(agusId);
    await town.does(bayu.sends("halo"));
    expect(bayu.lastText()).toBe("Kirim ke Agus?");
    await town.does(bayu.taps("Kirim"));
    expect(pushes(agus)).toEqual([`Pesan dari ${code}`]);
    expect(pushes(rina)).toEqual([]);
  });

  test("a change between question and yes asks again with the new name", async () => {
    await town.does(bayu.sends("halo"));
    await giveTo(agusId);
    await town.does(bayu.taps("Kirim"));
    expect(bayu.lastText()).toBe("Sekarang Agus yang mendampingimu. Kirim ke Agus?");
    expect(await relayed()).toBe(0);
    await town.does(bayu.taps("Kirim"));
    expect(pushes(agus)).toHaveLength(1);
    expect(pushes(rina)).toEqual([]);
  });

  test("what the former counselor has not opened goes to the new one, and stays closed to the former", async () => {
    await bayuWrites("belum dibaca");
    const push = newestOf(rina, `Pesan dari ${code}`).messageId;
    await handOver();
    const { staff } = await firstRelay();
    expect(staff.name).toBe("Budi");
    await town.does(rina.tapsOn(push, "Baca"));
    expect(texts(rina)).toContain(
      `${code} sekarang bersama Budi. Pesan yang belum dibuka diteruskan ke sana.`,
    );
    expect(texts(rina)).not.toContain("belum dibaca");
  });

  test("what is not opened goes on when the counselor leaves for a while, hands over, or blocks the bot", async () => {
    await bayuWrites("belum dibaca");
    const { deps } = town.world.app;
    const person = await identify(town.world.db, rina.id);
    if (person.kind !== "staff") throw new Error("Rina is not staff");
    const { id: budiId, phone: budi } = await counselor("Budi");
    await goAway(deps, person, { until: addDays(today(), 3), coverId: budiId }, town.world.clock.now());
    await town.world.settle();
    expect(pushes(budi)).toEqual([`Pesan dari ${code}`]);
    await comeBack(deps, person, town.world.clock.now());
    await town.world.settle();
    expect(pushes(rina)).toHaveLength(2);
    await town.does(budi.tapsOn(newestOf(budi, "Pesan dari").messageId, "Baca"));
    expect(texts(budi)).toContain(
      `${code} sekarang bersama Rina. Pesan yang belum dibuka diteruskan ke sana.`,
    );
    await town.does(rina.blocksBot());
    expect(pushes(agus)).toEqual([`Pesan dari ${code}`]);
    const to = { fromId: rinaId, toId: budiId };
    expect(await handOverAll(deps, team.coordinator, to, town.world.clock.now())).toMatchObject({
      people: 1,
    });
    await town.world.settle();
    await town.does(agus.taps("Baca"));
    expect(agus.lastText()).toBe("belum dibaca");
    expect(bayu.lastText()).toContain("✔ Terkirim ke Agus");
  });

  test("what was asked for and did not arrive before somebody else answers for Bayu goes on, by itself or by a tap", async () => {
    const sending = { method: "sendMessage", chatId: rina.id };
    const later = { status: 429, description: "Too Many Requests", parameters: { retry_after: 900 } };
    await bayuWrites("belum sampai");
    town.world.telegram.faults.next(sending, later);
    await town.does(rina.taps("Baca"));
    const budi = await counselor("Budi");
    await giveTo(budi.id);
    expect(pushes(budi.phone)).toHaveLength(1);
    await town.does(budi.phone.taps("Baca"));
    expect(budi.phone.lastText()).toBe("belum sampai");
    await town.world.advance({ minutes: 16 });
    expect(texts(rina)).not.toContain("belum sampai");

    const toBudi = { method: "sendMessage", chatId: budi.phone.id };
    await bayuWrites("juga belum");
    const push = newestOf(budi.phone, `Pesan dari ${code}`).messageId;
    town.world.telegram.faults.next(toBudi, { status: 400, description: "Bad Request: nothing doing" });
    await town.does(budi.phone.tapsOn(push, "Baca"));
    // As in the seconds between a day back and the tick.
    await town.world.db.participant.update({ where: { id: bayuId }, data: { counselorId: agusId } });
    await town.does(budi.phone.tapsOn(push, "Baca"));
    expect(pushes(agus)).toHaveLength(1);
    expect(texts(budi.phone)).not.toContain("juga belum");
  });

  test("what was put off, or under way, while the counselor left for a while goes to whoever stands in", async () => {
    const person = await identify(town.world.db, rina.id);
    if (person.kind !== "staff") throw new Error("Rina is not staff");
    const { deps } = town.world.app;
    const { id: coverId, phone: budi } = await counselor("Budi");
    const leaves = async () =>
      await goAway(deps, person, { until: addDays(today(), 3), coverId }, town.world.clock.now());
    const sending = { method: "sendMessage", chatId: rina.id };
    const later = { status: 429, description: "Too Many Requests", parameters: { retry_after: 900 } };
    town.world.telegram.faults.next(sending, later);
    await bayuWrites("ditunda");
    await leaves();
    await town.world.advance({ minutes: 16 });
    expect(pushes(budi)).toHaveLength(1);
    expect(pushes(rina)).toEqual([]);
    expect(bayu.lastText()).toContain("✔ Terkirim ke Budi");

    await comeBack(deps, person, town.world.clock.now());
    await town.world.settle();
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    const held = town.world.telegram.faults.next(sending, { hang });
    await town.does(bayu.sends("di jalan"));
    await bayu.taps("Kirim");
    await expect.poll(held.remaining, { timeout: 20_000 }).toBe(0);
    await leaves();
    letGo();
    await town.world.settle();
    for (const { messageId } of budi.sees().filter(({ text }) => text === `Pesan dari ${code}`))
      await town.does(budi.tapsOn(messageId, "Baca"));
    expect(texts(budi)).toContain("di jalan");
    expect(bayu.lastText()).toContain("✔ Terkirim ke Budi");
  });

  test("what was asked for and is under way as somebody else takes over is taken back, and is theirs to read", async () => {
    const budi = await counselor("Budi");
    await bayuWrites("di jalan");
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    const held = town.world.telegram.faults.next({ method: "sendMessage", chatId: rina.id }, { hang });
    await rina.taps("Baca");
    await expect.poll(held.remaining, { timeout: 20_000 }).toBe(0);
    const to = { participantId: bayuId, counselorId: budi.id };
    await assignCounselor(town.world.app.deps, team.coordinator, to, town.world.clock.now());
    letGo();
    await town.world.settle();
    expect(texts(rina)).not.toContain("di jalan");
    await town.does(budi.phone.taps("Baca"));
    expect(budi.phone.lastText()).toBe("di jalan");
  });

  test("what is under way to a phone of staff that is lost does not stay there, and goes on", async () => {
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    const held = town.world.telegram.faults.next({ method: "sendMessage", chatId: rina.id }, { hang });
    await town.does(bayu.sends("di jalan"));
    await bayu.taps("Kirim");
    await expect.poll(held.remaining, { timeout: 20_000 }).toBe(0);
    await relinkStaff(town.world.app.deps, team.coordinator, rinaId, town.world.clock.now());
    letGo();
    await town.world.settle();
    expect(texts(rina)).not.toContain(`Pesan dari ${code}`);
    await town.world.advance({ minutes: 2 });
    expect(pushes(agus)).toEqual([`Pesan dari ${code}`]);
  });

  test("what waits unread with the backup goes on when the backup leaves", async () => {
    await town.does(rina.blocksBot());
    await bayuWrites("belum dibaca");
    expect(pushes(agus)).toHaveLength(1);
    const person = await identify(town.world.db, agus.id);
    if (person.kind !== "staff") throw new Error("Agus is not staff");
    const budi = await counselor("Budi");
    const absence = { until: addDays(today(), 3), coverId: budi.id };
    await goAway(town.world.app.deps, person, absence, town.world.clock.now());
    await town.world.settle();
    expect(pushes(budi.phone)).toEqual([`Pesan dari ${code}`]);
    await town.does(budi.phone.taps("Baca"));
    expect(budi.phone.lastText()).toBe("belum dibaca");
  });

  test("another participant's and another counselor's buttons open nothing", async () => {
    const { phone: citra } = await participant();
    await bayuWrites("milik Bayu");
    await town.does(rina.sends("untuk Bayu", { replyTo: newestOf(rina, "Pesan dari").messageId }));
    const both = await town.world.db.relayMessage.findMany({ where: { participantId: bayuId } });
    expect(both).toHaveLength(2);
    for (const phone of [citra, agus, team.dewi])
      for (const data of both.flatMap(({ id }) => [`ro:${id}`, `ry:${id}`, `rd:${id}`, `rw:${bayuId}:${id}`]))
        await town.does(phone.tapsData(data));
    for (const phone of [citra, agus, team.dewi])
      expect(texts(phone).filter((text) => /milik Bayu|untuk Bayu/.test(text))).toEqual([]);
    await town.does(team.dewi.sends("dari Dewi"));
    expect(await relayed()).toBe(2);
  });

  test("somebody who has left is not written to", async () => {
    await bayuWrites("halo");
    await town.does(rina.taps("Baca"));
    const old = last(rina).messageId;
    await town.does(bayu.sends("/berhenti"));
    await town.does(bayu.taps("Ya, berhenti"));
    const seen = bayu.sees().length;
    await town.does(rina.sends("masih di sana?", { replyTo: old }));
    expect(rina.lastText()).toContain("sudah tidak ikut");
    expect(bayu.sees()).toHaveLength(seen);
    await town.does(rina.sends("/menu"));
    await town.does(rina.tapsData(caseButton.pack({ participantId: bayuId })));
    expect(rina.lastText()).toContain("Orangnya berhenti ikut.");
    expect(labels(last(rina))).not.toContain("Tulis pesan");
    await town.does(bayu.sends("halo?"));
    expect(bayu.lastText()).toContain("/start");
    expect(await relayed()).toBe(1);
  });

  test("a message on its way to somebody who leaves meanwhile stays, and its author is told", async () => {
    await bayuWrites("halo");
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: bayu.id },
      { status: 429, description: "Too Many Requests: retry after 60", parameters: { retry_after: 60 } },
    );
    await town.does(rina.sends("balasan", { replyTo: newestOf(rina, "Pesan dari").messageId }));
    expect(rina.lastText()).toBe(`Sedang dikirim ke ${code}…`);
    await town.does(bayu.sends("/berhenti"));
    await town.does(bayu.taps("Ya, berhenti"));
    await town.world.advance({ minutes: 3 });
    expect(pushes(bayu)).toEqual([]);
    expect(rina.notifications().at(-1)).toBe(
      `Tidak terkirim: ${code} sudah tidak ikut dan tidak dikirimi pesan lagi.`,
    );
  });
});

describe("when the other side cannot be reached", () => {
  beforeEach(agusStandsIn);

  test("an account that is locked meanwhile is named as the reason, and it goes out from the same message once another is linked", async () => {
    await bayuAgrees();
    await bayuWrites("halo");
    const push = newestOf(rina, "Pesan dari").messageId;
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: bayu.id },
      { status: 429, description: "Too Many Requests: retry after 60", parameters: { retry_after: 60 } },
    );
    await town.does(rina.sends("balasan", { replyTo: push }));
    await bayuIsLocked();
    await town.world.advance({ minutes: 3 });
    const locked = `${code}: akunnya sedang dikunci, jadi pesanmu belum dikirim. Hubungi dengan cara lain sampai tautan barunya dibuka.`;
    expect(rina.notifications().at(-1)).toBe(locked);
    const { messageId } = newestOf(rina, locked);
    await town.does(rina.tapsOn(messageId, "Coba lagi"));
    expect(rina.answers().at(-1)?.text).toBe(locked);
    await town.does(rina.sends("masih di sana?", { replyTo: push }));
    expect(rina.lastText()).toBe(locked);
    expect(pushes(bayu)).toEqual([]);

    await town.does(rina.sends("/menu"));
    await town.does(rina.tapsData(caseButton.pack({ participantId: bayuId })));
    expect(rina.lastText()).toContain("Akunnya dikunci; jangan berkirim pesan lewat bot.");
    expect(rina.lastText()).not.toContain("Bisa dikirimi pesan");
    expect(labels(last(rina))).not.toContain("Tulis pesan");
    await town.does(rina.taps("Minta cek sekarang"));
    expect(rina.answers().at(-1)?.text).toContain("Akunnya dikunci");

    const next = await bayuLinksAnother();
    expect(pushes(next)).toEqual([]);
    await town.does(rina.tapsOn(messageId, "Coba lagi"));
    expect(pushes(next)).toEqual(["Ada pesan dari Rina"]);
  });

  test("the backup is named and gets it when the counselor has blocked the bot", async () => {
    await town.does(rina.blocksBot());
    await town.does(bayu.sends("halo"));
    expect(bayu.lastText()).toBe("Kirim ke Agus?");
    await town.does(bayu.taps("Kirim"));
    expect(pushes(agus)).toEqual([`Pesan dari ${code}`]);
    await town.does(agus.sends("Halo, ini Agus", { replyTo: last(agus).messageId }));
    expect(pushes(bayu)).toEqual(["Ada pesan dari Agus"]);
  });

  test("the backup gets it when the block shows only at the sending, and the participant reads who has it", async () => {
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: rina.id },
      { status: 403, description: "Forbidden: bot was blocked by the user" },
    );
    await bayuWrites("halo");
    expect(pushes(rina)).toEqual([]);
    expect(pushes(agus)).toEqual([`Pesan dari ${code}`]);
    expect(bayu.lastText()).toContain("✔ Terkirim ke Agus");
  });

  test("nobody at all: said at once, and nothing is kept", async () => {
    await town.does(rina.blocksBot());
    await town.does(agus.blocksBot());
    await town.does(bayu.sends("halo"));
    expect(bayu.lastText()).toContain("belum ada yang bisa menerima pesan");
    expect(await relayed()).toBe(0);
  });

  test("nobody any more at the sending: said aloud, also when asked again, and sent on once somebody can be reached", async () => {
    await town.does(agus.blocksBot());
    await town.does(bayu.sends("halo"));
    rina.deactivates();
    await town.does(bayu.taps("Kirim"));
    expect(texts(bayu)).toContain("Belum terkirim ke Rina");
    expect(bayu.notifications().at(-1)).toContain("Belum terkirim: Rina sedang tidak bisa menerima pesan");
    await town.does(bayu.taps("Coba lagi"));
    expect(bayu.answers().at(-1)?.text).toContain("Masih belum ada");
    await town.does(agus.unblocksBot());
    expect(pushes(agus)).toEqual([`Pesan dari ${code}`]);
    expect(texts(bayu).some((text) => text.startsWith("✔ Terkirim ke Agus"))).toBe(true);
    await town.does(agus.taps("Baca"));
    expect(agus.lastText()).toBe("halo");
  });

  test("what nobody could get arrives by itself when the counselor can be written to again", async () => {
    await town.does(agus.blocksBot());
    await town.does(bayu.sends("halo"));
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: rina.id },
      { status: 403, description: "Forbidden: bot was blocked by the user" },
    );
    await town.does(bayu.taps("Kirim"));
    expect(bayu.lastText()).toContain("Belum terkirim");
    await town.does(rina.sends("/menu"));
    expect(pushes(rina)).toEqual([`Pesan dari ${code}`]);
    expect(texts(bayu).some((text) => text.startsWith("✔ Terkirim ke Rina"))).toBe(true);
  });

  test("what was asked for in vain on a phone that is lost arrives on the next one", async () => {
    await town.does(agus.blocksBot());
    await bayuWrites("halo");
    const later = { status: 429, description: "Too Many Requests", parameters: { retry_after: 900 } };
    town.world.telegram.faults.next({ method: "sendMessage", chatId: rina.id }, later);
    await town.does(rina.taps("Baca"));
    const { deps } = town.world.app;
    const link = await relinkStaff(deps, team.coordinator, rinaId, town.world.clock.now());
    await town.world.advance({ minutes: 16 });
    const next = town.phone("Rina baru");
    await town.does(next.opensLink(linkFor(link?.token ?? "")));
    expect(pushes(next)).toEqual([`Pesan dari ${code}`]);
  });

  test("what a participant had not opened on a phone that is lost arrives on the next one", async () => {
    await bayuAgrees();
    await bayuWrites("halo");
    const push = newestOf(rina, "Pesan dari").messageId;
    await town.does(rina.sends("sudah dibuka", { replyTo: push }));
    await town.does(bayu.tapsOn(newestOf(bayu, "Ada pesan dari Rina").messageId, "Baca"));
    await town.does(rina.sends("belum dibuka", { replyTo: push }));
    const lost = newestOf(bayu, "Ada pesan dari Rina").messageId;
    await bayuIsLocked();
    await town.world.advance({ minutes: 1 });
    const next = await bayuLinksAnother();
    expect(pushes(next)).toEqual(["Ada pesan dari Rina"]);
    // Tapped long before we hear of it. In the old chat the line has a higher number.
    town.world.telegram.faults.next({ method: "answerCallbackQuery" }, FORGOTTEN);
    const { messageId } = newestOf(next, "Ada pesan dari Rina");
    expect(messageId).toBeLessThan(lost);
    await town.does(next.tapsOn(messageId, "Baca"));
    expect(pushes(next)).toHaveLength(2);
    await town.does(next.tapsOn(newestOf(next, "Ada pesan dari Rina").messageId, "Baca"));
    expect(next.lastText()).toBe("belum dibuka");
  });

  test("what a participant wrote goes on once another phone is linked, to whoever answers for them by then", async () => {
    await bayuAgrees();
    await bayuWrites("terkirim");
    const later = { status: 429, description: "Too Many Requests", parameters: { retry_after: 60 } };
    town.world.telegram.faults.next({ method: "sendMessage", chatId: rina.id }, later);
    await bayuWrites("di jalan");
    await bayuIsLocked();
    const budi = await counselor("Budi");
    await giveTo(budi.id);
    await town.world.advance({ minutes: 3 });
    expect(pushes(budi.phone)).toEqual([]);
    const next = await bayuLinksAnother();
    expect(texts(next).filter((text) => text.startsWith("✔ Terkirim ke Budi"))).toHaveLength(2);
    for (const { messageId } of budi.phone.sees().filter(({ text }) => text === `Pesan dari ${code}`))
      await town.does(budi.phone.tapsOn(messageId, "Baca"));
    expect(texts(budi.phone)).toEqual(expect.arrayContaining(["terkirim", "di jalan"]));
  });

  test("what a participant wrote is not lost with two phones, theirs and the counselor's", async () => {
    await bayuAgrees();
    await bayuWrites("halo");
    await town.world.advance({ minutes: 1 });
    await bayuIsLocked();
    const { deps } = town.world.app;
    const link = await relinkStaff(deps, team.coordinator, rinaId, town.world.clock.now());
    const next = town.phone("Rina baru");
    await town.does(next.opensLink(linkFor(link?.token ?? "")));
    expect(pushes(next)).toEqual([]);
    await bayuLinksAnother();
    expect(pushes(next)).toEqual([`Pesan dari ${code}`]);
  });

  test("what nobody could read arrives with the first who can be written to again, whoever has it", async () => {
    await bayuWrites("halo");
    await town.does(agus.blocksBot());
    await town.does(rina.blocksBot());
    await town.does(agus.unblocksBot());
    expect(pushes(agus)).toEqual([`Pesan dari ${code}`]);
  });

  test("what came of the words of somebody who answers for Bayu no more is told to them without naming Bayu", async () => {
    const now = town.world.clock.now();
    await bayuWrites("halo");
    const push = newestOf(rina, "Pesan dari").messageId;
    const retry = { status: 429, parameters: { retry_after: 60 } } as const;
    await town.does(rina.sends("sampai nanti", { replyTo: push }));
    expect(rina.lastText()).toBe(`✔ Terkirim ke ${code}`);
    const [sent, put] = [last(rina).messageId, town.world.telegram.faults];
    put.next({ method: "sendMessage", chatId: bayu.id }, retry);
    await town.does(rina.sends("dan satu lagi", { replyTo: push }));
    expect(rina.lastText()).toBe(`Sedang dikirim ke ${code}…`);
    await handOver();
    await town.does(bayu.blocksBot());
    await town.world.advance({ minutes: 3 });
    const failed = last(rina);
    expect(failed.text).toBe(
      "Belum terkirim ke orang yang waktu itu kamu dampingi. Sekarang orang lain yang mendampinginya.",
    );
    expect(labels(failed)).toEqual([]);
    expect(rina.sees().find(({ messageId }) => messageId === sent)?.text).toBe(`✔ Terkirim ke ${code}`);

    const { deps } = town.world.app;
    const agreed = { participantId: bayuId, granted: true, textHash: "?", locale: "id", at: now };
    await town.world.db.consent.createMany({ data: purposes.map((purpose) => ({ ...agreed, purpose })) });
    await freezeParticipant(deps, team.coordinator, bayuId, now);
    const link = await reinvite(deps, team.coordinator, bayuId, now);
    await town.does(town.phone("Bayu baru").opensLink(linkFor(link?.token ?? "")));
    expect(rina.sees().find(({ messageId }) => messageId === sent)?.text).toBe(
      "✔ Terkirim ke orang yang waktu itu kamu dampingi",
    );
  });

  test("a participant who blocked the bot: the counselor is told aloud and can try again", async () => {
    await bayuWrites("halo");
    await town.does(bayu.blocksBot());
    await town.does(rina.sends("masih ada?", { replyTo: newestOf(rina, "Pesan dari").messageId }));
    expect(rina.notifications().at(-1)).toContain(`Belum terkirim: ${code} sedang tidak bisa menerima pesan`);
    await town.does(bayu.unblocksBot());
    await town.does(rina.taps("Coba lagi"));
    expect(pushes(bayu)).toEqual(["Ada pesan dari Rina"]);
    expect(rina.lastText()).toBe(`✔ Terkirim ke ${code}`);
  });

  test("what did not get through is sent again by nobody but its author", async () => {
    const { phone: citra } = await participant();
    const refused = { status: 400, description: "Bad Request: nothing doing" };
    town.world.telegram.faults.next({ method: "sendMessage", chatId: rina.id }, refused);
    await bayuWrites("untuk Rina");
    const { id: toRina } = await firstRelay();
    await town.does(rina.tapsData(`rw:${bayuId}:0`));
    town.world.telegram.faults.next({ method: "sendMessage", chatId: bayu.id }, refused);
    await town.does(rina.sends("untuk Bayu"));
    const { id: toBayu } = await town.world.db.relayMessage.findFirstOrThrow({
      where: { participantId: bayuId, fromParticipant: false },
    });
    for (const [relayId, others] of [
      [toRina, [citra, rina, agus, team.dewi]],
      [toBayu, [citra, bayu, agus, team.dewi]],
    ] as const)
      for (const phone of others) await town.does(phone.tapsData(`ry:${relayId}`));
    expect([bayu, rina, agus, citra].flatMap(pushes)).toEqual([]);
    await town.does(bayu.taps("Coba lagi"));
    expect(pushes(rina)).toEqual([`Pesan dari ${code}`]);
    await town.does(rina.tapsOn(newestOf(rina, "Belum terkirim").messageId, "Coba lagi"));
    expect(pushes(bayu)).toEqual(["Ada pesan dari Rina"]);
  });

  test("a delivery that Telegram puts off shows as on its way, then as sent", async () => {
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: rina.id },
      { status: 429, description: "Too Many Requests: retry after 60", parameters: { retry_after: 60 } },
    );
    await bayuWrites("halo");
    expect(bayu.lastText()).toBe("Sedang dikirim ke Rina…");
    await town.world.advance({ minutes: 3 });
    expect(pushes(rina)).toHaveLength(1);
    expect(bayu.lastText()).toContain("✔ Terkirim ke Rina");
  });

  test("an absent counselor's cover gets the message", async () => {
    await town.world.db.staff.update({
      where: { id: rinaId },
      data: { awayUntil: new Date("2027-01-30"), coverId: team.ids.dewi },
    });
    await town.does(bayu.sends("halo"));
    expect(bayu.lastText()).toBe("Kirim ke Dewi?");
    await town.does(bayu.taps("Kirim"));
    await town.does(team.dewi.taps("Baca"));
    expect(team.dewi.lastText()).toBe("halo");
  });
});

describe("once, whatever happens", () => {
  test("two taps on the yes send it once, and a no after it does not claim otherwise", async () => {
    await town.does(bayu.sends("sekali"));
    await Promise.all([bayu.taps("Kirim"), bayu.taps("Kirim"), bayu.taps("Jangan")]);
    await town.world.settle();
    expect(await relayed()).toBe(1);
    expect(pushes(rina)).toHaveLength(1);
    expect(bayu.lastText()).toContain("✔ Terkirim ke Rina");
  });

  test("a restart between question and yes, and within an answer, loses nothing", async () => {
    await town.does(bayu.sends("sebelum"));
    await town.world.restart();
    await town.does(bayu.taps("Kirim"));
    await town.does(rina.taps("Baca"));
    await town.does(rina.taps("Balas"));
    await town.world.restart();
    await town.does(rina.sends("sesudah"));
    await town.does(bayu.taps("Baca"));
    expect(bayu.lastText()).toBe("sesudah");
  });

  test("a database that fails in the middle of an answer does not end the dialogue: it goes out when that is back", async () => {
    await bayuWrites("halo");
    await town.does(rina.taps("Baca"));
    await town.does(rina.taps("Balas"));
    const holder = new Client({ connectionString: town.world.database.url });
    await holder.connect();
    await holder.query("BEGIN; LOCK TABLE relay_messages IN SHARE MODE");
    await rina.sends("jangan hilang");
    const cut = async () =>
      await holder.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
    await expect.poll(async () => (await cut()).rowCount, { timeout: 20_000 }).toBe(1);
    await holder.end();
    await town.world.settle();
    expect(pushes(bayu)).toEqual(["Ada pesan dari Rina"]);
    expect(rina.lastText()).toBe(`✔ Terkirim ke ${code}`);
    expect(texts(rina).join()).not.toMatch(/gangguan|tidak dikirim/);
  });
});

test("what was asked for comes minutes late as the neutral line again, and as itself after another tap", async () => {
  const retry = { status: 429, description: "Too Many Requests", parameters: { retry_after: 300 } };
  await bayuWrites("aku takut");
  town.world.telegram.faults.next({ method: "sendMessage", chatId: rina.id }, retry);
  await town.does(rina.taps("Baca"));
  await town.world.advance({ minutes: 6 });
  expect(pushes(rina)).toEqual([`Pesan dari ${code}`, `Pesan dari ${code}`]);
  expect(texts(rina)).not.toContain("aku takut");
  await town.does(rina.taps("Baca"));
  expect(rina.lastText()).toBe("aku takut");
  expect(rina.notifications()).not.toContain("aku takut");
  expect(bayu.lastText()).toContain("✔ Terkirim ke Rina");

  await town.does(rina.sends("aku di sini", { replyTo: last(rina).messageId }));
  town.world.telegram.faults.next({ method: "sendMessage", chatId: bayu.id }, retry);
  await town.does(bayu.taps("Baca"));
  await town.world.advance({ minutes: 6 });
  expect(pushes(bayu)).toEqual(["Ada pesan dari Rina", "Ada pesan dari Rina"]);
  await town.does(bayu.taps("Baca"));
  expect(bayu.lastText()).toBe("aku di sini");
  expect(bayu.notifications()).not.toContain("aku di sini");
});

test("a line that was to come again after a late tap rings no more once its message is read", async () => {
  const { faults } = town.world.telegram;
  const retry = { status: 429, description: "Too Many Requests", parameters: { retry_after: 300 } };
  await bayuWrites("aku takut");
  faults.next({ method: "answerCallbackQuery" }, FORGOTTEN);
  faults.next({ method: "sendMessage", chatId: rina.id }, retry);
  for (const _ of ["once", "again"]) await town.does(rina.taps("Baca"));
  expect(rina.lastText()).toBe("aku takut");
  await town.world.advance({ minutes: 6 });
  expect(pushes(rina)).toEqual([`Pesan dari ${code}`]);
  expect(bayu.lastText()).toContain("✔ Terkirim ke Rina");
});

test("a conversation shows nothing on a lock screen, and stands in no log line", async () => {
  await bayuWrites("kak aku takut relapse narkoba");
  await town.does(rina.taps("Baca"));
  await town.does(rina.sends("konselor di rutan bisa bantu", { replyTo: last(rina).messageId }));
  await town.does(bayu.taps("Baca"));
  for (const phone of [bayu, rina])
    for (const shown of phone.notifications()) expect(shown).not.toMatch(/takut|bantu$/);
  expect(pushes(bayu).concat(pushes(rina)).join("\n")).not.toMatch(FORBIDDEN);
  expect(town.log()).not.toMatch(/takut|narkoba|bisa bantu/);
});

describe("over the webhook", () => {
  let polled: readonly [Town, Team];
  beforeAll(async () => {
    polled = [town, team];
    town = await startTown({ at: "2026-11-23T10:00:00+08:00", updates: "webhook" });
    team = await buildTeam(town);
  });
  afterAll(async () => {
    await town.close();
    [town, team] = polled;
  });

  test("an update that Telegram delivers twice doubles no text, photo or voice, in either direction", async () => {
    const { faults } = town.world.telegram;
    faults.redeliver();
    await town.does(bayu.sends("sekali"));
    expect(texts(bayu).filter((text) => text === "Kirim ke Rina?")).toHaveLength(2);
    faults.redeliver();
    await town.does(bayu.taps("Kirim"));
    expect(await relayed()).toBe(1);
    expect(pushes(rina)).toHaveLength(1);
    faults.redeliver();
    await town.does(rina.taps("Baca"));
    expect(texts(rina).filter((text) => text === "sekali")).toHaveLength(1);
    faults.redeliver();
    await town.does(rina.sends("juga sekali", { replyTo: last(rina).messageId }));
    expect(await relayed()).toBe(2);
    expect(pushes(bayu)).toHaveLength(1);
    expect(texts(rina).filter((text) => text.startsWith("✔ Terkirim"))).toHaveLength(1);
    const shown = (phone: Phone, kind: "photo" | "voice") =>
      phone.sees().filter((message) => message.from.isBot && message[kind]);
    for (const [round, kind, send] of [
      [1, "photo", async (phone: Phone, options: object) => await phone.sendsPhoto(PNG, undefined, options)],
      [2, "voice", async (phone: Phone, options: object) => await phone.sendsVoice(OGG, 4, options)],
    ] as const) {
      faults.redeliver();
      await town.does(send(bayu, {}));
      faults.redeliver();
      await town.does(bayu.taps("Kirim"));
      expect(pushes(rina)).toHaveLength(1 + round);
      const push = newestOf(rina, "Pesan dari").messageId;
      faults.redeliver();
      await town.does(rina.tapsOn(push, "Baca"));
      expect(shown(rina, kind)).toHaveLength(1);
      faults.redeliver();
      await town.does(send(rina, { replyTo: push }));
      expect(pushes(bayu)).toHaveLength(1 + round);
      faults.redeliver();
      await town.does(bayu.tapsOn(newestOf(bayu, "Ada pesan dari Rina").messageId, "Baca"));
      expect(shown(bayu, kind)).toHaveLength(1);
      expect(await relayed()).toBe(2 + 2 * round);
    }
  });

  test("an update that Telegram delivers again later goes into nothing that was begun since, and is not called unsent", async () => {
    const updates: unknown[] = [];
    town.world.telegram.onUpdate((update) => void updates.push(update));
    const comesAgain = async (update: unknown) => {
      const { status } = await fetch(`http://127.0.0.1:${town.world.app.port}${WEBHOOK_PATH}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": WEBHOOK_SECRET },
        body: JSON.stringify(update),
      });
      expect(status).toBe(200);
      await town.world.settle();
    };
    await town.does(bayu.sends("halo kak"));
    const words = updates.at(-1);
    await town.does(bayu.taps("Kirim"));
    const shown = bayu.sees().length;
    await comesAgain(words);
    expect(bayu.sees()).toHaveLength(shown);

    await town.does(rina.taps("Baca"));
    await town.does(rina.sends("bukan untuk siapa pun"));
    const stray = updates.at(-1);
    await town.does(rina.tapsOn(newestOf(rina, "halo kak").messageId, "Balas"));
    await comesAgain(stray);
    expect(pushes(bayu)).toEqual([]);
    await town.does(rina.sends("untuk Bayu"));
    const answer = updates.at(-1);
    await town.does(bayu.taps("Baca"));
    expect(bayu.lastText()).toBe("untuk Bayu");
    const seen = rina.sees().length;
    await comesAgain(answer);
    expect(rina.sees()).toHaveLength(seen);
    expect(pushes(bayu)).toHaveLength(1);

    await town.does(rina.sends("sudah sampai", { replyTo: newestOf(rina, "halo kak").messageId }));
    const [reply, before] = [updates.at(-1), rina.sees().length];
    await giveTo((await counselor("Budi")).id);
    await comesAgain(reply);
    expect(texts(rina).slice(before).join()).not.toContain("tidak dikirim");

    await town.does(bayu.sends("/rencana"));
    await town.does(bayu.taps("✍️ Mulai menulis"));
    await town.does(bayu.sends("jalan kaki"));
    await comesAgain(words);
    await comesAgain(updates.at(-1));
    expect(await town.world.db.planPart.count()).toBe(1);
    await town.does(bayu.sends("/rencana"));
    expect(bayu.lastText()?.match(/jalan kaki|halo kak/g)).toEqual(["jalan kaki"]);
  });
});

test("in English, too", async () => {
  const { phone: citra, code: hers } = await participant("en");
  await town.does(citra.sends("hello"));
  expect(citra.lastText()).toBe("Send this to Rina?");
  await town.does(citra.taps("Send"));
  expect(citra.lastText()).toContain("✔ Sent to Rina");
  await town.does(rina.sends("halo", { replyTo: newestOf(rina, `Pesan dari ${hers}`).messageId }));
  expect(pushes(citra)).toEqual([]);
  expect(citra.notifications().at(-1)).toBe("There is a message from Rina");
});
