import type { Ambushes, AnswersLost } from "./copies.ts";
import { type FaultKind, faultKinds } from "./fault-kinds.ts";
import type { SimulationOptions } from "./options.ts";
import { WAYS, wayOf } from "./tally.ts";
import type { Violation } from "./violation.ts";

/** How something is spread; in the unit of what is measured. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Something that is wrong, and what the people concerned did and saw before, as long as it is remembered. */
export interface Found {
  readonly violation: Violation;
  readonly led: readonly string[];
}

/** What a simulation ends with; counts unless the name says otherwise. */
export interface Report extends SimulationOptions {
  /** Days; fewer than were asked for when it was stopped before. */
  readonly lived: number;
  readonly instances: number;
  readonly checkIns: number;
  readonly completed: number;
  readonly taps: number;
  readonly messages: number;
  readonly alerts: number;
  readonly red: number;
  /** Times that a rung of the ladder was told, repeats included. */
  readonly steps: number;
  readonly taken: number;
  readonly erased: number;
  readonly lost: number;
  readonly doubled: number;
  /** Messages that never left, by kind and reason, such as "nudge: everything was answered"; or "nudge: lost". */
  readonly notSent: Readonly<Record<string, number>>;
  /** Of processes, apart from outages of all of them. */
  readonly kills: number;
  readonly struck: Readonly<{ [Kind in FaultKind]: number }>;
  /** Each way of the kinds that were asked for, such as "database: cut"; also those with none. */
  readonly struckHow: Readonly<Record<string, number>>;
  /** Kinds, or ways of them, that had to strike in a run as long as this one, and never did. */
  readonly neverStruck: readonly string[];
  /** By day from the first, then by kind. */
  readonly struckByDay: readonly Readonly<{ [Kind in FaultKind]: number }>[];
  /** Copies of alerts, from when they were due, however late they were written, to the phone, in seconds on the simulated clock. */
  readonly alertDelaySeconds: Spread;
  /** From what a person did to the first copy on a phone, in real milliseconds; only of copies that came in the same simulated instant. */
  readonly alertDelayMs: Spread;
  /** Each of them, sorted, for the picture. */
  readonly alertDelaysMs: readonly number[];
  readonly alertDelaysSeconds: readonly number[];
  readonly longestStopMs: number;
  /** By SQLSTATE, how many lines of the app's log tell of a database that was not there or took nothing. */
  readonly databaseErrors: Readonly<Record<string, number>>;
  /** By what the app says has failed, how often its database or Telegram was to blame; anything else is a violation. */
  readonly failures: Readonly<Record<string, number>>;
  /** By what was wrong, how much of it the app's auditor has put right. */
  readonly repairs: Readonly<Record<string, number>>;
  readonly answersLost: AnswersLost;
  readonly ambushes: Ambushes;
  /** How often a process said that it could not do what was asked, and was asked again. */
  readonly refused: number;
  readonly databaseBytes: number;
  readonly violations: number;
  readonly found: readonly Violation[];
  /** Of the first violation of each kind, what led to it. */
  readonly histories: readonly History[];
  /** A fault that was asked for and is not possible here, and why. */
  readonly notPossible: readonly string[];
  /** Real time. */
  readonly seconds: number;
}

export interface History {
  readonly of: string;
  readonly lines: readonly string[];
}

const SHOWN = 20;

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) ?? 0 };
}

export function titleOf({ invariant, what, who, at }: Violation): string {
  return `${invariant} ${at}: ${what}: ${who}`;
}

/** The same for violations that differ in whom, when and how often. */
export function kindOf({ invariant, what }: Violation): string {
  return `${invariant} ${what.replaceAll(/\d+/g, "n")}`;
}

export function historyOf({ violation, led }: Found): History {
  return { of: titleOf(violation), lines: led };
}

export function historiesOf(found: readonly Found[]): readonly History[] {
  const first = new Map<string, Found>();
  for (const one of found) if (!first.has(kindOf(one.violation))) first.set(kindOf(one.violation), one);
  return [...first.values()].map(historyOf);
}

export function historyText({ of, lines }: History): readonly string[] {
  return [`What led to ${of}`, ...lines.map((line) => `  ${line}`)];
}

/** "180 days", or how many of them it was. */
export function daysText({ lived, days }: Report): string {
  return lived < days ? `unfinished after ${lived} of ${days} days` : `${days} days`;
}

export function instancesText({ instances }: Report): string {
  return instances === 1 ? "1 instance" : `${instances} instances`;
}

export function reportText(report: Report): string {
  const { violations, found } = report;
  const lines = [
    `${report.people} people, ${daysText(report)}, seed ${report.seed}, ${instancesText(report)}: ${Math.round(report.seconds)} s`,
    `${report.checkIns} check-ins (${report.completed} completed), ${report.taps} taps, ${report.messages} messages`,
    `${report.alerts} alerts (${report.red} red), ${report.steps} steps of the ladder, ${report.taken} taken, ${report.erased} people erased`,
    ...faultsText(report),
    `alerts from due to phone on the simulated clock: ${spreadText(report.alertDelaySeconds, "s")}`,
    `alerts from act to phone in real time, of those in the same instant: ${spreadText(report.alertDelayMs, "ms")}`,
    `${report.lost} messages lost, ${report.doubled} doubled; slowest stop ${Math.round(report.longestStopMs)} ms`,
    `put right by the auditor: ${countsText(report.repairs)}`,
    `never left: ${countsText(report.notSent)}`,
    ...report.notPossible.map((what) => `not done: ${what}`),
    `${violations} violations`,
    ...found.slice(0, SHOWN).map((violation) => `  ${titleOf(violation)}`),
    ...(found.length > SHOWN ? [`  … and ${found.length - SHOWN} more`] : []),
    ...report.histories.flatMap((history) => ["", ...historyText(history)]),
  ];
  return lines.join("\n");
}

function faultsText(report: Report): readonly string[] {
  const { faults, struck, struckHow, neverStruck, kills, databaseErrors, answersLost, ambushes } = report;
  const lines = faultKinds
    .filter((kind) => faults.includes(kind))
    .map((kind) => {
      const ways = WAYS[kind].map((way) => `${struckHow[wayOf({ kind, way })] ?? 0} ${way}`);
      return `${struck[kind]} ${kind} (${ways.join(", ")})`;
    });
  return [
    `faults: ${lines.join("; ") || "none"}`,
    `processes killed: ${kills}`,
    `errors of the database in the app's log: ${countsText(databaseErrors)} (53100: the disk was full)`,
    `failed because of the database or Telegram: ${countsText(report.failures)}`,
    `answers lost: ${answersLost.onPhone} messages on phones, ${answersLost.onRecord} of them on record, ${answersLost.sentAgain} sent again`,
    `killed between sending and recording: ${ambushes.messages} messages, ${ambushes.cameAgain} came once more, ${ambushes.calledOff} were called off`,
    ...neverStruck.map((what) => `${what}: never struck, although it had to in so long a run`),
  ];
}

/** The most frequent first. */
function countsText(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return sorted.map(([what, count]) => `${count} ${what}`).join("; ") || "none";
}

function spreadText({ count, p50, p90, p99, max }: Spread, unit: string): string {
  const [a, b, c, d] = [p50, p90, p99, max].map((value) => Math.round(value));
  return `p50 ${a}, p90 ${b}, p99 ${c}, max ${d} ${unit} (${count})`;
}
