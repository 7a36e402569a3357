import type { Db } from "../../db/client.ts";
import type { Violation } from "./invariants.ts";
import type { Record } from "./record.ts";
import type { Report } from "./report.ts";
import type { SimulationOptions } from "./simulate.ts";

export async function summarise({
  db,
  record,
  options,
  ...rest
}: {
  readonly db: Db;
  readonly record: Record;
  readonly options: SimulationOptions;
  readonly found: readonly Violation[];
  readonly kills: number;
  readonly lost: number;
  readonly doubled: number;
  readonly seconds: number;
}): Promise<Report> {
  return {
    ...options,
    checkIns: await db.checkIn.count(),
    completed: await db.checkIn.count({ where: { state: "completed" } }),
    taps: record.taps,
    messages: record.messages,
    alerts: await db.alert.count(),
    red: await db.alert.count({ where: { tier: "red" } }),
    steps: await db.alertEvent.count({ where: { kind: { in: ["told", "told-again"] } } }),
    taken: await db.alertEvent.count({ where: { kind: "taken" } }),
    violations: rest.found.length,
    ...rest,
  };
}
