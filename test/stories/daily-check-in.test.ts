import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect } from "../../src/auditor/inspect.ts";
import { remindOneDue } from "../../src/check-ins/remind-one-due.ts";
import { takeOneDue } from "../../src/db/due-work.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { moveHour } from "../../src/people/schedule.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answerButton, beginButton, snoozeButton } from "../../src/screens/callback-data.ts";
import { answers, buildTeam, enrol, forgetEverybody, ROUTE, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T06:00:00+08:00" });
  team = await buildTeam(town);
  // A Monday lies between; the week has its own stories.
  await town.world.db.programme.updateMany({ data: { summaryDueAt: null } });
});
afterAll(async () => await town.close());

const at = async (iso: string) => await town.world.advanceTo(new Date(iso));
const newest = (phone: Phone) => phone.sees().at(-1);
const question = (phone: Phone) => /Pertanyaan (\d+) dari 12/.exec(phone.lastText() ?? "")?.[1];

describe("Bayu at eight in the morning", () => {
  let bayu: Phone;
  let messages: number;
  beforeAll(async () => {
    bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
    await at("2026-11-23T08:00:00+08:00");
    messages = bayu.sees().length;
  });

  test("sees which question of how many, the anchors 0 to 4, and help on every screen", async () => {
    await town.does(bayu.taps("Siap"));
    expect(question(bayu)).toBe("1");
    const labels =
      newest(bayu)
        ?.buttons.flat()
        .map(({ label }) => label) ?? [];
    expect(labels.slice(0, 5).map((label) => label[0])).toEqual(["0", "1", "2", "3", "4"]);
    expect(labels.at(-1)).toContain("Butuh bantuan sekarang");
  });

  test("goes back and changes an answer; the old one is kept as a revision", async () => {
    await town.does(bayu.taps("3"));
    expect(question(bayu)).toBe("2");
    await town.does(bayu.taps("← Kembali"));
    expect(question(bayu)).toBe("1");
    await town.does(bayu.taps("1"));
    expect(question(bayu)).toBe("2");
    expect(await town.world.db.answer.findMany({ select: { questionId: true, value: true } })).toEqual([
      { questionId: "S1", value: 1 },
    ]);
    expect(
      await town.world.db.answerRevision.findMany({ select: { questionId: true, value: true } }),
    ).toEqual([{ questionId: "S1", value: 3 }]);
  });

  test("puts it aside and goes on hours later, in another process, at the question where it stopped", async () => {
    await town.does(bayu.taps("2"));
    await town.does(bayu.taps("Lanjut nanti"));
    expect(bayu.lastText()).toContain("2 dari 12");
    await town.world.restart();
    await at("2026-11-23T10:30:00+08:00");
    await town.does(bayu.taps("Lanjut"));
    expect(question(bayu)).toBe("3");
  });

  test("a doubled tap is one answer, and the next question stays the same", async () => {
    const { id } = await town.world.db.checkIn.findFirstOrThrow();
    await town.does(bayu.taps("0"));
    await town.does(bayu.tapsData(`a:${id}:S3:0`));
    expect(question(bayu)).toBe("4");
    expect(await town.world.db.answer.count()).toBe(3);
  });

  test("a strong craving is met at once with one small step; S6 can be skipped", async () => {
    for (const id of ROUTE.slice(3, 8)) {
      expect(id).toMatch(/^S/);
      await town.does(bayu.taps("0"));
    }
    await town.does(bayu.taps("3"));
    expect(bayu.lastText()).toContain("💙");
    await town.does(bayu.taps("Lewati"));
    await town.does(bayu.taps("4"));
    await town.does(bayu.taps("0"));
    expect(bayu.lastText()).toContain("Terima kasih, cek harian selesai ✔");
    expect(bayu.sees()).toHaveLength(messages);
    expect(newest(bayu)?.text).not.toMatch(/\d/);
  });

  test("S6 is stored sealed, everything else in the clear", async () => {
    const { answers: rows } = await town.world.db.checkIn.findFirstOrThrow({ include: { answers: true } });
    expect(rows.find(({ questionId }) => questionId === "S6")).toMatchObject({
      value: null,
      sealed: null,
      skipped: true,
    });
    expect(rows.filter(({ sealed }) => sealed)).toEqual([]);
    await town.does(bayu.taps("Perbaiki jawaban"));
    // Names of questions only: nobody who picks up the phone reads what was answered.
    const labels =
      newest(bayu)
        ?.buttons.flat()
        .map(({ label }) => label) ?? [];
    expect(labels).toHaveLength(ROUTE.length + 2);
    expect(labels.filter((label) => /^\d|\d$/.test(label))).toEqual([]);
    await town.does(bayu.tapsData(`q:${rows[0]?.checkInId}:S6`));
    await town.does(bayu.taps("1"));
    const sealed = await town.world.db.answer.findFirstOrThrow({ where: { questionId: "S6" } });
    expect(sealed.value).toBeNull();
    expect(sealed.sealed?.byteLength).toBeGreaterThan(16);
  });

  test("corrects a finished check-in until the day closes, and Rina sees what changed", async () => {
    expect(team.rina.notifications()).toHaveLength(1);
    await town.does(bayu.taps("Perbaiki jawaban"));
    const { id } = await town.world.db.checkIn.findFirstOrThrow();
    await town.does(bayu.tapsData(`q:${id}:C1`));
    await town.does(bayu.taps("0"));
    // Orange now, which brings one question more.
    expect(bayu.lastText()).toContain("menyakiti diri");
    await town.does(bayu.taps("0 "));
    expect(bayu.lastText()).toContain("Perbaikanmu sudah tersimpan");
    expect(bayu.lastText()).toContain("Rina");
    expect(team.rina.notifications().slice(1)).toEqual(["1 hal perlu dilihat · BPN-001"]);
    const corrections = async () => await town.world.db.alertEvent.count({ where: { kind: "corrected" } });
    const before = await corrections();
    await town.does(bayu.tapsData(`q:${id}:C1`));
    await town.does(bayu.taps("3"));
    expect(await corrections()).toBe(before + 1);
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toMatch(
      /Dikoreksi oleh yang bersangkutan .*\njawaban sekarang tidak lagi memicu/,
    );
  });

  test("taps after the day has closed are answered kindly and change nothing", async () => {
    const before = await town.world.db.answer.findMany({ orderBy: { questionId: "asc" } });
    await at("2026-11-24T04:00:00+08:00");
    const { id } = await town.world.db.checkIn.findFirstOrThrow({ orderBy: { id: "asc" } });
    for (const data of [`a:${id}:S1:4`, `q:${id}:S1`]) {
      await town.does(bayu.tapsData(data));
      expect(bayu.lastText()).toMatch(/sudah ditutup.* Yang berikutnya datang di jam biasanya\./);
    }
    expect(
      await town.world.db.answer.findMany({ where: { checkInId: id }, orderBy: { questionId: "asc" } }),
    ).toEqual(before);
  });
});

