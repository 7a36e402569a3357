import { randomBytes } from "node:crypto";
import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { type Ending, type InstanceHooks, startInstance } from "../../../src/sandbox/simulator/instance.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";
import { createTestDatabase } from "../../support/database.ts";

async function startOne(hooks: Pick<InstanceHooks, "onKill">, options?: { readonly endedWithinMs: number }) {
  const database = await createTestDatabase();
  onTestFinished(async () => await database.drop());
  const token = "110201543:simulated";
  const telegram = await startTelegram({ token, clock: systemClock });
  onTestFinished(async () => await telegram.stop());
  const endings: Ending[] = [];
  const instance = await startInstance(
    {
      ...{ token, apiRoot: telegram.apiRoot, databaseUrl: database.url, logFile: "/dev/null" },
      ...{ dataKey: randomBytes(32).toString("base64"), updates: { kind: "polling" } },
    },
    systemClock,
    { ...hooks, onPort: () => undefined, onEnd: (ending) => endings.push(ending) },
    options,
  );
  onTestFinished(async () => await instance.stop());
  return { telegram, instance, endings };
}

test("a process that is just being killed when all are asked to stop was killed, and did not fail to stop", async () => {
  const standsStill = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const { instance, endings } = await startOne({
    async onKill() {
      standsStill.resolve();
      await read.promise;
    },
  });
  const killed = instance.kill("between sending and recording");
  await standsStill.promise;
  const halted = instance.halt("SIGTERM");
  read.resolve();
  await Promise.all([killed, halted]);
  await expect.poll(() => endings).toEqual([{ kind: "killed" }]);
});

test("a process that does not come to its end when it is asked to is told, once, and ended", async () => {
  const hooks = { onKill: async () => undefined };
  const { telegram, instance, endings } = await startOne(hooks, { endedWithinMs: 1 });
  // It would wait for this a good second first.
  const held = telegram.faults.next({ method: "sendMessage" }, { hang: new Promise(() => undefined) });
  await telegram.phone(5_000_000_001).sends("/start");
  await vi.waitFor(() => expect(held.remaining()).toBe(0), 15_000);
  await instance.halt("SIGTERM");
  await expect.poll(() => endings).toMatchObject([{ kind: "stopped", code: null }]);
});
