import { InlineKeyboard } from "grammy";
import { dayOfDbDate, localDayAt } from "../../domain/calendar.ts";
import { formatDayAndYear } from "../../format.ts";
import type { Translate } from "../../i18n.ts";
import { pageButton } from "../../screens/callback-data.ts";
import { factsOfNow } from "./facts-of-now.ts";
import { isNight } from "./is-night.ts";
import { isStillSo } from "./is-still-so.ts";
import type { Renderer } from "./rendered.ts";

/** What can be done about it at once. */
const BUTTONS: ReadonlyMap<string, (t: Translate) => InlineKeyboard> = new Map([
  [
    "numbers-old",
    (t) => new InlineKeyboard().text(t("button-open-numbers"), pageButton.pack({ page: "numbers" })),
  ],
]);

/** Who would be told tonight, where that changes: not for the morning. Whoever was told until now can sleep on. */
const URGENT_AT_NIGHT: ReadonlySet<string> = new Set([
  "away-uncovered",
  "covering",
  "staff-unreachable",
  "uncovered",
]);

/**
 * One neutral line for staff: `notice-<params.notice>`, with the code and the day it is about. Stale when it is not so any more. In
 * quiet hours it comes without a sound. It is not kept until they end: in the morning somebody else may look after the person.
 */
export const renderNotice: Renderer = async ({ db }, row, { t, locale, zone }, now) => {
  if (!(await isStillSo(db, row, zone, now))) return { kind: "stale" };
  const { notice, until, replyTo, byReader, ...rest } = row.params;
  const facts = await factsOfNow(db, row, now);
  const today = localDayAt(now, zone);
  const day =
    until === undefined ? "" : formatDayAndYear(dayOfDbDate(new Date(String(until))), today, locale);
  const keyboard = BUTTONS.get(String(notice))?.(t);
  const canWait = byReader !== undefined || !URGENT_AT_NIGHT.has(String(notice));
  return {
    kind: "text",
    text: t(`notice-${notice}`, { ...rest, ...facts, day }),
    protect: true,
    silent: canWait && (await isNight(db, row, zone, now)),
    ...(keyboard && { keyboard }),
    ...(replyTo !== undefined && { replyTo: Number(replyTo) }),
  };
};
