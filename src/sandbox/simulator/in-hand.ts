import { systemClock } from "../../clock.ts";
import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { patiently } from "./patiently.ts";

/** A message that somebody was at when something went wrong: it may leave once more because of that, and only once. */
export interface InHand {
  /** Of the outbox. */
  readonly id: string;
  /** On the real clock, as the arrival that it excuses: not before it was taken in hand, and not long after. */
  readonly from: Date;
  readonly until: Date;
  /** On the simulated one. */
  readonly at: Date;
}

/** A process that is about to be killed. */
export interface Victim {
  /** The name with which it claims; unknown while it starts. */
  readonly hands: string | undefined;
  readonly launchedAt: Date;
  /** Names of the others. */
  readonly others: readonly string[];
}

export interface HandsShaken {
  /** While it stands still: what it has in hand now it has when it is gone, and nobody takes it up yet. */
  killed(victim: Victim): Promise<void>;
  /** Just before something is done to the database. */
  databaseFails(): Promise<void>;
  /** When it is well again: what was taken in hand meanwhile counts, too. */
  databaseIsBack(): Promise<void>;
  /** Everything so far that was not forgotten. */
  readonly all: readonly InHand[];
  forget(before: Date): void;
}

interface Claimed {
  readonly id: string;
  readonly from: Date;
}

/** What was on its way to Telegram then arrives within this time of the real clock. */
const ON_ITS_WAY_MS = 5000;

/** Which messages were in whose hand whenever a process is killed or the database fails. */
export function watchHands(db: Db, clock: { now(): Date }): HandsShaken {
  let all: InHand[] = [];
  let before: readonly Claimed[] | undefined;

  async function read(by: Prisma.Sql): Promise<readonly Claimed[]> {
    return await patiently(
      async () =>
        await db.$queryRaw<Claimed[]>`
          SELECT id::text, claimed_at AS "from" FROM outbox
          WHERE state = 'pending' AND claimed_by IS NOT NULL AND ${by}`,
    );
  }

  function excuse(claimed: readonly Claimed[]): void {
    const [at, until] = [clock.now(), new Date(systemClock.now().getTime() + ON_ITS_WAY_MS)];
    const once = new Map(claimed.map((row) => [row.id, row]));
    for (const { id, from } of once.values()) all.push({ id, from, until, at });
  }

  return {
    async killed({ hands, launchedAt, others }) {
      excuse(
        await read(
          hands === undefined
            ? Prisma.sql`claimed_at >= ${launchedAt} AND claimed_by <> ALL (${[...others]})`
            : Prisma.sql`claimed_by = ${hands}`,
        ),
      );
    },
    async databaseFails() {
      before = await read(Prisma.sql`true`);
    },
    async databaseIsBack() {
      if (!before) return;
      // Of a message that was claimed again in between the earlier claim counts.
      excuse([...(await read(Prisma.sql`true`)), ...before]);
      before = undefined;
    },
    get all() {
      return all;
    },
    forget(earlier) {
      all = all.filter(({ at }) => at > earlier);
    },
  };
}
