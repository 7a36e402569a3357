import { InlineKeyboard } from "grammy";
import type { StaffRole } from "../db/generated/enums.ts";
import type { Translate } from "../i18n.ts";
import { type EraseReason, eraseReasons } from "../people/erase.ts";
import { caseButton, eraseButton, freezeButton, paperButton, personButton } from "./callback-data.ts";
import type { Screen } from "./screen.ts";

/** First why, then once more whether. */
export function eraseSomebodyScreen(
  { id: participantId, code }: { readonly id: number; readonly code: string },
  reason: EraseReason | "ask",
  t: Translate,
): Screen {
  const keyboard = new InlineKeyboard();
  if (reason === "ask")
    for (const each of eraseReasons)
      keyboard
        .text(t(`erase-reason-${each}`), eraseButton.pack({ participantId, reason: each, sure: "ask" }))
        .row();
  else keyboard.text(t("button-erase-yes"), eraseButton.pack({ participantId, reason, sure: "yes" })).row();
  keyboard.text(t("button-back"), personButton.pack({ participantId }));
  return { text: t(reason === "ask" ? "erase-why" : "erase-somebody", { code }), keyboard };
}

/** Whether to lock, and that it is locked; back to the page that one comes from. */
export function freezeScreen(
  { id: participantId, code }: { readonly id: number; readonly code: string },
  step: "ask" | "yes",
  role: StaffRole,
  t: Translate,
): Screen {
  const keyboard = new InlineKeyboard();
  if (step === "ask")
    keyboard.text(t("button-freeze-yes"), freezeButton.pack({ participantId, sure: "yes" })).row();
  const page = role === "coordinator" ? personButton : caseButton;
  keyboard.text(t("button-back"), page.pack({ participantId }));
  return { text: t(step === "ask" ? "freeze-ask" : "freeze-done", { code }), keyboard };
}

export function paperScreen(participantId: number, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-paper-all"), paperButton.pack({ participantId, step: "all" }))
    .row()
    .text(t("button-paper-without-summary"), paperButton.pack({ participantId, step: "without-summary" }))
    .row()
    .text(t("button-back"), personButton.pack({ participantId }));
  return { text: t("paper-ask"), keyboard };
}
