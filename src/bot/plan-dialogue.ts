import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { type PlanPartName, planParts } from "../domain/safety-plan.ts";
import { type Translate, translator } from "../i18n.ts";
import { removeTypedLater } from "../outbox/remove-typed.ts";
import { readPlanTexts } from "../plan/read-plan.ts";
import { writePart } from "../plan/write-part.ts";
import type { Options } from "../screens/dialogue.ts";
import { planLeftScreen } from "../screens/plan.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";
import { callsOf } from "./elsewhere.ts";

export const PLAN = "plan";

export interface PlanWriting {
  readonly id: number;
  readonly locale: Locale;
  /** What is asked for, one after the other. */
  readonly parts: readonly PlanPartName[];
  /** What the first thing that is typed does to the part; the next ones are put below it. */
  readonly mode: "instead" | "below";
}

/**
 * Somebody writes parts of their plan. Each text is a row at once, so it can be left at any moment; on to the next part goes
 * only a tap, because many people write in several short messages. What was typed is taken out of the chat.
 */
export function planDialogue(deps: Deps, now: () => Date) {
  return async function plan(
    conversation: BotConversation,
    ctx: Context,
    { id: participantId, locale, parts, mode }: PlanWriting,
  ): Promise<void> {
    const t = translator(locale);
    const dialogue = new Dialogue(conversation, ctx, PLAN, {
      help: t,
      elsewhere: callsOf(deps, participantId, t),
    });

    for (const [index, part] of parts.entries()) {
      let saved = false;
      let problem: string | undefined;
      for (;;) {
        const onwards = index < parts.length - 1;
        const { text, options } = partQuestion({ part, saved, problem, onwards }, t);
        await dialogue.ask(text, options, 2);
        const question = dialogue.messageId;
        const reply = await dialogue.answer({ typed: true });
        if (reply.kind === "choice") {
          await dialogue.takeOut();
          if (reply.choice === "next" && onwards) break;
          const isWritten = async () => (await readPlanTexts(deps, participantId)).size > 0;
          return await dialogue.show(planLeftScreen(await conversation.external(isWritten), t));
        }
        const how = saved ? "below" : mode;
        // The question, too: its buttons answer nothing any more.
        dialogue.holds(reply.messageId, ...(question === undefined ? [] : [question]));
        const written = await conversation.external(async () => {
          const at = now();
          const outcome = await writePart(deps, { participantId, part, typed: reply.text, mode: how }, at);
          if (outcome.kind === "too-long")
            await removeTypedLater(deps, { participantId }, reply.messageId, at);
          return outcome;
        });
        switch (written.kind) {
          case "written":
            saved = true;
            problem = undefined;
            await dialogue.takeOut();
            break;
          case "too-long":
            // Stays until it was said in fewer words: it may be needed to copy from.
            problem = t("plan-too-long", { over: written.over });
            break;
          case "empty":
            problem = t("plan-not-readable");
            break;
          case "not-taking-part":
            await dialogue.takeOut();
            return await dialogue.show({ text: t("not-taking-part") });
        }
      }
    }
  };
}

/** Nothing of what was written: the phone may be put away at any of these. */
function partQuestion(
  {
    part,
    saved,
    problem,
    onwards,
  }: {
    readonly part: PlanPartName;
    readonly saved: boolean;
    readonly problem: string | undefined;
    readonly onwards: boolean;
  },
  t: Translate,
) {
  const position = planParts.indexOf(part) + 1;
  const head = t("plan-position", { position, of: planParts.length });
  const text = saved
    ? [head, t(`plan-head-${part}`), t("plan-part-saved")]
    : [head, t(`plan-ask-${part}`), t("plan-ask-note")];
  const options: Options = onwards
    ? [
        ["next", t(saved ? "button-next" : "button-skip")],
        ["later", t("button-rest")],
      ]
    : [["later", t(saved ? "button-done" : "button-rest")]];
  return {
    text: [...text, ...(problem === undefined ? [] : [problem])].join("\n\n"),
    options,
  };
}
