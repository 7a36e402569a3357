import type { LocalDay } from "../../domain/calendar.ts";
import type { Habit } from "./habits.ts";

/** Balikpapan. */
export const DEMO_ZONE = "Asia/Makassar";
/** The first morning of the programme, and the moment at which the demo is handed over: a Thursday evening. */
export const FIRST_DAY: LocalDay = "2026-11-09";
export const FIRST_MINUTE = 8 * 60;
export const HANDED_OVER: { readonly day: LocalDay; readonly minute: number } = {
  day: "2026-11-26",
  minute: 19 * 60 + 12,
};

export interface CastMember {
  readonly code: string;
  readonly releaseDate: LocalDay;
  /** The day on which the link was opened. */
  readonly joins: LocalDay;
  /** Minutes after midnight. */
  readonly hour: number;
  readonly counselor: "Rina" | "Agus";
  readonly summary: boolean;
  readonly habit: Habit;
}

const EARLY = 7 * 60;
const EVENING = 19 * 60 + 30;

const punctual = { delay: [3, 14], misses: 0.03 } as const;
const relaxed = { delay: [20, 170], misses: 0.12 } as const;
const late = { delay: [185, 330], misses: 0.2 } as const;

/** Fourteen people as a programme has them; nobody real. BPN-015 has a link that nobody has opened yet. */
export const cast: readonly CastMember[] = [
  person("BPN-001", "2026-08-11", FIRST_DAY, EVENING, "Rina", { ...punctual, level: 0.4 }),
  person("BPN-002", "2026-09-02", FIRST_DAY, EARLY, "Agus", {
    ...relaxed,
    level: 0.7,
    strong: { "2026-11-13": { S5: 4 }, "2026-11-27": { S2: 4 } },
  }),
  // Went quiet in the week under way.
  person("BPN-003", "2026-10-05", FIRST_DAY, EVENING, "Rina", {
    ...relaxed,
    level: 0.9,
    silentFrom: "2026-11-23",
  }),
  person("BPN-004", "2026-10-12", "2026-11-11", EARLY, "Agus", { ...relaxed, level: 0.6 }),
  // Harder from day to day since the middle of the month.
  person("BPN-005", "2026-10-20", FIRST_DAY, EVENING, "Rina", {
    ...punctual,
    level: 0.5,
    rising: { from: "2026-11-15", perDay: 0.16 },
  }),
  person("BPN-006", "2026-10-28", "2026-11-11", EVENING, "Agus", {
    ...punctual,
    level: 0.8,
    strong: { "2026-11-12": { S1: 3, S8: 4, S3: 3, C1: 0 } },
  }),
  person("BPN-007", "2026-10-30", "2026-11-11", EARLY, "Rina", {
    ...relaxed,
    level: 0.9,
    blocks: "2026-11-21",
  }),
  person("BPN-008", "2026-11-04", "2026-11-11", EVENING, "Agus", {
    ...relaxed,
    level: 1,
    strong: { "2026-11-17": { S7: 4 }, "2026-11-25": { S7: 4 }, "2026-11-28": { S7: 4 } },
  }),
  person("BPN-009", "2026-11-06", "2026-11-11", EVENING, "Rina", {
    ...late,
    level: 0.8,
    strong: { "2026-11-18": { C2: 2, S3: 3, S2: 3 } },
  }),
  person("BPN-010", "2026-11-09", "2026-11-11", EARLY, "Agus", { ...punctual, level: 0.6 }, false),
  person("BPN-011", "2026-11-12", "2026-11-13", EVENING, "Rina", {
    ...relaxed,
    level: 0.7,
    pauses: { on: "2026-11-25", days: 3 },
  }),
  person("BPN-012", "2026-11-15", "2026-11-16", EARLY, "Agus", {
    ...punctual,
    level: 0.9,
    strong: { "2026-11-20": { S9: 4 }, "2026-11-24": { S9: 4 } },
  }),
  // Took back consent after a few days.
  person("BPN-013", "2026-11-09", "2026-11-11", EVENING, "Agus", {
    ...relaxed,
    level: 0.5,
    withdraws: "2026-11-16",
  }),
  person("BPN-014", "2026-11-19", "2026-11-20", EVENING, "Rina", {
    ...punctual,
    misses: 0,
    level: 0.6,
    strong: { "2026-11-22": { S1: 3, S5: 2, S7: 3, S8: 2 } },
  }),
];

function person(
  code: string,
  releaseDate: LocalDay,
  joins: LocalDay,
  hour: number,
  counselor: "Rina" | "Agus",
  habit: Habit,
  summary = true,
): CastMember {
  return { code, releaseDate, joins, hour, counselor, summary, habit };
}
