import { beforeEach, describe, expect, test } from "vitest";
import { askForQuiet, type Quiet } from "../../src/alerts/ask-for-quiet.ts";
import { lockCheckIn } from "../../src/check-ins/current-check-in.ts";
import { judgeCheckIn } from "../../src/check-ins/judge-check-in.ts";
import { storeAnswer } from "../../src/check-ins/stored-answers.ts";
import { inTransaction } from "../../src/db/client.ts";
import { addDays, dayClosesAt, dbDate, instantOf } from "../../src/domain/calendar.ts";
import { route } from "../../src/domain/instrument.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";
import { collectExport } from "../../src/own-data/collect-export.ts";
import { identify } from "../../src/people/identify.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, endOfCheckIn, enrol, ROUTE, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const TODAY = "2026-11-23";
const ZONE = "Asia/Makassar";

let town: Town;
let team: Team;
let bayu: Phone;

const pushes = (phone: Phone) =>
  phone.notifications().filter((text) => text.startsWith("1 hal perlu dilihat"));

/** Digits of the signs, evenly spread, that add up to `total`. */
function spread(total: number): Record<string, number> {
  const signs = ROUTE.filter((id) => id.startsWith("S"));
  return Object.fromEntries(
    signs.map((id, index) => [id, Math.floor(total / 10) + (index < total % 10 ? 1 : 0)]),
  );
}

type Digits = Readonly<Partial<Record<string, number>>>;

/** Days before today as they would stand in the rows, the oldest first, S6 sealed: totals or digits, or missed ones. */
async function lived(days: readonly (number | Digits | "missed")[], seconds = 60): Promise<void> {
  const { db, app } = town.world;
  const { id: participantId } = await db.participant.findFirstOrThrow();
  const questions = route(instrumentOf(app.deps.instruments, "recovery-dangers@1"), {
    form: "full",
    s6Form: "soft",
  });
  for (const [index, lived] of days.entries()) {
    const day = addDays(TODAY, index - days.length);
    const at = instantOf(day, 20 * 60, ZONE);
    const answered = {
      state: "completed",
      startedAt: at,
      completedAt: new Date(at.getTime() + seconds * 1000),
      tier: "green",
    } as const;
    const { id } = await db.checkIn.create({
      data: {
        participantId,
        localDay: dbDate(day),
        instrument: "recovery-dangers@1",
        form: "full",
        s6Form: "soft",
        openedAt: at,
        closesAt: dayClosesAt(day, ZONE),
        ...(lived === "missed" ? { state: "closed" } : answered),
      },
    });
    if (lived === "missed") continue;
    const digits: Digits = { ...(typeof lived === "number" ? spread(lived) : lived), C1: 4, C2: 0 };
    await db.answer.createMany({
      data: questions.map((question) => ({
        checkInId: id,
        questionId: question.id,
        answeredAt: at,
        ...storeAnswer(app.deps.sealer, id, question, digits[question.id] ?? 0),
      })),
    });
  }
}

const at = async (iso: string) => await town.world.advanceTo(new Date(`${iso}+08:00`));

beforeEach(async () => {
  town = await startTown({ at: `${TODAY}T07:30:00+08:00` });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00", releaseDate: "2026-11-01" });
  await at(`${TODAY}T08:00:00`);
  await town.does(bayu.taps("Siap"));
  return async () => await town.close();
});

