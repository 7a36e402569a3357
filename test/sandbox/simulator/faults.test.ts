import { Api } from "grammy";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import type { Db } from "../../../src/db/client.ts";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import { Arrivals, type MessageId } from "../../../src/sandbox/simulator/arrivals.ts";
import { chanceOf } from "../../../src/sandbox/simulator/chance.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import type { DatabaseServer } from "../../../src/sandbox/simulator/database-server.ts";
import type { FaultKind } from "../../../src/sandbox/simulator/fault-kinds.ts";
import { createFaultPlan } from "../../../src/sandbox/simulator/faults.ts";
import { watchHands } from "../../../src/sandbox/simulator/in-hand.ts";
import type { SimulatedApps } from "../../../src/sandbox/simulator/simulated-apps.ts";
import { WAYS } from "../../../src/sandbox/simulator/tally.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";

const TOKEN = "110201543:simulated";

test("only what really struck is on record, when it does: what was planned and nobody has met is no excuse", async () => {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  onTestFinished(async () => await telegram.stop());
  const lost: MessageId[] = [];
  const chronicle = new Chronicle(systemClock);
  const life = {
    clock: systemClock,
    chronicle,
    held: new Set<number>(),
    silence: { current: undefined },
    record: { arrivals: new Arrivals() },
  };
  const plan = createFaultPlan(
    chanceOf(7),
    { kinds: new Set(["telegram", "doubles"]), intensity: 1000 },
    {
      ...{ telegram, life, apps: {} as SimulatedApps, server: {} as DatabaseServer },
      ...{ hands: watchHands({} as Db, systemClock), onLostAnswer: (message) => lost.push(message) },
      onAmbushed: () => undefined,
    },
  );
  const ana = telegram.phone(7);
  await ana.sends("/start");
  const api = new Api(TOKEN, { apiRoot: telegram.apiRoot });

  await plan.strike(new Date("2026-11-23T08:00:00Z"));
  await plan.relent();
  expect(chronicle.faults).toEqual([]);

  for (let minute = 0; minute < 10; minute++) await plan.strike(new Date(Date.UTC(2026, 10, 23, 9, minute)));
  await ana.sends("/menu");
  await api.sendMessage(7, "x").catch(() => undefined);
  expect(chronicle.faults.map(({ kind }) => kind)).toEqual(["doubles", "telegram"]);

  for (let minute = 0; minute < 60; minute++) {
    await plan.strike(new Date(Date.UTC(2026, 10, 23, 10, minute)));
    await api.sendMessage(7, String(minute)).catch(() => undefined);
    await plan.relent();
  }
  const told = chronicle.faults.filter(({ what }) => what === "sendMessage: sent, and the answer lost");
  expect(lost.length).toBeGreaterThan(0);
  expect(told).toHaveLength(lost.length);
  expect(ana.sees().filter(({ messageId }) => lost.some((one) => one.messageId === messageId))).toHaveLength(
    lost.length,
  );
});

const MIDNIGHT = new Date("2026-09-07T00:00:00Z");
const MINUTE = 60_000;

/** A plan whose chances are these, by the last word. */
async function planned(kinds: readonly FaultKind[], shares: Readonly<Record<string, number>>, count = 1) {
  const clock = new MovableClock(MIDNIGHT);
  const telegram = await startTelegram({ token: TOKEN, clock });
  onTestFinished(async () => await telegram.stop());
  const skews: number[] = [];
  const ends: [number, () => string][] = [];
  const apps = {
    ...{ count, skew: (_: number, byMs: number) => void skews.push(byMs / MINUTE) },
    endIn: async (_: number, inMs: number, _how: string, way: () => string) => void ends.push([inMs, way]),
  };
  const chronicle = new Chronicle(clock);
  const life = {
    clock,
    chronicle,
    held: new Set<number>(),
    silence: { current: undefined },
    record: { arrivals: new Arrivals() },
  };
  const plan = createFaultPlan(
    (...words) => shares[words.at(-1) ?? ""] ?? 0.99,
    { kinds: new Set(kinds), intensity: 1 },
    {
      ...{ telegram, life, apps: apps as unknown as SimulatedApps, server: {} as DatabaseServer },
      ...{ hands: watchHands({} as Db, clock), onLostAnswer: () => undefined },
      onAmbushed: () => undefined,
    },
  );
  plan.planDay(MIDNIGHT);
  const at = (minutes: number) => new Date(MIDNIGHT.getTime() + minutes * MINUTE);
  const goTo = (minutes: number) => {
    clock.set(at(minutes));
    return plan.ticks(clock.now());
  };
  return { plan, clock, telegram, life, chronicle, skews, ends, at, goTo };
}

test("a clock that is wrong is so by a minute at least, and excuses only what happened about that time", async () => {
  // For an hour from noon on.
  const chances = { skew: 0, "skew-by": 0, "skew-to": 0, "skew-for": 0, from: 0.5 };
  const { plan, at, goTo, skews } = await planned(["clock"], chances);
  goTo(719);
  expect([plan.calm, plan.offMs(at(719))]).toEqual([true, 0]);
  goTo(720);
  expect([skews, plan.calm]).toEqual([[-1], false]);
  goTo(780);
  expect([skews, plan.calm]).toEqual([[-1, 0], true]);
  const off = [704, 706, 750, 794, 796].map((minutes) => plan.offMs(at(minutes)) / MINUTE);
  expect(off).toEqual([0, 15, 15, 15, 0]);
});

