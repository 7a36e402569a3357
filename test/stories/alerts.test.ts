import { beforeEach, describe, expect, test, vi } from "vitest";
import { acknowledge } from "../../src/alerts/acknowledge.ts";
import { openCauses } from "../../src/alerts/causes.ts";
import { closeAlert } from "../../src/alerts/close-alert.ts";
import { newestAddition } from "../../src/alerts/record-event.ts";
import { inspect } from "../../src/auditor/inspect.ts";
import type { Db, Tx } from "../../src/db/client.ts";
import { addDays, dayClosesAt, dbDate, instantOf } from "../../src/domain/calendar.ts";
import { RUNGS } from "../../src/domain/ladder.ts";
import { goAway } from "../../src/duty/go-away.ts";
import { formatInstant } from "../../src/format.ts";
import { beginEnrolment } from "../../src/people/begin-enrolment.ts";
import { changeRelease } from "../../src/people/change-release.ts";
import { purposes, recordConsent } from "../../src/people/consent.ts";
import { freezeParticipant } from "../../src/people/freeze.ts";
import { identify } from "../../src/people/identify.ts";
import { redeemInvite } from "../../src/people/redeem-invite.ts";
import { reinvite } from "../../src/people/reinvite.ts";
import { activate, pause } from "../../src/people/schedule.ts";
import { withdraw } from "../../src/people/withdraw.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { collectWeek } from "../../src/summaries/collect-week.ts";
import { countWaiting, holding } from "../support/database.ts";
import { dumpDatabase } from "../support/dump-database.ts";
import { onRecord } from "../support/on-record.ts";
import { answers, buildTeam, endOfCheckIn, enrol, type Team, withoutNudges } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;

const at = async (iso: string) => await town.world.advanceTo(new Date(iso));
const pushes = (phone: Phone) =>
  phone.notifications().filter((text) => text.startsWith("1 hal perlu dilihat"));
const lastButtons = (phone: Phone) => (phone.sees().at(-1)?.buttons ?? []).flat().map(({ label }) => label);
const RED = { S8: 4, C1: 0 } as const;
/** 18 points, and six strong signs. */
const HEAVY = { S4: 3, S5: 3, S7: 3, S8: 3, S9: 3, S10: 3 } as const;
const ZONE = "Asia/Makassar";

/** A new town each time: one alert's history must not colour the next one's. */
beforeEach(async () => {
  town = await startTown({ at: "2026-11-23T07:30:00+08:00" });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
  return async () => await town.close();
});

/** This morning. */
async function isAsked(): Promise<void> {
  await at("2026-11-23T08:00:00+08:00");
  await town.does(bayu.taps("Siap"));
}

async function checksIn(digits: Parameters<typeof answers>[2]): Promise<void> {
  await isAsked();
  await answers(town, bayu, digits);
}

/** The newest alert of this person, without their code. */
async function reads(phone: Phone, code: string): Promise<string> {
  const where = { participant: { code } };
  const { id } = await town.world.db.alert.findFirstOrThrow({ where, orderBy: { id: "desc" } });
  await town.does(phone.tapsData(`al:${id}`));
  return (phone.lastText() ?? "").replaceAll(code, "…");
}

/** As red as RED, where nobody reads what he answered. */
const callsForHelp = async () => await town.does(bayu.sends("/bantuan"));