describe("a day against the days before it", () => {
  test("a personal jump reaches the counselor, with its reason in words", async () => {
    await lived([4, 6, 4, 6, 4, 6, 4, 6, 4, 6]);
    await answers(town, bayu, spread(14));
    expect(pushes(team.rina)).toHaveLength(1);
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain(
      "O4 — jauh di atas biasanya: 14 dari 40, biasanya sekitar 5 dari 40 (menurut 10 cek)",
    );
  });

  test("a very bad evening, corrected again and again: the alert opens and is taken, the newest whole", async () => {
    await lived(Array(4).fill(30));
    await answers(town, bayu, { C1: 0, C2: 2, SAFETY: 2 }, 4);
    const { id } = await town.world.db.checkIn.findFirstOrThrow({ where: { localDay: dbDate(TODAY) } });
    for (const sign of ["S1", "S2", "S3"]) {
      await town.world.advance({ minutes: 1 });
      await town.does(bayu.tapsData(`q:${id}:${sign}`));
      await town.does(bayu.taps("3 "));
    }
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("Belum ada yang menangani.");
    await town.does(team.rina.taps("Saya tangani"));
    const text = team.rina.lastText() ?? "";
    expect(text).toContain("Ditangani Rina");
    expect(text).toMatch(/08\.03\):\n• R1 .*\n• R2 .*\n(• .*\n)+• O3 — total tinggi: 37 dari 40 /);
    expect(text).toContain("Aturan hanya menyarankan");
    // What was said first has no room, but why it was red is there: no correction has taken it back.
    expect(text).toMatch(
      /Sebelumnya sudah ada \d lagi\n• R1 — terpikir menyakiti diri dan takut akan melakukannya\n\n/,
    );
    const labels = team.rina
      .sees()
      .at(-1)
      ?.buttons.flat()
      .map(({ label }) => label);
    expect(labels).toContain("Sudah bicara");
    expect(town.log()).not.toMatch(/could not be shown|lost its end/);
  });

  test("the same answers without a history tell nobody, and say that they could not be compared", async () => {
    await lived([4, 6, 4]);
    await answers(town, bayu, spread(14));
    expect(pushes(team.rina)).toEqual([]);
    expect(await town.world.db.alert.count()).toBe(0);
  });

  test("an alert names the rules that could not be judged yet", async () => {
    await lived([4, 6, 4]);
    await answers(town, bayu, { ...spread(14), C2: 2 });
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("Belum cukup riwayat untuk: O4 (3 dari 10), A1 (3 dari 10)");
  });

  test("a jump that stays unfinished is seen when the day closes", async () => {
    await lived([4, 6, 4, 6, 4, 6, 4, 6, 4, 6]);
    for (const digit of ["2", "2", "2", "2", "2", "2", "2"]) await town.does(bayu.taps(digit));
    await at("2026-11-24T07:00:00");
    expect(pushes(team.rina)).toHaveLength(1);
  });

  test("an answer of the past that cannot be opened keeps nobody from being told, and its day has no total", async () => {
    const { db } = town.world;
    await lived([4, 6, 4, 6, 4, 6, 4, 6, 4, 6, 39]);
    const yesterday = { localDay: dbDate(addDays(TODAY, -1)) };
    const { id: checkInId } = await db.checkIn.findFirstOrThrow({ where: yesterday });
    const where = { checkInId_questionId: { checkInId, questionId: "S6" } };
    await db.answer.update({ where, data: { sealed: Uint8Array.of(9, 9) } });
    await answers(town, bayu, { ...spread(14), S8: 4, C1: 0 });
    expect(endOfCheckIn(bayu)).toContain("Rina sudah dikabari");
    expect(pushes(team.rina)).toHaveLength(1);
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("biasanya sekitar 5 dari 40 (menurut 10 cek)");
  });

  test("an alert whose reasons cannot be opened any more is told on, and takes what is new", async () => {
    const { db } = town.world;
    await answers(town, bayu, { S8: 4, C1: 0 });
    expect(pushes(team.rina)).toHaveLength(1);
    await db.alert.updateMany({ data: { reasons: Uint8Array.of(9, 9) } });
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("Alasan alarm ini tidak tersimpan lagi, atau tidak bisa dibaca.");
    await town.world.advance({ hours: 1 });
    expect(pushes(team.agus)).not.toEqual([]);
    await town.does(bayu.sends("/bantuan"));
    expect((await db.alert.findFirstOrThrow({ orderBy: { id: "asc" } })).tier).toBe("red");
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("R1 — ");
  });

  test("a damaged answer is named as such to the counselor, and its day has no total; the export comes all the same", async () => {
    const { db } = town.world;
    await lived([4, 6]);
    const yesterday = { localDay: dbDate(addDays(TODAY, -1)) };
    const { id: checkInId } = await db.checkIn.findFirstOrThrow({ where: yesterday });
    const where = { checkInId_questionId: { checkInId, questionId: "S6" } };
    await db.answer.update({ where, data: { sealed: Uint8Array.of(9, 9) } });
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Pesertaku"));
    const [first] = team.rina.sees().at(-1)?.buttons.flat() ?? [];
    await town.does(team.rina.taps(first?.label ?? ""));
    await town.does(team.rina.taps("Jawaban"));
    const text = team.rina.lastText() ?? "";
    expect(text).toContain("tidak terbaca");
    expect(text.match(/total/g)).toHaveLength(1);
    const participant = await db.participant.findFirstOrThrow({ where: { code: "BPN-001" } });
    const data = await collectExport(town.world.app.deps, participant.id, town.world.clock.now());
    const damaged = data.checkIns.find(({ day }) => day === addDays(TODAY, -1))?.answers;
    expect(damaged?.filter(({ answer }) => answer === "unreadable")).toMatchObject([{ question: "S6" }]);
  });

  test("drift is amber on the check-in, opens no alert, and its reasons can be read later", async () => {
    await lived([5, 5, 5, 5, 5, 5, 5, 5, 10, 11]);
    await answers(town, bayu, spread(12));
    expect(pushes(team.rina)).toEqual([]);
    const { db, app } = town.world;
    expect(await db.alert.count()).toBe(0);
    const { id, tier } = await db.checkIn.findFirstOrThrow({ where: { localDay: dbDate(TODAY) } });
    expect(tier).toBe("amber");
    const { reasons } = await inTransaction(db, async (tx) => {
      const checkIn = await lockCheckIn(app.deps, tx, { checkInId: id, telegramId: bayu.id });
      if (!checkIn) throw new Error("no such check-in");
      return await judgeCheckIn(app.deps, tx, checkIn, town.world.clock.now());
    });
    expect(reasons).toMatchObject([{ rule: "A1", kind: "drift", level: 9.1, mean: 6.1, days: 10 }]);
  });
});

