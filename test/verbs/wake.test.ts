import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { wakeEvery } from "../../src/jobs/wake.ts";
import { closeShared } from "../support/town.ts";

beforeAll(closeShared);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it goes on when the machine's clock is put back by hours", async () => {
  let woken = 0;
  const waking = wakeEvery(15_000, async () => {
    woken += 1;
  });
  await vi.advanceTimersByTimeAsync(30_000);
  vi.setSystemTime(new Date(Date.now() - 8 * 3_600_000));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(woken).toBe(6);
  await waking.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(woken).toBe(6);
});

test("work that takes longer than the pause is not begun again beside itself, and is waited for at the end", async () => {
  let begun = 0;
  let ended = 0;
  const waking = wakeEvery(1000, async () => {
    begun += 1;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    ended += 1;
  });
  await vi.advanceTimersByTimeAsync(3000);
  expect(begun).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(begun).toBe(2);
  const stopped = waking.stop();
  await vi.advanceTimersByTimeAsync(2500);
  await stopped;
  expect(ended).toBe(2);
});
