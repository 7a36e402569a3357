import { readHeads } from "../audit-chain/read-heads.ts";
import type { Tx } from "../db/client.ts";
import { takeOneDue } from "../db/take-one-due.ts";
import type { Deps } from "../deps.ts";
import { nextPromptAt } from "../domain/calendar.ts";
import { purgeBatch } from "./purge.ts";

interface DueProgramme {
  readonly id: number;
  readonly zone: string;
}

/** When everybody sleeps. */
const MINUTE = 3 * 60 + 30;

/**
 * Every night: deletes what a programme's settings no longer allow it to keep, a share at a time. True when there
 * may be more.
 */
export async function purgeOneDue(deps: Pick<Deps, "db" | "log" | "sealer">, now: Date): Promise<boolean> {
  return await takeOneDue(deps, { name: "purge", claim, work: work(deps), postpone }, now);
}

async function claim(tx: Pick<Tx, "$queryRaw">, now: Date): Promise<DueProgramme | undefined> {
  const [due] = await tx.$queryRaw<DueProgramme[]>`
    SELECT id, zone FROM programmes WHERE purge_due_at <= ${now}
    ORDER BY purge_due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`;
  return due;
}

function work(deps: Pick<Deps, "log" | "sealer">) {
  return async (tx: Tx, { id: programmeId, zone }: DueProgramme, now: Date): Promise<void> => {
    const { more } = await purgeBatch(deps, tx, { programmeId, actor: "system" }, now);
    if (more) return;
    await tx.programme.update({ where: { id: programmeId }, data: { purgeDueAt: nextPurge(now, zone) } });
    // Outside of the database once a night: whoever shortens the chain in it cannot shorten this.
    deps.log.info({ heads: await readHeads(tx) }, "where the audit stands");
  };
}

async function postpone(tx: Tx, { id }: DueProgramme, until: Date): Promise<void> {
  await tx.programme.update({ where: { id }, data: { purgeDueAt: until } });
}

export function nextPurge(after: Date, zone: string): Date {
  return nextPromptAt({ after, minute: MINUTE, zone });
}
