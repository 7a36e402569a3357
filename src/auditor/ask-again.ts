import type { Tx } from "../db/client.ts";
import { aboutAlerts, readNumbers, skipped, withoutAlert } from "./questions.ts";

// What was found is asked again by whoever puts it right, in their transaction: the tick may have done it meanwhile.

export type AlertFinding = keyof typeof aboutAlerts;

/** Of these alerts those of which it is true still; until the transaction ends nothing changes that. */
export async function lockStill(
  tx: Tx,
  kind: AlertFinding,
  alertIds: readonly number[],
  now: Date,
): Promise<readonly number[]> {
  const ids = [...alertIds];
  await tx.$queryRaw`SELECT id FROM alerts WHERE id = ANY(${ids}) ORDER BY id FOR NO KEY UPDATE`;
  const found = aboutAlerts[kind](now, await readNumbers(tx));
  const rows = await tx.$queryRaw<{ id: number }[]>`SELECT id FROM (${found}) found WHERE id = ANY(${ids})`;
  return rows.map(({ id }) => id);
}

export async function isAlertMissing(tx: Tx, checkInId: number, now: Date): Promise<boolean> {
  const missing = withoutAlert(now, await readNumbers(tx));
  const rows = await tx.$queryRaw<unknown[]>`SELECT FROM (${missing}) missing WHERE id = ${checkInId}`;
  return rows.length > 0;
}

/** Who of the staff was passed over by the ladder of this alert. */
export async function findSkipped(
  tx: Tx,
  alertId: number,
  now: Date,
): Promise<readonly { readonly staff_id: number }[]> {
  return await tx.$queryRaw`SELECT staff_id FROM (${skipped(now)}) passed_over WHERE id = ${alertId}`;
}
