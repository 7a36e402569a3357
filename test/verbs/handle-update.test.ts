import { Bot } from "grammy";
import type { Update, UserFromGetMe } from "grammy/types";
import { expect, test } from "vitest";
import type { BotContext } from "../../src/bot/context.ts";
import { FailedUpdates } from "../../src/bot/failed-updates.ts";
import { updateHandler } from "../../src/bot/handle-update.ts";
import { DAY_MS } from "../../src/domain/duration.ts";
import { createLog } from "../../src/log.ts";
import { cries, updateOf, words } from "../support/cries.ts";

const botInfo = { id: 1, is_bot: true, first_name: "Teman Pulih", username: "bot" } as UserFromGetMe;
const bantuan = (updateId: number): Update => updateOf({ text: "/bantuan" }, updateId);

/** What a transaction that took too long leaves. */
const stall = () => Object.assign(new Error("Transaction already closed"), { code: "P2028" });

function handlerOf(work: (ctx: BotContext) => void) {
  const lines: string[] = [];
  const bot = new Bot<BotContext>("110201543:test", { botInfo });
  bot.use(work);
  let now = new Date("2026-11-23T09:00:00+08:00");
  const failed = new FailedUpdates({ now: () => now });
  const log = createLog("warn", { write: (line: string) => void lines.push(line) });
  return {
    handle: updateHandler(bot, log, failed),
    lines,
    unheard: () => failed.unheard(),
    shareAmong: (processes: number) => failed.shareAmong(processes),
    goesBy: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
  };
}

test("an update that meets a stall comes again for minutes, and in the end holds up nobody any more", async () => {
  const { handle, lines, unheard } = handlerOf(() => {
    throw stall();
  });
  let times = 1;
  while ((await handle(bantuan(1))) === "again") times += 1;
  // Of eleven seconds each while polling.
  expect(times).toBe(20);
  expect(lines.at(-1)).toContain("an update could not be handled");
  expect(lines.filter((line) => line.includes("the database stalls; the update waits"))).toHaveLength(19);
  expect(unheard()).toEqual([1]);
});

test("a call for help that meets a bug comes again, and is known as unheard until somebody can be told", async () => {
  let isBroken = true;
  const { handle, lines, unheard } = handlerOf(() => {
    if (isBroken) throw new Error("a bug");
  });
  expect(await handle(bantuan(1))).toBe("again");
  expect(unheard()).toEqual([1]);
  isBroken = false;
  expect(await handle(bantuan(1))).toBe("done");
  expect(unheard()).toEqual([]);

  isBroken = true;
  let times = 1;
  while ((await handle(bantuan(2))) === "again") times += 1;
  expect(times).toBe(20);
  expect(lines.at(-1)).toContain("an update could not be handled");
  isBroken = false;
  expect(await handle(bantuan(3))).toBe("done");
  expect(unheard()).toEqual([2]);
});

test("a call that another instance has heard since is forgotten when it has not come again for a day; one that was given up is not", async () => {
  const { handle, unheard, goesBy, shareAmong } = handlerOf(() => {
    throw new Error("a bug");
  });
  shareAmong(2);
  expect(await handle(bantuan(1))).toBe("again");
  while ((await handle(bantuan(2))) === "again");
  goesBy(DAY_MS);
  expect(unheard()).toEqual([1, 2]);
  goesBy(1);
  expect(unheard()).toEqual([2]);
});

test("a call that no other instance can have heard is not forgotten, however long it does not come again", async () => {
  const { handle, unheard, goesBy, shareAmong } = handlerOf(() => {
    throw new Error("a bug");
  });
  shareAmong(1);
  expect(await handle(bantuan(1))).toBe("again");
  goesBy(30 * DAY_MS);
  expect(unheard()).toEqual([1]);
});

test("what calls nobody ends with its bug at once", async () => {
  const { handle, unheard } = handlerOf(() => {
    throw new Error("a bug");
  });
  const toRead = cries.filter(({ tells }) => !tells);
  for (const sent of [{ text: "halo" }, { text: "/menu" }, ...toRead])
    expect(await handle(updateOf(sent, 1)), JSON.stringify(sent)).toBe("done");
  expect(unheard()).toEqual([]);
});

test.each(
  [...cries.filter(({ tells }) => tells), { data: "a:1:SAFETY:2" }].map((cry) => {
    const update = updateOf(cry, 1);
    return [words(update), update] as const;
  }),
)("%s that meets a bug comes again, and nobody has heard it", async (_, update) => {
  const { handle, unheard } = handlerOf(() => {
    throw new Error("a bug");
  });
  expect(await handle(update)).toBe("again");
  expect(unheard()).toEqual([1]);
});

test("a tap that ends in an apology does not leave its button waiting", async () => {
  const called: string[] = [];
  const { handle } = handlerOf((ctx) => {
    Object.assign(ctx, {
      ...{ t: (key: string) => key, person: { kind: "stranger" }, isFormer: async () => false },
      ...{ later: (work: () => Promise<unknown>) => work(), aside: (work: () => Promise<unknown>) => work() },
    });
    ctx.api.config.use(async (_, method) => {
      called.push(method);
      return { ok: true, result: true } as never;
    });
    throw new Error("a bug");
  });
  expect(await handle(updateOf({ data: "menu" }, 1))).toBe("done");
  expect(called.toSorted()).toEqual(["answerCallbackQuery", "sendMessage"]);
});

test("what is counted is counted for each update, and only in a row of stalls", async () => {
  let next: Error | undefined;
  const { handle } = handlerOf(() => {
    if (next) throw next;
  });
  next = stall();
  for (let times = 1; times < 20; times++) expect(await handle(bantuan(1))).toBe("again");
  expect(await handle(bantuan(2))).toBe("again");
  next = undefined;
  expect(await handle(bantuan(1))).toBe("done");
  next = stall();
  expect(await handle(bantuan(1))).toBe("again");
});
