import { type Context, InlineKeyboard } from "grammy";
import type { Deps } from "../deps.ts";
import { calendarDate } from "../domain/calendar.ts";
import { formatDayAndYear } from "../format.ts";
import { translator } from "../i18n.ts";
import { changeRelease } from "../people/change-release.ts";
import type { StaffPerson } from "../people/identify.ts";
import { personButton } from "../screens/callback-data.ts";
import { askReleaseDate, releaseOutOfRange } from "./ask-release.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";
import { othersThan } from "./elsewhere.ts";

export const CHANGE_RELEASE = "change-release";

/** A release that is put off, or that was written down wrongly. */
export function changeReleaseDialogue(deps: Deps, now: () => Date) {
  return async function change(
    conversation: BotConversation,
    ctx: Context,
    coordinator: StaffPerson,
    { participantId, code }: { readonly participantId: number; readonly code: string },
  ): Promise<void> {
    const { locale, zone } = coordinator;
    const t = translator(locale);
    const elsewhere = othersThan(deps, coordinator, { participantId, code }, t);
    const dialogue = new Dialogue(conversation, ctx, CHANGE_RELEASE, { elsewhere });
    const today = await conversation.external(() => calendarDate(now(), zone));
    const end = async (text: string) =>
      await dialogue.show({
        text,
        keyboard: new InlineKeyboard().text(t("button-back"), personButton.pack({ participantId })),
      });
    const day = await askReleaseDate(dialogue, { code, t, locale, today });
    if (day === undefined) return await end(t("cancelled"));
    const changed = await conversation.external(() =>
      changeRelease(deps, coordinator, { participantId, day }, now()),
    );
    switch (changed) {
      case "done":
        return await end(t("release-changed", { code, date: formatDayAndYear(day, today, locale) }));
      case "out-of-range":
        return await end(releaseOutOfRange(day, { code, t, locale, today }));
      case "unknown":
        return await end(t("button-stale"));
    }
  };
}
