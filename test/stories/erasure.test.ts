import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { conversationStorage } from "../../src/db/conversation-storage.ts";
import { createSealer } from "../../src/db/seal.ts";
import { sealedColumns } from "../../src/db/sealed-columns.ts";
import { eraseParticipant } from "../../src/people/erase.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answerButton, helpButton } from "../../src/screens/callback-data.ts";
import { countWaiting } from "../support/database.ts";
import { dumpDatabase } from "../support/dump-database.ts";
import { dataKey } from "../support/keys.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const PATIENCE = { timeout: 20_000 };

let town: Town;
let team: Team;
beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
});
afterAll(async () => await town.close());

const CODE = "QZX-314159";
const person = async (code: string) => await town.world.db.participant.findFirst({ where: { code } });
const number = async (code: string) => (await person(code))?.id ?? 0;
const newest = (phone: Phone, text: string) =>
  phone.sees().findLast((message) => (message.text ?? message.caption ?? "").includes(text))?.messageId ?? 0;

/** Everything in the database and the log that could hold words: as text, as bytes, and opened. */
async function everything(): Promise<string> {
  const sealer = createSealer(dataKey);
  return [await dumpDatabase(town.world.db, sealer, sealedColumns), town.log()].join("\n");
}

async function isAskedForNickname(phone: Phone): Promise<void> {
  await town.does(phone.sends("/menu"));
  await town.does(phone.taps("🔒 Data & izinku"));
  await town.does(phone.taps("Perbaiki"));
  await town.does(phone.taps("Panggilan"));
}

/** Nobody writes into the table until it hangs up. */
async function holds(table: string): Promise<Client> {
  const holder = new Client({ connectionString: town.world.database.url });
  await holder.connect();
  await holder.query(`BEGIN; LOCK TABLE ${table} IN SHARE MODE`);
  return holder;
}

/** Somebody with something recognisable in every place where words can be typed. */
async function livesHere(): Promise<{ readonly phone: Phone; readonly words: readonly string[] }> {
  const phone = await enrol(town, team, { code: CODE, hour: "20:00" });
  const { rina } = team;
  await isAskedForNickname(phone);
  await town.does(phone.sends("Bujang Merpati"));
  await town.does(phone.sends("/kunci"));
  await town.does(phone.taps("Pilih kata rahasia"));
  await town.does(phone.sends("kelapa gading sore"));
  await town.does(phone.sends("/rencana"));
  await town.does(phone.taps("✍️ Mulai"));
  await town.does(phone.sends("lewat gang mawar"));
  await town.does(phone.taps("Lanjut nanti"));
  await town.does(phone.sends("/cek"));
  await answers(town, phone, { S8: 4, S6: 3, C1: 0 });
  await town.does(phone.sends("aku lihat kapal biru di pelabuhan"));
  await town.does(phone.taps("Kirim"));
  await town.does(rina.tapsOn(newest(rina, `Pesan dari ${CODE}`), "Baca"));
  await town.does(rina.sends("besok kita ke warung sederhana", { replyTo: newest(rina, "kapal biru") }));
  await town.does(phone.sendsPhoto(png, "ini pohon beringin itu"));
  await town.does(phone.taps("Kirim"));
  await town.does(rina.taps("Baca"));
  expect(rina.sees().some(({ photo }) => photo !== undefined)).toBe(true);
  await town.does(rina.sends("/menu"));
  await town.does(rina.taps("Pesertaku"));
  await town.does(rina.taps(`🔴 ${CODE}`));
  await town.does(rina.taps("➕ Catatan"));
  await town.does(rina.sends("istrinya bernama cempaka"));
  await town.does(phone.taps("Perbaiki jawaban"));
  return {
    phone,
    words: [
      CODE,
      String(phone.id),
      "Bujang Merpati",
      "kelapa gading",
      "gang mawar",
      "kapal biru",
      "warung sederhana",
      "pohon beringin",
      "cempaka",
      "teluk permai",
    ],
  };
}

