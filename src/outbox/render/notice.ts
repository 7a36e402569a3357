import { dayOfDbDate } from "../../domain/calendar.ts";
import { formatDay } from "../../format.ts";
import type { Renderer } from "./rendered.ts";

/** One neutral line for staff: `notice-<params.notice>`, with the code and the day it is about. */
export const renderNotice: Renderer = async (_deps, row, { t, locale }) => {
  const { notice, until, ...rest } = row.params;
  const day = until === undefined ? "" : formatDay(dayOfDbDate(new Date(String(until))), locale);
  return { kind: "text", text: t(`notice-${notice}`, { ...rest, day }), protect: true };
};