describe("who is told", () => {
  test("the counselor, and nobody else, in words that are safe on a lock screen", async () => {
    await checksIn(RED);
    expect(pushes(team.rina)).toEqual(["1 hal perlu dilihat · BPN-001"]);
    expect(pushes(team.agus)).toEqual([]);
    expect(pushes(team.dewi)).toEqual([]);
    expect(team.rina.sees().at(-1)?.protectContent).toBe(true);
  });

  test("the backup at once when the counselor has blocked the bot, and the participant hears his name", async () => {
    await town.does(team.rina.blocksBot());
    await checksIn(RED);
    expect(pushes(team.agus)).toHaveLength(1);
    expect(endOfCheckIn(bayu)).toContain("Agus sudah dikabari");
  });

  test("the backup at once when Telegram refuses the counselor only now", async () => {
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: team.rina.id },
      { status: 403, description: "Forbidden: bot was blocked by the user" },
    );
    await callsForHelp();
    expect(pushes(team.rina)).toEqual([]);
    expect(pushes(team.agus)).toHaveLength(1);
    const { unreachableSince } = await town.world.db.staff.findUniqueOrThrow({
      where: { id: team.ids.rina },
    });
    expect(unreachableSince).not.toBeNull();
  });

  test("backup and coordinators one after the other while nobody takes it", async () => {
    await checksIn(RED);
    await town.world.advance({ minutes: 14 });
    expect(pushes(team.agus)).toHaveLength(0);
    await town.world.advance({ minutes: 1 });
    expect(pushes(team.agus)).toHaveLength(1);
    await town.world.advance({ minutes: 15 });
    expect(pushes(team.dewi)).toHaveLength(1);
    expect(pushes(team.rina)).toHaveLength(1);
    // Whoever is told can do something about it: write, or ask those who may.
    await town.does(team.agus.taps("Lihat"));
    await town.does(team.agus.taps("Tulis pesan"));
    await town.does(team.agus.sends("Bayu, ini Agus. Boleh kutelepon?"));
    expect(bayu.notifications().at(-1)).toContain("Agus");
    await town.world.db.participant.updateMany({ data: { releaseDate: new Date("2026-12-05T00:00:00Z") } });
    await town.does(team.dewi.taps("Lihat"));
    expect(team.dewi.lastText()).toContain("Menulis lewat bot: minta Rina, Agus.");
    expect(team.dewi.lastText()).toContain("Bebas 12 hari lagi");
    await town.does(bayu.blocksBot());
    await town.does(team.agus.tapsData(`al:${(await town.world.db.alert.findFirstOrThrow()).id}`));
    expect(team.agus.lastText()).toContain("Tidak bisa dikirimi pesan");
    expect(lastButtons(team.agus)).not.toContain("Tulis pesan");
    // A message that has scrolled away is found again from the menu, by whoever may open the alert.
    for (const phone of [team.rina, team.agus, team.dewi]) {
      await town.does(phone.sends("/menu"));
      await town.does(phone.taps("Yang masih terbuka"));
      expect(lastButtons(phone)[0]).toMatch(/^🔴 BPN-001 · sejak .*08[.]0\d · tidak ada yang pegang$/);
    }
    await town.does(team.dewi.taps("🔴 BPN-001"));
    await town.does(team.dewi.taps("Saya tangani"));
    await town.world.db.participant.updateMany({ data: { backupId: null } });
    await town.does(team.agus.sends("/menu"));
    await town.does(team.agus.taps("Yang masih terbuka"));
    expect(team.agus.lastText()).toBe("Tidak ada yang terbuka.");
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Yang masih terbuka"));
    expect(lastButtons(team.rina)[0]).toMatch(/· Dewi$/);
  });

  test("nobody can be told: marked loudly, said truthfully, and delivered as soon as somebody can", async () => {
    for (const phone of [team.rina, team.agus, team.dewi]) await town.does(phone.blocksBot());
    await checksIn(RED);
    expect(endOfCheckIn(bayu)).toContain("belum ada orang yang bisa dikabari");
    const alert = await town.world.db.alert.findFirstOrThrow();
    expect(alert.undeliveredAt).not.toBeNull();
    expect(alert.escalateAt).not.toBeNull();
    await town.does(team.agus.unblocksBot());
    await town.world.advance({ minutes: 1 });
    expect(pushes(team.agus)).toHaveLength(1);
    expect((await town.world.db.alert.findFirstOrThrow()).undeliveredAt).toBeNull();
    await town.world.advance({ hours: 3 });
    expect((await town.world.db.alert.findFirstOrThrow()).step).toBeGreaterThan(RUNGS);
    await town.does(team.agus.blocksBot());
    expect((await town.world.db.alert.findFirstOrThrow()).undeliveredAt).not.toBeNull();
  });

  test("an orange alert at night waits until seven, a red one does not", async () => {
    await isAsked();
    await at("2026-11-23T22:30:00+08:00");
    await town.does(bayu.taps("Lanjut"));
    await answers(town, bayu, { C2: 2 });
    expect(pushes(team.rina)).toEqual([]);
    expect(bayu.lastText()).toMatch(/Rina akan dikabari .*24 Nov.*07\.00/);
    // Who was told stays, whatever leads back to the end.
    await town.does(bayu.taps("Perbaiki jawaban"));
    await town.does(bayu.taps("Selesai"));
    expect(bayu.lastText()).toMatch(/Rina akan dikabari .*24 Nov.*07\.00/);
    await town.does(bayu.sends("/cek"));
    expect(bayu.lastText()).toMatch(/Rina akan dikabari .*24 Nov.*07\.00/);
    await at("2026-11-24T06:59:00+08:00");
    expect(pushes(team.rina)).toEqual([]);
    await at("2026-11-24T07:00:00+08:00");
    expect(pushes(team.rina)).toHaveLength(1);
    await at("2026-11-24T23:00:00+08:00");
    await town.does(bayu.sends("/bantuan"));
    expect(pushes(team.rina)).toHaveLength(2);
  });
});

/** Of orange in the evening, for Rina had blocked the bot; she unblocks it at night, and will be told in the morning as well. */
async function agusIsTold(): Promise<void> {
  await at("2026-11-23T20:50:00+08:00");
  await town.does(team.rina.blocksBot());
  await town.does(bayu.taps("Lanjut"));
  await answers(town, bayu, { C2: 2 });
  await at("2026-11-23T22:00:00+08:00");
  await town.does(team.rina.unblocksBot());
}