describe("Citra, who needs reminding", () => {
  let citra: Phone;
  beforeAll(async () => {
    await forgetEverybody(town);
    citra = await enrol(town, team, { code: "BPN-002", hour: "09:00", language: "English" });
    await at("2026-11-24T09:00:00+08:00");
  });

  test("is nudged twice, in other words each time, with one message in the chat", async () => {
    const messages = citra.sees().length;
    await at("2026-11-24T12:00:00+08:00");
    expect(citra.lastText()).toContain("still waiting");
    await at("2026-11-24T15:00:00+08:00");
    expect(citra.lastText()).toContain("There is still time");
    expect(citra.sees()).toHaveLength(messages);
    await at("2026-11-24T20:59:00+08:00");
    expect(citra.lastText()).toContain("There is still time");
  });

  test("an unfinished check-in is closed and judged by what was answered", async () => {
    await town.does(citra.taps("Continue"));
    for (const digit of ["4", "4", "4", "4"]) await town.does(citra.taps(digit));
    await at("2026-11-25T03:59:00+08:00");
    expect(await town.world.db.alert.count({ where: { participant: { code: "BPN-002" } } })).toBe(0);
    await at("2026-11-25T07:00:00+08:00");
    const closed = await town.world.db.checkIn.findFirstOrThrow({
      where: { participant: { code: "BPN-002" } },
    });
    expect(closed).toMatchObject({ state: "closed", tier: "orange" });
    expect(team.rina.notifications().at(-1)).toBe("1 hal perlu dilihat · BPN-002");
  });

  test("asks for an hour and gets it; the nudges that follow are still two", async () => {
    await at("2026-11-25T09:00:00+08:00");
    await town.does(citra.taps("In 1 hour"));
    expect(citra.lastText()).toContain("again in an hour");
    await at("2026-11-25T09:59:00+08:00");
    expect(citra.lastText()).toContain("again in an hour");
    await at("2026-11-25T10:00:00+08:00");
    expect(citra.lastText()).toBe("Hi, time for the daily check 🙂 Ready?");
    await at("2026-11-25T12:00:00+08:00");
    expect(citra.lastText()).toContain("still waiting");
    await at("2026-11-25T15:00:00+08:00");
    expect(citra.lastText()).toContain("There is still time");
    await at("2026-11-25T18:00:00+08:00");
    const nudges = await town.world.db.outboxMessage.count({
      where: {
        kind: "nudge",
        participant: { code: "BPN-002" },
        checkIn: { localDay: new Date("2026-11-25") },
      },
    });
    expect(nudges).toBe(2);
  });

  test("moves her hour by a button and by typing; nonsense is explained", async () => {
    await town.does(citra.sends("/jam 25:00"));
    expect(citra.lastText()).toContain("could not read that time");
    await town.does(citra.sends("/jam"));
    await town.does(citra.taps("07:00"));
    expect(citra.lastText()).toMatch(/The next check comes on .*26 Nov.* 07:00/);
    await town.does(citra.taps("☰ Menu"));
    expect(citra.lastText()).not.toContain("The next check");
    await town.does(citra.sends("/jam 10.15"));
    expect(citra.lastText()).toMatch(/26 Nov.* 10:15/);
    await at("2026-11-26T10:14:00+08:00");
    expect(citra.lastText()).not.toContain("time for the daily check");
    await at("2026-11-26T10:15:00+08:00");
    expect(citra.lastText()).toContain("time for the daily check");
  });

  test("pauses for three days: no prompt, no miss, and Rina knows", async () => {
    await town.does(citra.sends("/cek"));
    await answers(town, citra, {});
    const { db } = town.world;
    const participant = { code: "BPN-002" };
    // A miss is told of in a new alert, or in the one that is open.
    const told = async () =>
      await db.alertEvent.count({ where: { alert: { participant }, kind: { in: ["opened", "attached"] } } });
    const before = await told();
    await town.does(citra.sends("/jeda"));
    await town.does(citra.taps("3 days"));
    expect(citra.lastText()).toMatch(/starts again on .*29 Nov.* 10:15/);
    // Rina is left with what was chosen last, and reads it once.
    for (const days of ["7 days", "3 days", "3 days"]) {
      await town.world.advance({ minutes: 1 });
      await town.does(citra.sends("/jeda"));
      await town.does(citra.taps(days));
    }
    const breaks = team.rina.notifications().filter((text) => text.startsWith("BPN-002 istirahat sampai"));
    expect(breaks.map((text) => /\d+ \S+(?=\.$)/.exec(text)?.[0])).toEqual(["29 Nov", "3 Des", "29 Nov"]);
    await at("2026-11-27T10:00:00+08:00");
    const { id } = await db.checkIn.findFirstOrThrow({ where: { participant } });
    for (const data of [`a:${id}:S1:4`, `q:${id}:S1`]) {
      await town.does(citra.tapsData(data));
      expect(citra.lastText()).toBe("That day's check is closed, and that is all right.");
    }
    await at("2026-11-29T10:00:00+08:00");
    expect(
      await db.checkIn.count({ where: { localDay: { gte: new Date("2026-11-27") }, participant } }),
    ).toBe(0);
    expect(await told()).toBe(before);
    await town.does(citra.sends("/cek"));
    await at("2026-11-29T10:15:00+08:00");
    expect(await db.checkIn.count({ where: { localDay: new Date("2026-11-29"), participant } })).toBe(1);
  });
});

