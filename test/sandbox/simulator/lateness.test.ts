import { afterAll, beforeAll, expect, test } from "vitest";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import type { FaultPlan } from "../../../src/sandbox/simulator/faults.ts";
import { watchHands } from "../../../src/sandbox/simulator/in-hand.ts";
import { createInquest } from "../../../src/sandbox/simulator/inquest.ts";
import { judgeLateness, readSent, type Sent } from "../../../src/sandbox/simulator/lateness.ts";
import type { Life } from "../../../src/sandbox/simulator/life.ts";
import { Record } from "../../../src/sandbox/simulator/record.ts";
import type { SimulatedApps } from "../../../src/sandbox/simulator/simulated-apps.ts";
import { triesOf } from "../../../src/sandbox/simulator/tries.ts";
import { answers, buildTeam, enrol } from "../../support/team.ts";
import { startTown, type Town } from "../../support/town.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const minute = (count: number) => new Date(Date.UTC(2026, 10, 23, 9, count));
const notice: Sent = {
  ...{ id: "1", kind: "notice", owner: "staff 5", code: "BPN-001" },
  ...{ couldLeaveAt: minute(0), dueAt: minute(0), sentAt: minute(15) },
};

test("what leaves after the time for which it may be tried comes too late, each kind as what it breaks", () => {
  const late = (sentAt: number, kind: string, held: readonly [number, number] = [-60, -30]) =>
    judgeLateness([{ ...notice, kind, sentAt: minute(sentAt) }], {
      tries: (_, at) =>
        triesOf(at, 15 * MINUTE, [{ kind: "held-up", from: minute(held[0]), until: minute(held[1]) }]),
    });
  expect(late(15, "notice")).toEqual([]);
  expect(late(16, "notice")).toEqual([
    {
      ...{ invariant: "I4", what: "a message (notice) that left too late" },
      ...{ who: "notice 1 to staff 5, 16 minutes", codes: ["BPN-001"], at: minute(16).toISOString() },
    },
  ]);
  expect(late(16, "alert")).toMatchObject([{ invariant: "I3" }]);
  expect(late(75, "alert", [-5, 60])).toEqual([]);
  expect(late(76, "alert", [-5, 60])).toHaveLength(1);
});

let town: Town;
beforeAll(async () => {
  town = await startTown();
});
afterAll(async () => await town.close());

test("how late alerts were is collected day by day, from when they were due, before what was delivered is purged", async () => {
  const { db } = town.world;
  const began = town.world.clock.now();
  const clock = new MovableClock(began);
  const life = { clock, record: new Record(), chronicle: new Chronicle(clock) } as Partial<Life> as Life;
  const inquest = createInquest({
    ...{ db, life, sealer: town.world.app.deps.sealer, people: { participants: [], staff: [] } },
    ...{
      telegram: { chat: () => undefined },
      onlookers: { takeFound: () => [] },
      hands: watchHands(db, clock),
    },
    apps: { metrics: async () => [] } as Partial<SimulatedApps> as SimulatedApps,
    faults: { offMs: () => 0, hindrances: [] } as Partial<FaultPlan> as FaultPlan,
    ...{ logFile: "/dev/null", hardDaysOnly: false, secrets: [] },
  });
  const bayu = await enrol(town, await buildTeam(town), { code: "BPN-001" });
  await town.does(bayu.sends("/cek"));
  await answers(town, bayu, { S8: 4, C1: 0 });
  const { id, alertId, staffId, intendedAt } = await db.outboxMessage.findFirstOrThrow({
    where: { kind: "alert" },
  });
  const after = (minutes: number) => new Date(intendedAt.getTime() + minutes * MINUTE);
  const write = async (dedupeKey: string, more: object) =>
    await db.outboxMessage.create({
      data: {
        ...{ kind: "alert", alertId, staffId, priority: 1, dedupeKey, state: "sent", dueAt: intendedAt },
        ...{ intendedAt: after(90), sentAt: after(91), ...more },
      },
    });
  const event = { alertId: alertId ?? 0, kind: "told", at: after(30) } as const;
  const { id: orange } = await db.alertEvent.create({ data: { ...event, tier: "orange" } });
  const { id: red } = await db.alertEvent.create({ data: { ...event, tier: "red" } });
  // A tick that came an hour late; a morning that was waited for, and with a red one must not be.
  await write(`alert:${alertId}:0:${staffId}`, { meantAt: after(30) });
  await write(`alert:${alertId}:${orange}:${staffId}`, {});
  await write(`alert:${alertId}:${red}:${staffId}`, {});
  for (const [kind, sentAt] of [
    ["summary", after(100)],
    ["summary-picture", after(120)],
  ] as const)
    await write(kind, { kind, alertId: null, sequence: "summary:1", sentAt });

  const sent = await readSent(db, { since: began, until: after(DAY) });
  const couldLeave = ({ couldLeaveAt }: Sent) => (couldLeaveAt.getTime() - intendedAt.getTime()) / MINUTE;
  expect(sent.filter((one) => BigInt(one.id) > id && one.kind !== "alert-update").map(couldLeave)).toEqual([
    ...[90, 90, 30, 90, 100],
  ]);

  const lateOnes = async () =>
    (await inquest.look(false)).flatMap(({ what }) => (what.endsWith("too late") ? [what] : []));
  expect(await lateOnes()).toEqual([]);
  expect(inquest.counts.alertDelaysSeconds).toEqual([]);
  clock.set(new Date(after(100).getTime() + DAY));
  expect(await lateOnes()).toEqual(["a message (alert) that left too late"]);
  const collected = [0, 61 * 60, 60, 60];
  expect(inquest.counts.alertDelaysSeconds).toEqual(collected);
  await db.outboxMessage.deleteMany();
  clock.set(new Date(clock.now().getTime() + DAY));
  await lateOnes();
  expect(inquest.counts.alertDelaysSeconds).toEqual(collected);
});
