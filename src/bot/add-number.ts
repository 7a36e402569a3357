import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { addHumanNumber } from "../people/crisis-numbers.ts";
import type { StaffPerson } from "../people/identify.ts";
import { choices } from "../screens/dialogue.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";

export const ADD_NUMBER = "add-number";

/** Somebody of the programme who answers the phone: name, number, hours. It still has to be confirmed. */
export function addNumber(deps: Deps, now: () => Date) {
  return async function add(
    conversation: BotConversation,
    ctx: Context,
    coordinator: StaffPerson,
  ): Promise<void> {
    const t = translator(coordinator.locale);
    const dialogue = new Dialogue(conversation, ctx, ADD_NUMBER);
    const cancel = ["cancel", t("button-cancel")] as const;

    const label = await ask("number-name");
    const number = label === undefined ? undefined : await ask("number-number");
    const hours =
      number === undefined ? undefined : await ask("number-hours", ["24h", t("help-around-the-clock")]);
    if (label === undefined || number === undefined || hours === undefined)
      return await dialogue.show({ text: t("cancelled") });
    const added = await conversation.external(async () => {
      const { kind } = await addHumanNumber(deps, coordinator, { label, number, hours }, now());
      return kind;
    });
    await dialogue.show({ text: t(added === "changed" ? "number-added" : "number-invalid", { number }) });

    async function ask(key: string, option?: readonly [string, string]): Promise<string | undefined> {
      await dialogue.show({
        text: t(key),
        keyboard: choices(ADD_NUMBER, option ? [option, cancel] : [cancel]),
      });
      const reply = await dialogue.answer({ typed: true });
      if (reply.kind === "text") return reply.text;
      return reply.choice === "cancel" ? undefined : reply.choice;
    }
  };
}
