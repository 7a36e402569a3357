import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { type PlanPartName, planParts } from "../domain/safety-plan.ts";
import { type Translate, translator } from "../i18n.ts";
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
      let held: string | undefined;
      let problem: string | undefined;
      for (;;) {
        const onwards = index < parts.length - 1;
        const { text, options } = partQuestion({ part, held, problem, onwards }, t);
        await dialogue.ask(text, options, 2);
        const question = dialogue.messageId;
        const reply = await dialogue.answer({ typed: true });
        if (reply.kind === "choice") {
          await dialogue.takeOut();
          if (reply.choice === "next" && onwards) break;
          const isWritten = async () => (await readPlanTexts(deps, participantId)).size > 0;
          return await dialogue.show(planLeftScreen(await conversation.external(isWritten), t));
        }
        const first = held === undefined;
        // The question, too: it may show what the part says.
        dialogue.holds(reply.messageId, ...(question === undefined ? [] : [question]));
        const written = await conversation.external(
          async () =>
            await writePart(
              deps,
              { participantId, part, typed: reply.text, mode: first ? mode : "below" },
              now(),
            ),
        );
        switch (written.kind) {
          case "written":
            held = written.text;
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

function partQuestion(
  {
    part,
    held,
    problem,
    onwards,
  }: {
    readonly part: PlanPartName;
    readonly held: string | undefined;
    readonly problem: string | undefined;
    readonly onwards: boolean;
  },
  t: Translate,
) {
  const position = planParts.indexOf(part) + 1;
  const head = t("plan-position", { position, of: planParts.length });
  const text =
    held === undefined
      ? [head, t(`plan-ask-${part}`), t("plan-ask-note")]
      : [head, `${t(`plan-head-${part}`)}\n${held}`, t("plan-part-saved")];
  const options: Options = onwards
    ? [
        ["next", t(held === undefined ? "button-skip" : "button-next")],
        ["later", t("button-rest")],
      ]
    : [["later", t(held === undefined ? "button-rest" : "button-done")]];
  return {
    text: [...text, ...(problem === undefined ? [] : [problem])].join("\n\n"),
    options,
  };
}
