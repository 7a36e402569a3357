import { InlineKeyboard } from "grammy";
import { dayOfDbDate, localDayAt } from "../../domain/calendar.ts";
import { formatDayAndYear } from "../../format.ts";
import type { Translate } from "../../i18n.ts";
import { pageButton } from "../../screens/callback-data.ts";
import type { Renderer } from "./rendered.ts";

/** What can be done about it at once. */
const BUTTONS: ReadonlyMap<string, (t: Translate) => InlineKeyboard> = new Map([
  [
    "numbers-old",
    (t) => new InlineKeyboard().text(t("button-open-numbers"), pageButton.pack({ page: "numbers" })),
  ],
]);

/** One neutral line for staff: `notice-<params.notice>`, with the code and the day it is about. */
export const renderNotice: Renderer = async (_deps, row, { t, locale, zone }, now) => {
  const { notice, until, replyTo, ...rest } = row.params;
  const today = localDayAt(now, zone);
  const day =
    until === undefined ? "" : formatDayAndYear(dayOfDbDate(new Date(String(until))), today, locale);
  const keyboard = BUTTONS.get(String(notice))?.(t);
  return {
    kind: "text",
    text: t(`notice-${notice}`, { ...rest, day }),
    protect: true,
    ...(keyboard && { keyboard }),
    ...(replyTo !== undefined && { replyTo: Number(replyTo) }),
  };
};