test("whom the morning will tell as well is not who was told: Bayu reads who was, and who has it", async () => {
  await agusIsTold();
  const reads = async () => {
    await town.does(bayu.sends("/cek"));
    return bayu.lastText();
  };
  expect(await reads()).toContain("Agus sudah dikabari");
  await at("2026-11-23T22:10:00+08:00");
  await town.does(team.agus.taps("Saya tangani"));
  expect(await reads()).toContain("Agus sudah dikabari");
  for (const label of ["Perbaiki jawaban", "ajakan & tempat", "1"]) await town.does(bayu.taps(label));
  expect(await reads()).toContain("Agus sudah dikabari");
  expect(pushes(team.rina)).toEqual([]);
});

test("what is new at night goes in the morning to the one whose turn it is, whom the morning will tell as well or not", async () => {
  await agusIsTold();
  await at("2026-11-23T22:10:00+08:00");
  await town.does(bayu.tapsData("la"));
  await at("2026-11-24T07:00:00+08:00");
  expect([pushes(team.agus), pushes(team.rina)].map(({ length }) => length)).toEqual([2, 1]);
});

test("whom the morning would have told as well blocks the bot again: nobody whose turn it is loses any time", async () => {
  await agusIsTold();
  const { step, escalateAt } = await town.world.db.alert.findFirstOrThrow();
  await at("2026-11-23T22:30:00+08:00");
  await town.does(team.rina.blocksBot());
  expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ step, escalateAt });
  await at("2026-11-24T07:10:00+08:00");
  expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ step, escalateAt });
  expect(pushes(team.dewi)).toEqual([]);
});

test("whom the ladder passed over is told as well and blocks the bot again: it was nobody's turn, by day neither", async () => {
  await town.does(team.rina.blocksBot());
  await callsForHelp();
  const { step, escalateAt } = await town.world.db.alert.findFirstOrThrow();
  await town.world.advance({ minutes: 5 });
  await town.does(team.rina.unblocksBot());
  expect(pushes(team.rina)).toHaveLength(1);
  await town.world.advance({ minutes: 2 });
  await town.does(team.rina.blocksBot());
  expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ step, escalateAt });
  expect(pushes(team.dewi)).toEqual([]);
});

describe("who was told before the ladder began again has not been told of it as it is now", () => {
  /** Dewi has been told when Agus takes it and Bayu calls for help, which only Agus hears: Rina unblocks the bot after that. */
  beforeEach(async () => {
    await town.does(team.rina.blocksBot());
    await checksIn({ C2: 2 });
    await at("2026-11-23T15:00:00+08:00");
    expect([pushes(team.agus), pushes(team.dewi)].map(({ length }) => length)).toEqual([1, 1]);
    await town.does(team.agus.taps("Saya tangani"));
    await at("2026-11-23T15:30:00+08:00");
    await callsForHelp();
    await at("2026-11-23T15:32:00+08:00");
  });

  async function agusBlocksAfterRinaIsBack(): Promise<void> {
    await town.does(team.rina.unblocksBot());
    await at("2026-11-23T15:34:00+08:00");
    await town.does(team.agus.blocksBot());
    expect(pushes(team.dewi)).toHaveLength(1);
    await at("2026-11-23T15:36:00+08:00");
  }

  test("Rina and Agus both block the bot: Dewi is told at once", async () => {
    await agusBlocksAfterRinaIsBack();
    expect(pushes(team.rina)).toHaveLength(1);
    await town.does(team.rina.blocksBot());
    expect(pushes(team.dewi)).toHaveLength(2);
  });

  test("Telegram puts off Rina's copy, and then refuses it: Dewi is told at once", async () => {
    const { faults } = town.world.telegram;
    const toRina = { method: "sendMessage", chatId: team.rina.id };
    faults.next(toRina, { status: 429, description: "Too Many Requests", parameters: { retry_after: 240 } });
    faults.next(toRina, { status: 400, description: "Bad Request: message is refused" });
    await agusBlocksAfterRinaIsBack();
    expect(pushes(team.rina)).toHaveLength(0);
    expect(pushes(team.dewi)).toHaveLength(2);
  });
});

