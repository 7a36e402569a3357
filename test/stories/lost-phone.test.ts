import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { inspect } from "../../src/auditor/inspect.ts";
import { systemClock } from "../../src/clock.ts";
import { sealedColumns } from "../../src/db/sealed-columns.ts";
import { freezeParticipant } from "../../src/people/freeze.ts";
import { freezeByWord, setLockWord } from "../../src/people/lock-word.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { planButton } from "../../src/screens/callback-data.ts";
import { countWaiting } from "../support/database.ts";
import { dumpDatabase } from "../support/dump-database.ts";
import { onRecord } from "../support/on-record.ts";
import {
  answers,
  buildTeam,
  enrol,
  enrolByTaps,
  forgetEverybody,
  linkFor,
  moveToAnotherProgramme,
  ROUTE,
  type Team,
} from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let town: Town;
let team: Team;
beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
});
afterAll(async () => await town.close());

const person = async (code: string) => await town.world.db.participant.findFirstOrThrow({ where: { code } });
const texts = (phone: Phone) => phone.sees().map(({ text, caption }) => text ?? caption ?? "");

async function choosesWord(phone: Phone, word: string): Promise<void> {
  await town.does(phone.sends("/kunci"));
  await town.does(phone.taps("Pilih kata rahasia"));
  await town.does(phone.sends(word));
}

/** Hours of which nothing is told but what they leave behind. */
async function goesBy(hours: number): Promise<void> {
  const { clock } = town.world;
  clock.moveTo(new Date(clock.now().getTime() + hours * 3_600_000));
  await town.world.advance({});
}

/** As a coordinator makes it on the person's page. */
async function newLink(code: string): Promise<string> {
  const { dewi } = team;
  await town.does(dewi.sends("/menu"));
  await town.does(dewi.taps("Peserta"));
  await town.does(dewi.taps(code));
  await town.does(dewi.taps("Buat tautan baru"));
  await town.does(dewi.taps("Ya, buat"));
  return /https:\S+/.exec(dewi.sees().at(-1)?.caption ?? "")?.[0] ?? "";
}

