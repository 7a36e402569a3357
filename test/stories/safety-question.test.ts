import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { dbDate, localDayAt } from "../../src/domain/calendar.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, enrol, forgetEverybody, ROUTE, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let person = 0;
beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T09:30:00+08:00" });
  team = await buildTeam(town);
});
afterAll(async () => await town.close());

let code: string;
let bayu: Phone;
/** Somebody new for each story, with today's check-in on the screen. */
beforeEach(async () => {
  await forgetEverybody(town);
  person += 1;
  code = `BPN-${String(person).padStart(3, "0")}`;
  bayu = await enrol(town, team, { code, releaseDate: "2026-09-01" });
  await town.does(bayu.sends("/cek"));
});

const QUESTION = "terpikir untuk menyakiti diri";
const place = () => /Pertanyaan (\d+ dari \d+)/.exec(bayu.lastText() ?? "")?.[1];
const checkIn = async () =>
  await town.world.db.checkIn.findFirstOrThrow({
    where: { participant: { code } },
    orderBy: { localDay: "desc" },
    include: { answers: true },
  });
const pushes = () => team.rina.notifications().filter((text) => text === `1 hal perlu dilihat · ${code}`);
const botMessages = () => bayu.sees().filter(({ from }) => from.isBot);
/** Taps the signs, those given by their digit and the others 0. */
async function signs(digits: Readonly<Partial<Record<string, number>>>): Promise<void> {
  for (const id of ROUTE.slice(0, 10)) await town.does(bayu.taps(String(digits[id] ?? 0)));
}

test("a calm day does not ask it", async () => {
  await signs({});
  expect(place()).toBe("11 dari 12");
  expect(bayu.lastText()).not.toContain(QUESTION);
});

test("sadness brings it, counted at once and before the closing taps; it may be left unanswered", async () => {
  await town.does(bayu.taps("0"));
  await town.does(bayu.taps("0"));
  expect(place()).toBe("3 dari 12");
  await town.does(bayu.taps("3"));
  expect(place()).toBe("4 dari 13");
  for (let count = 0; count < 7; count++) await town.does(bayu.taps("0"));
  expect(place()).toBe("11 dari 13");
  expect(bayu.lastText()).toContain(QUESTION);
  await town.does(bayu.taps("Tidak mau jawab"));
  expect(place()).toBe("12 dari 13");
  await town.does(bayu.taps("4"));
  await town.does(bayu.taps("0"));
  expect(bayu.lastText()).toContain("cek harian selesai");
  expect(pushes()).toEqual([]);
});

test("signs that together are orange bring it; the answer is stored sealed, and corrected like others", async () => {
  await signs({ S8: 4 });
  expect(bayu.lastText()).toContain(QUESTION);
  await town.does(bayu.taps("0"));
  await town.does(bayu.taps("4"));
  await town.does(bayu.taps("0"));
  const answered = async () => (await checkIn()).answers.find(({ questionId }) => questionId === "SAFETY");
  expect(await answered()).toMatchObject({ value: null, skipped: false });
  expect((await answered())?.sealed?.byteLength).toBeGreaterThan(16);
  const before = pushes().length;
  const { id } = await checkIn();
  await town.does(bayu.tapsData(`q:${id}:SAFETY`));
  await town.does(bayu.taps("1"));
  expect(bayu.lastText()).toContain("Perbaikanmu sudah tersimpan");
  expect(pushes()).toHaveLength(before + 1);
  expect(await town.world.db.answerRevision.count({ where: { checkInId: id, questionId: "SAFETY" } })).toBe(
    1,
  );
  // A coordinator does not read it.
  const alert = await town.world.db.alert.findFirstOrThrow({ where: { participant: { code } } });
  await town.does(team.dewi.tapsData(`al:${alert.id}`));
  expect(team.dewi.lastText()).toContain(code);
  expect(team.dewi.lastText()).not.toContain("menyakiti diri");
  await town.does(team.rina.tapsData(`al:${alert.id}`));
  expect(team.rina.lastText()).toContain("terlintas pikiran menyakiti diri");
});