describe("whoever moves their hour", () => {
  beforeAll(async () => await forgetEverybody(town));
  const daysOf = async (code: string) => {
    const rows = await town.world.db.checkIn.findMany({ where: { participant: { code } } });
    return rows.map(({ localDay }) => localDay.toISOString().slice(0, 10));
  };

  test("to one that has passed is asked at once and not again, and loses no day", async () => {
    await at("2026-11-29T10:30:00+08:00");
    const ika = await enrol(town, team, { code: "BPN-007", hour: "11:15" });
    const asked = () => ika.notifications().filter((text) => text.includes("Siap?")).length;
    await at("2026-11-29T11:00:00+08:00");
    await town.does(ika.sends("/jam 07.00"));
    expect(ika.lastText()).toContain("datang sebentar lagi");
    await at("2026-11-29T11:01:00+08:00");
    expect(asked()).toBe(1);
    await at("2026-11-29T11:20:00+08:00");
    expect(asked()).toBe(1);
    expect(await daysOf("BPN-007")).toEqual(["2026-11-29"]);
    await town.does(ika.sends("/jam 06.00"));
    expect(ika.lastText()).toMatch(/Cek berikutnya Sen, 30 Nov.* 06[.]00/);
  });

  test("just as they were to be asked is asked", async () => {
    await enrol(town, team, { code: "BPN-008", hour: "11:30" });
    const { clock, db, app } = town.world;
    const { id: participantId } = await db.participant.findFirstOrThrow({ where: { code: "BPN-008" } });
    clock.moveTo(new Date("2026-11-29T11:30:05+08:00"));
    await moveHour(app.deps, { participantId, minute: 13 * 60 }, clock.now());
    await app.tick();
    await town.world.settle();
    expect(await daysOf("BPN-008")).toEqual(["2026-11-29"]);
    expect((await inspect(db, clock.now())).map(({ kind }) => kind)).not.toContain("check-in-missing");
  });
});