describe("a lost phone", () => {
  let bayu: Phone;
  let linkOfBayu: string;
  const CODE = "BPN-041";
  beforeAll(async () => {
    bayu = await enrolByTaps(town, team, { code: CODE, hour: "18:00" });
    linkOfBayu = linkFor(texts(bayu)[0]?.split(" ")[1] ?? "");
    await town.does(bayu.sends("/cek"));
    await answers(town, bayu, { S8: 4 });
  });

  test("the word is chosen beforehand and stays in no chat and in no table", async () => {
    await choosesWord(bayu, "pagi");
    expect(bayu.lastText()).toContain("Paling sedikit 6 huruf");
    await town.does(bayu.sends("Rumah  Panggung"));
    expect(bayu.lastText()).toContain("tersimpan dan tidak bisa dibaca siapa pun");
    expect(texts(bayu).filter((text) => /^pagi$|panggung/i.test(text))).toEqual([]);
    expect(await town.world.db.lock.count()).toBe(1);
    const stored = await dumpDatabase(town.world.db, town.world.app.deps.sealer, sealedColumns);
    expect(stored).not.toMatch(/panggung/i);
    await town.does(bayu.sends("/kunci"));
    expect(bayu.lastText()).toContain(`/kunci ${CODE} kata-rahasiamu`);
  });

  test("a wrong word, an unknown code and a person without a word are answered alike", async () => {
    await enrol(town, team, { code: "BPN-042" });
    const friend = town.phone("friend");
    for (const typed of [`${CODE} salah sekali`, "BPN-999 rumah panggung", "BPN-042 rumah panggung"]) {
      await town.does(friend.sends(`/kunci ${typed}`));
      expect(friend.lastText()).toContain("tidak cocok");
    }
    expect(texts(friend).join()).not.toContain("/kunci");
    expect((await person(CODE)).status).toBe("active");
  });

  test("whoever only knows the command reads from any phone how it is typed", async () => {
    for (const phone of [town.phone("a cousin"), team.rina]) {
      await town.does(phone.sends("/kunci"));
      expect(phone.lastText()).toContain("/kunci KODE kata-rahasia");
    }
  });

  test("from a friend's phone it is locked: nothing is shown or sent to the old one, which keeps the numbers", async () => {
    const friend = town.phone("another friend");
    await town.does(friend.sends(`/kunci ${CODE.toLowerCase()} rumah panggung`));
    expect(friend.lastText()).toContain("Terkunci.");
    expect(texts(friend).join()).not.toContain("panggung");
    expect(await person(CODE)).toMatchObject({ status: "frozen", nextPromptAt: null });
    // What could be deleted of the chat is gone.
    expect(texts(bayu)).toEqual([]);
    await town.does(bayu.sends("halo"));
    expect(bayu.lastText()).toContain("Akun ini dikunci");
    for (const link of [linkOfBayu, linkFor("a-guess")]) {
      await town.does(bayu.opensLink(link));
      expect(bayu.lastText()).toContain("Akun ini dikunci");
    }
    expect((await person(CODE)).status).toBe("frozen");
    for (const typed of ["/menu", "/cek", "/start", "/jam 10:00", "/berhenti", "/kunci"]) {
      await town.does(bayu.sends(typed));
      expect(bayu.lastText()).toContain("Akun ini dikunci");
    }
    const checkIn = await town.world.db.checkIn.findFirstOrThrow({ where: { participant: { code: CODE } } });
    for (const data of [
      `b:${checkIn.id}`,
      `a:${checkIn.id}:S1:1`,
      `r:${checkIn.id}`,
      "m:data",
      "ow:export",
      "ow:erase",
    ]) {
      await town.does(bayu.tapsData(data));
      expect(bayu.lastText()).toContain("Akun ini dikunci");
    }
    const alerts = await town.world.db.alertEvent.count({ where: { kind: { in: ["opened", "attached"] } } });
    await town.does(bayu.sends("/bantuan"));
    expect(bayu.lastText()).toContain("112");
    expect(await town.world.db.alertEvent.count({ where: { kind: { in: ["opened", "attached"] } } })).toBe(
      alerts,
    );
    const pushes = bayu.notifications().length;
    await town.world.advance({ days: 1 });
    expect(bayu.notifications()).toHaveLength(pushes);
  });

  test("staff are told, and see it on the open alert", () => {
    for (const phone of [team.rina, team.dewi])
      expect(phone.notifications().filter((text) => text.includes("akunnya dikunci"))).toEqual([
        `${CODE}: akunnya dikunci. Perlu tautan baru.`,
      ]);
    const copy = team.rina.sees().findLast(({ text }) => text?.includes(`dilihat · ${CODE}`));
    expect(copy?.text).toContain("Akunnya dikunci");
  });

  test("only a new invitation links again; the old account is nobody from when it is made", async () => {
    const link = await newLink(CODE);
    await town.does(bayu.sends("/menu"));
    expect(bayu.lastText()).toContain("hanya untuk orang yang diundang");
    // Help shows what holds everywhere, and nothing of the programme or the person; nobody is told.
    const events = await town.world.db.alertEvent.count();
    for (const asks of [async () => await bayu.tapsData("help"), async () => await bayu.sends("/bantuan")]) {
      const before = bayu.sees().length;
      await town.does(asks());
      const [aid, ...more] = texts(bayu)
        .slice(before)
        .filter((text) => text !== "/bantuan");
      expect(more).toEqual([]);
      expect(aid).toContain("112");
      expect(aid).toContain("119");
      expect(aid).not.toMatch(/Bu Dewi|Pujasera/);
    }
    expect(await town.world.db.alertEvent.count()).toBe(events);
    const seen = bayu.sees().length;
    const next = town.phone("new phone");
    await town.does(next.opensLink(link));
    expect(next.lastText()).toContain("Halo lagi");
    expect(await person(CODE)).toMatchObject({ status: "active", telegramId: BigInt(next.id) });
    await town.world.advanceTo(new Date("2026-11-25T18:00:00+08:00"));
    expect(next.lastText()).toBe("Hai, waktunya cek harian 🙂 Siap?");
    expect(bayu.sees()).toHaveLength(seen);
    const copy = team.rina.sees().findLast(({ text }) => text?.includes(`dilihat · ${CODE}`));
    expect(copy?.text).not.toContain("dikunci");
  });
});

