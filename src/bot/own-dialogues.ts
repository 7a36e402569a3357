import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { parseDay } from "../domain/parse-day.ts";
import { formatDayAndYear } from "../format.ts";
import { translator } from "../i18n.ts";
import { correctRelease, LONGEST_NICKNAME, setNickname } from "../own-data/profile.ts";
import { SHORTEST_WORD, setLockWord } from "../people/lock-word.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";
import { callsOf } from "./elsewhere.ts";

export const NICKNAME = "nickname";
export const RELEASE_DATE = "release-date";
export const LOCK_WORD = "lock-word";

interface Self {
  readonly id: number;
  readonly locale: Locale;
}

/** What the bot shall call the person. */
export function nicknameDialogue(deps: Deps, now: () => Date) {
  return async function nickname(conversation: BotConversation, ctx: Context, { id, locale }: Self) {
    const t = translator(locale);
    const dialogue = new Dialogue(conversation, ctx, NICKNAME, { help: t, elsewhere: callsOf(deps, id, t) });
    const options = [["none", t("nickname-none")] as const, ["cancel", t("button-cancel")] as const];
    let text = t("nickname-ask");
    for (;;) {
      await dialogue.ask(text, options);
      const reply = await dialogue.answer({ typed: true });
      if (reply.kind === "choice" && reply.choice !== "none") return await dialogue.end(t("cancelled"), t);
      const typed = reply.kind === "text" ? reply.text : "";
      const set = await conversation.external(async () => await setNickname(deps, id, typed, now()));
      if (set === "set") return await dialogue.end(t("own-changed"), t);
      text = t("nickname-too-long", { most: LONGEST_NICKNAME });
    }
  };
}

export function releaseDateDialogue(deps: Deps, now: () => Date) {
  return async function releaseDate(conversation: BotConversation, ctx: Context, { id, locale }: Self) {
    const t = translator(locale);
    const dialogue = new Dialogue(conversation, ctx, RELEASE_DATE, {
      help: t,
      elsewhere: callsOf(deps, id, t),
    });
    let text = t("release-ask");
    for (;;) {
      await dialogue.ask(text, [["cancel", t("button-cancel")]]);
      const reply = await dialogue.answer({ typed: true });
      if (reply.kind === "choice") return await dialogue.end(t("cancelled"), t);
      const day = parseDay(reply.text);
      const corrected =
        day !== undefined &&
        (await conversation.external(async () => await correctRelease(deps, id, day, now())));
      if (day !== undefined && corrected && corrected.kind === "done")
        return await dialogue.end(
          t("release-corrected", { date: formatDayAndYear(day, corrected.today, locale) }),
          t,
        );
      text = t("release-not-understood");
    }
  };
}

/** The word is taken out of the chat as soon as it is stored as a hash. */
export function lockWordDialogue(deps: Deps, now: () => Date) {
  return async function lockWord(
    conversation: BotConversation,
    ctx: Context,
    { id, locale, programmeId }: Self & { readonly programmeId: number },
  ) {
    const t = translator(locale);
    const dialogue = new Dialogue(conversation, ctx, LOCK_WORD, { help: t, elsewhere: callsOf(deps, id, t) });
    let text = t("lock-word-ask", { fewest: SHORTEST_WORD });
    for (;;) {
      await dialogue.ask(text, [["cancel", t("button-cancel")]]);
      const reply = await dialogue.answer({ typed: true });
      if (reply.kind === "choice") return await dialogue.end(t("cancelled"), t);
      const set = await conversation.external(
        async () => await setLockWord(deps, { id, programmeId }, reply.text, now()),
      );
      dialogue.holds(reply.messageId);
      await dialogue.takeOut();
      if (set === "set") return await dialogue.end(t("lock-word-set"), t);
      text = t("lock-word-too-short", { fewest: SHORTEST_WORD });
    }
  };
}