test("a call for help since the day was opened brings it, whatever the signs say", async () => {
  await town.does(bayu.taps("0"));
  await town.does(bayu.sends("/bantuan"));
  for (const _ of ROUTE.slice(1, 10)) await town.does(bayu.taps("0"));
  expect(bayu.sees().some(({ text }) => text?.includes(QUESTION))).toBe(true);
});

test("only the closing taps give cause: people are told at once, and the question comes last", async () => {
  await signs({});
  await town.does(bayu.taps("4"));
  await town.does(bayu.taps("2"));
  expect(place()).toBe("13 dari 13");
  expect(bayu.lastText()).toContain(QUESTION);
  expect(bayu.lastText()).toContain("Rina sudah dikabari");
  expect(pushes()).toHaveLength(1);
  await town.does(bayu.taps("0 "));
  expect(bayu.lastText()).toContain("cek harian selesai");
  expect(bayu.lastText()).toContain("Rina sudah dikabari");
  expect(pushes()).toHaveLength(1);
});

test("whoever is afraid of it sees help in the same second, and the counselor is told before the check-in ends", async () => {
  await signs({ S3: 4 });
  const before = botMessages().length;
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  onTestFinished(() => letGo());
  town.world.telegram.faults.next({ method: "sendMessage", chatId: bayu.id }, { hang });
  await bayu.taps("2 Ya");
  await vi.waitFor(() => expect(pushes()).toHaveLength(1), 20_000);
  letGo();
  await town.world.settle();
  const [first, told, ...more] = botMessages().slice(before);
  expect(first?.text).toContain("0812-3456-7890");
  expect(told?.text).toContain("Rina sudah dikabari");
  expect(more).toEqual([]);
  expect((await checkIn()).state).toBe("started");
  const alert = await town.world.db.alert.findFirstOrThrow({ where: { participant: { code } } });
  expect(alert.tier).toBe("red");
  await town.does(team.rina.tapsData(`al:${alert.id}`));
  expect(team.rina.lastText()).toContain("takut akan melakukannya");

  // The same answer is not told again at the end, nor when the day closes.
  await town.does(bayu.taps("4 "));
  await town.does(bayu.taps("0 "));
  expect(bayu.sees().some(({ text }) => text?.includes("cek harian selesai"))).toBe(true);
  expect(pushes()).toHaveLength(1);
  expect((await checkIn()).tier).toBe("red");
});

test("the same answer again is told again once somebody has spoken with them, and not while it is in hand", async () => {
  await signs({ S3: 4 });
  await town.does(bayu.taps("2 Ya"));
  await town.does(bayu.taps("4 "));
  await town.does(bayu.taps("0 "));
  const { id } = await checkIn();
  const alert = async () =>
    await town.world.db.alert.findFirstOrThrow({
      where: { participant: { code } },
      orderBy: { id: "desc" },
    });
  const saysAgain = async () => {
    await town.does(bayu.tapsData(`q:${id}:SAFETY`));
    await town.does(bayu.taps("2 Ya"));
  };
  const rings = () =>
    team.rina.notifications().filter((text) => text.startsWith(`1 hal perlu dilihat · ${code}`)).length;
  await saysAgain();
  await town.does(team.rina.tapsData(`aa:${(await alert()).id}:take`));
  await saysAgain();
  expect(rings()).toBe(1);
  await town.does(team.rina.tapsData(`aa:${(await alert()).id}:talked`));
  await saysAgain();
  expect(rings()).toBe(2);
  expect(await alert()).toMatchObject({ state: "open", holderId: null });
  await town.does(team.rina.tapsData(`al:${(await alert()).id}`));
  expect(team.rina.lastText()?.match(/takut akan melakukannya/g)).toHaveLength(2);
  expect(team.rina.lastText()).not.toContain("Dikoreksi");
  await town.does(team.rina.taps("Sudah bicara"));
  await town.does(team.rina.taps("Cukup bicara"));
  expect((await alert()).state).toBe("closed");
  await saysAgain();
  await town.does(bayu.tapsData(`a:${id}:SAFETY:2`));
  expect(await alert()).toMatchObject({ state: "open", tier: "red", checkInId: id });
  expect(rings()).toBe(3);
  const isSaid = (text = "") => text.includes("cek harian selesai") && text.includes("Rina sudah dikabari");
  expect(botMessages().some(({ text }) => isSaid(text))).toBe(true);
});

