import { InvalidArgumentError } from "commander";
import { isZone } from "../../domain/calendar.ts";
import { parseDay } from "../../domain/parse-day.ts";
import { LONGEST_NAME } from "../../people/longest-name.ts";

export function personName(value: string): string {
  const name = value.trim();
  if (name === "" || name.length > LONGEST_NAME)
    throw new InvalidArgumentError(`a name of 1 to ${LONGEST_NAME} letters, please`);
  return name;
}

export function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("a whole number, please");
  return Number(value);
}

export function zone(value: string): string {
  if (!isZone(value)) throw new InvalidArgumentError("an IANA time zone such as Asia/Makassar, please");
  return value;
}

export function localDay(value: string): string {
  const day = parseDay(value);
  if (day === undefined) throw new InvalidArgumentError("a day such as 2026-11-24, please");
  return day;
}