describe("taking it", () => {
  test("two at once: one has it, the other is told who", async () => {
    await callsForHelp();
    await town.world.advance({ minutes: 15 });
    await Promise.all([team.rina.taps("Saya tangani"), team.agus.taps("Saya tangani")]);
    await town.world.settle();
    const { holderId, state } = await town.world.db.alert.findFirstOrThrow();
    expect(state).toBe("acknowledged");
    const [winner, loser, name] =
      holderId === team.ids.rina ? [team.rina, team.agus, "Rina"] : [team.agus, team.rina, "Agus"];
    expect(winner.answers().at(-1)?.text).toBe("Oke, kamu yang pegang.");
    expect(loser.answers().at(-1)?.text).toBe(`Sudah dipegang ${name}.`);
    expect(loser.lastText()).toContain(`Ditangani ${name}`);
  });

  test("the copies of the others say who has it, and nobody is told any further", async () => {
    await callsForHelp();
    await town.world.advance({ minutes: 15 });
    await town.does(team.agus.taps("Saya tangani"));
    expect(team.rina.lastText()).toContain("Ditangani Agus");
    await town.world.advance({ hours: 1 });
    expect(pushes(team.dewi)).toEqual([]);
  });

  test("a false alarm closes it once that was confirmed; the next one is a new alert", async () => {
    await callsForHelp();
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Salah alarm"));
    expect(team.rina.lastText()).toContain("Benar salah alarm?");
    expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ state: "open", holderId: null });
    await town.does(team.rina.taps("← Kembali"));
    expect(team.rina.lastText()).toContain("Belum ada yang menangani");
    await town.does(team.rina.taps("Salah alarm"));
    await town.does(team.rina.taps("Ya, salah alarm"));
    expect(team.rina.lastText()).toContain("Salah alarm (Rina");
    await town.does(bayu.sends("/bantuan"));
    expect(await town.world.db.alert.count()).toBe(2);
  });

  test("not reached: it comes back after four hours, to the counselor first, and every copy says so", async () => {
    await callsForHelp();
    await town.does(team.rina.taps("Saya tangani"));
    await town.world.advance({ minutes: 20 });
    const tried = town.world.clock.now();
    await town.does(team.rina.taps("Tidak tersambung"));
    expect(await onRecord(town, { action: { startsWith: "alert-" } })).toEqual([
      `staff:${team.ids.rina} alert-taken`,
      `staff:${team.ids.rina} alert-no-answer`,
    ]);
    const time = (at: Date) => formatInstant(at, "Asia/Makassar", "id");
    expect(team.rina.lastText()).toContain(
      `↻ Belum tersambung (Rina · ${time(tried)}). Muncul lagi ${time(new Date(tried.getTime() + 4 * 3_600_000)).slice(-5)}.`,
    );
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Pesertaku"));
    expect(lastButtons(team.rina)[0]).toMatch(/^🔴 BPN-001 .*↻/);
    await town.world.advance({ hours: 3, minutes: 59 });
    expect(pushes(team.rina)).toHaveLength(1);
    await town.world.advance({ minutes: 1 });
    expect(pushes(team.rina)).toHaveLength(2);
    expect((await town.world.db.alert.findFirstOrThrow()).state).toBe("open");
    expect(
      team.rina
        .sees()
        .at(-1)
        ?.buttons.flat()
        .map(({ label }) => label),
    ).toContain("Saya tangani");
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("\nSekarang tidak ada yang menangani.");
  });

  test("an alert of somebody else's caseload cannot be opened or taken by guessing its number", async () => {
    await callsForHelp();
    const { id } = await town.world.db.alert.findFirstOrThrow();
    await town.world.db.participant.updateMany({ data: { backupId: null } });
    await town.does(team.agus.sends("/menu"));
    const taps = [`al:${id}`, `aa:${id}:take`, `aa:${id}:refer`, `fu:${id}:ask`, `fu:${id}:came`];
    for (const data of taps) await town.does(team.agus.tapsData(data));
    expect(team.agus.answers().map(({ text }) => text)).toEqual(
      taps.map(() => "Ini bukan untukmu, atau sudah tidak ada."),
    );
    expect((await town.world.db.alert.findFirstOrThrow()).state).toBe("open");
  });
});

describe("one open alert per person", () => {
  test("help during an open alert is added to it and pings again, even when somebody holds it", async () => {
    await checksIn(RED);
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(bayu.taps("🆘"));
    expect(await town.world.db.alert.count()).toBe(1);
    expect(pushes(team.rina)).toHaveLength(2);
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("menekan tombol bantuan");
  });

  test("help shows the numbers before anything else and tells truthfully who was told", async () => {
    const before = bayu.sees().length;
    await town.does(bayu.taps("🆘"));
    const [numbers, told] = bayu.sees().slice(before);
    expect(numbers?.text).toContain("112");
    expect(numbers?.text).toContain("Bu Dewi: 0812-3456-7890");
    expect(told?.text).toContain("Rina sudah dikabari");
    expect(told?.text).toContain("bukan layanan darurat");
  });

  test("a coordinator reads the tier, and no reason that rests on an answer", async () => {
    await checksIn({ S6: 4, S8: 4, C1: 0, C2: 2 });
    await town.world.advance({ hours: 7 });
    expect(await reads(team.dewi, "BPN-001")).toMatch(
      /Kenapa \(.*\):\n• Merah: minta bantuan, .*pendamping yang ditugaskan\n\n7 hari terakhir/,
    );
    const all = await reads(team.rina, "BPN-001");
    for (const kind of ["R2 —", "O1 — zat terasa dekat", "minta dihubungi"]) expect(all).toContain(kind);
  });

  test("an overdose a coordinator reads while somebody may have to send an ambulance, and no longer", async () => {
    await town.does(bayu.tapsData("od:now"));
    expect(await reads(team.dewi, "BPN-001")).toContain("overdosis sekarang");
    await reads(team.rina, "BPN-001");
    await town.does(team.rina.taps("Salah alarm"));
    await town.does(team.rina.taps("Ya, salah alarm"));
    expect(await reads(team.rina, "BPN-001")).toContain("overdosis sekarang");
    expect(await reads(team.dewi, "BPN-001")).not.toContain("overdosis sekarang");
  });

  test("nor does a coordinator read whether S6 was skipped or answered with nothing", async () => {
    const sari = await enrol(town, team, { code: "BPN-002", hour: "08:00" });
    await checksIn({ S1: 2, S6: "skip" });
    await town.does(sari.taps("Siap"));
    await answers(town, sari, { S1: 2, S6: 0 });
    await at("2026-11-24T09:00:00+08:00");
    await callsForHelp();
    await town.does(sari.sends("/bantuan"));
    const skipped = await reads(team.dewi, "BPN-001");
    expect(skipped).toMatch(/23 Nov: 2\n.*24 Nov: 🔴/);
    expect(skipped).toBe(await reads(team.dewi, "BPN-002"));
    expect(await reads(team.rina, "BPN-001")).toContain("23 Nov: ≈2.2");
  });
});

