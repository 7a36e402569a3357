import { createHash } from "node:crypto";
import { daysBetween, type LocalDay } from "../../domain/calendar.ts";
import type { Answer, Question } from "../../domain/instrument.ts";

/** How somebody of the demo lives with the daily check-in. The same person and day always give the same. */
export interface Habit {
  /** Minutes from the prompt to the answer, least and most. */
  readonly delay: readonly [number, number];
  /** Share of days without an answer. */
  readonly misses: number;
  /** What a sign usually is, 0–4. */
  readonly level: number;
  readonly rising?: { readonly from: LocalDay; readonly perDay: number };
  /** Days on which some answers are what they are. */
  readonly strong?: Readonly<Record<LocalDay, Readonly<Record<string, number>>>>;
  readonly silentFrom?: LocalDay;
  readonly blocks?: LocalDay;
  readonly withdraws?: LocalDay;
  readonly pauses?: { readonly on: LocalDay; readonly days: number };
}

/** Undefined on a day without an answer. */
export function answerDelay(code: string, habit: Habit, day: LocalDay): number | undefined {
  if (habit.silentFrom !== undefined && day >= habit.silentFrom) return undefined;
  if (!habit.strong?.[day] && chance(code, day, "miss") < habit.misses) return undefined;
  const [least, most] = habit.delay;
  return least + Math.round(chance(code, day, "delay") * (most - least));
}

export function answerOf(code: string, habit: Habit, day: LocalDay, { id, kind, choices }: Question): Answer {
  const given = habit.strong?.[day]?.[id];
  if (given !== undefined) return given;
  const highest = choices.length - 1;
  switch (kind) {
    case "sign": {
      const { rising } = habit;
      const risen = rising && day > rising.from ? daysBetween(rising.from, day) * rising.perDay : 0;
      // Somebody's own weak spots are stronger than the rest, day after day.
      const own = chance(code, "own", id) < 0.25 ? 0.8 : -0.15;
      const mood = chance(code, day, "mood") - 0.5 + (chance(code, day, id) - 0.5) * 1.6;
      return within(
        Math.round(habit.level + risen + own + mood),
        id === "S6" ? 2 : id === "S8" ? 3 : highest,
      );
    }
    case "confidence":
      return within(Math.round(3.6 - habit.level * 0.6 - chance(code, day, id) * 0.8), highest);
    case "contact":
    case "safety":
      return 0;
  }
}

function within(value: number, highest: number): number {
  return Math.max(0, Math.min(highest, value));
}

/** 0 to 1, out of nothing but the words. */
function chance(...words: readonly string[]): number {
  return createHash("sha256").update(words.join("|")).digest().readUInt32BE(0) / 2 ** 32;
}
