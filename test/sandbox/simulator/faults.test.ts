import { Api } from "grammy";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import type { Db } from "../../../src/db/client.ts";
import type { MessageId } from "../../../src/sandbox/simulator/arrivals.ts";
import { chanceOf } from "../../../src/sandbox/simulator/chance.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import type { DatabaseServer } from "../../../src/sandbox/simulator/database-server.ts";
import { createFaultPlan } from "../../../src/sandbox/simulator/faults.ts";
import { watchHands } from "../../../src/sandbox/simulator/in-hand.ts";
import type { SimulatedApps } from "../../../src/sandbox/simulator/simulated-apps.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";

const TOKEN = "110201543:simulated";

test("only what really struck is on record: what was planned and met by nobody is no excuse", async () => {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  onTestFinished(async () => await telegram.stop());
  const lost: MessageId[] = [];
  const chronicle = new Chronicle(systemClock);
  const life = { clock: systemClock, chronicle, held: new Set<number>(), silence: { current: undefined } };
  const plan = createFaultPlan(
    chanceOf(7),
    { kinds: new Set(["telegram", "doubles"]), intensity: 1000 },
    {
      ...{ telegram, life, apps: {} as SimulatedApps, server: {} as DatabaseServer },
      ...{ hands: watchHands({} as Db, systemClock), onLostAnswer: (message) => lost.push(message) },
    },
  );
  const ana = telegram.phone(7);
  await ana.sends("/start");
  const api = new Api(TOKEN, { apiRoot: telegram.apiRoot });

  plan.strike(new Date("2026-11-23T08:00:00Z"));
  await plan.relent();
  await ana.sends("/menu");
  await api.sendMessage(7, "x");
  expect(chronicle.faults).toEqual([]);

  for (let minute = 0; minute < 10; minute++) plan.strike(new Date(Date.UTC(2026, 10, 23, 9, minute)));
  await ana.sends("/menu");
  await api.sendMessage(7, "x").catch(() => undefined);
  expect(chronicle.faults.map(({ kind }) => kind)).toEqual(["doubles", "telegram"]);

  for (let minute = 0; minute < 60; minute++) {
    plan.strike(new Date(Date.UTC(2026, 10, 23, 10, minute)));
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
