import { UNREADABLE } from "../db/seal.ts";
import { rhythmOn } from "../domain/cadence.ts";
import { addDays, formatTimeOfDay, type LocalDay, localDayAt } from "../domain/calendar.ts";
import type { Locale } from "../domain/instrument.ts";
import { formatWholeDay, formatWholeInstant, formatZone } from "../format.ts";
import type { Translate } from "../i18n.ts";
import type { OwnExport } from "./collect-export.ts";

/** Who they are to the bot, how they stand, and what holds for them now: what, and what of it. */
export function profileRows(
  { person, madeAt }: Pick<OwnExport, "person" | "madeAt">,
  { t, locale, zone }: { readonly t: Translate; readonly locale: Locale; readonly zone: string },
): readonly (readonly string[])[] {
  const at = (instant: Date) => formatWholeInstant(instant, zone, locale);
  const day = (local: LocalDay) => formatWholeDay(local, locale);
  const today = localDayAt(madeAt, person.zone);
  /** Nothing clears these days when they are over. */
  const ahead = (until: LocalDay | null) => (until !== null && until > today ? until : null);
  // A choice holds from the day after it.
  const rhythm = rhythmOn(
    {
      releaseDate: person.releaseDate,
      reenteredOn: person.phasesBeganAgainOn,
      threeAWeekSince: person.threeAWeekSince ?? undefined,
    },
    addDays(today, 1),
  );
  /** A row only where there is something to say. */
  const where = <Value>(key: string, value: Value | null, words: (value: Value) => string) =>
    value === null ? [] : [[t(key), words(value)]];
  const { expectedTotal } = person;
  const expectedUntil = ahead(person.expectedUntil);
  const expected = expectedTotal !== null && expectedUntil ? { expectedTotal, expectedUntil } : null;
  return [
    [t("own-page-code"), person.code],
    [t("own-page-programme"), person.programme],
    [t("own-page-status"), t(`own-status-${person.status}`)],
    [t("own-page-nickname"), nicknameOf()],
    [t("own-page-language"), t(`own-language-${person.language}`)],
    [t("own-page-zone"), formatZone(person.zone, madeAt, locale)],
    [t("own-page-hour"), formatTimeOfDay(person.checkInMinute)],
    ...where("own-page-next", person.nextPromptAt, at),
    ...where("own-page-paused", ahead(person.pausedUntil), day),
    ...where("own-page-three-a-week", rhythm === "three-a-week" ? person.threeAWeekSince : null, day),
    [t("own-page-release"), day(person.releaseDate)],
    ...person.phasesBeganAgainOn.map((again) => [t("own-page-phases"), day(again)]),
    [t("own-page-counselor"), [person.counselor, person.backup].filter(Boolean).join(", ") || "–"],
    ...where("own-page-quiet", ahead(person.quietUntil), day),
    ...where("own-page-expected", expected, (level) =>
      t("own-page-expected-total", { total: level.expectedTotal, until: day(level.expectedUntil) }),
    ),
    [t("own-page-since"), at(person.enrolledAt)],
    [t("own-page-telegram"), person.telegramId ?? "–"],
    ...where("own-page-linked", person.linkedAt, at),
    ...where("own-page-unreachable", person.unreachableSince, at),
    ...where("own-page-lock-word", person.lockWordSetAt, at),
  ];

  function nicknameOf(): string {
    if (person.nickname === null) return "–";
    return person.nickname === UNREADABLE ? t("own-page-unreadable") : person.nickname;
  }
}
