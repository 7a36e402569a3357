import type { Db } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { LocalDay } from "../domain/calendar.ts";
import type { WeekReport } from "../domain/week-report.ts";
import { collectWeek } from "./collect-week.ts";

/** Long enough for all parts and all coordinators, short enough that a later attempt reads the rows anew. */
const SHARED_MS = 2 * 60_000;

export interface Wanted {
  readonly programmeId: number;
  readonly monday: LocalDay;
  readonly occasion: string;
}

/** A report with what was made of it, so that coordinators of one language share picture and workbook, too. */
export interface SharedReport {
  readonly report: WeekReport;
  /** What `make` made the first time it was asked under this name. */
  once(name: string, make: (report: WeekReport) => Promise<Uint8Array>): Promise<Uint8Array>;
}

interface Kept {
  readonly madeAt: Date;
  readonly version: string;
  readonly shared: Promise<SharedReport>;
}

/** Beside the database they were read from; nothing of it is stored. */
const kept = new WeakMap<Db, Map<string, Kept>>();

/**
 * The report of one occasion, collected once for all who want it within two minutes. It is collected anew as soon as
 * anybody has joined, left, been locked, erased or decided otherwise about the summary, or the programme's settings changed.
 */
export async function shareReport(deps: Deps, wanted: Wanted, now: Date): Promise<SharedReport> {
  const { programmeId, monday, occasion } = wanted;
  const key = `${programmeId} ${monday} ${occasion}`;
  const shelf = kept.get(deps.db) ?? new Map<string, Kept>();
  kept.set(deps.db, shelf);
  const version = await versionOf(deps.db, programmeId);
  const found = shelf.get(key);
  if (found && found.version === version && Math.abs(now.getTime() - found.madeAt.getTime()) < SHARED_MS)
    return await found.shared;
  const made: Kept = { madeAt: now, version, shared: collect(deps, wanted, now) };
  shelf.set(key, made);
  const forget = () => {
    if (shelf.get(key) === made) shelf.delete(key);
  };
  // On the machine's time: it is memory that is given back.
  setTimeout(forget, SHARED_MS).unref();
  try {
    return await made.shared;
  } catch (error) {
    forget();
    throw error;
  }
}

async function collect(deps: Deps, { programmeId, monday }: Wanted, now: Date): Promise<SharedReport> {
  const report = await collectWeek(deps, { programmeId, monday }, now);
  deps.log.info({ programmeId, monday }, "a week was collected");
  const files = new Map<string, Promise<Uint8Array>>();
  return {
    report,
    async once(name, make) {
      const file = files.get(name) ?? make(report);
      files.set(name, file);
      try {
        return await file;
      } catch (error) {
        files.delete(name);
        throw error;
      }
    },
  };
}

/** Changes whenever the people do of whom a summary may speak, and with every change to the programme. */
async function versionOf(db: Db, programmeId: number): Promise<string> {
  const [row] = await db.$queryRaw<{ version: string }[]>`
    SELECT concat_ws(' ', (SELECT xmin FROM programmes WHERE id = ${programmeId}),
      count(*) FILTER (WHERE status = 'active'), count(*) FILTER (WHERE status = 'frozen'), count(*),
      max(newest.id)) AS version
    FROM participants LEFT JOIN LATERAL (
      SELECT max(id) AS id FROM consents WHERE participant_id = participants.id AND purpose = 'summary') newest ON true
    WHERE programme_id = ${programmeId}`;
  return row?.version ?? "";
}
