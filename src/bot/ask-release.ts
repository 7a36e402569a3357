import { addDays, type LocalDay } from "../domain/calendar.ts";
import type { Locale } from "../domain/instrument.ts";
import { parseDay } from "../domain/parse-day.ts";
import { isPlausibleRelease, releaseBounds } from "../domain/release.ts";
import { formatDayAndYear } from "../format.ts";
import type { Translate } from "../i18n.ts";
import type { Dialogue } from "./dialogue.ts";

interface Asker {
  /** Whose release it is. */
  readonly code: string;
  readonly t: Translate;
  readonly locale: Locale;
  readonly today: LocalDay;
}

/** Asks staff for a day of release until one is plausible; undefined when they would rather not. */
export async function askReleaseDate(dialogue: Dialogue, asker: Asker): Promise<LocalDay | undefined> {
  const { code, t, today } = asker;
  const tomorrow = addDays(today, 1);
  const options = [
    [today, t("invite-today")],
    [tomorrow, t("invite-tomorrow")],
    ["cancel", t("button-cancel")],
  ] as const;
  let text = t("invite-release", { code });
  for (;;) {
    await dialogue.ask(text, options);
    const reply = await dialogue.answer({ typed: true });
    if (reply.kind === "choice") return reply.choice === "cancel" ? undefined : reply.choice;
    const day = parseDay(reply.text);
    if (day !== undefined && isPlausibleRelease(day, today)) return day;
    text =
      day === undefined
        ? t("invite-release-not-understood", { code, example: tomorrow })
        : releaseOutOfRange(day, asker);
  }
}

export function releaseOutOfRange(day: LocalDay, { code, t, locale, today }: Asker): string {
  const { earliest, latest } = releaseBounds(today);
  const dateOf = (each: LocalDay) => formatDayAndYear(each, today, locale);
  return t("invite-release-out-of-range", {
    code,
    date: dateOf(day),
    earliest: dateOf(earliest),
    latest: dateOf(latest),
  });
}
