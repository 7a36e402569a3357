import type { Db } from "../../db/client.ts";
import { DAY_MS } from "../../domain/duration.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Counts } from "./inquest.ts";
import type { SimulationOptions } from "./options.ts";
import type { Record } from "./record.ts";
import { type Found, historiesOf, type Report, spreadOf } from "./report.ts";
import { countFaults, countWays, neverStruck, unmetDisk } from "./tally.ts";

export async function summarise({
  db,
  record,
  chronicle,
  options,
  found,
  lived,
  counts,
  couldFill,
  firstMorning,
  ...rest
}: {
  readonly db: Db;
  readonly record: Record;
  readonly chronicle: Chronicle;
  readonly options: SimulationOptions;
  readonly found: readonly Found[];
  readonly lived: number;
  readonly instances: number;
  readonly couldFill: boolean;
  readonly counts: Counts;
  readonly firstMorning: Date;
  readonly seconds: number;
}): Promise<Report> {
  const alertDelaysSeconds = counts.alertDelaysSeconds.toSorted((a, b) => a - b);
  const alertDelaysMs = record.alertDelaysMs.toSorted((a, b) => a - b);
  const [size] = await db.$queryRaw<{ bytes: number }[]>`
    SELECT pg_database_size(current_database())::float8 AS bytes`;
  const { faults } = chronicle;
  const dayOf = (at: Date) => Math.floor((at.getTime() - firstMorning.getTime()) / DAY_MS);
  return {
    ...options,
    lived,
    checkIns: await db.checkIn.count(),
    completed: await db.checkIn.count({ where: { state: "completed" } }),
    taps: record.taps,
    messages: record.messages,
    alerts: await db.alert.count(),
    red: await db.alert.count({ where: { tier: "red" } }),
    steps: await db.alertEvent.count({ where: { kind: { in: ["told", "told-again"] } } }),
    taken: await db.alertEvent.count({ where: { kind: "taken" } }),
    erased: await db.tombstone.count(),
    kills: faults.filter(({ kind, way }) => kind === "kill" && way !== "asked to stop").length,
    struck: countFaults(faults),
    struckHow: countWays(options.faults, faults),
    neverStruck: [
      ...neverStruck(options.faults, faults, chronicle.expected),
      ...unmetDisk(faults, counts.databaseErrors),
    ],
    struckByDay: Array.from({ length: lived }, (_, day) =>
      countFaults(faults.filter(({ at }) => dayOf(at) === day)),
    ),
    alertDelaySeconds: spreadOf(alertDelaysSeconds),
    alertDelayMs: spreadOf(alertDelaysMs),
    databaseBytes: size?.bytes ?? 0,
    ...counts,
    alertDelaysMs,
    alertDelaysSeconds,
    violations: found.length,
    found: found.map(({ violation }) => violation),
    histories: historiesOf(found),
    notPossible:
      options.faults.includes("database") && !couldFill
        ? ["a full disk: it takes root, to mount a small file system"]
        : [],
    ...rest,
  };
}