describe("what a coordinator reads is the same, whatever of it was so", () => {
  let sari: Phone;
  beforeEach(async () => {
    sari = await enrol(town, team, { code: "BPN-002", hour: "08:00" });
    await isAsked();
    await town.does(sari.taps("Siap"));
  });

  async function readsTheSame(): Promise<string> {
    const words = await reads(team.dewi, "BPN-001");
    expect(words).toBe(await reads(team.dewi, "BPN-002"));
    expect(await reads(team.rina, "BPN-001")).not.toBe(await reads(team.rina, "BPN-002"));
    return words;
  }

  async function corrects(phone: Phone, code: string, question: string, label: string): Promise<void> {
    const { id, messageId } = await town.world.db.checkIn.findFirstOrThrow({
      where: { participant: { code } },
    });
    await town.does(phone.tapsData(`q:${id}:${question}`, messageId ?? 0));
    await town.does(phone.tapsOn(messageId ?? 0, label));
  }

  test("the fear of hurting oneself, or the help button", async () => {
    await answers(town, bayu, { S3: 3, SAFETY: 2 });
    await answers(town, sari, { S3: 3 });
    await town.does(sari.sends("/bantuan"));
    expect(await readsTheSame()).toMatch(/• Merah: minta bantuan, atau .*pendamping yang ditugaskan/);
  });

  test("the fear that was named by a correction and then taken back, or the help button", async () => {
    for (const phone of [bayu, sari]) await answers(town, phone, { S3: 3 });
    await corrects(bayu, "BPN-001", "SAFETY", "2 ");
    await town.does(sari.sends("/bantuan"));
    // What is corrected meanwhile does not say it again.
    for (const [phone, code] of [
      [bayu, "BPN-001"],
      [sari, "BPN-002"],
    ] as const)
      await corrects(phone, code, "S1", "1");
    await readsTheSame();
    await corrects(bayu, "BPN-001", "SAFETY", "0 ");
    await corrects(sari, "BPN-002", "S3", "0");
    await readsTheSame();
    // Nor by its colours in the summary: his answers are green now, and the alert is as red as hers.
    const { programmeId } = team;
    const { app, clock } = town.world;
    const { people } = await collectWeek(app.deps, { programmeId, monday: "2026-11-23" }, clock.now());
    expect(people.map(({ cells }) => cells[0])).toEqual(["red", "red"]);
  });

  test("a correction of which they are shown nothing: what they say from an older screen counts", async () => {
    await answers(town, bayu, { S3: 3, SAFETY: 2 });
    const onScreen = async (phone: Phone) => {
      await reads(phone, "BPN-001");
      const { messageId, buttons = [] } = phone.sees().at(-1) ?? {};
      const { data = "" } = buttons.flat().find(({ label }) => label === "Sudah bicara") ?? {};
      return async () => await phone.tapsData(data, messageId);
    };
    const [saysRina, saysDewi] = [await onScreen(team.rina), await onScreen(team.dewi)];
    await town.world.advance({ minutes: 1 });
    await corrects(bayu, "BPN-001", "SAFETY", "0 ");
    const alert = async () =>
      await town.world.db.alert.findFirstOrThrow({ where: { participant: { code: "BPN-001" } } });
    await town.does(saysRina());
    // She reads what changed.
    expect(await alert()).toMatchObject({ state: "open", contactedAt: null });
    await town.does(saysDewi());
    expect(await alert()).toMatchObject({ state: "contacted", holderId: team.coordinator.id });
  });

  test("that somebody has used, told by the button before any check-in, or strong signs in one", async () => {
    await town.does(bayu.tapsData("la"));
    await answers(town, sari, HEAVY);
    await readsTheSame();
    // Nor a day later, on another alert, from the days before it.
    for (const code of ["BPN-001", "BPN-002"]) {
      await reads(team.rina, code);
      await town.does(team.rina.taps("Sudah bicara"));
      await town.does(team.rina.taps("Cukup bicara"));
    }
    await at("2026-11-24T08:30:00+08:00");
    await callsForHelp();
    await town.does(sari.sends("/bantuan"));
    expect(await readsTheSame()).toMatch(/23 Nov: 🟠\n.*24 Nov: 🔴/);
  });

  test("a passing thought of self-harm, or the wish to be contacted, on a day without a strong sign", async () => {
    // The question comes on a light day, too, after a call for help.
    for (const phone of [bayu, sari]) await town.does(phone.sends("/bantuan"));
    await at("2026-11-24T08:00:00+08:00");
    for (const phone of [bayu, sari]) await town.does(phone.taps("Siap"));
    await answers(town, bayu, { SAFETY: 1 });
    await answers(town, sari, { C2: 2 });
    expect(await readsTheSame()).toContain("• Oranye; rinciannya hanya untuk pendamping yang ditugaskan");
  });

  test("a substance that was close, or strong signs", async () => {
    await answers(town, bayu, { S6: 4, S8: 4 }, 2);
    await answers(town, sari, { S1: 4, S2: 4, S6: 0, S8: 4 }, 2);
    await readsTheSame();
  });
});

