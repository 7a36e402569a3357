import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { writePart } from "../../src/plan/write-part.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { checkInButton, planButton } from "../../src/screens/callback-data.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const PEOPLE = "Mas Joko, warung depan";
const WORDS = "nanti malam aku telepon";

let town: Town;
let team: Team;
let bayu: Phone;

/** Where nothing is waited for longer than a moment. */
beforeAll(async () => {
  town = await startTown({ helpWaitsMs: 1 });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-081", hour: "23:00" });
});
afterAll(async () => await town.close());

/** Telegram says nothing about the tap that is answered next, until it is let go. */
function unanswered(): () => void {
  const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
  onTestFinished(() => letGo());
  town.world.telegram.faults.next({ method: "answerCallbackQuery" }, { hang });
  return letGo;
}

const seenAfter = (phone: Phone) => {
  const before = phone.sees().at(-1)?.messageId ?? 0;
  return (text: string) => (message: { readonly messageId: number; readonly text?: string }) =>
    message.messageId > before && message.text?.startsWith(text) === true;
};

test("the plan is one tap further until Telegram says that its tap was made just now, and comes in with that", async () => {
  const { app, db, clock } = town.world;
  const { id: participantId } = await db.participant.findFirstOrThrow();
  await writePart(app.deps, { participantId, part: "people", typed: PEOPLE, mode: "instead" }, clock.now());
  // By memory, too.
  await town.world.advance({ minutes: 1 });
  const newer = seenAfter(bayu);
  const letGo = unanswered();
  await bayu.tapsData(planButton.pack({ action: "show" }));
  const { messageId } = await bayu.waitsFor(newer("Mau apa?"));
  letGo();
  await town.world.settle();
  expect(bayu.sees().find((message) => message.messageId === messageId)?.text).toContain(PEOPLE);
  expect(bayu.notifications().join("\n")).not.toContain(PEOPLE);
});

test("a check-in is one tap further", async () => {
  const newer = seenAfter(bayu);
  const letGo = unanswered();
  await bayu.tapsData(checkInButton.pack({}));
  await bayu.waitsFor(newer("Mau apa?"));
  letGo();
  await town.world.settle();
  expect(await town.world.db.checkIn.count()).toBe(0);
});

test("of a message the line about it comes again, and whatever comes next in the chat does not wait", async () => {
  const { rina } = team;
  const line = "Pesan dari BPN-081";
  await town.does(bayu.sends(WORDS));
  await town.does(bayu.taps("Kirim"));
  const { messageId } = await rina.waitsFor(line);
  const newer = seenAfter(rina);
  const letGo = unanswered();
  await rina.tapsOn(messageId, "Baca");
  await rina.waitsFor(newer(line));
  await rina.sends("/menu");
  await rina.waitsFor(newer("Halo Rina"));
  letGo();
  await town.world.settle();
  expect(rina.notifications().join("\n")).not.toContain(WORDS);
});
