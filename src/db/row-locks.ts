import type { Tx } from "./client.ts";

/** Until the transaction ends nobody else can change this person; rows that refer to them can still be added. */
export async function lockParticipant(tx: Tx, id: number): Promise<void> {
  await tx.$queryRaw`SELECT id FROM participants WHERE id = ${id} FOR NO KEY UPDATE`;
}

/** The same for a programme: its settings, and who is on duty. */
export async function lockProgramme(tx: Tx, id: number): Promise<void> {
  await tx.$queryRaw`SELECT id FROM programmes WHERE id = ${id} FOR NO KEY UPDATE`;
}

/** The same for members of staff: always before alerts (`lockAlerts`), as where a copy of one is put on record. */
export async function lockStaff(tx: Tx, staffIds: readonly number[]): Promise<void> {
  await tx.$queryRaw`SELECT id FROM staff WHERE id = ANY(${[...staffIds]}) ORDER BY id FOR NO KEY UPDATE`;
}
