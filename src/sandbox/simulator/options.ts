import type { FaultKind } from "./fault-kinds.ts";

export interface SimulationOptions {
  readonly people: number;
  readonly days: number;
  readonly seed: number;
  /** Leaves out the days that would be calm, to live through a long time of alerts. */
  readonly hardDaysOnly: boolean;
  readonly faults: readonly FaultKind[];
  /** How many times more often than usual processes, Telegram and the database fail. */
  readonly intensity: number;
  /** Codes of those who are there, out of all these people; without it everybody. */
  readonly only?: readonly string[];
}
