import { GrammyError } from "grammy";
import { expect, test } from "vitest";
import type { BotContext } from "../../src/bot/context.ts";
import { HelpMemory } from "../../src/bot/help-memory.ts";
import { wasAskedLate } from "../../src/bot/is-late.ts";

const REFUSED = {
  ok: false,
  error_code: 400,
  description: "Bad Request: query is too old and response timeout expired",
} as const;

test("a tap that was answered in time is not late when its update comes again, until five minutes are over", async () => {
  const memory = new HelpMemory();
  const answered = new Set<number>();
  const begins = Date.parse("2026-11-23T09:00:00+08:00");
  /** One run of an update: Telegram takes the first answer to its tap only, and none to what it has forgotten. */
  const run = async (updateId: number, seconds: number, isForgotten = false) => {
    const ctx = {
      ...{ update: { update_id: updateId }, callbackQuery: {}, now: new Date(begins + seconds * 1000) },
      aside: (work: () => Promise<unknown>) => void work(),
      answerCallbackQuery: async () => {
        if (isForgotten || answered.has(updateId))
          throw new GrammyError("", REFUSED, "answerCallbackQuery", {});
        answered.add(updateId);
      },
    };
    return await wasAskedLate(ctx as unknown as BotContext, memory);
  };
  expect(await run(1, 0)).toBe(false);
  expect(await run(1, 20)).toBe(false);
  expect(await run(1, 300)).toBe(false);
  expect(await run(1, 301)).toBe(true);
  expect(await run(2, 0, true)).toBe(true);
  expect(await run(2, 1, true)).toBe(true);
});
