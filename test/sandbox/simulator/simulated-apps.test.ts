import { randomBytes } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { LAST_TICK } from "../../../src/endpoints.ts";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import { startSimulatedApps } from "../../../src/sandbox/simulator/simulated-apps.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";
import { createTestDatabase } from "../../support/database.ts";

test("processes tick in turn, or all together", async () => {
  const database = await createTestDatabase();
  onTestFinished(async () => await database.drop());
  const token = "110201543:simulated";
  const clock = new MovableClock(new Date("2026-11-28T04:00:00Z"));
  const telegram = await startTelegram({ token, clock });
  onTestFinished(async () => await telegram.stop());
  const apps = await startSimulatedApps(
    {
      ...{ token, apiRoot: telegram.apiRoot, databaseUrl: database.url, logFile: "/dev/null" },
      dataKey: randomBytes(32).toString("base64"),
    },
    { instances: 2, clock, onEnd: () => undefined },
  );
  onTestFinished(async () => await apps.stop());
  const ticks = async (minute: number, together: boolean) => {
    const at = new Date(clock.now().getTime() + minute * 60_000);
    await apps.moveTo(at);
    await apps.tick(together);
    const line = `${LAST_TICK} ${at.getTime() / 1000}`;
    return (await apps.metrics()).map((text) => text.includes(line));
  };
  expect(await ticks(1, false)).toEqual([true, false]);
  expect(await ticks(2, false)).toEqual([false, true]);
  expect(await ticks(3, false)).toEqual([true, false]);
  expect(await ticks(4, true)).toEqual([true, true]);
});