test("linked again after that day's prompt, they are asked anew on the new phone: no day is missed that nobody could see", async () => {
  const CODE = "BPN-048";
  await forgetEverybody(town);
  await town.world.advanceTo(new Date("2026-11-26T12:00:00+08:00"));
  const phone = await enrol(town, team, { code: CODE, hour: "17:00" });
  await town.world.advanceTo(new Date("2026-11-26T18:00:00+08:00"));
  expect(phone.lastText()).toContain("Siap?");
  const { id } = await person(CODE);
  await freezeParticipant(town.world.app.deps, team.coordinator, id, town.world.clock.now());
  const next = town.phone("another new phone");
  await town.does(next.opensLink(await newLink(CODE)));
  await town.world.advance({ minutes: 1 });
  expect(next.notifications().filter((text) => text.includes("Siap?"))).toHaveLength(1);
  await town.does(next.taps("Siap"));
  await answers(town, next, {});
  const checkIns = await town.world.db.checkIn.findMany({ where: { participantId: id } });
  expect(checkIns.map(({ state }) => state)).toEqual(["completed"]);
});

test("of a chat that Telegram no longer lets us clear as a whole, everything else is deleted", async () => {
  await forgetEverybody(town);
  const phone = await enrol(town, team, { code: "BPN-047", hour: "23:00" });
  const { id } = await person("BPN-047");
  const tooOld = phone.sees().map(({ messageId }) => messageId);
  await goesBy(49);
  for (const typed of ["/menu", "/rencana", "/langkah"]) await town.does(phone.sends(typed));
  const at = town.world.clock.now();
  await town.world.db.chatMessage.createMany({
    data: tooOld.map((messageId) => ({ participantId: id, messageId, at })),
    skipDuplicates: true,
  });
  await freezeParticipant(town.world.app.deps, team.coordinator, id, at);
  await town.world.settle();
  expect(phone.sees().map(({ messageId }) => messageId)).toEqual(tooOld);
});

async function readsFromRina(phone: Phone, id: number, words: string): Promise<void> {
  await town.does(team.rina.sends("/menu"));
  await town.does(team.rina.tapsData(`cp:${id}`));
  await town.does(team.rina.taps("Tulis pesan"));
  await town.does(team.rina.sends(words));
  await town.does(phone.taps("Baca"));
  expect(texts(phone)).toContain(words);
}

/** What waits to be cleared has waited: it is begun now. */
async function clearsAgain(): Promise<void> {
  await town.world.db.$executeRaw`
    UPDATE graphile_worker._private_jobs SET run_at = now()
    WHERE id IN (SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'clear-chat')`;
  await town.world.db.$executeRaw`SELECT pg_notify('jobs:insert', '{"r":0.5,"count":1}')`;
  await town.world.settle();
}

const REFUSED = { status: 502, description: "Bad Gateway" };

const clearings = async () =>
  await town.world.db.$queryRaw<{ payload: { failingSince: number } }[]>`
    SELECT j.payload FROM graphile_worker._private_jobs j JOIN graphile_worker.jobs USING (id)
    WHERE task_identifier = 'clear-chat'`;

