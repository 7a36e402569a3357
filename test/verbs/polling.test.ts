import { setTimeout as wait } from "node:timers/promises";
import { Api } from "grammy";
import type { Update } from "grammy/types";
import { expect, test, vi } from "vitest";
import { helpButtons } from "../../src/bot/calls-for-help.ts";
import { Polling } from "../../src/bot/polling.ts";
import { createLog } from "../../src/log.ts";
import { startTestTelegram } from "../sandbox/telegram/support.ts";
import { cries, updateOf, words } from "../support/cries.ts";

const tap = (updateId: number, chatId: number, data: string): Update => updateOf({ data }, updateId, chatId);

/** Telegram, which gives all of them at once and then nothing more. */
function telegramWith(updates: readonly Update[]): Api {
  let given = false;
  const getUpdates = async ({ limit }: { readonly limit: number }, signal: AbortSignal) => {
    if (limit === 1) return [];
    if (!given) {
      given = true;
      return updates;
    }
    return await new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(new Error("stopped")));
    });
  };
  return { deleteWebhook: async () => true, getUpdates } as unknown as Api;
}

/** Telegram, which gives the oldest hundred that are not confirmed. */
function confirming(updates: readonly Update[]): Api {
  const getUpdates = async (
    { offset, limit }: { readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ) => {
    const open = updates.filter(({ update_id: id }) => id >= offset).slice(0, limit);
    await wait(open.length > 0 ? 0 : 20, undefined, { signal });
    return open;
  };
  return { deleteWebhook: async () => true, getUpdates } as unknown as Api;
}

test("while the database flaps nobody's later tap passes their earlier one, and help waits for neither", async () => {
  const [first, second, others, fear] = ["a:1:S1:0", "a:1:S1:4", "a:2:S1:0", "a:1:SAFETY:2"] as const;
  const done: string[] = [];
  let misses = 1;
  const polling = new Polling({
    api: telegramWith([
      tap(1, 1, first),
      tap(2, 2, others),
      tap(3, 1, second),
      tap(4, 1, fear),
      ...cries.map((cry, index) => updateOf(cry, 5 + index, 1)),
    ]),
    handle: async (update) => {
      // Away whenever the first one asks for it, and back in between.
      if (update.update_id === 1 && misses-- > 0) return "again";
      done.push(words(update));
      return "done";
    },
    log: createLog("fatal"),
    onRefused: () => undefined,
  });
  polling.start();
  await vi.waitFor(() => expect(done).toContain(second), { timeout: 10_000 });
  await polling.stop();
  const turn = done.indexOf(first);
  const cried = cries.map((cry) => words(updateOf(cry, 5)));
  expect(done.slice(0, turn).toSorted()).toEqual([others, fear, ...cried].toSorted());
  // An answer that went ahead for the help that it shows counts once more in its turn.
  expect(done.slice(turn)).toEqual([first, second, fear]);
});

test("every button that goes ahead is among those cries", () => {
  const data = cries.flatMap((cry) => ("data" in cry ? [cry.data] : []));
  expect(helpButtons.filter(({ pattern }) => !data.some((each) => pattern.test(each)))).toEqual([]);
});

test("an update that is not finished and a hundred behind it: nothing newer is given, and that is no health", async () => {
  const updates = Array.from({ length: 150 }, (_, index) => tap(index + 1, index + 1, "a:1:S1:0"));
  const { promise: stuck, resolve: goOn } = Promise.withResolvers<void>();
  const done = new Set<number>();
  const polling = new Polling({
    api: confirming(updates),
    handle: async ({ update_id: id }) => {
      if (id === 1) await stuck;
      done.add(id);
      return "done";
    },
    log: createLog("fatal"),
    onRefused: () => undefined,
  });
  polling.start();
  await vi.waitFor(() => expect([done.size, polling.healthy]).toEqual([99, false]), { timeout: 10_000 });
  goOn();
  await vi.waitFor(() => expect([done.size, polling.healthy]).toEqual([150, true]), { timeout: 10_000 });
  await polling.stop();
});

test("Telegram counts anew, after a quiet week or as another server: everybody is heard, once, whatever is under way", async () => {
  const { telegram } = await startTestTelegram();
  const { promise: stuck, resolve: goOn } = Promise.withResolvers<void>();
  const taken: number[] = [];
  const polling = new Polling({
    api: new Api(telegram.token, { apiRoot: telegram.apiRoot }),
    handle: async ({ update_id: id }) => {
      taken.push(id);
      if (id === 1_000_001) await stuck;
      return "done";
    },
    log: createLog("fatal"),
    onRefused: () => undefined,
  });
  const heard = async (...ids: readonly number[]) =>
    await vi.waitFor(() => expect(taken).toEqual(ids), { timeout: 10_000 });
  telegram.countAnew(1_000_000);
  polling.start();
  await telegram.phone(7).sends("before");
  await telegram.settled();
  telegram.countAnew(3000);
  await telegram.phone(7).sends("after a quiet week");
  await telegram.settled();
  await heard(1_000_000, 3000);

  telegram.countAnew(1_000_001);
  await telegram.phone(7).sends("stuck");
  await heard(1_000_000, 3000, 1_000_001);
  telegram.countAnew(2000);
  await telegram.phone(8).sends("to another server");
  await telegram.settled();
  await telegram.phone(9).sends("to the same");
  await telegram.settled();
  goOn();
  await polling.stop();
  await heard(1_000_000, 3000, 1_000_001, 2000, 2001);
  expect(polling.healthy).toBe(true);
});