describe("Hani, who moves her hour after she was asked", () => {
  let hani: Phone;
  const asked = () => hani.notifications().filter((text) => text.includes("Ready?")).length;
  beforeAll(async () => {
    await forgetEverybody(town);
    await at("2026-11-29T12:00:00+08:00");
    hani = await enrol(town, team, { code: "BPN-006", hour: "17:00", language: "English" });
    await at("2026-11-29T17:00:00+08:00");
  });

  test("is asked again at the hour that the bot has named, and not nudged before", async () => {
    expect(asked()).toBe(1);
    await town.does(hani.sends("/jam 20.30"));
    expect(hani.lastText()).toMatch(/The next check comes on .*29 Nov.* 20:30/);
    await at("2026-11-29T20:29:00+08:00");
    expect(hani.lastText()).toMatch(/The next check comes on/);
    await at("2026-11-29T20:30:00+08:00");
    expect(hani.lastText()).toBe("Hi, time for the daily check 🙂 Ready?");
    expect(asked()).toBe(2);
  });

  test("a day that is done is none to name: neither for another hour nor at the end of a break", async () => {
    await town.does(hani.sends("/cek"));
    await answers(town, hani, {});
    await town.does(hani.sends("/jam 20.45"));
    expect(hani.lastText()).toMatch(/The next check comes on .*30 Nov.* 20:45/);
    await town.does(hani.sends("/jeda"));
    await town.does(hani.taps("Switch it on again"));
    expect(hani.lastText()).toMatch(/The next check comes on .*30 Nov.* 20:45/);
    await town.does(team.rina.sends("/menu"));
    const { id } = await town.world.db.participant.findFirstOrThrow({ where: { code: "BPN-006" } });
    await town.does(team.rina.tapsData(`cp:${id}:0`));
    expect(team.rina.lastText()).toMatch(/Cek berikutnya: Sen, 30 Nov/);
  });
});

describe("Eko, in the middle of a check-in when the questionnaire changes", () => {
  test("finishes on the version he began with; the next day is on the new one", async () => {
    await forgetEverybody(town);
    await at("2026-11-30T05:00:00+08:00");
    const eko = await enrol(town, team, { code: "BPN-003", hour: "08:00" });
    await at("2026-11-30T08:00:00+08:00");
    await town.does(eko.taps("Siap"));
    await town.does(eko.taps("0"));
    const secondText = eko.lastText();

    const { db } = town.world;
    const programme = await db.programme.findFirstOrThrow();
    const settings = { ...(programme.settings as object), instrument: "recovery-dangers@2" };
    await db.programme.update({ where: { id: programme.id }, data: { settings } });
    await town.world.restart({ instruments: withReversedSecondVersion() });

    await town.does(eko.taps("← Kembali"));
    await town.does(eko.taps("0"));
    expect(eko.lastText()).toBe(secondText);
    for (const _ of ROUTE.slice(1, 10)) await town.does(eko.taps("0"));
    await town.does(eko.taps("4"));
    await town.does(eko.taps("0"));
    expect(eko.lastText()).toContain("cek harian selesai");

    await at("2026-12-01T08:00:00+08:00");
    await town.does(eko.taps("Siap"));
    expect(eko.lastText()).not.toContain(secondText?.split("\n").at(-1) ?? "?");
    const used = await db.checkIn.findMany({
      where: { participant: { code: "BPN-003" } },
      orderBy: { localDay: "asc" },
    });
    expect(used.map(({ instrument }) => instrument)).toEqual(["recovery-dangers@1", "recovery-dangers@2"]);
  });

  function withReversedSecondVersion(): ReadonlyMap<string, Instrument> {
    const instruments = new Map(loadInstruments());
    const first = instruments.get("recovery-dangers@1");
    if (!first) throw new Error("no first version");
    instruments.set("recovery-dangers@2", {
      ...first,
      key: "recovery-dangers@2",
      questions: first.questions.toReversed(),
    });
    return instruments;
  }
});