describe("while Telegram fails, its chat", () => {
  let phone: Phone;
  let id: number;

  async function isLockedWhileTelegramFails(code: string, times: number): Promise<void> {
    await forgetEverybody(town);
    phone = await enrol(town, team, { code, hour: "23:00" });
    ({ id } = await person(code));
    await town.does(phone.sends("/rencana"));
    await isFrozenWhileTelegramFails(times);
  }

  async function isFrozenWhileTelegramFails(times: number): Promise<void> {
    const { faults } = town.world.telegram;
    faults.next({ method: "deleteMessages", chatId: phone.id }, REFUSED, times);
    onTestFinished(() => faults.clear());
    await freezeParticipant(town.world.app.deps, team.coordinator, id, town.world.clock.now());
    await town.world.settle();
  }

  test("is cleared when it is well again, however often it failed", async () => {
    await isLockedWhileTelegramFails("BPN-051", 9);
    for (let run = 0; run < 8; run++) await clearsAgain();
    expect(texts(phone)).not.toEqual([]);
    await clearsAgain();
    expect(texts(phone)).toEqual([]);
    expect(await clearings()).toEqual([]);
  });

  test("is given up, loudly, when two days are over in which it could have been deleted", async () => {
    await isLockedWhileTelegramFails("BPN-052", 1000);
    const ago = (hours: number) => systemClock.now().getTime() - hours * 3_600_000;
    const failsSince = async (since: number) => {
      await town.world.db.$executeRaw`
        UPDATE graphile_worker._private_jobs SET payload = jsonb_set(payload::jsonb, '{failingSince}', ${since}::text::jsonb)
        WHERE id IN (SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'clear-chat')`;
      await clearsAgain();
    };
    const said = () => /"level":"error".*"a chat could not be cleared"/.test(town.log());
    await failsSince(ago(47));
    expect([(await clearings()).length, said()]).toEqual([1, false]);
    await failsSince(ago(48));
    expect([(await clearings()).length, said()]).toEqual([0, true]);
  });

  test("loses the words of what has become too old to be deleted meanwhile", async () => {
    await forgetEverybody(town);
    phone = await enrol(town, team, { code: "BPN-059", hour: "23:00" });
    ({ id } = await person("BPN-059"));
    await readsFromRina(phone, id, "sampai ketemu di sidang");
    await goesBy(47);
    await isFrozenWhileTelegramFails(1000);
    await goesBy(2);
    town.world.telegram.faults.clear();
    await clearsAgain();
    expect(texts(phone).join("\n")).not.toContain("sidang");
    expect(texts(phone)).toContain("Pesan ini sudah tidak ada.");
    expect(await clearings()).toEqual([]);
  });

  test("keeps the account on record no longer than a minute where its owner's data is erased", async () => {
    await isLockedWhileTelegramFails("BPN-053", 1000);
    for (let run = 0; run < 5; run++) await clearsAgain();
    // The row no longer names the account, and nothing of an erasure leads there.
    await newLink("BPN-053");
    expect(await clearings()).toHaveLength(1);
    await town.does(team.dewi.tapsData(`er:${id}:asked:yes`));
    expect(await town.world.db.participant.count({ where: { id } })).toBe(0);
    expect(await clearings()).toEqual([]);
  });
});

test("what a counselor wrote there longer ago than can be deleted loses its words", async () => {
  await forgetEverybody(town);
  const phone = await enrol(town, team, { code: "BPN-054", hour: "23:00" });
  const { id } = await person("BPN-054");
  await readsFromRina(phone, id, "sampai ketemu di sidang");
  await town.does(team.rina.tapsData(`cp:${id}`));
  await town.does(team.rina.taps("Tulis pesan"));
  await town.does(team.rina.sendsPhoto(PNG, "ini ruang sidang"));
  await town.does(phone.taps("Baca"));
  expect(texts(phone)).toContain("ini ruang sidang");
  const longAgo = new Date(town.world.clock.now().getTime() - 49 * 3_600_000);
  await town.world.db.participant.update({ where: { id }, data: { linkedAt: longAgo } });
  await town.world.db.outboxMessage.updateMany({
    where: { participantId: id, kind: "relay-content" },
    data: { sentAt: longAgo },
  });
  await freezeParticipant(town.world.app.deps, team.coordinator, id, town.world.clock.now());
  await town.world.settle();
  expect(texts(phone).join("\n")).not.toContain("sidang");
  expect(texts(phone)).toContain("Pesan ini sudah tidak ada.");
  // What Telegram lets nobody take out any more.
  expect(phone.sees().filter(({ media }) => media !== undefined)).toHaveLength(1);
});