describe("whoever has it, or was told last, cannot be told any more", () => {
  const usedAgain = async () => await town.does(bayu.tapsData("la"));
  const alert = async () => await town.world.db.alert.findFirstOrThrow();

  test("the database without its key names no rule of an alert and no substance", async () => {
    await checksIn({ S6: 4 });
    const { db, app } = town.world;
    const alert = await db.alert.findFirstOrThrow({ orderBy: { id: "desc" } });
    const [cause] = openCauses(app.deps.sealer, alert.participantId, alert.reasons);
    expect(cause?.reasons).toMatchObject([{ rule: "O1", kind: "substance" }]);
    const tables = (await dumpDatabase(db, app.deps.sealer, [])).split("-- ");
    // Its settings have thresholds for every rule.
    const dump = tables.filter((table) => !table.startsWith("public.programmes")).join("");
    expect(dump).toContain("orange");
    expect(dump).not.toMatch(/\bO1\b|substance|lapse/);
  });

  test("Rina could not reach him, and something new is what Telegram refuses her: Agus hears of it", async () => {
    await checksIn({ C2: 2 });
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Tidak tersambung"));
    town.world.telegram.faults.next(
      { method: "sendMessage", chatId: team.rina.id },
      { status: 403, description: "Forbidden: bot was blocked by the user" },
    );
    await usedAgain();
    expect(await alert()).toMatchObject({ state: "open", holderId: null });
    expect(pushes(team.agus)).toHaveLength(1);
  });

  test("orange at night is free at once and told at seven, and Bayu reads when", async () => {
    await checksIn({ C2: 2 });
    await at("2026-11-23T21:00:00+08:00");
    await town.does(team.rina.taps("Saya tangani"));
    await at("2026-11-23T23:00:00+08:00");
    await town.does(team.rina.blocksBot());
    expect(await alert()).toMatchObject({ state: "open", holderId: null, acknowledgedAt: null });
    await usedAgain();
    expect(bayu.lastText()).toMatch(/Agus akan dikabari .*24 Nov.*07\.00/);
    expect(pushes(team.agus)).toHaveLength(1);
    await at("2026-11-24T07:00:00+08:00");
    expect(pushes(team.agus)).toHaveLength(2);
  });
});

test("handed on at the moment in which Rina takes it: it is not hers any more", async () => {
  await checksIn(RED);
  const { db, app } = town.world;
  const rina = await identify(db, team.rina.id);
  if (rina.kind !== "staff") throw new Error("Rina is not staff");
  const { id: alertId } = await db.alert.findFirstOrThrow();
  const when = new Date("2026-11-23T08:10:00+08:00");
  let meanwhile: ReturnType<typeof acknowledge> | undefined;
  await holding(db, async (tx) => {
    await tx.participant.updateMany({ data: { counselorId: team.ids.agus, backupId: null } });
    await tx.alert.update({ where: { id: alertId }, data: { step: 1 } });
    meanwhile = acknowledge(app.deps, { alertId, staff: rina, messageId: 0 }, when);
    await vi.waitFor(async () => expect(await countWaiting(db)).toBe(1), 60_000);
  });
  expect(await meanwhile).toEqual({ kind: "unknown" });
  expect(await db.alert.findFirstOrThrow()).toMatchObject({ state: "open", holderId: null });
});

