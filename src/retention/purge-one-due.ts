import { readHeads } from "../audit-chain/read-heads.ts";
import type { DueRows } from "../db/due-work.ts";
import type { Deps } from "../deps.ts";
import { nextPromptAt } from "../domain/calendar.ts";
import { keptLog } from "../log.ts";
import { type Failed, purgeBatch } from "./purge.ts";

/** When everybody sleeps. */
const MINUTE = 3 * 60 + 30;
const AGAIN_AFTER = 15 * 60_000;

export const programmesToPurge: DueRows = { name: "purge", table: "programmes", at: "purge_due_at" };

/**
 * Every night: deletes what a programme's settings no longer allow it to keep, a share at a time. The programme is put off
 * for as long as it takes, and stays so when something fails.
 */
export async function purgeOneDue(deps: Pick<Deps, "db" | "log" | "sealer">, now: Date): Promise<boolean> {
  const { db, log } = deps;
  const [programme] = await db.$queryRaw<{ readonly id: number; readonly zone: string }[]>`
    UPDATE programmes SET purge_due_at = ${new Date(now.getTime() + AGAIN_AFTER)}
    WHERE id = (SELECT id FROM programmes WHERE purge_due_at <= ${now}
                ORDER BY purge_due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id, zone`;
  if (!programme) return false;
  const { id, zone } = programme;
  let more = false;
  let failed: readonly Failed[];
  let blind: unknown;
  try {
    ({ more, failed, blind } = await purgeBatch(deps, { programmeId: id, actor: "system" }, now));
  } finally {
    // Outside of the database once a night: whoever shortens the chain in it cannot shorten this, nor keep us from it by what
    // ends the purge.
    if (!more) keptLog(log).info({ heads: await readHeads(db) }, "where the audit stands");
  }
  if (blind !== undefined)
    log.warn({ err: blind, id }, "what is over its time could not be seen at one look; each kind was tried");
  for (const { name, error } of failed)
    log.error(
      { err: error, kind: name, id },
      "what is over its time could not be deleted; it is tried again later",
    );
  if (!more && failed.length > 0) return true;
  const purgeDueAt = more ? now : nextPurge(now, zone);
  await db.programme.update({ where: { id }, data: { purgeDueAt } });
  return true;
}

export function nextPurge(after: Date, zone: string): Date {
  return nextPromptAt({ after, minute: MINUTE, zone });
}
