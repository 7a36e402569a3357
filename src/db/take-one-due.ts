import type { Logger } from "pino";
import { type Db, inTransaction, isDatabaseDown, type Tx } from "./client.ts";

export interface DueWork<Row extends { readonly id: number }> {
  readonly name: string;
  /** Finds one row whose time has come and locks it, passing over rows that others hold. One statement. */
  readonly claim: (tx: Pick<Tx, "$queryRaw">, now: Date) => Promise<Row | undefined>;
  /** Does what is due and moves the row's due time on. */
  readonly work: (tx: Tx, row: Row, now: Date) => Promise<void>;
  /** Moves the due time of a row that cannot be worked on, so that it does not stand before all others. */
  readonly postpone: (tx: Tx, row: Row, until: Date) => Promise<void>;
}

const AGAIN_AFTER = 15 * 60_000;

/**
 * Claim and work are one transaction, begun only when a look shows that there is something: most of the time there
 * is nothing, and a dozen of these look four times a minute. True when there may be more.
 */
export async function takeOneDue<Row extends { readonly id: number }>(
  { db, log }: { readonly db: Db; readonly log: Logger },
  { name, claim, work, postpone }: DueWork<Row>,
  now: Date,
): Promise<boolean> {
  if (!(await claim(db, now))) return false;
  let claimed: Row | undefined;
  try {
    await inTransaction(db, async (tx) => {
      claimed = await claim(tx, now);
      if (claimed) await work(tx, claimed, now);
    });
    return claimed !== undefined;
  } catch (error) {
    if (!claimed || isDatabaseDown(error)) throw error;
    const row = claimed;
    log.error({ err: error, due: name, id: row.id }, "due work failed; it is tried again later");
    await inTransaction(db, async (tx) => await postpone(tx, row, new Date(now.getTime() + AGAIN_AFTER)));
    return true;
  }
}