test.each([
  [
    "a lock",
    "BPN-064",
    async (id: number) =>
      await freezeParticipant(town.world.app.deps, team.coordinator, id, town.world.clock.now()),
  ],
  [
    "a new link for whoever has left",
    "BPN-065",
    async (_: number, phone: Phone) => {
      await town.does(phone.sends("/berhenti"));
      await town.does(phone.taps("Ya"));
      await newLink("BPN-065");
    },
  ],
])(
  "what was to leave the chat soon, and is too old to be deleted, loses its words by %s",
  async (_, code, ends) => {
    await forgetEverybody(town);
    const phone = await enrol(town, team, { code, hour: "23:00" });
    const { id } = await person(code);
    await readsFromRina(phone, id, "sampai ketemu di sidang");
    const expiring = phone.sees().at(-1)?.messageId ?? 0;
    await town.does(phone.sends("/cek"));
    await answers(town, phone, { S8: 4, C1: 0 });
    const end =
      (await town.world.db.checkIn.findFirstOrThrow({ where: { participantId: id } })).messageId ?? 0;
    await town.does(phone.sends("/menu"));
    await town.does(phone.taps("🌱"));
    const journey = phone.sees().at(-1)?.messageId ?? 0;
    await goesBy(49);
    const why = "dorongan atau kenangan sangat kuat";
    for (const messageId of [end, journey])
      await town.does(phone.tapsOn(messageId, "Kenapa ada yang dikabari?"));
    const textOf = (of: number) => phone.sees().find(({ messageId }) => messageId === of)?.text;
    expect([end, journey].map(textOf)).toEqual([expect.stringContaining(why), expect.stringContaining(why)]);
    const later = new Date(town.world.clock.now().getTime() + 3_600_000);
    const { db } = town.world;
    await db.outboxMessage.deleteMany({ where: { participantId: id, kind: "relay-content" } });
    await db.outboxMessage.create({
      data: {
        ...{
          kind: "retraction",
          dedupeKey: `expired:${code}`,
          participantId: id,
          params: { messageId: expiring, expired: 1 },
        },
        ...{ priority: 10, intendedAt: later, dueAt: later },
      },
    });
    await ends(id, phone);
    await town.world.settle();
    expect([expiring, end, journey].map(textOf)).toEqual(Array(3).fill("Pesan ini sudah tidak ada."));
  },
);

describe("a screen that was asked for before the lock and waits for Telegram", () => {
  let phone: Phone;
  let id: number;

  /** Telegram takes its time over the next call of this kind, and meanwhile the account is locked and the chat cleared. */
  async function isLockedMeanwhile(
    method: string,
    asks: () => Promise<unknown>,
    cleared?: () => unknown,
  ): Promise<void> {
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    onTestFinished(() => letGo());
    const held = town.world.telegram.faults.next({ method, chatId: phone.id }, { hang });
    await asks();
    await expect.poll(() => held.remaining(), { timeout: 8_000 }).toBe(0);
    await freezeParticipant(town.world.app.deps, team.coordinator, id, town.world.clock.now());
    await expect.poll(clearings, { timeout: 8_000 }).toEqual([]);
    cleared?.();
    letGo();
    await town.world.settle();
  }

  beforeEach(async () => {
    await forgetEverybody(town);
    phone = await enrol(town, team, { code: "BPN-055", hour: "23:00" });
    ({ id } = await person("BPN-055"));
    return async () => void (await town.world.db.participant.deleteMany({ where: { id } }));
  });

  test("does not stay there when it arrives, however often Telegram fails to take it out", async () => {
    const { faults } = town.world.telegram;
    onTestFinished(() => faults.clear());
    const failing = () => faults.next({ method: "deleteMessages", chatId: phone.id }, REFUSED, 7);
    await isLockedMeanwhile("sendMessage", async () => await phone.sends("/menu"), failing);
    for (let run = 0; run < 7; run++) await clearsAgain();
    expect(texts(phone)).toEqual([]);
  });

  test.each([
    ["by the command", async () => await phone.sends("/rencana")],
    ["by the button", async () => await phone.tapsData(planButton.pack({ action: "show" }))],
  ])("does not stay there either when it is the safety plan, asked for %s", async (_, asks) => {
    await isLockedMeanwhile("sendMessage", asks);
    expect(texts(phone)).toEqual([]);
  });

  test("is not sent any more where it still waited for an earlier one", async () => {
    const rang = phone.notifications().length;
    await isLockedMeanwhile("sendMessage", async () => {
      for (const command of ["/menu", "/cek"]) await phone.sends(command);
      const opened = async () => await town.world.db.checkIn.count({ where: { participantId: id } });
      await expect.poll(opened, { timeout: 8_000 }).toBe(1);
    });
    expect(texts(phone)).toEqual([]);
    // The menu was under way.
    expect(phone.notifications()).toHaveLength(rang + 1);
  });

  test("is not sent anew where the message it was to change is gone with the chat", async () => {
    await town.does(phone.sends("/menu"));
    const rang = phone.notifications().length;
    await isLockedMeanwhile("editMessageText", async () => await phone.taps("🔒"));
    expect(texts(phone)).toEqual([]);
    expect(phone.notifications()).toHaveLength(rang);
  });

  test("is shown where they lock it themselves by the word: that it is locked", async () => {
    await choosesWord(phone, "sungai mahakam");
    await town.does(phone.sends("/kunci BPN-055 sungai mahakam"));
    expect((await person("BPN-055")).status).toBe("frozen");
    expect(texts(phone).join()).toContain("Terkunci.");
  });
});

