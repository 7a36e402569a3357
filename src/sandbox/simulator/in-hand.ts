import { systemClock } from "../../clock.ts";
import type { Db } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { patiently } from "./patiently.ts";
import type { Way } from "./tally.ts";

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

export type KilledWay = Exclude<Way<"kill">, "asked to stop">;

/** A process that is about to be killed. */
export interface Victim {
  /** The name with which it claims; unknown while it starts. */
  readonly hands: string | undefined;
  readonly launchedAt: Date;
  /** Other than at whatever it is doing. */
  readonly way?: KilledWay;
  /** Names of the others. */
  readonly others: readonly string[];
}

export interface HandsShaken {
  /** While it stands still: what it has in hand now it has when it is gone, and nobody takes it up yet. */
  killed(victim: Victim): Promise<void>;
  /** Who is just sending a message with this subject to this chat, and which; undefined unless it is one and no other. */
  holding(chatId: number, subject: string): Promise<{ readonly id: string; readonly by: string } | undefined>;
  /** Just before something is done to the database. */
  databaseFails(): Promise<void>;
  /** When it is well again: what was taken in hand meanwhile counts, too. */
  databaseIsBack(): Promise<void>;
  /** Everything so far that was not forgotten. */
  readonly all: readonly InHand[];
  /** Names of those who were killed: what they hold waits until its lease runs out. */
  readonly dead: readonly string[];
  forget(before: Date): void;
}

interface Claimed {
  readonly id: string;
  readonly from: Date;
}

/** What was on its way to Telegram then arrives within this time of the real clock. */
const ON_ITS_WAY_MS = 5000;

/**
 * Which messages were in whose hand whenever a process is killed or the database fails. `slackMs`: what they may be on their
 * way longer.
 */
export function watchHands(db: Db, clock: { now(): Date }, slackMs = 0): HandsShaken {
  let all: InHand[] = [];
  let deaths: { readonly hands: string; readonly at: Date }[] = [];
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
    const [at, until] = [clock.now(), new Date(systemClock.now().getTime() + ON_ITS_WAY_MS + slackMs)];
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
      if (hands !== undefined) deaths.push({ hands, at: clock.now() });
    },
    async holding(chatId, subject) {
      const [what, number] = subject.split(":");
      if (what !== "alert" && what !== "prompt") return undefined;
      const about =
        what === "alert"
          ? Prisma.sql`o.kind = 'alert' AND o.alert_id = ${Number(number)}`
          : Prisma.sql`o.kind IN ('prompt', 'nudge') AND o.check_in_id = ${Number(number)}`;
      const rows = await patiently(
        async () =>
          await db.$queryRaw<{ id: string; by: string }[]>`
            SELECT o.id::text, o.claimed_by AS by FROM outbox o
            LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
            WHERE o.state = 'pending' AND o.claimed_by IS NOT NULL
              AND COALESCE(p.telegram_id, s.telegram_id) = ${chatId} AND ${about}`,
      );
      return rows.length === 1 ? rows[0] : undefined;
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
    get dead() {
      return deaths.map(({ hands }) => hands);
    },
    forget(earlier) {
      all = all.filter(({ at }) => at > earlier);
      deaths = deaths.filter(({ at }) => at > earlier);
    },
  };
}
