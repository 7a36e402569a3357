import { randomBytes } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { type Ending, startInstance } from "../../../src/sandbox/simulator/instance.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";
import { createTestDatabase } from "../../support/database.ts";

test("a process that is just being killed when all are asked to stop was killed, and did not fail to stop", async () => {
  const database = await createTestDatabase();
  onTestFinished(async () => await database.drop());
  const token = "110201543:simulated";
  const telegram = await startTelegram({ token, clock: systemClock });
  onTestFinished(async () => await telegram.stop());
  const endings: Ending[] = [];
  const standsStill = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const instance = await startInstance(
    {
      ...{ token, apiRoot: telegram.apiRoot, databaseUrl: database.url, logFile: "/dev/null" },
      ...{ dataKey: randomBytes(32).toString("base64"), updates: { kind: "polling" } },
    },
    systemClock,
    {
      async onKill() {
        standsStill.resolve();
        await read.promise;
      },
      onPort: () => undefined,
      onEnd: (ending) => endings.push(ending),
    },
  );
  onTestFinished(async () => await instance.stop());
  const killed = instance.kill("between sending and recording");
  await standsStill.promise;
  const halted = instance.halt("SIGTERM");
  read.resolve();
  await Promise.all([killed, halted]);
  await expect.poll(() => endings).toEqual([{ kind: "killed" }]);
});