describe("what pings nobody stands on the counselor's yellow list", () => {
  /** Why today stands there, as the counselor reads it; undefined where the list is empty. */
  async function why(): Promise<string | undefined> {
    expect(pushes(team.rina)).toEqual([]);
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Daftar kuning"));
    const [entry] = team.rina.sees().at(-1)?.buttons.flat() ?? [];
    if (!entry?.label.startsWith("🟡")) return undefined;
    expect(entry.label).toBe("🟡 BPN-001 · Sen, 23 Nov");
    await town.does(team.rina.taps(entry.label));
    return team.rina.lastText();
  }

  test("the same sign is strong for the third time in five check-ins", async () => {
    await lived([{ S2: 3 }, {}, "missed", { S2: 3 }, {}]);
    await answers(town, bayu, { S2: 3 });
    expect(await why()).toMatch(/A2 — kuat di 3 atau lebih dari 5 cek terakhir \([^,]* 3\)/);
  });

  test("the same answers all the way down in seven seconds, for the fifth time", async () => {
    await lived(Array(4).fill(10), 7);
    await town.does(bayu.taps("1"));
    town.world.clock.moveTo(new Date(`${TODAY}T08:00:07+08:00`));
    for (const id of ROUTE.slice(1)) await town.does(bayu.taps(id === "C1" ? "4" : id === "C2" ? "0" : "1"));
    expect(await why()).toContain("A4 — jawaban sama untuk semua, dalam hitungan detik, di 5 hari");
    // A second more on one of the days, and it is nothing to look at.
    const completedAt = new Date(`${addDays(TODAY, -1)}T20:00:08+08:00`);
    await town.world.db.checkIn.updateMany({
      where: { localDay: dbDate(addDays(TODAY, -1)) },
      data: { completedAt },
    });
    expect(await why()).not.toContain("A4");
  });

  test("more than half of two weeks is missing", async () => {
    await lived([...Array(5).fill(4), ...Array(8).fill("missed")]);
    await answers(town, bayu, {});
    expect(await why()).toContain("A4 — hanya 6 dari 14 cek terakhir yang selesai");
  });

  test("the bot was blocked in the middle of a check-in", async () => {
    await town.does(bayu.taps("0"));
    await town.does(bayu.blocksBot());
    await at("2026-11-24T07:00:00");
    expect(await why()).toContain("A4 — pesan bot tidak sampai lagi");
  });
});

describe("quiet", () => {
  const askRina = async (quiet: Quiet) => {
    const { app, db, clock } = town.world;
    const rina = await identify(db, team.rina.id);
    if (rina.kind !== "staff") throw new Error("Rina is staff");
    const { id } = await db.participant.findFirstOrThrow();
    return await askForQuiet(app.deps, rina, id, quiet, clock.now());
  };

  test("an expected level keeps a jump below it from the counselor, on record, and nobody claims otherwise", async () => {
    await lived([4, 6, 4, 6, 4, 6, 4, 6, 4, 6]);
    expect(await askRina({ kind: "expected-level", total: 16, until: "2026-12-10" })).toEqual({
      kind: "done",
    });
    await answers(town, bayu, spread(14));
    expect(pushes(team.rina)).toEqual([]);
    expect(bayu.lastText()).not.toContain("dikabari");
    const kept = await town.world.db.auditEvent.findMany({ where: { action: "alert-kept-quiet" } });
    expect(kept).toHaveLength(1);
  });

  test("a snooze does not cover the wish for contact", async () => {
    expect(await askRina({ kind: "snooze", until: "2026-12-10" })).toEqual({ kind: "done" });
    await answers(town, bayu, { ...spread(25), C2: 2 });
    expect(pushes(team.rina)).toHaveLength(1);
  });

  test("more than thirty days, and other people's participants, are refused", async () => {
    expect(await askRina({ kind: "snooze", until: "2026-12-24" })).toEqual({ kind: "bad-day" });
    await town.world.db.participant.updateMany({ data: { counselorId: team.ids.dewi, backupId: null } });
    expect(await askRina({ kind: "snooze", until: "2026-12-10" })).toEqual({ kind: "unknown" });
  });

  test("a high total that somebody took is not told again the next day, unless it has clearly risen", async () => {
    await answers(town, bayu, spread(21));
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    await at("2026-11-24T08:00:00");
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, spread(22));
    expect(pushes(team.rina)).toHaveLength(1);
    await at("2026-11-25T08:00:00");
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, spread(26));
    expect(pushes(team.rina)).toHaveLength(2);
  });
});

