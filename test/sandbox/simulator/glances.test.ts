import { afterAll, beforeAll, expect, test } from "vitest";
import { createGlances } from "../../../src/sandbox/simulator/glances.ts";
import { buildTeam, enrol } from "../../support/team.ts";
import { startTown, type Town } from "../../support/town.ts";

let town: Town;
let now: Date;
let share: number;
let quiet: boolean;
let participantId: number;
beforeAll(async () => {
  town = await startTown();
  await enrol(town, await buildTeam(town), { code: "BPN-001" });
  ({ id: participantId } = await town.world.db.participant.findFirstOrThrow());
});
afterAll(async () => await town.close());

/** Nobody looks by chance, and nothing has gone wrong. */
function glancing() {
  [now, share, quiet] = [town.world.clock.now(), 1, true];
  const faults = {
    get quiet() {
      return quiet;
    },
    offMs: () => 0,
  };
  const glances = createGlances(town.world.db, { clock: { now: () => now }, chance: () => share }, faults);
  const found = async () => (await glances.perhaps()).map(({ invariant, what }) => `${invariant} ${what}`);
  const later = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return { glances, found, later };
}

const plan = async (nextPromptAt: Date | null) =>
  await town.world.db.participant.update({ where: { id: participantId }, data: { nextPromptAt } });

const WRONG = ["I1 an active person without a next prompt", "I1 the auditor finds: prompt-missing"];

test("what is wrong at a step that is looked at, and still is a minute later, is found", async () => {
  const { glances, found, later } = glancing();
  const { nextPromptAt } = await town.world.db.participant.findFirstOrThrow();
  await plan(null);
  expect(await found()).toEqual([]);
  expect(glances.inDoubt).toBe(false);
  share = 0.005;
  expect(await found()).toEqual([]);
  expect([glances.inDoubt, glances.next()]).toEqual([true, new Date(now.getTime() + 60_000)]);
  later(59);
  expect(await found()).toEqual([]);
  later(1);
  expect(await found()).toEqual(WRONG);
  expect(glances.inDoubt).toBe(false);
  await plan(nextPromptAt);
});

test("what came about at that very instant, and was done by then, is not", async () => {
  const { glances, found, later } = glancing();
  const { nextPromptAt } = await town.world.db.participant.findFirstOrThrow();
  await plan(null);
  glances.insist();
  await found();
  await plan(nextPromptAt);
  later(60);
  expect(await found()).toEqual([]);
  await plan(null);
  later(60);
  expect(await found()).toEqual([]);
  await plan(nextPromptAt);
});

test("nothing is looked at while something is still to be made up for, and what was insisted on is afterwards", async () => {
  const { glances, found, later } = glancing();
  const { nextPromptAt } = await town.world.db.participant.findFirstOrThrow();
  await plan(null);
  glances.insist();
  quiet = false;
  await found();
  expect(glances.inDoubt).toBe(false);
  quiet = true;
  await found();
  expect(glances.inDoubt).toBe(true);
  later(60);
  quiet = false;
  expect(await found()).toEqual([]);
  expect(glances.inDoubt).toBe(false);
  // Nor is what was in doubt then forgotten, or put right unseen.
  expect(glances.isOwed).toBe(true);
  quiet = true;
  expect(await found()).toEqual([]);
  expect([glances.inDoubt, glances.isOwed]).toEqual([true, true]);
  later(60);
  expect(await found()).toEqual(WRONG);
  expect(glances.isOwed).toBe(false);
  await plan(nextPromptAt);
});

test("what only the machine can do counts as well: what is done once a day, times that are still to come, numbers, a summary", async () => {
  const { db } = town.world;
  const { glances, found, later } = glancing();
  const programme = await db.programme.findFirstOrThrow();
  const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  const data = {
    participantId,
    tier: "red",
    state: "acknowledged",
    reasons: new Uint8Array(),
    rulesVersion: "1",
  } as const;
  const times = { openedAt: at(-3), waitingSince: at(-3), escalateAt: at(1), contactDueAt: at(1) };
  const alert = await db.alert.create({ data: { ...data, ...times, toldAt: at(1), unconnectedAt: at(-1) } });
  await db.programme.update({
    where: { id: programme.id },
    data: { purgeDueAt: null, summaryDueAt: at(7 * 24 - 2), createdAt: at(-20 * 24) },
  });
  await db.staff.updateMany({ where: { role: "coordinator" }, data: { linkedAt: at(-20 * 24) } });
  glances.insist();
  await found();
  later(60);
  expect(await found()).toEqual(
    expect.arrayContaining([
      "I3 the auditor finds: ahead-of-time",
      "I3 the auditor finds: numbers-unsent",
      "I4 the auditor finds: daily-missing",
      "I4 the auditor finds: summary-unsent",
    ]),
  );
  await db.alert.delete({ where: { id: alert.id } });
  await db.programme.update({
    where: { id: programme.id },
    data: { ...programme, settings: programme.settings ?? {} },
  });
});
