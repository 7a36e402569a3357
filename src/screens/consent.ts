import { InlineKeyboard } from "grammy";
import type { Locale } from "../domain/instrument.ts";
import type { Translate } from "../i18n.ts";
import { type AskedAgain, isRequired } from "../people/consent.ts";
import { consentIntro, consentQuestion, shownVersion } from "../people/consent-wording.ts";
import { beginButton, consentButton, withdrawButton } from "./callback-data.ts";
import { withHelp } from "./help-row.ts";
import type { Screen } from "./screen.ts";

/** A consent that is asked for before the check-in goes on, with why and with everything that belongs to it. */
export function consentScreen(
  { purpose, why, counselor }: AskedAgain,
  checkInId: number,
  locale: Locale,
  t: Translate,
): Screen {
  const version = shownVersion(purpose, locale);
  const button = (granted: "yes" | "no") => consentButton.pack({ checkInId, purpose, version, granted });
  const keyboard = new InlineKeyboard()
    .text(t("button-agree"), button("yes"))
    .row()
    .text(t("button-disagree"), button("no"))
    .row();
  const text = [
    `${t(`consent-again-${why}`)} ${t(isRequired(purpose) ? "consent-again-needed" : "consent-again-free")}`,
    consentIntro(counselor, t),
    consentQuestion(purpose, counselor, t),
  ];
  return { text: text.join("\n\n"), keyboard: withHelp(keyboard, t) };
}

/** After a no to something that the bot needs: it is the end of taking part, which nobody reaches by one tap. */
export function leavingScreen(checkInId: number, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("withdraw-yes"), withdrawButton.pack({ sure: "yes" }))
    .text(t("button-back"), beginButton.pack({ checkInId }))
    .row();
  return { text: t("consent-again-leaving"), keyboard: withHelp(keyboard, t) };
}
