import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { consentVersion } from "../../src/people/consent-wording.ts";
import { purgeBatch } from "../../src/retention/purge.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { helpButton } from "../../src/screens/callback-data.ts";
import { buildTeam, enrol, type Team, tapsTwice } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;
let citra: Phone;
const CODE = "BPN-061";

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: CODE, hour: "23:00" });
  citra = await enrol(town, team, { code: "BPN-062", hour: "23:00", language: "English" });
});
afterAll(async () => await town.close());

const personId = async (code = CODE) =>
  (await town.world.db.participant.findFirstOrThrow({ where: { code } })).id;
const parts = async (code = CODE) =>
  (await town.world.db.planPart.findMany({ where: { participant: { code } }, orderBy: { part: "asc" } })).map(
    ({ part }) => part,
  );
const labels = (phone: Phone) =>
  phone
    .sees()
    .at(-1)
    ?.buttons.flat()
    .map(({ label }) => label) ?? [];
const chat = (phone: Phone) => phone.sees().map(({ text }) => text ?? "");
async function does(phone: Phone, ...steps: readonly string[]): Promise<string> {
  for (const step of steps) await town.does(step.startsWith("/") ? phone.sends(step) : phone.taps(step));
  return phone.lastText() ?? "";
}

describe("writing", () => {
  test("is two taps away, asks part by part, and leaves nothing of it in the chat", async () => {
    const empty = await does(bayu, "/menu", "🧭");
    expect(empty).toContain("Belum ada yang ditulis");
    expect(empty).toContain("Pendampingku: Rina");
    expect(empty).toContain("0812-3456-7890");
    expect(await does(bayu, "✍️ Mulai")).toContain("1 dari 5");
    await town.does(bayu.sends("susah tidur, pikiran muter 😵‍💫"));
    await town.does(bayu.sends("mulai bohong kecil"));
    // Two messages are one part: only a tap goes on. Neither stays, should the phone be put away now.
    expect(bayu.lastText()).toMatch(/1 dari 5[\s\S]*Tersimpan ✔/);
    expect(chat(bayu).join("\n")).not.toMatch(/susah tidur|bohong kecil/);
    expect(await does(bayu, "Lanjut")).toContain("2 dari 5");
    expect(await does(bayu, "/rencana")).toContain("susah tidur, pikiran muter 😵‍💫\nmulai bohong kecil");
    await does(bayu, "✍️ Lanjut");
    const { sealed } = await town.world.db.planPart.findFirstOrThrow({ where: { part: "signs" } });
    expect(Buffer.from(sealed).toString("latin1")).not.toContain("bohong");
  });

  test("is left for other things, and goes on at the first open part, also when the dialogue is long gone", async () => {
    expect(await does(bayu, "/bantuan")).toContain("Rina sudah dikabari");
    await town.does(bayu.sends("/cek"));
    await town.does(bayu.taps("0"));
    // What is typed next is meant for Rina, and not for the part that is open.
    await town.does(bayu.sends("tolong, aku takut sendirian"));
    expect(bayu.lastText()).toBe("Kirim ke Rina?");
    expect(await parts()).toEqual(["signs"]);
    await does(bayu, "Jangan");
    expect(await does(bayu, "/rencana", "✍️ Lanjut")).toContain("2 dari 5");
    await town.does(bayu.sends("jalan kaki"));
    await does(bayu, "Lanjut nanti");
    expect(bayu.lastText()).toContain("/rencana");
    expect(await does(bayu, "🧭 Rencanaku", "✍️ Lanjut")).toContain("3 dari 5");
    const question = bayu.sees().at(-1)?.messageId ?? 0;
    await town.world.db.conversationState.deleteMany();
    await town.does(bayu.tapsOn(question, "Lewati"));
    // What was written is kept, and not shown on a phone that others may see.
    expect(bayu.sees().find(({ messageId }) => messageId === question)?.text).toContain("tersimpan");
    expect(await does(bayu, "🧭 Rencanaku", "✍️ Lanjut")).toContain("3 dari 5");
    // Twice by accident skips one part, and leaves the question on the screen.
    await tapsTwice(town, bayu, "Lewati");
    expect(bayu.lastText()).toContain("4 dari 5");
    await town.does(bayu.sends("Ibu 0811-000-111"));
    await does(bayu, "Lanjut");
    await town.does(bayu.sends("titip obat ke kakak"));
    await tapsTwice(town, bayu, "Selesai");
    expect(bayu.lastText()).toContain("tersimpan");
    expect(await parts()).toEqual(["coping", "people", "signs", "surroundings"]);
    expect(chat(bayu).join("\n")).not.toContain("0811-000-111");
  });

  test("puts each of its messages on record once, although the dialogue is run again with every answer", async () => {
    const { db } = town.world;
    const phone = await enrol(town, team, { code: "BPN-063", hour: "23:00" });
    await db.$executeRaw`CREATE TABLE put_on_record (message_id int)`;
    await db.$executeRawUnsafe(
      `CREATE FUNCTION put_on_record() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN INSERT INTO put_on_record VALUES (NEW.message_id); RETURN NEW; END $$`,
    );
    await db.$executeRaw`
      CREATE TRIGGER put_on_record BEFORE INSERT ON chat_messages FOR EACH ROW EXECUTE FUNCTION put_on_record()`;
    onTestFinished(async () => {
      await db.$executeRaw`DROP FUNCTION put_on_record CASCADE`;
      await db.$executeRaw`DROP TABLE put_on_record`;
      await db.participant.deleteMany({ where: { code: "BPN-063" } });
    });
    await does(phone, "/rencana", "✍️ Mulai");
    for (const line of ["susah tidur", "pikiran muter", "mulai bohong kecil"])
      await town.does(phone.sends(line));
    await does(phone, "Lanjut nanti");
    const put = await db.$queryRaw<{ id: number }[]>`SELECT message_id AS id FROM put_on_record`;
    const ids = put.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const seen = phone.sees().map(({ messageId }) => messageId);
    expect(ids).toEqual(expect.arrayContaining(seen.slice(-2)));
  });

  test("too long is refused with how much, and kept nowhere; unreadable is asked again", async () => {
    await does(bayu, "/rencana", "✍️ Lanjut");
    await town.does(bayu.sends("panjang ".repeat(100)));
    expect(bayu.lastText()).toMatch(/Kelebihan \d+ huruf/);
    expect(await parts()).not.toContain("places");
    await town.does(bayu.sends("\u200B\u202E \n"));
    expect(bayu.lastText()).toContain("belum ada tulisan");
    await town.does(bayu.sends("مسجد قرب البيت\u202E\n\n\n\n👨‍👩‍👧 rumah kakak"));
    await does(bayu, "Selesai");
    expect(chat(bayu).join("\n")).not.toMatch(/panjang panjang|rumah kakak|Kelebihan|3 dari 5/);
    expect(await does(bayu, "/rencana")).toContain("مسجد قرب البيت\n\n👨‍👩‍👧 rumah kakak");
  });

  test("too long, and then given up in whatever way or left alone, it leaves the chat within half an hour", async () => {
    const ways = ["/batal", "another dialogue", "put away", "left"] as const;
    for (const [index, way] of ways.entries()) {
      const code = `BPN-06${index + 5}`;
      const phone = await enrol(town, team, { code, hour: "23:00" });
      await does(phone, "/rencana", "✍️ Mulai");
      await town.does(phone.sends("panjang ".repeat(100)));
      if (way === "/batal") await does(phone, "/batal");
      if (way === "another dialogue") await does(phone, "/menu", "🔒", "Perbaiki", "Panggilan");
      if (way === "left") await does(phone, "/berhenti", "Ya");
      await town.world.advance({ minutes: 31 });
      expect(chat(phone).join("\n"), way).not.toContain("panjang");
    }
  });
});