describe("while an alert is being closed", () => {
  const when = "2026-11-23T08:00:00+08:00";
  const staff = async (phone: Phone) => {
    const person = await identify(town.world.db, phone.id);
    if (person.kind !== "staff") throw new Error(`${phone.name} is not staff`);
    return person;
  };

  /** `action` begins when the closing is written and not yet committed, and is waiting for that when it is. */
  async function whileAgusCloses(action: () => Promise<unknown>): Promise<void> {
    const { db } = town.world;
    const agus = await staff(team.agus);
    const { id: alertId } = await db.alert.findFirstOrThrow();
    let meanwhile: Promise<unknown> | undefined;
    await holding(db, async (tx) => {
      const held = { $transaction: async (work: (held: Tx) => Promise<unknown>) => await work(tx) };
      const seen = await newestAddition(db, alertId);
      const act = { alertId, staff: agus, messageId: 0, seen, closing: "enough" as const };
      expect(
        await closeAlert(
          { db: held as unknown as Db, sealer: town.world.app.deps.sealer },
          act,
          new Date(when),
        ),
      ).toEqual({ kind: "done" });
      meanwhile = action();
      await vi.waitFor(async () => expect(await countWaiting(db)).toBe(1), 60_000);
    });
    await town.does(Promise.resolve(meanwhile));
  }

  const closed = async () => await town.world.db.alert.findFirstOrThrow({ orderBy: { id: "asc" } });

  test.each([
    ["a call for help", "help"],
    ["something new that is no emergency", "la"],
  ])("%s is an alert of its own, and the closed one stays as it was", async (_, data) => {
    await checksIn({ C2: 2 });
    const { reasons } = await closed();
    await whileAgusCloses(async () => await bayu.tapsData(data));
    expect(await closed()).toMatchObject({ state: "closed", outcome: "talked", escalateAt: null, reasons });
    const open = await town.world.db.alert.findMany({ where: { state: "open" } });
    expect(open).toMatchObject([{ closedAt: null, outcome: null }]);
    expect(pushes(team.rina)).toHaveLength(2);
  });

  test("whoever goes away at that moment hands on nothing that is over", async () => {
    await checksIn({ C2: 2 });
    const rina = await staff(team.rina);
    const absence = { until: "2026-11-30", coverId: team.ids.agus } as const;
    await whileAgusCloses(async () => await goAway(town.world.app.deps, rina, absence, new Date(when)));
    expect(await closed()).toMatchObject({ state: "closed", outcome: "talked", escalateAt: null });
    expect(pushes(team.agus)).toEqual([]);
  });
});

