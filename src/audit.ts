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

/** Several at once. */
export async function auditAll(db: Db | Tx, entries: readonly AuditEntry[]): Promise<void> {
  await db.auditEvent.createMany({ data: [...entries] });
}

/** The same for what a member of staff has looked at or asked for, in their own programme. */
export async function auditStaff(
  db: Db | Tx,
  staff: { readonly id: number; readonly programmeId: number },
  { action, subject }: { readonly action: string; readonly subject: string },
  at: Date,
): Promise<void> {
  await audit(db, { at, actor: `staff:${staff.id}`, action, subject, programmeId: staff.programmeId });
}

/** The subject of what shows several people at once. */
export const wholeProgramme = ({ programmeId }: { readonly programmeId: number }): string =>
  `programme:${programmeId}`;
