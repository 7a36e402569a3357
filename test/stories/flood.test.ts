import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import {
  beginButton,
  checkInButton,
  consentButton,
  formButton,
  questionButton,
  restButton,
  reviewButton,
  safeNowButton,
  snoozeButton,
} from "../../src/screens/callback-data.ts";
import { cries } from "../support/cries.ts";
import { answers, buildTeam, endOfCheckIn, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;
let citra: Phone;

beforeAll(async () => {
  // So long that neither ends while a slow machine runs this file.
  town = await startTown({ perPerson: { most: 15, withinMs: 3_600_000 }, callSeconds: 120 });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001" });
  citra = await enrol(town, team, { code: "BPN-002" });
  await town.world.db.$executeRaw`
    UPDATE programmes SET settings = jsonb_set(settings, '{phrases}', settings -> 'phrases' || '["sudah tamat"]')`;
  await town.world.app.tick();
});
afterAll(async () => await town.close());

const many = async (phone: Phone, text: string, times: number) =>
  await Promise.all(Array.from({ length: times }, async () => await phone.sends(text)));
const slowDown = (phone: Phone) => phone.sees().filter(({ text }) => text?.startsWith("Pelan-pelan ya"));

test("who floods the bot is told so once, and nothing more of it is done; the others notice nothing", async () => {
  const stranger = town.phone("stranger");
  const said = (phone: Phone) => phone.sees().filter(({ from }) => from.isBot).length;
  const before = [stranger, bayu].map(said);
  // Whatever the two are answered is under way until Citra has had her answer, who writes after both.
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  for (const { id: chatId } of [stranger, bayu])
    town.world.telegram.faults.next({ method: "sendMessage", chatId }, { hang }, 60);
  await Promise.all([many(stranger, "/start x", 60), many(bayu, "halo", 60)]);
  await citra.sends("/cek");
  await citra.waitsFor("Pertanyaan 1 dari 12", { withinMs: 60_000 });
  expect([stranger, bayu].map(said)).toEqual(before);
  letGo();
  await town.world.settle();
  for (const phone of [stranger, bayu]) expect(slowDown(phone)).toHaveLength(1);
  expect(said(stranger)).toBe(16);
  expect(said(bayu)).toBeLessThan(25);
});

test("their check-in answers, and their cries for help, are never passed over", async () => {
  await town.does(bayu.sends("/cek"));
  await answers(town, bayu, { S8: 4, C1: 0 });
  const checkIn = await town.world.db.checkIn.findFirstOrThrow({
    where: { participant: { code: "BPN-001" } },
    include: { answers: true },
  });
  expect(checkIn.state).toBe("completed");
  expect(checkIn.answers.length).toBeGreaterThanOrEqual(12);
  await town.does(bayu.taps("Cocok"));
  expect(endOfCheckIn(bayu)).toContain("Satu langkah kecil");
  const { id: checkInId } = checkIn;
  const taps = [
    questionButton.pack({ checkInId, question: "S1" }),
    restButton.pack({ checkInId }),
    snoozeButton.pack({ checkInId }),
    beginButton.pack({ checkInId }),
    reviewButton.pack({ checkInId }),
    formButton.pack({ checkInId, form: "full" }),
    consentButton.pack({ checkInId, purpose: "summary", version: "00000000", granted: "no" }),
    checkInButton.pack({}),
    safeNowButton.pack({ updateId: 0, sourceMessageId: 0, replyToMessageId: 0 }),
  ];
  const sent = [
    ...taps.map((data) => ({ data })),
    ...cries,
    { text: "aku ingin mati" },
    { text: "bagiku semua sudah tamat" },
  ];
  for (const each of sent) {
    const before = { answered: bayu.answers().length, seen: bayu.sees().length };
    if ("data" in each) {
      await town.does(bayu.tapsData(each.data));
      expect(bayu.answers().length, each.data).toBe(before.answered + 1);
    } else {
      await town.does(bayu.sends(each.text));
      expect(bayu.sees().length, each.text).toBeGreaterThan(before.seen + 1);
    }
  }
  expect(slowDown(bayu)).toHaveLength(1);
});

test("the spinner of the first tap too many ends with words", async () => {
  await many(team.rina, "/menu", 20);
  await town.world.settle();
  expect(slowDown(team.rina)).toHaveLength(1);
  const agus = team.agus;
  await town.does(agus.sends("/menu"));
  for (let tap = 0; tap < 17; tap++) await agus.tapsData("cl:0");
  await town.world.settle();
  expect(agus.answers().filter(({ text }) => text?.startsWith("Pelan-pelan ya"))).toHaveLength(1);
});
