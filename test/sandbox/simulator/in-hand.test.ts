import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { readCopies } from "../../../src/sandbox/simulator/copies.ts";
import { watchHands } from "../../../src/sandbox/simulator/in-hand.ts";
import { buildTeam, enrol } from "../../support/team.ts";
import { startTown, type Town } from "../../support/town.ts";

let town: Town;
const real = systemClock.now();

beforeAll(async () => {
  // What is written here never leaves: it would not come to rest for the next story.
  town = await startTown({ fresh: true });
  await enrol(town, await buildTeam(town), { code: "BPN-001" });
});
afterAll(async () => await town.close());

const victim = { launchedAt: real, others: ["other"] };

async function write(
  dedupeKey: string,
  claimedBy: string | null,
  state: "pending" | "sent" = "pending",
  checkInId: number | null = null,
) {
  const { db, clock } = town.world;
  const { id: participantId } = await db.participant.findFirstOrThrow();
  const at = clock.now();
  const { id } = await db.outboxMessage.create({
    data: {
      ...{ dedupeKey, participantId, state, claimedBy, claimedAt: claimedBy === null ? null : real },
      ...{ kind: "prompt", priority: 10, intendedAt: at, dueAt: at, checkInId },
      ...(state === "sent" && { sentAt: at, messageId: 12 }),
    },
  });
  return String(id);
}

test("a death excuses what the victim had in hand; a failing database what anybody had, before or meanwhile", async () => {
  const { db, clock } = town.world;
  const mine = await write("mine", "victim");
  const others = await write("other's", "other");
  const nobodys = await write("nobody's", null);
  const recorded = await write("recorded", "victim", "sent");

  const hands = watchHands(db, clock);
  const ids = () => hands.all.map(({ id }) => id);
  await hands.killed({ ...victim, hands: "victim" });
  expect(hands.all).toMatchObject([{ id: mine, from: real, at: clock.now() }]);
  expect(hands.dead).toEqual(["victim"]);

  // One that was killed while it started has told nobody its name.
  hands.forget(clock.now());
  await hands.killed({ ...victim, hands: undefined });
  await hands.killed({ ...victim, hands: undefined, launchedAt: new Date(real.getTime() + 1) });
  expect(ids()).toEqual([mine]);
  expect(hands.dead).toEqual([]);

  hands.forget(clock.now());
  await hands.databaseFails();
  const meanwhile = await write("meanwhile", "other");
  await db.outboxMessage.update({ where: { id: BigInt(others) }, data: { claimedBy: null } });
  await hands.databaseIsBack();
  expect(ids().toSorted()).toEqual([mine, others, meanwhile].toSorted());

  const rows = await readCopies(db, clock.now(), hands.all);
  expect(rows.map(({ id }) => id).toSorted()).toEqual([mine, others, recorded, meanwhile].toSorted());
  expect(rows.map(({ id }) => id)).not.toContain(nobodys);
  expect(rows.find(({ id }) => id === recorded)).toMatchObject({
    ...{ owner: "BPN-001", state: "sent", messageId: 12, kind: "prompt" },
  });
});

test("who is just sending a message is known as long as it is one and no other", async () => {
  const { db, clock } = town.world;
  const { id: participantId, telegramId } = await db.participant.findFirstOrThrow();
  const opened = { openedAt: clock.now(), closesAt: clock.now(), state: "prompted" } as const;
  const { id: checkInId } = await db.checkIn.create({
    data: {
      ...{ ...opened, participantId, localDay: new Date("2026-11-30"), form: "full", s6Form: "soft" },
      instrument: "recovery-dangers@1",
    },
  });
  const id = await write("theirs", "victim", "pending", checkInId);
  await write("waits", null, "pending", checkInId);
  const { holding } = watchHands(db, clock);
  const chat = Number(telegramId);
  expect(await holding(chat, `prompt:${checkInId}`)).toEqual({ id, by: "victim" });
  expect(await holding(chat + 1, `prompt:${checkInId}`)).toBeUndefined();
  expect(await holding(chat, `prompt:${checkInId + 1}`)).toBeUndefined();
  expect(await holding(chat, `alert:${checkInId}`)).toBeUndefined();
  expect(await holding(chat, "words:x")).toBeUndefined();
  await write("another", "other", "pending", checkInId);
  expect(await holding(chat, `prompt:${checkInId}`)).toBeUndefined();
});