test("what is put on record in the very moment of the lock is deleted with the rest", async () => {
  await forgetEverybody(town);
  const phone = await enrol(town, team, { code: "BPN-049", hour: "23:00" });
  const { id: participantId } = await person("BPN-049");
  const { db, app, clock } = town.world;
  const now = clock.now();
  const later = new Date(now.getTime() + 3_600_000);
  const waiting = { priority: 10, intendedAt: later, dueAt: later };
  const data = { kind: "notice", dedupeKey: "under way", participantId, ...waiting };
  const { id } = await db.outboxMessage.create({ data });
  await town.does(phone.sends("/menu"));
  const messageId = phone.sees().at(-1)?.messageId ?? 0;
  await db.chatMessage.deleteMany({ where: { messageId } });
  let freezing: Promise<unknown> = Promise.resolve();
  await db.$transaction(async (tx) => {
    await tx.outboxMessage.update({ where: { id }, data: { state: "sent", sentAt: now, messageId } });
    freezing = freezeParticipant(app.deps, team.coordinator, participantId, now);
    await expect.poll(async () => await countWaiting(db), { timeout: 8_000 }).toBe(1);
  });
  await freezing;
  await town.world.settle();
  expect(phone.sees().map((seen) => seen.messageId)).not.toContain(messageId);
});

test("who has left locks too: the account is nobody's, staff hear nothing, and only a new link brings them back", async () => {
  const phone = await enrol(town, team, { code: "BPN-046", hour: "18:00" });
  // They take the word out of the chat themselves.
  town.world.telegram.faults.next(
    { method: "deleteMessage", chatId: phone.id },
    { status: 400, description: "Bad Request: message to delete not found" },
  );
  await choosesWord(phone, "rumah kayu ulin");
  expect(phone.lastText()).toContain("tersimpan dan tidak bisa dibaca siapa pun");
  await town.does(phone.sends("/berhenti"));
  await town.does(phone.taps("Ya"));
  await town.does(phone.sends("/menu"));
  expect(phone.lastText()).toContain("Mau apa?");
  const heard = [team.rina, team.dewi].map((staff) => staff.sees().length);
  const friend = town.phone("teman");
  await town.does(friend.sends("/kunci BPN-046 rumah kayu ulin"));
  expect(friend.lastText()).toContain("Terkunci");
  expect(await person("BPN-046")).toMatchObject({ status: "withdrawn", telegramId: null });
  expect(texts(phone).join("\n")).not.toContain("Mau apa?");
  await town.does(phone.sends("/menu"));
  expect(phone.lastText()).toContain("hanya untuk orang yang diundang");
  expect([team.rina, team.dewi].map((staff) => staff.sees().length)).toEqual(heard);
  const { id } = await person("BPN-046");
  for (const [staff, page] of [
    [team.rina, `cp:${id}`],
    [team.dewi, `pp:${id}`],
  ] as const) {
    await town.does(staff.sends("/menu"));
    await town.does(staff.tapsData(page));
    expect(staff.lastText()).toContain("BPN-046");
    expect(
      staff
        .sees()
        .at(-1)
        ?.buttons.flat()
        .map(({ label }) => label),
    ).not.toContain("🔒 Kunci akun");
  }
  const again = town.phone("hp baru");
  await town.does(again.opensLink(await newLink("BPN-046")));
  await town.does(again.sends("/menu"));
  expect(await person("BPN-046")).toMatchObject({ telegramId: BigInt(again.id) });
});