/** What Rina reads of the newest alert. */
async function rinaReads(): Promise<string> {
  const { id } = await town.world.db.alert.findFirstOrThrow({
    where: { participant: { code } },
    orderBy: { id: "desc" },
  });
  await town.does(team.rina.tapsData(`al:${id}`));
  return team.rina.lastText() ?? "";
}

test("an answer that is taken back is on the alert, whatever opened it and before the end of the check-in", async () => {
  await signs({});
  await town.does(bayu.sends("/bantuan"));
  await town.does(bayu.taps("0 "));
  await town.does(bayu.taps("0 "));
  expect(await rinaReads()).toContain("O2");
  const { id } = await checkIn();
  expect((await checkIn()).state).toBe("started");
  await town.does(bayu.tapsData(`q:${id}:C1`));
  await town.does(bayu.taps("4"));
  expect(await rinaReads()).toMatch(/Dikoreksi .*\njawaban sekarang tidak lagi memicu/);
});

test("fear that is taken back at once is on the alert, and stands there as long as it is not", async () => {
  await signs({ S3: 4 });
  await town.does(bayu.taps("2 Ya"));
  const { id } = await checkIn();
  await town.does(bayu.taps("4 "));
  await town.does(bayu.taps("0 "));
  await town.does(bayu.tapsData(`q:${id}:S3`));
  await town.does(bayu.taps("1"));
  expect(await rinaReads()).toMatch(/Dikoreksi .*\n• R1/);
  await town.does(bayu.tapsData(`q:${id}:SAFETY`));
  await town.does(bayu.taps("0 "));
  expect(await rinaReads()).toContain("tidak lagi memicu");

  const sari = await enrol(town, team, { code: `${code}-C`, releaseDate: "2026-09-01" });
  await town.does(sari.sends("/cek"));
  for (const sign of ROUTE.slice(0, 10)) await town.does(sari.taps(sign === "S3" ? "4" : "0"));
  await town.does(sari.taps("2 Ya"));
  const half = await town.world.db.checkIn.findFirstOrThrow({
    where: { participant: { code: `${code}-C` } },
  });
  await town.does(sari.tapsData(`q:${half.id}:SAFETY`));
  await town.does(sari.taps("0 "));
  const events = await town.world.db.alertEvent.findMany({
    where: { alert: { participant: { code: `${code}-C` } }, kind: { in: ["opened", "corrected"] } },
    orderBy: { id: "asc" },
  });
  expect(events.map(({ kind, tier }) => [kind, tier])).toEqual([
    ["opened", "red"],
    ["corrected", "amber"],
  ]);
});

test("the days after an orange day ask it, and so does every seventh", async () => {
  await answers(town, bayu, { C2: 2 });
  await town.world.advanceTo(new Date("2026-11-24T09:30:00+08:00"));
  await town.does(bayu.sends("/cek"));
  expect(place()).toBe("1 dari 13");
  const calm = await enrol(town, team, { code: "BPN-100", releaseDate: "2026-09-01" });
  await town.does(calm.sends("/cek"));
  await answers(town, calm, {});
  const { participantId } = await town.world.db.checkIn.findFirstOrThrow({
    where: { participant: { code: "BPN-100" } },
  });
  // Whole weeks are for the table of the domain: the first day is moved instead.
  await town.world.db.checkIn.updateMany({
    where: { participantId },
    data: { localDay: new Date("2026-11-18") },
  });
  await town.world.advanceTo(new Date("2026-11-25T09:30:00+08:00"));
  await town.does(calm.sends("/cek"));
  expect(calm.lastText()).toContain("Pertanyaan 1 dari 13");
});

