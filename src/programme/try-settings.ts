import { type ParsedSettings, parseSettings } from "./settings.ts";

/** The programme's settings with a few of them changed. Lists are replaced as a whole; all problems are named. */
export function trySettings(current: object, change: unknown): ParsedSettings {
  return parseSettings(merged(current, change));
}

function merged(current: unknown, change: unknown): unknown {
  if (!isObject(current) || !isObject(change)) return change;
  const keys = new Set([...Object.keys(current), ...Object.keys(change)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in change ? merged(current[key], change[key]) : current[key]]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