test("of whoever has left a new link clears the chat of the former account, and takes back what was on its way there", async () => {
  await forgetEverybody(town);
  const { db } = town.world;
  const phone = await enrol(town, team, { code: "BPN-056", hour: "23:00" });
  const { id } = await person("BPN-056");
  await readsFromRina(phone, id, "sampai ketemu di pasar");
  const longAgo = new Date(town.world.clock.now().getTime() - 49 * 3_600_000);
  await db.participant.update({ where: { id }, data: { linkedAt: longAgo } });
  const read = { participantId: id, kind: "relay-content" };
  await db.outboxMessage.updateMany({ where: read, data: { sentAt: longAgo } });
  await town.does(phone.sends("/berhenti"));
  await town.does(phone.taps("Ya"));
  await town.does(phone.sends("/menu"));
  await town.does(phone.taps("🔒"));
  const later = new Date(town.world.clock.now().getTime() + 3_600_000);
  const waiting = { priority: 10, intendedAt: later, dueAt: later };
  await db.outboxMessage.create({
    data: { kind: "notice", dedupeKey: "on its way", participantId: id, ...waiting },
  });

  expect(await newLink("BPN-056")).toContain("start=");
  expect(await person("BPN-056")).toMatchObject({ status: "withdrawn", telegramId: null });
  expect(texts(phone)).toEqual(["Pesan ini sudah tidak ada."]);
  expect(await db.outboxMessage.findFirst({ where: { dedupeKey: "on its way" } })).toMatchObject({
    state: "cancelled",
  });
});

test("guessing ends: after twenty tries of a day even the right word is refused, until tomorrow", async () => {
  await forgetEverybody(town);
  const phone = await enrol(town, team, { code: "BPN-050", hour: "23:00" });
  await choosesWord(phone, "sungai mahakam");
  await town.world.db.lock.updateMany({ where: { participant: { code: "BPN-050" } }, data: { tries: 20 } });
  const friend = town.phone("owner's brother");
  await town.does(friend.sends("/kunci BPN-050 sungai mahakam"));
  expect(friend.lastText()).toContain("tidak cocok");
  await goesBy(24);
  // Five tries of one chat in a quarter of an hour, whatever they name.
  for (let guess = 0; guess < 5; guess++) await town.does(friend.sends(`/kunci BPN-050 tebakan ${guess}`));
  const { tries } = await town.world.db.lock.findFirstOrThrow({
    where: { participant: { code: "BPN-050" } },
  });
  await town.does(friend.sends("/kunci BPN-050 sungai mahakam"));
  expect(friend.lastText()).toContain("tidak cocok");
  const now = await town.world.db.lock.findFirstOrThrow({ where: { participant: { code: "BPN-050" } } });
  expect([tries, now.tries]).toEqual([5, 5]);
  await town.world.advance({ minutes: 15 });
  await town.does(friend.sends("/kunci BPN-050 sungai mahakam"));
  expect(friend.lastText()).toContain("Terkunci.");
});

test("of two people who share a code in two programmes each is locked by their own word, not by the other's", async () => {
  await forgetEverybody(town);
  const { db, clock, app } = town.world;
  const words = new Map<number, string>();
  for (const word of ["rumah panggung", "sungai mahakam"]) {
    const phone = await enrol(town, team, { code: "BPN-057", hour: "23:00" });
    const who = await moveToAnotherProgramme(town, phone);
    await setLockWord(app.deps, who, word, clock.now());
    words.set(who.id, word);
  }
  const locked = async () =>
    (await db.participant.findMany({ where: { code: "BPN-057", status: "frozen" } })).map(({ id }) => id);
  // Twice each: whichever of the two is looked at first, one of them is then looked at second.
  for (const [id, typed] of [...words].flatMap((each) => [each, each])) {
    expect(await freezeByWord(app.deps, { code: "BPN-057", typed }, clock.now())).toBe("frozen");
    expect(await locked()).toEqual([id]);
    await db.participant.update({ where: { id }, data: { status: "active" } });
  }
  const typed = "rumah mahakam";
  expect(await freezeByWord(app.deps, { code: "BPN-057", typed }, clock.now())).toBe("no");
});

