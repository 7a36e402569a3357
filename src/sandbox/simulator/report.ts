import type { Violation } from "./invariants.ts";
import type { SimulationOptions } from "./simulate.ts";

/** What a simulation ends with; counts unless the name says otherwise. */
export interface Report extends SimulationOptions {
  readonly checkIns: number;
  readonly completed: number;
  readonly taps: number;
  readonly messages: number;
  readonly alerts: number;
  readonly red: number;
  /** Times that a rung of the ladder was told, repeats included. */
  readonly steps: number;
  readonly taken: number;
  readonly lost: number;
  readonly doubled: number;
  readonly kills: number;
  readonly violations: number;
  readonly found: readonly Violation[];
  /** Real time. */
  readonly seconds: number;
}

const SHOWN = 20;

export function reportText(report: Report): string {
  const { violations, found } = report;
  const lines = [
    `${report.people} people, ${report.days} days, seed ${report.seed}: ${Math.round(report.seconds)} s`,
    `${report.checkIns} check-ins (${report.completed} completed), ${report.taps} taps, ${report.messages} messages`,
    `${report.alerts} alerts (${report.red} red), ${report.steps} steps of the ladder, ${report.taken} taken`,
    `${report.lost} messages lost, ${report.doubled} doubled, ${report.kills} kills`,
    `${violations} violations`,
    ...found.slice(0, SHOWN).map(({ invariant, what, who, at }) => `  ${invariant} ${at}: ${what}: ${who}`),
    ...(found.length > SHOWN ? [`  … and ${found.length - SHOWN} more`] : []),
  ];
  return lines.join("\n");
}
