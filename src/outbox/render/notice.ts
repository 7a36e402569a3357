import { InlineKeyboard } from "grammy";
import { dayOfDbDate } from "../../domain/calendar.ts";
import { formatDay } from "../../format.ts";
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
export const renderNotice: Renderer = async (_deps, row, { t, locale }) => {
  const { notice, until, ...rest } = row.params;
  const day = until === undefined ? "" : formatDay(dayOfDbDate(new Date(String(until))), locale);
  const keyboard = BUTTONS.get(String(notice))?.(t);
  return {
    kind: "text",
    text: t(`notice-${notice}`, { ...rest, day }),
    protect: true,
    ...(keyboard && { keyboard }),
  };
};
