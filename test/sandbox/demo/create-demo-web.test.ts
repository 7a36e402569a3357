import { expect, onTestFinished, test, vi } from "vitest";
import type { Demo } from "../../../src/sandbox/demo/create-demo.ts";
import { createDemoWeb } from "../../../src/sandbox/demo/create-demo-web.ts";

test("a quiet demo says now and then what time it is, for a page whose machine was asleep", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const closing = new AbortController();
  onTestFinished(() => {
    closing.abort();
    vi.useRealTimers();
  });
  let now = 1;
  const demo = {
    listen: () => () => undefined,
    state: () => ({ zone: "Asia/Makassar", botName: "Bot", clock: { now }, phones: [] }),
  } as unknown as Demo;
  const headers = { host: "127.0.0.1" };
  const { body } = await createDemoWeb(demo, closing.signal).request("/api/events", { headers });
  const stream = body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await stream?.read())?.value).toContain('"kind":"state"');
  now = 2;
  const heard = stream?.read();
  await vi.advanceTimersByTimeAsync(15_000);
  expect((await heard)?.value).toBe('data: {"kind":"clock","clock":{"now":2}}\n\n');
});