test("an alert that was open for long and has just become red brings it", async () => {
  await answers(town, bayu, { C2: 2 });
  const { id, participantId } = await checkIn();
  // All of that was four days ago.
  const { db, clock } = town.world;
  const then = new Date(clock.now().getTime() - 4 * 86_400_000);
  await db.checkIn.update({ where: { id }, data: { localDay: dbDate(localDayAt(then, "Asia/Makassar")) } });
  await db.alert.updateMany({ where: { participantId }, data: { openedAt: then } });
  await db.alertEvent.updateMany({ where: { alert: { participantId } }, data: { at: then } });
  await town.does(bayu.sends("/bantuan"));
  await town.does(bayu.sends("/cek"));
  expect(place()).toBe("1 dari 13");
});

test("called for by a correction it stays until it is answered, at the longest until the day ends", async () => {
  await answers(town, bayu, { S1: 2 });
  expect(bayu.lastText()).toContain("Yang paling terasa");
  const { id, closesAt } = await checkIn();
  await town.world.advance({ minutes: 8 });
  await town.does(bayu.tapsData(`q:${id}:S3`));
  await town.does(bayu.taps("3"));
  expect(bayu.lastText()).toContain(QUESTION);
  await town.world.advance({ minutes: 5 });
  expect(bayu.lastText()).toContain(QUESTION);
  await town.world.advanceTo(new Date(closesAt.getTime() + 60_000));
  expect(botMessages().filter(({ text }) => text?.includes(QUESTION))).toEqual([]);
});

test("whoever is afraid of it on a day that has ended, or on a check-in that is gone, is told about all the same", async () => {
  await signs({ S3: 4 });
  const { id, participantId, closesAt } = await checkIn();
  await town.world.advanceTo(new Date(closesAt.getTime() + 60_000));
  const { messageId } = await checkIn();
  const tapsFear = async () => await town.does(bayu.tapsData(`a:${id}:SAFETY:2`, messageId ?? 0));
  expect(pushes()).toEqual([]);
  await tapsFear();
  const texts = () => botMessages().map(({ text }) => text ?? "");
  expect(texts().some((text) => text.includes("0812-3456-7890"))).toBe(true);
  expect(texts().filter((text) => text.includes("Rina sudah dikabari"))).toHaveLength(1);
  expect(pushes()).toHaveLength(1);
  const alert = await town.world.db.alert.findFirstOrThrow({ where: { participantId } });
  expect(alert.tier).toBe("red");
  await town.does(team.rina.tapsData(`al:${alert.id}`));
  expect(team.rina.lastText()).toContain("takut akan melakukannya");
  await town.does(team.dewi.tapsData(`al:${alert.id}`));
  expect(team.dewi.lastText()).not.toContain("menyakiti diri");

  // Erased for age, or not there yet in a backup that was restored.
  await town.world.db.checkIn.delete({ where: { id } });
  await tapsFear();
  expect(texts().filter((text) => text.includes("Rina sudah dikabari"))).toHaveLength(2);
  expect(pushes()).toHaveLength(2);
});