describe("Fitri, after two days without a tick", () => {
  test("is asked about today, whose hour is over too, once, and not about the days that we lost", async () => {
    await forgetEverybody(town);
    await at("2026-12-01T20:00:00+08:00");
    const fitri = await enrol(town, team, { code: "BPN-004", hour: "08:00" });
    const { clock, db, app } = town.world;

    clock.moveTo(new Date("2026-12-03T09:30:00+08:00"));
    const seen = fitri.sees().length;
    await app.tick();
    await town.world.settle();
    const days = await db.checkIn.findMany({ where: { participant: { code: "BPN-004" } } });
    expect(days.map(({ localDay }) => localDay.toISOString().slice(0, 10))).toEqual(["2026-12-03"]);
    const prompts = fitri.sees().slice(seen);
    expect(prompts.map(({ text }) => text)).toEqual([expect.stringContaining("waktunya cek harian")]);
    await at("2026-12-03T09:31:00+08:00");
    expect(fitri.sees()).toHaveLength(seen + 1);
  });
});

describe("down from the evening until the next morning", () => {
  const alerts = async (code: string) =>
    await town.world.db.alert.count({ where: { participant: { code }, state: "open" } });
  const days = async (code: string) => {
    const rows = await town.world.db.checkIn.findMany({ where: { participant: { code } } });
    return rows.map(({ localDay, state }) => `${localDay.toISOString().slice(0, 10)} ${state}`);
  };

  test("is no silence of Hana's, who was still to be reminded; Ilham's is, who had been while we listened", async () => {
    await at("2026-12-03T09:31:00+08:00");
    await forgetEverybody(town);
    const hana = await enrol(town, team, { code: "BPN-006", hour: "18:00" });
    await enrol(town, team, { code: "BPN-007", hour: "12:00" });
    const { app, clock } = town.world;
    await at("2026-12-03T18:30:00+08:00");
    clock.moveTo(new Date("2026-12-04T06:00:00+08:00"));
    await app.tick();
    await town.world.settle();
    expect(await days("BPN-006")).toEqual([]);
    expect(await days("BPN-007")).toEqual(["2026-12-03 closed"]);
    const lost = await town.world.db.outboxMessage.findMany({ where: { error: "day-over" } });
    expect(lost).toMatchObject([
      {
        ...{ kind: "nudge", state: "failed", params: { day: "2026-12-03" } },
        intendedAt: new Date("2026-12-03T20:30:00+08:00"),
      },
    ]);
    // What she had tapped meanwhile.
    await town.does(hana.taps("Siap"));
    const kindly = "Cek hari itu sudah ditutup, tapi tidak apa-apa. Yang berikutnya datang di jam biasanya.";
    expect(hana.lastText()).toBe(kindly);
    await town.does(hana.tapsData(answerButton.pack({ checkInId: 1, question: "S1", answer: "0" })));
    expect(hana.lastText()).toBe(kindly);
    await at("2026-12-05T06:01:00+08:00");
    await town.does(hana.tapsData(beginButton.pack({ checkInId: 1 })));
    expect(hana.lastText()).toBe("Tombol ini tidak berlaku lagi. Ketik /cek untuk membuka cek harian.");
  });

  test("and silence that goes on is heard of, hers a day later", async () => {
    await at("2026-12-05T07:00:00+08:00");
    expect([await alerts("BPN-006"), await alerts("BPN-007")]).toEqual([0, 1]);
    await at("2026-12-06T07:00:00+08:00");
    expect([await alerts("BPN-006"), await alerts("BPN-007")]).toEqual([1, 1]);
  });

  test("whoever has blocked the bot has kept us from reminding them", async () => {
    await at("2026-12-06T07:00:00+08:00");
    await forgetEverybody(town);
    const joko = await enrol(town, team, { code: "BPN-008", hour: "18:00" });
    await at("2026-12-06T18:30:00+08:00");
    await town.does(joko.blocksBot());
    town.world.clock.moveTo(new Date("2026-12-07T06:00:00+08:00"));
    await town.world.app.tick();
    expect(await days("BPN-008")).toEqual(["2026-12-06 closed"]);
  });

  test("of many none loses it to the sweep that reminds", async () => {
    await at("2026-12-07T07:00:00+08:00");
    await forgetEverybody(town);
    await enrol(town, team, { code: "BPN-009", hour: "18:00" });
    await at("2026-12-07T18:30:00+08:00");
    const { app, clock } = town.world;
    clock.moveTo(new Date("2026-12-08T06:00:00+08:00"));
    await takeOneDue(app.deps, remindOneDue, clock.now());
    expect(await days("BPN-009")).toEqual([]);
  });

  test("is known as that too once closing, which failed at first, has been put off", async () => {
    await at("2026-12-08T07:00:00+08:00");
    await forgetEverybody(town);
    const lia = await enrol(town, team, { code: "BPN-011", hour: "18:00" });
    const { app, clock, db } = town.world;
    await at("2026-12-08T18:30:00+08:00");
    const { id, instrument } = await db.checkIn.findFirstOrThrow();
    await db.checkIn.update({ where: { id }, data: { instrument: "gone@1" } });
    const seen = lia.sees().length;
    clock.moveTo(new Date("2026-12-09T06:00:00+08:00"));
    await app.tick();
    await db.checkIn.update({ where: { id }, data: { instrument } });
    await at("2026-12-09T06:16:00+08:00");
    expect(lia.sees()).toHaveLength(seen);
    expect(await days("BPN-011")).toEqual([]);
  });

  test("every night, is forgiven once in a silence: the third is heard of, and an answer ends it", async () => {
    await at("2026-12-10T07:00:00+08:00");
    await forgetEverybody(town);
    const kiki = await enrol(town, team, { code: "BPN-010", hour: "19:30" });
    const { app, clock } = town.world;
    const night = async (day: number) => {
      await at(`2026-12-${day}T20:00:00+08:00`);
      clock.moveTo(new Date(`2026-12-${day + 1}T07:00:00+08:00`));
      await app.tick();
      await town.world.settle();
    };
    await night(10);
    expect(await days("BPN-010")).toEqual([]);
    await night(11);
    expect(await alerts("BPN-010")).toBe(0);
    await night(12);
    expect(await days("BPN-010")).toEqual(["2026-12-11 closed", "2026-12-12 closed"]);
    expect(await alerts("BPN-010")).toBe(1);
    await at("2026-12-13T07:30:00+08:00");
    await town.does(kiki.sends("/cek"));
    await town.does(kiki.taps("0 "));
    await night(13);
    await night(14);
    expect(await days("BPN-010")).toHaveLength(3);
  });
});

