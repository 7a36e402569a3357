import { Temporal } from "temporal-polyfill";
import type { LocalDay } from "./calendar.ts";

const ISO = /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/;
const LOCAL = /^(?<day>\d{1,2})[-./ ](?<month>\d{1,2})[-./ ](?<year>\d{4})$/;

/** A date as people type it: 2026-12-01, 1-12-2026, 1/12/2026, 1.12.2026. Undefined when there is no such day. */
export function parseDay(text: string): LocalDay | undefined {
  const { year, month, day } = (ISO.exec(text.trim()) ?? LOCAL.exec(text.trim()))?.groups ?? {};
  if (year === undefined || month === undefined || day === undefined) return undefined;
  try {
    const fields = { year: Number(year), month: Number(month), day: Number(day) };
    return Temporal.PlainDate.from(fields, { overflow: "reject" }).toString();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
