import { Bot } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { expect, test } from "vitest";
import type { BotContext } from "../../src/bot/context.ts";
import { formerAccounts, NotTheirsAnyMore } from "../../src/bot/former-accounts.ts";
import { HelpMemory } from "../../src/bot/help-memory.ts";
import type { Db } from "../../src/db/client.ts";
import { createLog } from "../../src/log.ts";
import type { ParticipantPerson } from "../../src/people/identify.ts";
import { updateOf } from "../support/cries.ts";

const botInfo = { id: 1, is_bot: true, first_name: "Teman Pulih", username: "bot" } as UserFromGetMe;
const person = { kind: "participant", id: 1, status: "active", locale: "id" } as ParticipantPerson;

/** What the database says about the account, one answer after the other; and what was called and queued. */
async function answer(
  theirs: readonly Promise<readonly unknown[]>[],
  work: (ctx: BotContext) => Promise<unknown>,
  waitedMs = 0,
) {
  const asked = [...theirs];
  const calls: string[] = [];
  const queued: unknown[] = [];
  const db = {
    $queryRaw: async () => await asked.shift(),
    $executeRaw: async (_: unknown, job: unknown) => void queued.push(job),
  } as unknown as Db;
  const bot = new Bot<BotContext>("110201543:test", { botInfo });
  bot.api.config.use(async (_, method) => {
    calls.push(method);
    return { ok: true, result: { message_id: 5 } } as never;
  });
  bot.use(async (ctx, next) => {
    ctx.person = person;
    await next();
  });
  bot.use(formerAccounts({ db, log: createLog("silent") }, new HelpMemory(1), { waitedMs }));
  let failure: unknown;
  bot.use(async (ctx) => {
    await work(ctx).catch((error: unknown) => {
      failure = error;
    });
  });
  await bot.handleUpdate(updateOf({ text: "/rencana" }, 1));
  return { calls, queued, failure };
}

const LOCKED = Promise.resolve([]);
const THEIRS = Promise.resolve([{}]);

test("what is shown in a crisis does not wait for a database that stalls, and is taken out once it says that they are locked", async () => {
  const never = new Promise<readonly unknown[]>(() => undefined);
  const { calls, queued, failure } = await answer([never, LOCKED], async (ctx) => await ctx.reply("112"));
  expect(failure).toBeUndefined();
  expect(calls).toEqual(["sendMessage"]);
  expect(queued).toEqual([expect.stringContaining('"messageIds":[5]')]);
});

test.each([
  ["a text", async (ctx: BotContext) => await ctx.api.editMessageText(7, 5, "jawaban")],
  ["a caption", async (ctx: BotContext) => await ctx.api.editMessageCaption(7, 5, { caption: "jawaban" })],
])("%s that waited is not changed any more in the chat of an account that was locked", async (_, edit) => {
  const late = await answer([LOCKED], edit);
  expect(late.failure).toBeInstanceOf(NotTheirsAnyMore);
  expect(late.calls).toEqual([]);
  const theirs = await answer([THEIRS], edit);
  expect([theirs.failure, theirs.calls.length]).toEqual([undefined, 1]);
  const atOnce = await answer([LOCKED], edit, 60_000);
  expect([atOnce.failure, atOnce.calls.length]).toEqual([undefined, 1]);
});
