import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sealedColumns } from "../../src/db/sealed-columns.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { dumpDatabase } from "../support/dump-database.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;
let citra: Phone;
let checkInId: number;

beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T07:30:00+08:00" });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
  citra = await enrol(town, team, { code: "BPN-002", hour: "20:00", language: "English" });
  await town.world.advanceTo(new Date("2026-11-23T08:00:00+08:00"));
  await town.does(bayu.taps("Siap"));
  const row = await town.world.db.checkIn.findFirstOrThrow({ where: { participant: { code: "BPN-001" } } });
  checkInId = row.id;
});
afterAll(async () => await town.close());

const stored = async () => await town.world.db.answer.count();
const rows = async () => await dumpDatabase(town.world.db, town.world.app.deps.sealer, sealedColumns);

describe("buttons that are not theirs", () => {
  test("another person's check-in cannot be read, answered, moved or put aside", async () => {
    for (const data of [
      `b:${checkInId}`,
      `a:${checkInId}:S1:4`,
      `q:${checkInId}:S1`,
      `z:${checkInId}`,
      `r:${checkInId}`,
      `p:${checkInId}`,
    ])
      await town.does(citra.tapsData(data));
    expect(citra.lastText()).toContain("This button no longer works");
    expect(await stored()).toBe(0);
    expect((await town.world.db.checkIn.findUniqueOrThrow({ where: { id: checkInId } })).snoozed).toBe(false);
  });

  test("a participant cannot use the buttons of staff", async () => {
    await town.does(citra.sends("/menu"));
    const before = await rows();
    for (const data of [
      "m:invite-coordinator",
      "pl:0",
      "pp:1",
      "at:1:1",
      "nc:112",
      "w:2026-11-16",
      "al:1",
      "aa:1:take",
    ]) {
      const answered = citra.answers().length;
      await town.does(citra.tapsData(data));
      const toasts = citra.answers().slice(answered);
      expect(
        toasts.map(({ text }) => text),
        data,
      ).toEqual(["This button no longer works."]);
    }
    expect(await rows()).toBe(before);
  });

  test("a counselor cannot use the buttons of the coordinator", async () => {
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.tapsData("m:invite-coordinator"));
    await town.does(team.rina.sends("Mallory"));
    expect(await town.world.db.staff.count({ where: { name: "Mallory" } })).toBe(0);
  });

  test("a page that there is no more is refused in words, whoever taps", async () => {
    for (const phone of [bayu, team.rina, team.dewi]) {
      await town.does(phone.tapsData("m:people"));
      expect(phone.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
    }
  });
});

test.each([
  "a",
  "a:1",
  `a:x:S1:1`,
  `a:999999999:S1:1`,
  `a:1:S99:1`,
  `a:1:S1:9`,
  `a:1:S1:-1`,
  `a:1:S1:s`,
  "a:1:S1:1:1",
  "a:1;DROP TABLE answers:S1:1",
  "hr:1440",
  "hr:99999",
  "ps:9",
  "d:enrol:next",
  "d:enrol:1:next",
  "d:nowhere:x",
  "\u0000",
  "🙂".repeat(16),
])("tampered button data %j is answered and changes nothing", async (data) => {
  const before = await rows();
  const answered = bayu.answers().length;
  await town.does(bayu.tapsData(data));
  expect(bayu.answers().length).toBe(answered + 1);
  expect(await rows()).toBe(before);
});

describe("what people send", () => {
  test("text, a photo and a voice message are asked about; a sticker and a file get a kind answer", async () => {
    const photo = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const ask = "Kirim ke Rina?";
    const kind = "Ini belum bisa diteruskan. Yang bisa: teks, pesan suara, dan foto.";
    for (const [send, answer] of [
      [async () => await bayu.sends("halo?"), ask],
      [async () => await bayu.sendsSticker(), kind],
      [async () => await bayu.sendsPhoto(photo), ask],
      [async () => await bayu.sendsVoice(Uint8Array.of(1, 2, 3)), ask],
      [async () => await bayu.sendsDocument(Uint8Array.of(1), "surat.pdf"), kind],
    ] as const) {
      await town.does(send());
      expect(bayu.lastText()).toBe(answer);
    }
    expect(await town.world.db.relayMessage.count()).toBe(0);
  });

  test("strangers and staff are answered in their own words and language", async () => {
    const stranger = town.phone("Ann", "en");
    await town.does(stranger.sends("hello"));
    expect(stranger.lastText()).toBe("This bot is only for people who were invited.");
    await town.does(stranger.sends("/help"));
    expect(stranger.lastText()).toContain("City emergency number");
    await town.does(team.rina.sends("halo"));
    expect(team.rina.lastText()).toContain("tidak dikirim ke siapa pun. Pakai /menu");
  });

  test("an edited message changes nothing and is not answered", async () => {
    const id = await bayu.sends("satu");
    await town.world.settle();
    const before = bayu.sees().length;
    await town.does(bayu.edits(id, "/berhenti"));
    expect(bayu.sees()).toHaveLength(before);
  });

  test.each(["/cek", "/jam 10:00", "/jeda", "/berhenti", "/menu", "/batal", "/unknown"])(
    "%s from somebody who is nobody here is answered and does nothing",
    async (command) => {
      const stranger = town.phone("nobody");
      await town.does(stranger.sends(command));
      expect(stranger.lastText()).toMatch(/hanya untuk orang yang diundang|Tidak ada yang perlu dibatalkan/);
    },
  );

  test("what somebody wrote stands in no log line", () => {
    expect(town.log()).not.toMatch(/halo|satu|surat/);
  });
});

test("a group that the bot is added to: it says nothing, leaves, and logs one line", async () => {
  const group = await bayu.addsBotToGroup();
  await town.world.settle();
  expect(town.world.telegram.calls("leaveChat")).toHaveLength(1);
  expect(
    town.world.telegram.calls("sendMessage").filter(({ params }) => Number(params.chat_id) === group),
  ).toEqual([]);
  expect(town.log().match(/update from outside a private chat/g)?.length).toBeGreaterThanOrEqual(1);
});
