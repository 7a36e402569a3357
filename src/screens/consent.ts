import { InlineKeyboard } from "grammy";
import type { Locale } from "../domain/instrument.ts";
import type { Translate } from "../i18n.ts";
import type { AskedAgain } from "../people/consent.ts";
import { consentIntro, consentQuestion, consentVersion } from "../people/consent-wording.ts";
import { consentButton } from "./callback-data.ts";
import { withHelp } from "./check-in.ts";
import type { Screen } from "./screen.ts";

const VERSION_DIGITS = 8;

/** A consent that is asked for before the check-in goes on, with why and with everything that belongs to it. */
export function consentScreen(
  { purpose, why, counselor }: AskedAgain,
  checkInId: number,
  locale: Locale,
  t: Translate,
): Screen {
  const version = consentVersion(purpose, locale).slice(0, VERSION_DIGITS);
  const button = (granted: "yes" | "no") => consentButton.pack({ checkInId, purpose, version, granted });
  const keyboard = new InlineKeyboard()
    .text(t("button-agree"), button("yes"))
    .row()
    .text(t("button-disagree"), button("no"))
    .row();
  const text = [
    t(`consent-again-${why}`),
    consentIntro(counselor, t),
    consentQuestion(purpose, counselor, t),
  ];
  return { text: text.join("\n\n"), keyboard: withHelp(keyboard, t) };
}
