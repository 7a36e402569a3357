import type { LocalDay } from "../../domain/calendar.ts";
import type { Answer, Question } from "../../domain/instrument.ts";
import { between, type Chance, weighted } from "./chance.ts";

/** How somebody of a simulated programme lives with the daily check-in. */
export interface Habit {
  readonly kind: "punctual" | "late" | "silent" | "erratic" | "night";
  /** Minutes from the prompt to the answer, least and most. */
  readonly delay: readonly [number, number];
  /** Share of days without an answer. */
  readonly misses: number;
  /** What a sign usually is, 0–4. */
  readonly level: number;
  /** Share of days that are hard enough for an alert. */
  readonly hard: number;
}

const KINDS: readonly (readonly [Pick<Habit, "kind" | "delay" | "misses">, number])[] = [
  [{ kind: "punctual", delay: [1, 20], misses: 0.04 }, 45],
  [{ kind: "late", delay: [60, 260], misses: 0.15 }, 25],
  [{ kind: "erratic", delay: [2, 420], misses: 0.35 }, 15],
  [{ kind: "silent", delay: [5, 200], misses: 0.7 }, 8],
  [{ kind: "night", delay: [300, 380], misses: 0.1 }, 7],
];

export function habitOf(chance: Chance, code: string): Habit {
  const kind = weighted(chance(code, "kind"), KINDS);
  return { ...kind, level: chance(code, "level") * 1.2, hard: 0.005 + chance(code, "hard") * 0.025 };
}

export function isHard(chance: Chance, code: string, { hard }: Habit, day: LocalDay): boolean {
  return chance(code, day, "hard") < hard;
}

/** Minutes after the prompt; undefined on a day without an answer. */
export function answersAfter(
  chance: Chance,
  code: string,
  { delay, misses }: Habit,
  day: LocalDay,
): number | undefined {
  if (chance(code, day, "misses") < misses) return undefined;
  return between(chance(code, day, "delay"), ...delay);
}

export function answerOf(
  chance: Chance,
  code: string,
  habit: Habit,
  day: LocalDay,
  question: Question,
): Answer {
  const { id, kind, choices, skippable } = question;
  if (skippable && chance(code, day, id, "skip") < 0.1) return "skipped";
  const hard = isHard(chance, code, habit, day);
  const highest = choices.length - 1;
  const share = chance(code, day, id);
  switch (kind) {
    case "sign": {
      const mood = (chance(code, day, "mood") - 0.5) * 1.6;
      const value = Math.round(habit.level + mood + (share - 0.5) * 1.6 + (hard ? 2 + share : 0));
      return Math.max(0, Math.min(highest, value));
    }
    case "confidence":
      return hard ? between(share, 0, 1) : between(share, 2, highest);
    case "contact":
      return share < 0.01 ? 2 : share < 0.04 ? 1 : 0;
    case "safety":
      return hard ? between(share, 0, highest) : 0;
  }
}
