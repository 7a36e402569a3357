import { audit } from "../audit.ts";
import { type Db, inTransaction, isDatabaseDown, type Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Sealer } from "../db/seal.ts";
import type { Deps } from "../deps.ts";
import { DAY_MS } from "../domain/duration.ts";
import { OperatorError } from "../operator-error.ts";
import { readChosen } from "../programme/read-settings.ts";
import type { ProgrammeSettings } from "../programme/settings.ts";
import { type Category, categories, type Share } from "./categories.ts";

/** Rows of one kind in one transaction: a second's work at most. */
const BATCH = 2000;

export type Counts = Readonly<Record<string, number>>;

/**
 * How long what is kept.
 *
 * @throws {OperatorError} when that cannot be read: no default decides what is deleted for good
 */
export async function retentionOf(db: Db | Tx, programmeId: number): Promise<ProgrammeSettings["retention"]> {
  const retention = await readChosen(db, programmeId, "retention");
  if (!retention)
    throw new OperatorError(
      `How long programme ${programmeId} keeps what cannot be read: put settings.retention right with npm run admin -- settings set --settings FILE --programme ${programmeId}.`,
    );
  return retention;
}

/** How much of a programme's data is over its time, by category. */
export async function countOver(db: Db | Tx, programmeId: number, now: Date): Promise<Counts> {
  const retention = await retentionOf(db, programmeId);
  const counts: Record<string, number> = {};
  for (const category of categories) {
    const before = over(category.keptDays(retention), now);
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (${category.over(programmeId, before)}) due`;
    counts[category.name] = row?.count ?? 0;
  }
  return counts;
}

export interface Failed {
  /** Of the category. */
  readonly name: string;
  readonly error: unknown;
}

interface Look {
  /** Of which nothing is over its time. */
  readonly spared: ReadonlySet<Category>;
  /** Why that could not be seen: each has to be tried then. */
  readonly error?: unknown;
}

/** At all categories in one statement. */
async function lookAtAll(
  db: Db,
  programmeId: number,
  retention: ProgrammeSettings["retention"],
  now: Date,
): Promise<Look> {
  const looks = categories.map(
    (category) => Prisma.sql`EXISTS (${category.over(programmeId, over(category.keptDays(retention), now))})`,
  );
  try {
    const [row] = await db.$queryRaw<{ over: boolean[] }[]>`SELECT ARRAY[${Prisma.join(looks)}] AS over`;
    return { spared: new Set(categories.filter((_, index) => row?.over[index] === false)) };
  } catch (error) {
    if (isDatabaseDown(error)) throw error;
    return { spared: new Set(), error };
  }
}

/**
 * Deletes or empties some of it, each kind in a transaction of its own: what fails keeps no other. `more`: there may be
 * more. `blind`: why it could not be seen at once what is over; each kind was tried then.
 */
export async function purgeBatch(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  { programmeId, actor }: { readonly programmeId: number; readonly actor: "system" | "operator" },
  now: Date,
): Promise<{
  readonly counts: Counts;
  readonly more: boolean;
  readonly failed: readonly Failed[];
  readonly blind: unknown;
}> {
  const retention = await retentionOf(db, programmeId);
  const counts: Record<string, number> = {};
  const failed: Failed[] = [];
  const { spared, error: blind } = await lookAtAll(db, programmeId, retention, now);
  let onRecord = false;
  for (const category of categories) {
    const { name, keptDays } = category;
    // On most nights nothing at all is over. What goes may take the time of something else: a day's, once its answers are gone.
    if (!onRecord && spared.has(category)) {
      counts[name] = 0;
      continue;
    }
    const share = { programmeId, before: over(keptDays(retention), now), most: BATCH };
    try {
      const count = await inTransaction(db, async (tx) => {
        const removed = await remove(sealer, tx, category, share, now);
        if (removed > 0 && !onRecord) await audit(tx, { at: now, actor, action: "purge", programmeId });
        return removed;
      });
      counts[name] = count;
      onRecord ||= count > 0;
    } catch (error) {
      if (isDatabaseDown(error)) throw error;
      failed.push({ name, error });
    }
  }
  return { counts, more: Object.values(counts).some((count) => count === BATCH), failed, blind };
}

async function remove(sealer: Sealer, tx: Tx, category: Category, share: Share, now: Date): Promise<number> {
  if ("purge" in category) return await category.purge(sealer, tx, share);
  const { over, action, leaveChats } = category;
  const leaving = leaveChats ? Prisma.sql`, leaving AS (${leaveChats(now)})` : Prisma.empty;
  return await tx.$executeRaw`
    WITH going AS (${over(share.programmeId, share.before)} LIMIT ${Prisma.raw(String(share.most))}) ${leaving}
    ${action} WHERE ctid = ANY (ARRAY(SELECT ctid FROM going))`;
}

function over(days: number, now: Date): Date {
  return new Date(now.getTime() - days * DAY_MS);
}
