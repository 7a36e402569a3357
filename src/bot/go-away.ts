import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import { addDays } from "../domain/calendar.ts";
import { parseDay } from "../domain/parse-day.ts";
import { goAway } from "../duty/go-away.ts";
import { byName, readRoster } from "../duty/read-duty.ts";
import { formatDay } from "../format.ts";
import { translator } from "../i18n.ts";
import type { StaffPerson } from "../people/identify.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";

export const GO_AWAY = "go-away";

const DAYS_AHEAD = [1, 2, 3, 7, 14];

/** Who stands in, and the day back; a refused answer is asked again. */
export function goAwayDialogue(deps: Deps, now: () => Date) {
  return async function away(conversation: BotConversation, ctx: Context, me: StaffPerson): Promise<void> {
    const t = translator(me.locale);
    const dialogue = new Dialogue(conversation, ctx, GO_AWAY);
    const cancel = ["cancel", t("button-cancel")] as const;
    const { colleagues, today } = await conversation.external(async () => {
      const roster = await readRoster(deps.db, me.programmeId, now());
      const others = roster.all.filter(({ id, reachable }) => id !== me.id && reachable);
      const colleagues = others.toSorted(byName).map(({ id, name }) => ({ id, name }));
      return { colleagues, today: roster.today };
    });

    let coverText = t("away-cover");
    for (;;) {
      const coverId = await askCover(coverText);
      if (coverId === undefined) return await dialogue.end(t("cancelled"), t);
      let untilText = t("away-until");
      for (;;) {
        const until = await askUntil(untilText);
        if (until === undefined) return await dialogue.end(t("cancelled"), t);
        const went = await conversation.external(
          async () => await goAway(deps, me, { until, coverId }, now()),
        );
        const day = formatDay(until, me.locale);
        if (went.kind === "away") {
          const text =
            went.cover === undefined
              ? t("away-done-uncovered", { day })
              : t("away-done", { day, name: went.cover });
          return await dialogue.end(text, t);
        }
        if (went.kind === "too-early") untilText = t("away-too-early");
        else if (went.kind === "too-late")
          untilText = t("away-too-late", { latest: formatDay(went.latest, me.locale) });
        else {
          coverText = t(`away-${went.kind}`);
          break;
        }
      }
    }

    async function askCover(text: string): Promise<number | null | undefined> {
      const options = colleagues.map(({ id, name }) => [String(id), name] as const);
      const choice = await dialogue.choose(text, options, [["none", t("away-nobody")], cancel]);
      if (choice === undefined || choice === "cancel") return undefined;
      return choice === "none" ? null : Number(choice);
    }

    async function askUntil(first: string): Promise<string | undefined> {
      let text = first;
      const days = DAYS_AHEAD.map((ahead) => addDays(today, ahead));
      const options = days.map((day) => [day, formatDay(day, me.locale)] as const);
      for (;;) {
        await dialogue.ask(text, [...options, cancel], 2);
        const reply = await dialogue.answer({ typed: true });
        if (reply.kind === "choice" && reply.choice === "cancel") return undefined;
        const day = parseDay(reply.kind === "choice" ? reply.choice : reply.text);
        if (day !== undefined) return day;
        text = t("away-until-not-understood", { example: addDays(today, 7) });
      }
    }
  };
}