describe("what somebody reads of their own day", () => {
  const chat = () =>
    bayu
      .sees()
      .map(({ text }) => text ?? "")
      .join("\n");

  test("beside the own usual, the sign that rose most, whether it fits, one small step, a strength; no number", async () => {
    await lived(Array(10).fill(10));
    await answers(town, bayu, { S1: 4 }, 1);
    const lines = (bayu.lastText() ?? "").split("\n\n");
    expect(lines).toEqual([
      expect.stringContaining("cek harian selesai"),
      "Hari ini terasa lebih berat dari biasanya untukmu. Yang paling naik: ajakan & tempat.",
      "Cocok dengan yang kamu rasakan?",
      expect.stringContaining("💪"),
    ]);
    await town.does(bayu.taps("Cocok"));
    const [, step, strength] = (bayu.lastText() ?? "").split("\n\n");
    const { coping = [] } =
      loadInstruments()
        .get("recovery-dangers@1")
        ?.questions.find(({ id }) => id === "S1") ?? {};
    expect(coping.map(({ id }) => `💙 Satu langkah kecil, kalau mau: ${id}`)).toContain(step);
    expect(strength).toContain("💪");
    expect(chat()).not.toMatch(/ajakan & tempat|skor|dari 40/);
    expect(await town.world.db.checkIn.findFirst({ where: { feedbackFits: true } })).not.toBeNull();
  });

  test("'not really' is only kept; a tap that comes twice changes nothing, and a correction asks again", async () => {
    await lived(Array(10).fill(10));
    await answers(town, bayu, { S1: 2 }, 1);
    const screen = bayu.sees().at(-1)?.messageId ?? 0;
    expect(bayu.lastText()).toContain("seperti biasanya");
    const again = `a:${(await town.world.db.checkIn.findFirstOrThrow({ where: { messageId: screen } })).id}:C2:0`;
    const before = bayu.lastText();
    await town.does(bayu.tapsData(again, screen));
    expect(bayu.lastText()).toBe(before);
    await town.does(bayu.taps("Kurang cocok"));
    expect(bayu.lastText()).toContain("Kamu yang paling tahu harimu");
    expect(await town.world.db.alert.count()).toBe(0);
    expect(pushes(team.rina)).toEqual([]);
    await town.does(bayu.taps("Perbaiki jawaban"));
    await town.does(bayu.taps("ajakan"));
    await town.does(bayu.taps("4"));
    expect(bayu.lastText()).toContain("lebih berat dari biasanya");
    expect(await town.world.db.checkIn.count({ where: { feedbackFits: false } })).toBe(0);
  });

  test("says when there is too little to compare; what names a sign leaves the chat, who was told stays", async () => {
    await answers(town, bayu, { S8: 4, C1: 0 });
    expect(endOfCheckIn(bayu)).toContain("belum cukup banyak");
    expect(endOfCheckIn(bayu)).toContain("Yang paling terasa: keinginan memakai");
    expect(endOfCheckIn(bayu)).toContain("Rina sudah dikabari");
    await town.world.advance({ minutes: 11 });
    expect(chat()).not.toContain("keinginan memakai");
    expect(chat()).toContain("Rina sudah dikabari");
    await town.does(bayu.taps("Kenapa ada yang dikabari?"));
    expect(chat()).toContain("dorongan atau kenangan sangat kuat");
  });

  test("why somebody was told says what was answered, and leaves the chat again; what they went on to stays", async () => {
    const asksWhy = async (messageId: number) => {
      await town.does(bayu.tapsOn(messageId, "Kenapa ada yang dikabari?"));
      expect(chat()).toContain("dorongan atau kenangan sangat kuat");
    };
    const isGone = async () => {
      await town.world.advance({ minutes: 11 });
      expect(chat()).not.toContain("dorongan atau kenangan sangat kuat");
    };
    const goesBack = async (messageId: number) => {
      await town.does(bayu.tapsOn(messageId, "← Kembali"));
      await town.does(bayu.tapsOn(messageId, "☰ Menu"));
    };
    const textOf = (id: number) => bayu.sees().find(({ messageId }) => messageId === id)?.text;
    await answers(town, bayu, { S8: 4, C1: 0 });
    await town.does(bayu.taps("Cocok"));
    const end = (await town.world.db.checkIn.findFirstOrThrow()).messageId ?? 0;
    await asksWhy(end);
    await isGone();
    expect(textOf(end)).toContain("Rina sudah dikabari");
    await asksWhy(end);
    await goesBack(end);
    await isGone();
    expect(textOf(end)).toBe("Mau apa?");
    await town.does(bayu.sends("/menu"));
    const page = bayu.sees().at(-1)?.messageId ?? 0;
    await town.does(bayu.tapsOn(page, "🌱"));
    await asksWhy(page);
    await isGone();
    expect(textOf(page)).toContain("🌱 Perjalananku");
    await asksWhy(page);
    await goesBack(page);
    await isGone();
    expect(textOf(page)).toBe("Mau apa?");
    await town.does(bayu.tapsOn(page, "🌱"));
    await asksWhy(page);
    await town.does(bayu.sends("/berhenti"));
    await town.does(bayu.taps("Ya, berhenti"));
    await isGone();
  });

  test("a sign that is named once more, after a look at an answer that stayed the same, leaves the chat again", async () => {
    await lived(Array(10).fill(10));
    await answers(town, bayu, { S1: 4 }, 1);
    await town.does(bayu.taps("Cocok"));
    for (const screen of ["answered", "tidied"]) {
      await town.does(bayu.taps("Perbaiki jawaban"));
      await town.does(bayu.taps("ajakan"));
      await town.does(bayu.taps("4"));
      expect(chat(), screen).toContain("Yang paling naik: ajakan & tempat");
      await town.world.advance({ minutes: 11 });
      expect(chat(), screen).not.toContain("ajakan & tempat");
    }
  });

  test("on a calm first day nothing is asked", async () => {
    await answers(town, bayu, {});
    expect(bayu.lastText()).not.toContain("Cocok");
  });

  test("reported use is followed at once by the way on after a lapse, and again at the end", async () => {
    await town.world.db.checkIn.updateMany({ data: { s6Form: "reporting" } });
    for (const id of ROUTE.slice(0, 9)) await town.does(bayu.taps(id === "S1" ? "1" : "0"));
    await town.does(bayu.taps("3 Ya, sekali"));
    expect(bayu.lastText()).toContain("Satu kali bukan akhir");
    expect(
      bayu
        .sees()
        .at(-1)
        ?.buttons.flat()
        .map(({ label }) => label),
    ).toContain("Aku terlanjur");
    const question = bayu.sees().at(-1)?.messageId ?? 0;
    await town.does(bayu.taps("Aku terlanjur"));
    expect(chat()).toContain("takaran lama");
    expect(pushes(team.rina)).toHaveLength(1);
    for (const digit of ["0", "4", "0"]) await town.does(bayu.tapsOn(question, digit));
    const end = bayu.sees().find(({ messageId }) => messageId === question);
    expect(end?.text).toContain("cek harian selesai");
    expect(end?.buttons.flat().map(({ label }) => label)).toContain("Aku terlanjur");
    await town.does(bayu.tapsOn(question, "Cocok"));
    const last = bayu.sees().find(({ messageId }) => messageId === question);
    expect(last?.text).toContain("Satu langkah kecil");
    expect(last?.buttons.flat().map(({ label }) => label)).toContain("Aku terlanjur");

    // That it stands below a check-in tells the answer: it leaves the chat again, however it came there.
    const offered = () =>
      bayu.sees().filter(({ buttons }) => {
        const labels = buttons.flat().map(({ label }) => label);
        return labels.includes("Perbaiki jawaban") && labels.includes("Aku terlanjur");
      }).length;
    for (const openedAgain of ["not", "by /cek", "by Done"]) {
      if (openedAgain === "by /cek") await town.does(bayu.sends("/cek"));
      if (openedAgain === "by Done")
        for (const label of ["Perbaiki jawaban", "Selesai"]) await town.does(bayu.taps(label));
      expect(offered(), openedAgain).toBe(1);
      await town.world.advance({ minutes: 11 });
      expect(offered(), openedAgain).toBe(0);
    }
  });
});
