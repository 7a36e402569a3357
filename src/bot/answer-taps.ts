import { Composer } from "grammy";
import { type Recorded, recordAnswer } from "../check-ins/record-answer.ts";
import type { Deps } from "../deps.ts";
import { answerButton } from "../screens/callback-data.ts";
import type { BotContext } from "./context.ts";
import { type FirstAid, firstAid } from "./first-aid.ts";
import type { HelpMemory } from "./help-memory.ts";
import { recognise } from "./identification.ts";
import { present, sayWhoWasTold } from "./present-check-in.ts";
import { tellOfCall } from "./tell-of-call.ts";

/**
 * Nearly every update is an answer tap, so it goes the shortest way: the check-in's own row tells who
 * the person is, and nobody is looked up before. What is not theirs to tap goes the long way.
 */
export function answerTaps(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.chatType("private").callbackQuery(answerButton.pattern, async (ctx, next) => {
    const tap = answerButton.unpack(ctx.callbackQuery.data);
    if (!tap) return await next();
    const answer = tap.answer === "s" ? "skipped" : Number(tap.answer);
    const { checkInId, question: questionId } = tap;
    // Whoever fears for themselves sees help in the same second, whatever becomes of the answer.
    const aid = questionId === "SAFETY" && answer === 2 ? await firstAid(deps, memory, ctx) : undefined;
    const recorded = await recordAnswer(
      deps,
      { checkInId, telegramId: ctx.from.id, questionId, answer },
      ctx.now,
    );
    if (recorded.kind === "unknown") {
      if (aid) await tellOfFear(ctx, aid);
      return await next();
    }
    await recognise(deps, ctx, recorded.participant);
    const turnedRed = isFirstRed(ctx, checkInId, recorded);
    const help =
      aid ?? (turnedRed ? await firstAid(deps, memory, ctx, { opening: "help-first-offered" }) : undefined);
    present(deps, ctx, recorded);
    if (aid && recorded.kind === "closed") await tellOfFear(ctx, aid);
    if (help && recorded.kind === "next" && recorded.told) sayWhoWasTold(ctx, help.shown, recorded.told);
  });

  /** A red day is answered with help at once, and once: the same check-in does not bring it with every correction. */
  function isFirstRed(ctx: BotContext, checkInId: number, recorded: Recorded): boolean {
    if (!("isRed" in recorded) || !recorded.isRed) return false;
    return memory.isFirst(`check-in:${ctx.from?.id ?? 0}:${checkInId}`);
  }

  /** On a day that has ended, or a check-in that is gone, the answer does not count; that somebody is afraid does. */
  async function tellOfFear(ctx: BotContext, aid: FirstAid): Promise<void> {
    const person = await aid.person;
    const occasion = `fear:${ctx.update.update_id}` as const;
    // Ahead of what is under way and in its turn.
    if (person.kind !== "participant" || memory.wasHelped(occasion)) return;
    await recognise(deps, ctx, person);
    await tellOfCall(deps, ctx, aid.shown, "safety-danger");
    // Only now: what failed has to be told when the tap comes again.
    memory.helped(occasion);
  }

  return composer;
}
