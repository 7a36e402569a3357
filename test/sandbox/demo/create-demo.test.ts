import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/clock.ts";
import { createDemo } from "../../../src/sandbox/demo/create-demo.ts";
import { firstPhones } from "../../../src/sandbox/demo/demo-phones.ts";
import type { PageEvent } from "../../../src/sandbox/demo/page-view.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";

test("a link that does not open leaves no phone behind", async () => {
  const telegram = await startTelegram({ token: "110201543:test", clock: systemClock });
  onTestFinished(async () => await telegram.stop());
  const demo = createDemo({
    // Nothing else of it has to do with links.
    world: { telegram, clock: systemClock } as never,
    folk: { acts: async () => [] },
    phones: firstPhones,
    log: pino({ level: "silent" }),
    save: async () => undefined,
  });
  const events: PageEvent[] = [];
  demo.listen((event) => events.push(event));

  expect(await demo.addPhone("https://t.me/another_bot?start=abc")).toEqual({
    kind: "refused",
    why: "Not a link to @test_bot",
  });
  expect(demo.state().phones).toHaveLength(3);
  expect(events).toEqual([]);

  const opened = await demo.addPhone("https://t.me/test_bot?start=abc");
  expect(opened).toMatchObject({ kind: "done", phone: { id: "new-1", messages: [{ text: "/start abc" }] } });
  expect(demo.state().phones.map(({ id }) => id)).toContain("new-1");
  expect(events).toMatchObject([{ kind: "phone", phone: { id: "new-1" } }]);
});