describe("reading", () => {
  test("everything in one message, in its order, by command", async () => {
    const text = await does(bayu, "/rencana");
    const places = ["muter", "jalan kaki", "rumah kakak", "Ibu 0811", "Rina", "112", "titip obat"].map(
      (words) => text.indexOf(words),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(labels(bayu).at(-1)).toContain("🆘");
    expect(labels(bayu).join()).not.toContain("Lanjut menulis");
  });

  test("help names whom they wrote down, and offers the plan before anybody is looked for", async () => {
    const before = bayu.sees().length;
    await town.does(bayu.sends("/bantuan"));
    const [, first] = bayu.sees().slice(before);
    expect(first?.text).toMatch(/menemanimu sekarang\? Ini yang kamu tulis sendiri:\nIbu 0811-000-111/);
    expect(first?.buttons[0]?.[0]?.label).toBe("🧭 Rencanaku");
    await town.does(bayu.tapsOn(first?.messageId ?? 0, "🧭 Rencanaku"));
    expect(bayu.lastText()).toContain("titip obat ke kakak");
    expect(chat(bayu).some((text) => text.includes("Ini yang kamu tulis sendiri"))).toBe(true);
    // Somebody without a plan is not offered one in a crisis.
    const there = citra.sees().length;
    await town.does(citra.sends("/help"));
    expect(citra.sees()[there + 1]?.text).toContain("Call one person");
    expect(
      citra
        .sees()
        [there + 1]?.buttons.flat()
        .map(({ label }) => label),
    ).not.toContain("🧭 My plan");
    expect(await does(citra, "/rencana")).toContain("Nothing is written yet");
    expect(await does(citra, "✍️ Begin", "Later")).toContain("nothing is saved yet");
  });
});

test("by its button help waits for no answer about the tap: whom they wrote down comes in with it", async () => {
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  onTestFinished(() => letGo());
  town.world.telegram.faults.next({ method: "answerCallbackQuery" }, { hang });
  await bayu.tapsData(helpButton.pack({}));
  const { messageId, text } = await bayu.waitsFor("Kamu tidak sendiri");
  expect(text).toContain("Siapa yang bisa menemanimu sekarang? Hubungi satu orang");
  // Who was told.
  await bayu.waitsFor((message) => message.messageId > messageId);
  letGo();
  await town.world.settle();
  expect(bayu.sees().find((message) => message.messageId === messageId)?.text).toContain("Ibu 0811-000-111");
});

test("a part is rewritten, added to and deleted", async () => {
  expect(await does(bayu, "/rencana", "✏️ Ubah", "✔ 🌬")).toContain("jalan kaki");
  await does(bayu, "➕ Tambah");
  await town.does(bayu.sends("telepon adik"));
  await does(bayu, "Selesai");
  expect(await does(bayu, "/rencana")).toContain("jalan kaki\ntelepon adik");
  await does(bayu, "/rencana", "✏️ Ubah", "✔ 🌬", "✍️ Tulis ulang");
  await town.does(bayu.sends("wudu"));
  await does(bayu, "Selesai");
  const text = await does(bayu, "/rencana");
  expect(text).toContain("wudu");
  expect(text).not.toContain("telepon adik");
  expect(await does(bayu, "✏️ Ubah", "✔ 🌬", "🗑 Hapus bagian")).toContain("tidak bisa dikembalikan");
  expect(await does(bayu, "← Kembali")).toContain("wudu");
  await does(bayu, "🗑 Hapus bagian", "Ya, hapus");
  expect(labels(bayu).some((label) => label.startsWith("· 🌬"))).toBe(true);
  expect(await parts()).not.toContain("coping");
  expect(await does(bayu, "/rencana")).not.toContain("wudu");
});

describe("who may read it", () => {
  const asks = async (phone: Phone) => {
    await town.does(phone.sends("/menu"));
    const before = chat(phone).join("\n");
    await town.does(phone.tapsData(`ca:${await personId()}:plan`));
    const after = chat(phone).join("\n");
    return after === before ? "nothing" : (phone.lastText() ?? "");
  };

  test("nobody but the person, until they choose otherwise; then the counselor, and it is on record", async () => {
    for (const phone of [team.rina, team.agus, team.dewi, citra])
      expect(await asks(phone)).not.toContain("Ibu");
    await does(bayu, "/rencana", "👁 Bagikan");
    expect(bayu.lastText()).toContain("Boleh Rina dan penggantinya");
    expect(await asks(team.rina)).not.toContain("Ibu");
    await does(bayu, "Setuju");
    expect(labels(bayu)).toContain("🔒 Berhenti berbagi");
    await town.does(team.rina.sends("/menu"));
    await does(team.rina, "Pesertaku", `🔴 ${CODE}`, "🧭");
    expect(team.rina.lastText()).toContain("Ibu 0811-000-111");
    expect(team.rina.sees().at(-1)?.protectContent).toBe(true);
    for (const phone of [team.agus, team.dewi, citra]) expect(await asks(phone)).not.toContain("Ibu");
    expect(await does(bayu, "/menu", "🔒", "Siapa yang melihat")).toContain("Rina · rencanamu");
    expect(await does(bayu, "/menu", "🔒", "Izinku")).toContain("✔ Rencanaku");
  });

  test("and no more when they take it back", async () => {
    await does(bayu, "/rencana", "🔒 Berhenti");
    expect(await asks(team.rina)).not.toContain("Ibu");
    const ledger = await town.world.db.consent.findMany({
      where: { purpose: "plan" },
      orderBy: { id: "asc" },
      select: { granted: true, textHash: true, locale: true },
    });
    expect(ledger.map(({ granted }) => granted)).toEqual([true, false]);
    expect(ledger[0]?.textHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("nor by a yes to other words, or from before the release: it can be shared anew", async () => {
    const participantId = await personId();
    const now = town.world.clock.now();
    const yes = { participantId, purpose: "plan", granted: true, locale: "id", manner: "bot" } as const;
    for (const given of [
      { textHash: "0".repeat(64), at: now },
      { textHash: consentVersion("plan", "id"), at: new Date("2026-01-05T10:00:00Z") },
    ]) {
      await town.world.db.consent.create({ data: { ...yes, ...given } });
      expect(await asks(team.rina)).not.toContain("Ibu");
      await does(bayu, "/rencana");
      expect(labels(bayu)).toContain("👁 Bagikan ke pendamping");
      expect(await does(bayu, "/menu", "🔒", "Izinku")).toContain("✖ Rencanaku");
    }
  });
});

test("it is in what is stored and in both files of the export", async () => {
  expect(await does(bayu, "/menu", "🔒")).toContain("• 4 bagian rencanamu");
  await does(bayu, "Unduh dataku", "Ya, kirim");
  const file = (name: string) =>
    Buffer.from(
      bayu.sees().findLast(({ document }) => document?.fileName === name)?.document?.bytes ?? [],
    ).toString();
  const { plan } = JSON.parse(file("data.json"));
  expect(plan.map(({ part }: { part: string }) => part)).toEqual([
    "signs",
    "places",
    "people",
    "surroundings",
  ]);
  expect(plan[2].text).toBe("Ibu 0811-000-111");
  expect(file("data.html")).toContain('<p dir="auto">مسجد قرب البيت');
});

test("whoever has left reads and deletes, and writes no more; a frozen account shows nothing of it", async () => {
  const { db } = town.world;
  await does(citra, "/rencana", "✍️ Begin");
  await town.does(citra.sends("my sister"));
  await does(citra, "Later");
  await db.participant.update({ where: { telegramId: citra.id }, data: { status: "frozen" } });
  expect(await does(citra, "/rencana")).toContain("This account is locked");
  await town.does(citra.sends("/help"));
  expect(citra.sees().at(-1)?.text).not.toContain("my sister");
  expect(chat(citra).slice(-2).join()).not.toContain("my sister");
  await db.participant.update({ where: { telegramId: citra.id }, data: { status: "withdrawn" } });
  const left = await does(citra, "/rencana");
  expect(left).toContain("my sister");
  expect(left).toContain("112");
  expect(left).not.toContain("My counselor");
  await town.does(citra.tapsData("pn:write"));
  expect(citra.answers().at(-1)?.text).toContain("not taking part");
  await does(citra, "/rencana", "✏️ Change", "✔ ⚠️", "🗑 Delete", "Yes, delete");
  expect(await parts("BPN-062")).toEqual([]);
});

test("retention takes it half a year after the last answer; an erasure at once", async () => {
  const { db, clock } = town.world;
  const purge = async (days: number) => {
    const at = new Date(clock.now().getTime() + days * 86_400_000);
    const order = { programmeId: team.programmeId, actor: "operator" } as const;
    const { counts } = await purgeBatch(town.world.app.deps, order, at);
    return counts["safety plans"];
  };
  expect(await purge(170)).toBe(0);
  expect(await purge(190)).toBe(4);
  await does(bayu, "/rencana", "✍️ Mulai");
  await town.does(bayu.sends("lagi"));
  await does(bayu, "Lanjut nanti");
  expect(await parts()).toEqual(["signs"]);
  await does(bayu, "/menu", "🔒", "Hapus semua dataku", "Ya, hapus semua");
  expect(await db.planPart.count()).toBe(0);
});