test("now and then no tick comes for a whole day, however many nights and hours that takes", async () => {
  const chances = { "no-ticks": 0, "no-ticks-all-day": 0, "no-ticks-for": 0.99, from: 0.5 };
  const { plan, at, goTo, chronicle } = await planned(["clock"], chances);
  expect([goTo(719), goTo(720), plan.calm]).toEqual([true, false, false]);
  plan.planDay(at(1440));
  expect([goTo(3119), goTo(3120)]).toEqual([false, true]);
  expect(plan.calm).toBe(true);
  expect(chronicle.faults).toMatchObject([{ way: "no ticks for a day", what: "no tick came for 40 hours" }]);
  expect(plan.hindrances).toEqual([{ kind: "held-up", from: at(720), until: at(3120) }]);
});

test("all clocks can be set back, and nothing is judged until the time has been lived through again", async () => {
  const { plan, at, goTo, chronicle } = await planned(["clock"], {
    ...{ jump: 0, "jump-to": 0, "jump-by": 0, from: 0.5 },
  });
  expect(plan.jumped(at(700))).toEqual(at(700));
  expect(plan.jumped(at(721))).toEqual(at(661));
  expect(plan.jumped(at(721))).toEqual(at(721));
  expect(chronicle.faults.map(({ what }) => what)).toEqual(["it is 60 minutes earlier at once"]);
  goTo(735);
  expect(plan.calm).toBe(false);
  expect(plan.calmAt).toEqual(at(750));
  goTo(736);
  expect(plan.calm).toBe(true);
});

test("each way in which Telegram fails is counted by itself", async () => {
  const shares = { telegram: 0, method: 0, times: 0, spoil: 0 };
  const { plan, telegram, chronicle, at } = await planned(["telegram"], shares);
  await telegram.phone(7).sends("/start");
  const api = new Api(TOKEN, { apiRoot: telegram.apiRoot });
  for (const [index] of WAYS.telegram.entries()) {
    shares.spoil = index / WAYS.telegram.length;
    await plan.strike(at(index));
    await api.sendMessage(7, "x").catch(() => undefined);
  }
  const ways = ["429", "5xx", "HTML", "connection cut", "slow", "answer lost"];
  expect(chronicle.faults.map(({ way }) => way)).toEqual(ways);
  expect(ways.toSorted()).toEqual(WAYS.telegram.toSorted());
  expect(chronicle.expected.get("telegram: slow")).toBeCloseTo(0.01, 6);
});

test("where several processes take updates some that come twice come to two of them at once", async () => {
  const strikes = async (share: number, count: number) => {
    const shares = { redeliver: 0, "redeliver-times": 0, "redeliver-at-once": share };
    const { plan, telegram, chronicle, at } = await planned(["doubles"], shares, count);
    await plan.strike(at(1));
    await telegram.phone(7).sends("/start");
    const expected = ["an update twice", "an update twice at once"].map(
      (way) => (chronicle.expected.get(`doubles: ${way}`) ?? 0) > 0,
    );
    return [chronicle.faults.map(({ way }) => way), expected];
  };
  expect(await strikes(0, 1)).toEqual([["an update twice"], [true, false]]);
  expect(await strikes(0.5, 2)).toEqual([["an update twice"], [true, true]]);
  expect(await strikes(0.2, 2)).toEqual([["an update twice at once"], [true, true]]);
});

test("most kills come soon, and one after everything came to rest hit a process at rest", async () => {
  const shares = { kill: 0, how: 0, which: 0, when: 0.5 };
  const { plan, ends, at } = await planned(["kill"], shares);
  await plan.strike(at(1));
  const [inMs, way] = ends[0] ?? [];
  expect([inMs, way?.()]).toEqual([30, "killed at work"]);
  await plan.relent();
  expect(way?.()).toBe("killed at rest");
  await plan.strike(at(2));
  expect(way?.()).toBe("killed at work");
});

test("soon after a setback it is not quiet", async () => {
  const { plan, goTo, chronicle } = await planned([], {});
  goTo(100);
  chronicle.fault("doubles", "an update twice");
  expect(plan.quiet).toBe(true);
  chronicle.fault("telegram", "5xx");
  expect([plan.quiet, plan.calm]).toEqual([false, true]);
  goTo(115);
  expect(plan.quiet).toBe(true);
});

test("in the end nothing goes wrong any more, and what was held back arrives", async () => {
  const { plan, clock, telegram, life, chronicle } = await planned(["telegram", "doubles"], {
    ...{ telegram: 0, redeliver: 0, "redeliver-times": 0 },
  });
  const ana = telegram.phone(7);
  await ana.sends("/start");
  life.held.add(ana.id);
  telegram.hold(ana.id);
  const heard: string[] = [];
  telegram.onUpdate((update) => {
    if ("message" in update) heard.push(update.message.text ?? "");
  });
  await ana.sends("/menu");
  expect(heard).toEqual([]);
  await plan.end();
  expect(heard).toEqual(["/menu"]);
  expect(life.held.size).toBe(0);
  await plan.strike(clock.now());
  await ana.sends("/cek");
  expect(chronicle.faults).toEqual([]);
});