describe("Gita, in the last hour of the day", () => {
  let gita: Phone;
  const labels = () =>
    newest(gita)
      ?.buttons.flat()
      .map(({ label }) => label);
  beforeAll(async () => {
    await forgetEverybody(town);
    gita = await enrol(town, team, { code: "BPN-005", hour: "20:00" });
    await at("2026-12-20T02:30:00+08:00");
  });

  test("is offered no hour more than the day has", async () => {
    expect(labels()).toContain("1 jam lagi");
    await town.does(gita.taps("1 jam lagi"));
    await at("2026-12-20T03:30:00+08:00");
    expect(gita.lastText()).toContain("Siap?");
    expect(labels()).not.toContain("1 jam lagi");
  });

  test("is asked for consent before anything else also where she would rather have waited", async () => {
    const { id: checkInId, participantId } = await town.world.db.checkIn.findFirstOrThrow({
      where: { participant: { code: "BPN-005" } },
      orderBy: { localDay: "desc" },
    });
    const agreed = { participantId, purpose: "summary", granted: true, locale: "id" } as const;
    await town.world.db.consent.create({
      data: { ...agreed, textHash: "older", at: town.world.clock.now() },
    });
    await town.does(gita.tapsData(snoozeButton.pack({ checkInId })));
    expect(gita.lastText()).toContain("3 dari 3");
    expect(gita.lastText()).not.toContain("Pertanyaan 1 dari");
  });
});
