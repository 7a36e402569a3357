import { Api } from "grammy";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { chanceOf } from "../../../src/sandbox/simulator/chance.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import type { DatabaseServer } from "../../../src/sandbox/simulator/database-server.ts";
import { createFaultPlan } from "../../../src/sandbox/simulator/faults.ts";
import type { SimulatedApps } from "../../../src/sandbox/simulator/simulated-apps.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";

const TOKEN = "110201543:simulated";

test("only what really struck is on record: what was planned and met by nobody is no excuse", async () => {
  const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
  onTestFinished(async () => await telegram.stop());
  const chronicle = new Chronicle(systemClock);
  const plan = createFaultPlan(
    chanceOf(7),
    { kinds: new Set(["telegram", "doubles"]), intensity: 1000 },
    { telegram, chronicle, apps: {} as SimulatedApps, server: {} as DatabaseServer },
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
});
