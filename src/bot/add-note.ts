import { type Context, InlineKeyboard } from "grammy";
import { addNote, LONGEST_NOTE } from "../caseload/notes.ts";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { removeTypedLater } from "../outbox/remove-typed.ts";
import type { StaffPerson } from "../people/identify.ts";
import { caseButton } from "../screens/callback-data.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";
import { othersThan } from "./elsewhere.ts";

export const ADD_NOTE = "add-note";

/**
 * What to remember of one person; who may write it is asked again when it is saved. It is kept sealed, and stays in the
 * chat no longer than it takes.
 */
export function addNoteDialogue(deps: Deps, now: () => Date) {
  return async function note(
    conversation: BotConversation,
    ctx: Context,
    staff: StaffPerson,
    { id: participantId, code, from }: { readonly id: number; readonly code: string; readonly from: number },
  ): Promise<void> {
    const t = translator(staff.locale);
    const elsewhere = othersThan(deps, staff, { participantId, code }, t);
    const dialogue = new Dialogue(conversation, ctx, ADD_NOTE, { elsewhere });
    const end = async (ending: string) =>
      await dialogue.show({
        text: ending,
        keyboard: new InlineKeyboard().text(t("button-back"), caseButton.pack({ participantId, from })),
      });
    let text = t("note-ask", { code });
    for (;;) {
      await dialogue.ask(text, [["cancel", t("button-cancel")]]);
      const reply = await dialogue.answer({ typed: true });
      if (reply.kind === "choice") {
        await dialogue.takeOut();
        return await end(t("cancelled"));
      }
      dialogue.holds(reply.messageId);
      const added = await conversation.external(async () => {
        const at = now();
        const note = { participantId, text: reply.text, sourceMessageId: reply.messageId };
        const outcome = await addNote(deps, staff, note, at);
        if (outcome.kind === "too-long")
          await removeTypedLater(deps, { staffId: staff.id }, reply.messageId, at);
        return outcome;
      });
      // One that is too long stays until it was said in fewer words: it may be needed to copy from.
      if (added.kind !== "too-long") await dialogue.takeOut();
      switch (added.kind) {
        case "added":
          return await end(t("note-added", { code }));
        case "unknown":
          return await dialogue.show({ text: t("case-unknown") });
        case "too-long":
          text = t("note-too-long", { most: LONGEST_NOTE });
      }
    }
  };
}
