import { InlineKeyboard } from "grammy";
import type { ParticipantStatus } from "../db/generated/enums.ts";
import { formatTimeOfDay } from "../domain/calendar.ts";
import type { Locale } from "../domain/instrument.ts";
import { formatZone } from "../format.ts";
import type { Translate } from "../i18n.ts";
import type { OwnZone } from "../people/change-zone.ts";
import { LONGEST_PAUSE_DAYS, type OwnRhythm } from "../people/schedule.ts";
import { hourButton, pauseButton, rhythmButton, withdrawButton, zoneButton } from "./callback-data.ts";
import { withHelp } from "./help-row.ts";
import { menuRow } from "./menu-row.ts";
import type { Screen } from "./screen.ts";

const HOURS = [7, 12, 17, 18.5, 19.5, 20.5].map((hour) => hour * 60);
const PAUSES = [1, 3, LONGEST_PAUSE_DAYS];

interface Asking {
  /** What was typed is no time of day. */
  readonly notUnderstood: boolean;
  readonly now: Date;
  readonly locale: Locale;
  readonly t: Translate;
}

/** The hour; how often and by which clock, where there is a choice. */
export function hourScreen(
  { minute, rhythm, mayBeThreeAWeek, zone, others }: OwnRhythm & OwnZone,
  { notUnderstood, now, locale, t }: Asking,
): Screen {
  const keyboard = new InlineKeyboard();
  for (const [index, option] of HOURS.entries()) {
    keyboard.text(formatTimeOfDay(option), hourButton.pack({ minute: option }));
    if (index % 3 === 2) keyboard.row();
  }
  const hour = formatTimeOfDay(minute);
  const lines = [notUnderstood ? t("hour-not-understood", { example: hour }) : t("hour-ask", { hour })];
  if (mayBeThreeAWeek) {
    const other = rhythm === "daily" ? "three-a-week" : "daily";
    lines.push(t(`rhythm-now-${rhythm}`));
    keyboard.text(t(`button-rhythm-${other}`), rhythmButton.pack({ rhythm: other })).row();
  }
  if (others.length > 0) lines.push(t("zone-now", { zone: formatZone(zone, now, locale) }));
  for (const other of others)
    keyboard.text(formatZone(other, now, locale), zoneButton.pack({ zone: other })).row();
  return { text: lines.join("\n\n"), keyboard: withHelp(menuRow(t, keyboard), t) };
}

/** Whoever has not begun stops without anybody being told. */
export function withdrawScreen(status: ParticipantStatus, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("withdraw-yes"), withdrawButton.pack({ sure: "yes" }))
    .text(t("withdraw-no"), withdrawButton.pack({ sure: "no" }))
    .row();
  const text = t(status === "active" ? "withdraw-ask-told" : "withdraw-ask");
  return { text, keyboard: withHelp(menuRow(t, keyboard), t) };
}

export function pauseScreen(t: Translate): Screen {
  const keyboard = new InlineKeyboard();
  for (const days of PAUSES) keyboard.text(t("pause-days", { days }), pauseButton.pack({ days }));
  keyboard
    .row()
    .text(t("pause-end"), pauseButton.pack({ days: 0 }))
    .row();
  return { text: t("pause-ask"), keyboard: withHelp(menuRow(t, keyboard), t) };
}
