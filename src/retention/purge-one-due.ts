import { readHeads } from "../audit-chain/read-heads.ts";
import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
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
 * Every night: deletes what a programme's settings no longer allow it to keep, a share at a time.
 */
export const purgeOneDue: DueWork<DueProgramme> = {
  name: "purge",
  table: "programmes",
  at: "purge_due_at",
  columns: "t.zone",
  lock: "NO KEY UPDATE",
  work,
};

async function work(
  tx: Tx,
  { id: programmeId, zone }: DueProgramme,
  now: Date,
  deps: Pick<Deps, "log" | "sealer">,
): Promise<void> {
  const { more } = await purgeBatch(deps, tx, { programmeId, actor: "system" }, now);
  if (more) return;
  await tx.programme.update({ where: { id: programmeId }, data: { purgeDueAt: nextPurge(now, zone) } });
  // Outside of the database once a night: whoever shortens the chain in it cannot shorten this.
  deps.log.info({ heads: await readHeads(tx) }, "where the audit stands");
}

export function nextPurge(after: Date, zone: string): Date {
  return nextPromptAt({ after, minute: MINUTE, zone });
}