test("that fear goes ahead of whatever else of theirs is under way, and people are told of it once", async () => {
  const { id, messageId } = await checkIn();
  await town.world.db.checkIn.delete({ where: { id } });
  await town.does(bayu.sends("/rencana"));
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  onTestFinished(() => letGo());
  const held = town.world.telegram.faults.next({ method: "sendMessage", chatId: bayu.id }, { hang });
  await bayu.taps("✍️ Mulai");
  await vi.waitFor(() => expect(held.remaining()).toBe(0), 20_000);
  await bayu.tapsData(`a:${id}:SAFETY:2`, messageId ?? 0);
  await bayu.waitsFor("Rina sudah dikabari");
  letGo();
  await town.world.settle();
  expect(botMessages().filter(({ text }) => text?.includes("Rina sudah dikabari"))).toHaveLength(1);
  const raised = { alert: { participant: { code } }, kind: { in: ["opened", "attached"] } };
  expect(await town.world.db.alertEvent.count({ where: raised })).toBe(1);
});

test("whoever is afraid of it after having left reads that nobody was told; a phone that was locked shows the numbers only", async () => {
  await signs({ S3: 4 });
  const { id, participantId } = await checkIn();
  const sari = await enrol(town, team, { code: `${code}-B`, releaseDate: "2026-09-01" });
  await town.does(sari.sends("/cek"));
  const ofSari = await town.world.db.checkIn.findFirstOrThrow({
    where: { participant: { code: `${code}-B` } },
  });
  await town.does(bayu.sends("/berhenti"));
  await town.does(bayu.taps("Ya"));
  await town.does(sari.sends("/kunci"));
  for (const label of ["Kunci sekarang", "Ya, kunci"]) await town.does(sari.taps(label));
  await town.does(sari.sends("/cek"));
  const afterFear = async (phone: Phone, checkInId: number) => {
    const before = phone.sees().length;
    await town.does(phone.tapsData(`a:${checkInId}:SAFETY:2`));
    return phone
      .sees()
      .slice(before)
      .map(({ text }) => text ?? "");
  };
  const [first, nobody] = await afterFear(bayu, id);
  expect(first).toContain("0812-3456-7890");
  expect(nobody).toContain("belum ada yang dikabari");
  const [numbers, ...more] = await afterFear(sari, ofSari.id);
  expect(numbers).toContain("0812-3456-7890");
  expect(more.join()).not.toContain("dikabari");
  expect(await town.world.db.alert.count({ where: { participantId } })).toBe(0);
});

test("whoever leaves off where it comes last, or half-way through a hard day, reads who was told as the day closes", async () => {
  await signs({});
  await town.does(bayu.taps("4"));
  await town.does(bayu.taps("2"));
  const sari = await enrol(town, team, { code: `${code}-B`, releaseDate: "2026-09-01" });
  await town.does(sari.sends("/cek"));
  for (const id of ROUTE.slice(0, 9)) await town.does(sari.taps(id === "S8" ? "4" : "0"));
  const begins = async (name: string, ...goesOff: readonly [string, string]) => {
    const phone = await enrol(town, team, { code: name, releaseDate: "2026-09-01" });
    await town.does(phone.sends("/cek"));
    await town.does(phone.taps("0"));
    await town.does(phone.sends(goesOff[0]));
    await town.does(phone.taps(goesOff[1]));
    return phone;
  };
  const pauses = await begins(`${code}-C`, "/jeda", "3 hari");
  const leaves = await begins(`${code}-D`, "/berhenti", "Ya");
  const { closesAt } = await checkIn();
  await town.world.advanceTo(new Date(closesAt.getTime() + 60_000));
  const closing = (phone: Phone) =>
    phone.sees().find(({ text }) => text?.includes("Cek hari itu sudah ditutup"))?.text;
  // By then the coordinator has it.
  expect(closing(bayu)).toContain("Dewi sudah dikabari");
  expect(closing(sari)).toContain("Rina akan dikabari");
  // Nobody reads of a next one for whom none comes tomorrow.
  for (const phone of [bayu, sari])
    expect(closing(phone)).toContain("Yang berikutnya datang di jam biasanya.");
  for (const phone of [pauses, leaves])
    expect(closing(phone)).toBe("Cek hari itu sudah ditutup, tapi tidak apa-apa.");
});
