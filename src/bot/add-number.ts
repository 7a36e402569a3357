import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import { phoneProblem } from "../domain/phone-number.ts";
import { translator } from "../i18n.ts";
import type { CoordinatorPerson } from "../people/identify.ts";
import { addHumanNumber } from "../programme/crisis-numbers.ts";
import { MOST_NUMBERS } from "../programme/settings.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";

export const ADD_NUMBER = "add-number";

/** What fits beside a number on a small phone. */
const LONGEST = 60;

/** Somebody of the programme who answers the phone: name, number, hours. It still has to be confirmed. */
export function addNumber(deps: Deps, now: () => Date) {
  return async function add(
    conversation: BotConversation,
    ctx: Context,
    coordinator: CoordinatorPerson,
  ): Promise<void> {
    const t = translator(coordinator.locale);
    const dialogue = new Dialogue(conversation, ctx, ADD_NUMBER);
    const cancel = ["cancel", t("button-cancel")] as const;
    const tooLong = (typed: string) =>
      typed.length > LONGEST ? t("number-too-long-text", { most: LONGEST }) : undefined;
    const noNumber = (typed: string) => {
      const why = phoneProblem(typed);
      return why && t(`number-no-${why}`);
    };

    const label = await ask("number-name", tooLong);
    const number = label === undefined ? undefined : await ask("number-number", noNumber);
    const always = ["24h", t("help-around-the-clock")] as const;
    const hours = number === undefined ? undefined : await ask("number-hours", tooLong, always);
    if (label === undefined || number === undefined || hours === undefined)
      return await dialogue.end(t("cancelled"), t);
    const added = await conversation.external(async () => {
      const { kind } = await addHumanNumber(deps, coordinator, { label, number, hours }, now());
      return kind;
    });
    if (added === "too-many") return await dialogue.end(t("numbers-full", { most: MOST_NUMBERS }), t);
    await dialogue.end(t(added === "changed" ? "number-added" : "number-invalid", { number }), t);

    /** Until it can be used; undefined when the dialogue is given up. */
    async function ask(
      key: string,
      problemOf: (typed: string) => string | undefined,
      option?: readonly [string, string],
    ): Promise<string | undefined> {
      let text = t(key);
      for (;;) {
        await dialogue.ask(text, option ? [option, cancel] : [cancel]);
        const reply = await dialogue.answer({ typed: true });
        if (reply.kind === "choice") return reply.choice === "cancel" ? undefined : reply.choice;
        const typed = reply.text.replaceAll(/\s+/g, " ");
        const problem = problemOf(typed);
        if (problem === undefined) return typed;
        text = `${problem}\n\n${t(key)}`;
      }
    }
  };
}
