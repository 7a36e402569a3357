import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { URGENT } from "../../src/outbox/enqueue.ts";
import { sendingLimit } from "../../src/outbox/sending-limit.ts";
import { closeShared } from "../support/town.ts";

beforeAll(closeShared);
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an urgent message goes before all that waits", async () => {
  const limit = sendingLimit(30);
  const sent: string[] = [];
  const all = Array.from({ length: 9 }, (_, index) =>
    limit.take(10, async () => void sent.push(`prompt ${index}`)),
  );
  all.push(limit.take(URGENT, async () => void sent.push("alert")));
  await vi.advanceTimersByTimeAsync(102);
  expect(sent.slice(0, 2)).toEqual(["prompt 0", "alert"]);
  await vi.advanceTimersByTimeAsync(1000);
  await Promise.all(all);
  expect(sent).toHaveLength(10);
});

test.each([1, 5, 10, 25, 30, 100])(
  "no more than %i leave in a second, and nearly as many do",
  async (perSecond) => {
    const limit = sendingLimit(perSecond);
    let sent = 0;
    for (let index = 0; index < perSecond * 5; index++)
      void limit.take(10, async () => {
        sent += 1;
      });
    await vi.advanceTimersByTimeAsync(2999);
    expect(sent).toBeLessThanOrEqual(perSecond * 3);
    expect(sent).toBeGreaterThanOrEqual(perSecond * 2);
  },
);

test("an urgent message waits hardly longer than a tenth of a second", async () => {
  const limit = sendingLimit(30);
  let sent = 0;
  for (let index = 0; index < 30; index++)
    void limit.take(10, async () => {
      sent += 1;
    });
  await vi.advanceTimersByTimeAsync(50);
  expect(sent).toBe(3);
  let urgent = false;
  void limit.take(URGENT, async () => {
    urgent = true;
  });
  await vi.advanceTimersByTimeAsync(103);
  expect(urgent).toBe(true);
});

test("the machine's clock is put back by hours: what waits goes on leaving", async () => {
  const limit = sendingLimit(30);
  let sent = 0;
  const take = () =>
    void limit.take(10, async () => {
      sent += 1;
    });
  for (let index = 0; index < 3; index++) take();
  await vi.advanceTimersByTimeAsync(500);
  vi.setSystemTime(new Date(Date.now() - 8 * 3_600_000));
  for (let index = 0; index < 9; index++) take();
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toBe(12);
});

test("one that fails lets the next through, and its error reaches who sent it", async () => {
  const limit = sendingLimit(10);
  const failing = limit.take(10, async () => {
    throw new Error("refused");
  });
  const outcome = expect(failing).rejects.toThrow("refused");
  const next = limit.take(10, async () => "sent");
  await vi.advanceTimersByTimeAsync(200);
  await outcome;
  expect(await next).toBe("sent");
});

test.each([2, 3, 4])(
  "of %i processes each keeps to its share, and to the whole again when it is alone",
  async (processes) => {
    const limit = sendingLimit(30);
    let sent = 0;
    const rush = () => {
      for (let index = 0; index < 200; index++)
        void limit.take(10, async () => {
          sent += 1;
        });
    };
    limit.shareAmong(processes);
    rush();
    await vi.advanceTimersByTimeAsync(2999);
    expect(sent * processes).toBeLessThanOrEqual(90);
    expect(sent * processes).toBeGreaterThanOrEqual(80);
    limit.shareAmong(1);
    const before = sent;
    await vi.advanceTimersByTimeAsync(3000);
    expect(sent - before).toBeGreaterThanOrEqual(80);
  },
);
