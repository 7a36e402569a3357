import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import { formatTimeOfDay, parseTimeOfDay } from "../domain/calendar.ts";
import type { Locale } from "../domain/instrument.ts";
import { formatInstant } from "../format.ts";
import { type Translate, translator } from "../i18n.ts";
import type { EnrolmentStart } from "../people/begin-enrolment.ts";
import { isRequired, purposes, recordConsent } from "../people/consent.ts";
import { consentIntro, consentQuestion, consentVersion } from "../people/consent-wording.ts";
import { decline } from "../people/decline.ts";
import { activate } from "../people/schedule.ts";
import { setLocale } from "../people/set-locale.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";

export const ENROLMENT = "enrol";

const HOURS = ["07:00", "12:00", "17:00", "18:30", "19:30", "20:30"];

/**
 * Language, consent purpose by purpose, the hour, a practice round. Each answer that counts is a row
 * when it is given; if the dialogue is lost, /start begins it again and nothing is counted twice.
 */
export function enrolment(deps: Deps, now: () => Date) {
  return async function enrol(
    conversation: BotConversation,
    ctx: Context,
    start: EnrolmentStart,
  ): Promise<void> {
    const dialogue = new Dialogue(conversation, ctx, ENROLMENT, { help: translator("id") });
    const locale = await askLanguage(dialogue);
    const { participantId } = start;
    await conversation.external(() => setLocale(deps, participantId, locale));
    const t = translator(locale);
    dialogue.speaks(t);

    await dialogue.ask(consentIntro(start.counselor, t), [["next", t("button-next")]]);
    await dialogue.answer();
    for (const purpose of purposes) {
      const text = consentQuestion(purpose, start.counselor, t);
      const version = await conversation.external(() => consentVersion(purpose, locale));
      await dialogue.ask(text, [
        ["yes", t("button-agree")],
        ["no", t("button-disagree")],
      ]);
      const reply = await dialogue.answer();
      const granted = reply.kind === "choice" && reply.choice === "yes";
      await conversation.external(() =>
        recordConsent(deps, { participantId, purpose, granted, version, locale }, now()),
      );
      if (!granted && isRequired(purpose)) {
        await conversation.external(() => decline(deps, participantId));
        await dialogue.show({ text: t("consent-declined") });
        return;
      }
    }

    const minute = await askHour(dialogue, t);
    const next = await conversation.external(async () => {
      const scheduled = await activate(deps, { participantId, minute }, now());
      return scheduled.kind === "scheduled" ? scheduled.nextPromptAt.toISOString() : null;
    });
    if (next === null) {
      await dialogue.show({ text: t("consent-declined") });
      return;
    }
    await practise(dialogue, t);
    const at = formatInstant(new Date(next), start.zone, locale);
    await dialogue.show({ text: t("enrol-done", { at }) });
  };
}

async function askLanguage(dialogue: Dialogue): Promise<Locale> {
  await dialogue.ask(translator("id")("enrol-language"), [
    ["id", "Bahasa Indonesia"],
    ["en", "English"],
  ]);
  const reply = await dialogue.answer();
  return reply.kind === "choice" && reply.choice === "en" ? "en" : "id";
}

async function askHour(dialogue: Dialogue, t: Translate): Promise<number> {
  const options = HOURS.map((hour) => [hour.replace(":", "-"), hour] as const);
  let text = t("enrol-hour");
  for (;;) {
    await dialogue.ask(text, options, 3);
    const reply = await dialogue.answer({ typed: true });
    const minute = parseTimeOfDay(reply.kind === "text" ? reply.text : reply.choice.replace("-", ":"));
    if (minute !== undefined) return minute;
    text = t("hour-not-understood", { example: formatTimeOfDay(19 * 60 + 30) });
  }
}

/** Two questions about nothing, to get to know the buttons. What is tapped goes nowhere. */
async function practise(dialogue: Dialogue, t: Translate): Promise<void> {
  for (const [index, question] of ["practice-1", "practice-2"].entries()) {
    const text = t("practice", { position: index + 1, of: 2, text: t(question) });
    const options = [0, 1, 2, 3, 4].map((value) => [String(value), t(`practice-answer-${value}`)] as const);
    await dialogue.ask(text, options);
    await dialogue.answer();
  }
}
