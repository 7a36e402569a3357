import type { Db, Tx } from "./db/client.ts";

export interface AuditEntry {
  readonly at: Date;
  /** "staff:3", "participant:14", "operator", "system". */
  readonly actor: string;
  readonly action: string;
  readonly subject?: string;
  readonly programmeId?: number;
}

/** Who did what to whom, by ids. Never content. */
export async function audit(db: Db | Tx, entry: AuditEntry): Promise<void> {
  await db.auditEvent.create({ data: entry });
}