describe("staff", () => {
  test("the counselor and the coordinator can freeze, others cannot; doubled taps do it once", async () => {
    const mine = await enrol(town, team, { code: "BPN-060", hour: "23:00" });
    const { id } = await person("BPN-060");
    await town.does(team.agus.tapsData(`fz:${id}:yes`));
    expect((await person("BPN-060")).status).toBe("active");
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Pesertaku"));
    await town.does(team.rina.tapsData(`cp:${id}`));
    await town.does(team.rina.taps("🔒 Kunci akun"));
    expect(team.rina.lastText()).toContain("Kunci akun BPN-060?");
    await town.does(team.rina.taps("← Kembali"));
    await town.does(team.rina.taps("🔒 Kunci akun"));
    expect((await person("BPN-060")).status).toBe("active");
    await Promise.all([team.rina.taps("Ya, kunci"), team.rina.taps("Ya, kunci")]);
    await town.world.settle();
    expect((await person("BPN-060")).status).toBe("frozen");
    expect(await onRecord(town, { action: "freeze", subject: `participant:${id}` })).toEqual([
      `staff:${team.ids.rina} freeze`,
    ]);
    const done = team.rina.sees().find(({ text }) => text?.startsWith("BPN-060: akunnya terkunci"));
    expect(done?.buttons.flat()).toMatchObject([{ label: "← Kembali", data: `cp:${id}` }]);
    expect(team.dewi.notifications().filter((text) => text.startsWith("BPN-060:"))).toHaveLength(1);
    await town.does(mine.sends("/cek"));
    expect(mine.lastText()).toContain("Akun ini dikunci");
  });

  test("what was answered on that day before the phone was gone is told all the same", async () => {
    await forgetEverybody(town);
    const phone = await enrol(town, team, { code: "BPN-063", hour: "23:00" });
    await choosesWord(phone, "rumah panggung");
    await town.does(phone.sends("/cek"));
    for (const id of ROUTE.slice(0, 10)) await town.does(phone.taps(id === "S3" || id === "S8" ? "4" : "0"));
    await town.does(phone.taps("1 "));
    await town.does(town.phone("a third friend").sends("/kunci BPN-063 rumah panggung"));
    expect((await person("BPN-063")).status).toBe("frozen");
    await town.world.advance({ days: 1 });
    const told = team.rina.notifications();
    expect(told.filter((text) => text.startsWith("1 hal perlu dilihat · BPN-063"))).toHaveLength(1);
    const checkIn = await town.world.db.checkIn.findFirstOrThrow({
      where: { participant: { code: "BPN-063" } },
    });
    expect(checkIn).toMatchObject({ state: "closed", tier: "orange" });
    await town.world.db.alert.deleteMany({ where: { checkInId: checkIn.id } });
    const found = await inspect(town.world.db, town.world.clock.now());
    expect(found).toContainEqual(expect.objectContaining({ kind: "alert-missing", ids: [checkIn.id] }));
  });

  test("an erasure of somebody whose phone is in other hands says nothing to that phone", async () => {
    const phone = await enrol(town, team, { code: "BPN-062", hour: "23:00" });
    await town.does(phone.sends("/kunci"));
    await town.does(phone.taps("Kunci sekarang"));
    await town.does(phone.taps("Ya, kunci"));
    await town.does(team.dewi.tapsData(`er:${(await person("BPN-062")).id}:asked:yes`));
    expect(await town.world.db.participant.count({ where: { code: "BPN-062" } })).toBe(0);
    expect(texts(phone)).toEqual([]);
  });

  test("a participant freezes from the menu", async () => {
    const phone = await enrol(town, team, { code: "BPN-061", hour: "23:00", language: "English" });
    await town.does(phone.sends("/menu"));
    await town.does(phone.taps("🔒"));
    await town.does(phone.taps("Lost phone"));
    const labels = () =>
      phone
        .sees()
        .at(-1)
        ?.buttons.flat()
        .map(({ label }) => label);
    expect(labels()?.slice(0, 2)).toEqual(["Choose a secret word", "Lock now"]);
    await town.does(phone.taps("Lock now"));
    expect((await person("BPN-061")).status).toBe("active");
    await town.does(phone.taps("← Back"));
    await town.does(phone.taps("Lock now"));
    await town.does(phone.taps("Yes, lock"));
    expect((await person("BPN-061")).status).toBe("frozen");
    // That it is locked has been said; what is done with a lost phone says nothing about its owner.
    const told = [team.rina, team.dewi].map((staff) => staff.notifications().length);
    await town.does(phone.blocksBot());
    expect([team.rina, team.dewi].map((staff) => staff.notifications().length)).toEqual(told);
  });
});
