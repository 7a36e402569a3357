import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { firstPhones } from "../../../src/sandbox/demo/demo-phones.ts";
import { DemoMemoryFile } from "../../../src/sandbox/demo/memory-file.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "teman-pulih-memory-"));
});
afterAll(async () => await rm(directory, { recursive: true, force: true }));

test("the demo stops while it is being saved: what was saved last is what the next one goes on from", async () => {
  const telegram = await startTelegram({ token: "110201543:test", clock: systemClock });
  const phone = telegram.phone(5_000_000_001);
  // Several megabytes, which no disk takes in one piece.
  for (let count = 0; count < 400; count++) await phone.sends("x".repeat(4000));
  const large = telegram.memory();
  await telegram.stop();
  const at = (day: number) => new Date(Date.UTC(2026, 10, day));

  for (let round = 0; round < 5; round++) {
    const file = new DemoMemoryFile(join(directory, `${round}.json`));
    const { chats: _, ...rest } = large;
    await Promise.all([
      file.write({ now: at(26), phones: firstPhones, telegram: large }, false),
      file.write({ now: at(27), phones: firstPhones, telegram: { ...rest, chats: [] } }, false),
      file.write({ now: at(28), phones: firstPhones, telegram: large }, true),
    ]);
    expect((await file.read())?.now).toEqual(at(28));
  }
});

test("a write that fails says so, and the next one is not kept from its turn", async () => {
  const telegram = { chats: [], files: [] } as never;
  const memory = { now: new Date("2026-11-27T00:00:00Z"), phones: firstPhones, telegram };
  const lost = new DemoMemoryFile(join(directory, "nowhere", "demo.json"));
  await expect(lost.write(memory, false)).rejects.toThrow("ENOENT");
  await mkdir(join(directory, "nowhere"));
  await lost.write(memory, true);
  expect(await lost.read()).toMatchObject({ now: memory.now });
});
