import { expect, test } from "vitest";
import { ReplyLanes } from "../../src/bot/reply-lanes.ts";

const never = (error: unknown): never => {
  throw error;
};

test("screens of one chat come in order, however long each takes; other chats do not wait for them", async () => {
  const lanes = new ReplyLanes(never);
  const shown: string[] = [];
  const { promise: slow, resolve: finish } = Promise.withResolvers<void>();
  lanes.run(1, async () => {
    await slow;
    shown.push("first");
  });
  lanes.run(1, async () => shown.push("second"));
  await new Promise<void>((resolve) => {
    lanes.run(2, async () => {
      shown.push("other chat");
      resolve();
    });
  });
  expect(shown).toEqual(["other chat"]);
  finish();
  await lanes.idle();
  expect(shown).toEqual(["other chat", "first", "second"]);
});

test("a screen that fails is reported with its chat, and the next one is shown", async () => {
  const failures: unknown[] = [];
  const lanes = new ReplyLanes((error, chatId) => void failures.push([chatId, error]));
  const error = new Error("blocked");
  const shown: string[] = [];
  lanes.run(7, async () => {
    throw error;
  });
  lanes.run(7, async () => shown.push("next"));
  lanes.run(8, async () => shown.push("elsewhere"));
  await lanes.idle();
  expect(failures).toEqual([[7, error]]);
  expect(shown.toSorted()).toEqual(["elsewhere", "next"]);
});

test("idle waits for what is added while it waits", async () => {
  const lanes = new ReplyLanes(never);
  const shown: string[] = [];
  lanes.run(1, async () => {
    lanes.run(1, async () => shown.push("added"));
    lanes.run(2, async () => shown.push("added elsewhere"));
  });
  await lanes.idle();
  expect(shown.toSorted()).toEqual(["added", "added elsewhere"]);
});