test("an erasure leaves no trace of what somebody typed or was called", async () => {
  const { phone, words } = await livesHere();
  await town.does(phone.sends("/bantuan"));
  // Half way through a dialogue, theirs and one about them.
  await town.does(phone.sends("/menu"));
  await town.does(phone.taps("🔒 Data & izinku"));
  await town.does(phone.taps("Perbaiki"));
  await town.does(phone.taps("Tanggal bebas"));
  await town.does(phone.sends("waktu di teluk permai"));
  for (const wanted of ["Jawaban", "➕ Catatan"]) {
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Pesertaku"));
    await town.does(team.rina.taps(`🔴 ${CODE}`));
    await town.does(team.rina.taps(wanted));
  }
  const answersShown = (text: string | undefined) => text?.includes("jawaban terakhir") === true;
  expect(team.rina.sees().some(({ text }) => answersShown(text))).toBe(true);
  const before = await everything();
  const untraceable = new Set(["kelapa gading"]);
  for (const word of words) if (!untraceable.has(word)) expect(before, word).toContain(word);
  const id = await number(CODE);

  await town.does(phone.sends("/menu"));
  await town.does(phone.taps("🔒 Data & izinku"));
  await town.does(phone.taps("Hapus semua dataku"));
  await town.does(phone.taps("Ya, hapus semua"));

  const after = await everything();
  for (const word of words) expect(after.includes(word), word).toBe(false);
  // The number is in the tombstone and in the audit, and means nothing any more.
  expect(await town.world.db.tombstone.findMany()).toEqual([
    { participantId: id, programmeId: team.programmeId, month: new Date("2026-11-01") },
  ]);
  // The chat is empty but for the goodbye, which says what about backups and how to delete the rest.
  expect(phone.sees().map(({ text }) => text?.split(" ").slice(0, 3).join(" "))).toEqual([
    "Semua datamu sudah",
  ]);
  expect(phone.lastText()).toMatch(/cadangan.*30 hari.*Hapus chat/s);
  // What staff had on their screens says nothing any more; an open alert does not just vanish.
  const screens = [team.rina, team.agus, team.dewi].flatMap((staff) =>
    staff.sees().map((message) => `${message.text ?? ""}${message.caption ?? ""}`),
  );
  expect(
    screens.filter(
      (text) => /kapal biru|pohon beringin|warung sederhana/.test(text) && !text.startsWith("besok"),
    ),
  ).toEqual([]);
  expect(screens.filter((text) => text.includes(`dilihat · ${CODE}`))).toEqual([]);
  expect(screens.filter(answersShown)).toEqual([]);
  expect(team.rina.sees().some(({ photo }) => photo !== undefined)).toBe(false);
  expect(team.rina.notifications().at(-1)).toBe("1 hal yang masih terbuka ditutup: datanya dihapus.");
  // They are nobody now, and the code is free.
  await town.does(phone.sends("/menu"));
  expect(phone.lastText()).toContain("hanya untuk orang yang diundang");
});

test("twice at once erases once; a tap, a message and a dialogue that come meanwhile leave nothing behind", async () => {
  const { app, clock, db } = town.world;
  for (const what of ["a tap", "a message", "a dialogue"]) {
    const phone = await enrol(town, team, { code: "QZX-777", hour: "20:00" });
    await town.does(phone.sends("/cek"));
    await answers(town, phone, { S1: 1 });
    if (what === "a dialogue") await isAskedForNickname(phone);
    const participantId = await number("QZX-777");
    const { id: checkInId } = await db.checkIn.findFirstOrThrow({ where: { participantId } });
    const by = { participantId, reason: "asked" as const };
    const erase = async () => await eraseParticipant(app.deps, team.coordinator, by, clock.now());
    // At the last thing that an erasure does, which nobody else sees yet.
    const holder = await holds("tombstones");
    const erasures = Promise.all([erase(), erase()]);
    await vi.waitFor(async () => expect(await countWaiting(db)).toBe(2), PATIENCE);
    if (what === "a tap") await phone.tapsData(answerButton.pack({ checkInId, question: "S1", answer: "3" }));
    else await phone.sends("sungai wain");
    try {
      await vi.waitFor(async () => expect(await countWaiting(db), what).toBe(3), PATIENCE);
    } finally {
      await holder.end();
    }
    const outcomes = await erasures;
    await town.world.settle();
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["erased", "unknown"]);
    expect(await db.tombstone.count({ where: { participantId } })).toBe(1);
    expect(await db.answer.count({ where: { checkInId } })).toBe(0);
    const after = await everything();
    for (const word of ["QZX-777", String(phone.id), "sungai wain"])
      expect(after.includes(word), `${word} after ${what}`).toBe(false);
  }
});

test("a message that is being sent in that moment is taken back, also where Telegram fails at first", async () => {
  const phone = await enrol(town, team, { code: "QZX-888", hour: "20:00" });
  const { telegram, app, clock, db } = town.world;
  const participantId = await number("QZX-888");
  await town.does(phone.sends("dari bukit sembilan"));
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  telegram.faults.next({ method: "sendMessage", chatId: team.rina.id }, { hang });
  await phone.taps("Kirim");
  const held = () =>
    telegram
      .calls("sendMessage")
      .filter(
        ({ params, outcome }) => outcome === undefined && String(params.chat_id) === String(team.rina.id),
      );
  await vi.waitFor(() => expect(held()).toHaveLength(1), PATIENCE);
  await eraseParticipant(app.deps, team.coordinator, { participantId, reason: "asked" }, clock.now());
  const bad = { status: 502, description: "Bad Gateway" };
  const failing = telegram.faults.next({ method: "deleteMessage", chatId: team.rina.id }, bad);
  letGo();
  await vi.waitFor(() => expect(held()).toHaveLength(0), PATIENCE);
  await vi.waitFor(() => {
    expect(team.rina.sees().filter(({ text }) => text === "Pesan dari QZX-888")).toEqual([]);
  }, PATIENCE);
  await town.world.settle();
  expect(failing.remaining()).toBe(0);
  expect(await db.relayMessage.count({ where: { participantId } })).toBe(0);
  expect((await everything()).includes("QZX-888")).toBe(false);
});

