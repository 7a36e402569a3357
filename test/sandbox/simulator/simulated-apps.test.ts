import { expect, onTestFinished, test } from "vitest";
import type { Instance } from "../../../src/sandbox/simulator/instance.ts";
import { startSimulatedApps } from "../../../src/sandbox/simulator/simulated-apps.ts";

test("processes tick in turn, or all together", async () => {
  const ticked: number[] = [];
  let started = 0;
  const apps = await startSimulatedApps(
    { token: "", apiRoot: "", databaseUrl: "", logFile: "", dataKey: "" },
    {
      ...{ instances: 2, clock: { now: () => new Date(0) }, onEnd: () => undefined },
      async start() {
        const index = started++;
        const tick = async () => void ticked.push(index);
        return { tick, stop: async () => undefined } as Partial<Instance> as Instance;
      },
    },
  );
  onTestFinished(async () => await apps.stop());
  const ticks = async (together: boolean) => {
    await apps.tick(together);
    return ticked.splice(0);
  };
  expect(await ticks(false)).toEqual([0]);
  expect(await ticks(false)).toEqual([1]);
  expect(await ticks(false)).toEqual([0]);
  expect(await ticks(true)).toEqual([0, 1]);
});
