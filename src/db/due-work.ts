import type { Deps } from "../deps.ts";
import { type Db, inTransaction, isDatabaseDown, isOutOfTime, type Tx } from "./client.ts";
import { Prisma } from "./generated/client.ts";

/** Rows of one table that wait for their time, in SQL in which the table is called `t`. */
export interface DueRows {
  /** For logs. */
  readonly name: string;
  readonly table: string;
  readonly join?: string;
  /** Their time, null where nothing is planned: an indexed column, or an expression where the table is small. */
  readonly at: string;
  /** Which of them, in the words of the index. */
  readonly where?: string;
  /** How long after that time they are due; at once when absent. */
  readonly waitMs?: number;
}

/** Work that is done row by row. */
export interface DueWork<Row extends { readonly id: number } = { readonly id: number }> extends DueRows {
  /** What `work` needs of the row besides its `id`. */
  readonly columns?: string;
  /** `UPDATE` keeps others from adding rows that point to this one meanwhile. */
  readonly lock: "UPDATE" | "NO KEY UPDATE";
  /** Does what is due and moves the row's due time on. */
  readonly work: (tx: Tx, row: Row, now: Date, deps: Deps) => Promise<void>;
  /**
   * Moves on a row that cannot be worked on, so that it does not stand before all others. Sets `at` when absent, which
   * then has to be a column.
   */
  readonly postpone?: (tx: Tx, row: Row, until: Date) => Promise<void>;
}

const AGAIN_AFTER = 15 * 60_000;
/** At the next tick, behind whatever else is due by then. */
const AFTER_STALL = 15_000;

/**
 * Claims the row that has waited longest, passing over those that others hold, and does its work, in one transaction.
 * True when there was one, also when it had to be put off.
 */
export async function takeOneDue<Row extends { readonly id: number }>(
  deps: Deps,
  due: DueWork<Row>,
  now: Date,
): Promise<boolean> {
  const { db, log } = deps;
  let claimed: Row | undefined;
  try {
    await inTransaction(db, async (tx) => {
      claimed = await claim(tx, due, now);
      if (claimed) await due.work(tx, claimed, now, deps);
    });
    return claimed !== undefined;
  } catch (error) {
    if (!claimed || isDatabaseDown(error)) throw error;
    const row = claimed;
    const isStalled = isOutOfTime(error);
    log.error({ err: error, due: due.name, id: row.id }, "due work failed; it is tried again later");
    const until = new Date(now.getTime() + (isStalled ? AFTER_STALL : AGAIN_AFTER));
    await inTransaction(db, async (tx) => await (due.postpone ?? setTime(due))(tx, row, until, now));
    return true;
  }
}

/**
 * How many rows of each kind are due, counted up to `most`, in one statement: a tick looks at all kinds four times
 * a minute, and most of the time there is nothing. Rows that others are working on are counted as well.
 */
export async function countDue(
  db: Pick<Db, "$queryRaw">,
  kinds: readonly { readonly rows: DueRows; readonly most: number }[],
  now: Date,
): Promise<readonly number[]> {
  const counts = kinds.map(
    ({ rows, most }) =>
      Prisma.sql`(SELECT count(*) FROM (SELECT FROM ${source(rows)} WHERE ${isDue(rows, now)} LIMIT ${most}) due)`,
  );
  const [row] = await db.$queryRaw<
    { counts: number[] }[]
  >`SELECT ARRAY[${Prisma.join(counts)}]::int[] AS counts`;
  return row?.counts ?? [];
}

/** The earliest time at which a row of these kinds is due, 1970 for what always is; undefined when nothing is planned. */
export async function earliestDue(
  db: Pick<Db, "$queryRaw">,
  kinds: readonly DueRows[],
): Promise<Date | undefined> {
  const times = kinds.map(
    ({ waitMs = 0, ...rows }) =>
      Prisma.sql`(SELECT min(${Prisma.raw(rows.at)}) + ${waitMs} * interval '1 ms'
                  FROM ${source(rows)} WHERE ${whichOf(rows)})`,
  );
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`SELECT LEAST(${Prisma.join(times)}) AS at`;
  if (!row?.at) return undefined;
  // "-infinity" is no date for JavaScript.
  return Number.isNaN(row.at.getTime()) ? new Date(0) : row.at;
}

async function claim<Row extends { readonly id: number }>(
  tx: Tx,
  due: DueWork<Row>,
  now: Date,
): Promise<Row | undefined> {
  const columns = Prisma.raw(due.columns === undefined ? "t.id" : `t.id, ${due.columns}`);
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT ${columns} FROM ${source(due)} WHERE ${isDue(due, now)}
    ORDER BY ${Prisma.raw(due.at)} LIMIT 1 FOR ${Prisma.raw(due.lock)} OF t SKIP LOCKED`;
  return row;
}

function setTime({ table, at }: DueRows) {
  return async (tx: Tx, { id }: { readonly id: number }, until: Date, now: Date): Promise<void> => {
    // Still due: its lock was gone for a moment, in which another process may have done it.
    await tx.$executeRaw`
      UPDATE ${Prisma.raw(table)} SET ${Prisma.raw(at)} = ${until} WHERE id = ${id} AND ${Prisma.raw(at)} <= ${now}`;
  };
}

const source = ({ table, join = "" }: DueRows) => Prisma.raw(`${table} t ${join}`);

const whichOf = ({ where = "true" }: DueRows) => Prisma.raw(where);

function isDue({ waitMs = 0, ...rows }: DueRows, now: Date) {
  const latest = new Date(now.getTime() - waitMs);
  return Prisma.sql`${whichOf(rows)} AND ${Prisma.raw(rows.at)} <= ${latest}`;
}