test("a message whose number could not be written down when it was sent is taken away with the others", async () => {
  const phone = await enrol(town, team, { code: "QZX-555", hour: "20:00" });
  const holder = await holds("chat_messages");
  const cut = async () =>
    await holder.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
  await phone.tapsData(helpButton.pack({}));
  await expect.poll(async () => (await cut()).rowCount, PATIENCE).toBe(1);
  await holder.end();
  await town.does(phone.sends("/menu"));
  expect(newest(phone, "Kamu tidak sendiri")).toBeGreaterThan(0);
  const { app, clock } = town.world;
  const participantId = await number("QZX-555");
  await eraseParticipant(app.deps, team.coordinator, { participantId, reason: "asked" }, clock.now());
  await town.world.settle();
  expect(newest(phone, "Kamu tidak sendiri")).toBe(0);
});

test("a coordinator erases on somebody's behalf: a reason, a question, and it is on record", async () => {
  const phone = await enrol(town, team, { code: "QZX-999", hour: "20:00", language: "English" });
  const id = await number("QZX-999");
  const { dewi } = team;
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("Peserta"));
  await town.does(dewi.taps("QZX-999"));
  // The question is a message of its own; what they go on with stands above.
  await town.does(dewi.taps("Ganti tanggal bebas"));
  await town.does(dewi.taps("🗑 Hapus data"));
  await town.does(dewi.taps("Orangnya yang meminta"));
  expect(await person("QZX-999")).not.toBeNull();
  await town.does(dewi.taps("Ya, hapus semua"));
  await town.does(dewi.taps("☰ Menu"));
  expect(await person("QZX-999")).toBeNull();
  expect(await town.world.db.conversationState.count({ where: { key: String(dewi.id) } })).toBe(0);
  // A dialogue that was just being stored finds nobody.
  const { deps } = town.world.app;
  const state = { version: 0, state: {} } as never;
  await conversationStorage(deps, () => town.world.clock.now()).write(String(phone.id), state);
  expect(await town.world.db.conversationState.count({ where: { key: String(phone.id) } })).toBe(0);
  expect(phone.lastText()).toContain("All your data has been erased");
  const record = await town.world.db.auditEvent.findFirstOrThrow({
    where: { action: "erase-asked", subject: `participant:${id}` },
  });
  expect(record.actor).toBe(`staff:${team.ids.dewi}`);
  // Counselors have no such button, and its data does nothing in their hands.
  const other = await enrol(town, team, { code: "QZX-998" });
  await town.does(team.rina.tapsData(`er:${await number("QZX-998")}:asked:yes`));
  expect(await person("QZX-998")).not.toBeNull();
  expect(other.lastText()).toBe("Mau apa?");
});

test("a warning that nobody is on tonight names them no more, and goes on for the others", async () => {
  const { app, clock, db } = town.world;
  const { dewi } = team;
  const warnings = () => dewi.notifications().filter((text) => text.startsWith("Malam ini"));
  const erase = async (code: string) => {
    const by = { participantId: await number(code), reason: "asked" as const };
    await eraseParticipant(app.deps, team.coordinator, by, clock.now());
    await town.world.settle();
    expect((await everything()).includes(code), code).toBe(false);
    expect(newest(dewi, code), code).toBe(0);
  };
  await db.participant.updateMany({ data: { status: "withdrawn" } });
  for (const code of ["QZX-661", "QZX-662", "QZX-663"]) await enrol(town, team, { code, hour: "21:00" });
  await db.staff.updateMany({ data: { awayUntil: new Date("2026-12-01") } });
  await town.world.advanceTo(new Date("2026-11-23T16:00:00+08:00"));
  expect(warnings()).toEqual([expect.stringContaining("untuk QZX-661, QZX-662, QZX-663. Bisa")]);
  await erase("QZX-662");
  expect(warnings().slice(1)).toEqual([expect.stringContaining("untuk QZX-661, QZX-663. Bisa")]);
  // Once its night is over nobody has to read it again.
  clock.moveTo(new Date("2026-11-24T05:00:00+08:00"));
  await erase("QZX-663");
  expect(warnings()).toHaveLength(2);
});

const png = Uint8Array.from(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
);