describe("silence", () => {
  beforeEach(async () => {
    await withoutNudges(town);
    await isAsked();
  });

  test("one missed day tells nobody, two in a row tell the counselor", async () => {
    for (const digit of ["0", "0"]) await town.does(bayu.taps(digit));
    await at("2026-11-25T07:00:00+08:00");
    expect(pushes(team.rina)).toEqual([]);
    await at("2026-11-26T07:00:00+08:00");
    expect(pushes(team.rina)).toEqual(["1 hal perlu dilihat · BPN-001"]);
    expect(await reads(team.dewi, "BPN-001")).toContain("• O5 —");
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("O5 — 2 cek berturut-turut tanpa jawaban");
  });

  test("one missed day is enough after a red one", async () => {
    await answers(town, bayu, RED);
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    await at("2026-11-25T07:00:00+08:00");
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("1 cek tanpa jawaban setelah hari yang berat");
    // That a day was hard rests on its answers.
    expect(await reads(team.dewi, "BPN-001")).toContain("• O5 — 1 cek tanpa jawaban\n");
  });

  test("one missed day is enough after a green one on which help was asked for later on", async () => {
    await answers(town, bayu, {});
    await at("2026-11-23T20:00:00+08:00");
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    await at("2026-11-25T07:00:00+08:00");
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("1 cek tanpa jawaban setelah hari yang berat");
    await town.world.db.alert.deleteMany({ where: { state: { not: "closed" } } });
    expect((await inspect(town.world.db, town.world.clock.now())).map(({ kind }) => kind)).toEqual([
      "alert-missing",
    ]);
  });

  test("a day on which somebody pauses after the prompt is none of theirs", async () => {
    const { db, clock, app } = town.world;
    const { id: participantId } = await db.participant.findFirstOrThrow();
    await at("2026-11-24T08:05:00+08:00");
    await pause(app.deps, { participantId, days: 1 }, clock.now());
    await at("2026-11-25T07:00:00+08:00");
    expect(await db.checkIn.count()).toBe(1);
    expect(pushes(team.rina)).toEqual([]);
    await at("2026-11-26T07:00:00+08:00");
    expect(pushes(team.rina)).toHaveLength(1);
  });

  describe("of twenty days, which everybody knows of, is counted anew", () => {
    const idOf = async () => (await town.world.db.participant.findFirstOrThrow()).id;

    /** As the rows would stand after them; walking through them takes long. */
    async function twentyDaysOfSilence(): Promise<void> {
      const { db, clock } = town.world;
      await answers(town, bayu, {});
      const { participantId, instrument, form, s6Form } = await db.checkIn.findFirstOrThrow();
      const days = Array.from({ length: 20 }, (_, index) => addDays("2026-11-24", index));
      await db.checkIn.createMany({
        data: days.map((day) => ({
          ...{ participantId, instrument, form, s6Form, state: "closed" as const, localDay: dbDate(day) },
          ...{ openedAt: instantOf(day, 8 * 60, ZONE), closesAt: dayClosesAt(day, ZONE) },
        })),
      });
      const nextPromptAt = new Date("2026-12-14T08:00:00+08:00");
      await db.participant.updateMany({ data: { nextPromptAt } });
      clock.moveTo(new Date("2026-12-14T07:00:00+08:00"));
    }

    test.each([
      [
        "from another release",
        async () => {
          const { app, clock } = town.world;
          const released = { participantId: await idOf(), day: "2026-12-14" };
          expect(await changeRelease(app.deps, team.coordinator, released, clock.now())).toBe("done");
        },
      ],
      [
        "from consent given once more",
        async () => {
          const { app, clock } = town.world;
          const participantId = await idOf();
          await withdraw(app.deps, { participantId, locale: "id" }, clock.now());
          for (const purpose of purposes)
            await recordConsent(
              app.deps,
              { participantId, purpose, granted: true, locale: "id" },
              clock.now(),
            );
          await beginEnrolment(app.deps, participantId);
          await activate(app.deps, { participantId, minute: 8 * 60 }, clock.now());
        },
      ],
    ])("%s: the second missed day is told", async (_, beginsAnew) => {
      await twentyDaysOfSilence();
      await beginsAnew();
      await at("2026-12-15T07:00:00+08:00");
      expect(pushes(team.rina)).toEqual([]);
      await at("2026-12-16T07:00:00+08:00");
      expect(pushes(team.rina)).toEqual(["1 hal perlu dilihat · BPN-001"]);
      const { db, clock } = town.world;
      await db.alert.deleteMany();
      expect((await inspect(db, clock.now())).map(({ kind }) => kind)).toContain("alert-missing");
    });
  });

  test("a day without a tick is our miss, not theirs: no late prompt, no count", async () => {
    await answers(town, bayu, {});
    town.world.clock.moveTo(new Date("2026-11-25T07:59:00+08:00"));
    await town.world.app.tick();
    await town.world.settle();
    expect(await town.world.db.checkIn.count()).toBe(1);
    await at("2026-11-25T08:00:00+08:00");
    expect(bayu.lastText()).toContain("waktunya cek harian");
    await at("2026-11-26T07:30:00+08:00");
    expect(pushes(team.rina)).toEqual([]);
  });

  test("a day on which Telegram let no prompt through is our miss, too, and the coordinators hear of it once", async () => {
    const { telegram, db } = town.world;
    const sari = await enrol(town, team, { code: "BPN-002", hour: "03:40" });
    telegram.faults.next({ method: "sendMessage", chatId: sari.id }, { status: 502 }, 10_000);
    await at("2026-11-24T04:05:00+08:00");
    telegram.faults.clear();
    expect(await db.checkIn.count({ where: { participant: { code: "BPN-002" } } })).toBe(0);
    await at("2026-11-24T04:30:00+08:00");
    await town.world.app.audit();
    await town.world.settle();
    const told = () => team.dewi.notifications().filter((text) => text.includes("terlewat karena kami"));
    expect(told()).toHaveLength(1);
    await town.world.app.audit();
    await town.world.settle();
    expect(told()).toHaveLength(1);
    await at("2026-11-25T03:40:00+08:00");
    expect(sari.lastText()).toContain("waktunya cek harian");
  });

  test("a day at whose end the account is locked is none of theirs, and on another phone the run begins anew", async () => {
    const { db, clock, app } = town.world;
    const { id: participantId } = await db.participant.findFirstOrThrow();
    await at("2026-11-24T20:00:00+08:00");
    await freezeParticipant(app.deps, team.coordinator, participantId, clock.now());
    await at("2026-11-26T07:00:00+08:00");
    expect(await db.checkIn.count()).toBe(1);
    const again = await reinvite(app.deps, team.coordinator, participantId, clock.now());
    const telegramId = town.phone("hp baru").id;
    await redeemInvite(app.deps, { token: again?.token ?? "", telegramId }, clock.now());
    await at("2026-11-27T07:00:00+08:00");
    expect(pushes(team.rina)).toEqual([]);
    await at("2026-11-28T07:00:00+08:00");
    expect(pushes(team.rina)).toEqual(["1 hal perlu dilihat · BPN-001"]);
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("O5 — 2 cek berturut-turut tanpa jawaban");
    await db.alert.deleteMany();
    expect((await inspect(db, clock.now())).map(({ kind }) => kind)).toContain("alert-missing");
  });

  test("a day on which somebody had blocked the bot is theirs", async () => {
    await answers(town, bayu, {});
    await town.does(bayu.blocksBot());
    await at("2026-11-26T07:00:00+08:00");
    expect(await town.world.db.checkIn.count()).toBe(3);
  });

  test("somebody who blocks the bot is news, not silence", async () => {
    await town.does(bayu.blocksBot());
    expect(team.rina.notifications().at(-1)).toContain("BPN-001 tidak bisa dikirimi pesan lagi");
    expect(team.dewi.notifications().at(-1)).toContain("BPN-001 tidak bisa dikirimi pesan lagi");
  });
});

test("a counselor who writes to the bot after Telegram had refused is told at once, and from then on", async () => {
  town.world.telegram.faults.next(
    { method: "sendMessage", chatId: team.rina.id },
    { status: 403, description: "Forbidden: bot was blocked by the user" },
  );
  await callsForHelp();
  expect(pushes(team.rina)).toEqual([]);
  await town.does(team.rina.sends("/menu"));
  expect(pushes(team.rina)).toHaveLength(1);
  await town.does(bayu.taps("🆘"));
  expect(pushes(team.rina)).toHaveLength(2);
});
