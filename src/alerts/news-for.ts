import type { Db, Tx } from "../db/client.ts";
import type { Prisma } from "../db/generated/client.ts";
import type { Sealer } from "../db/seal.ts";
import type { Roster } from "../duty/read-duty.ts";
import { alertsForWhichMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { openCauses } from "./causes.ts";
import { viewCauses } from "./view-causes.ts";

/**
 * Which additions to an alert are news to this reader, as a condition on its events. Whoever may not read reasons is shown nothing
 * of some, and must neither be told that they should read them nor learn that there was one. `roster`: where it was read already.
 */
export async function newsFor(
  { db, sealer }: { readonly db: Db | Tx; readonly sealer: Sealer },
  { alertId, staff }: { readonly alertId: number; readonly staff: StaffPerson },
  now: Date,
  roster?: Roster,
): Promise<Prisma.AlertEventWhereInput> {
  const readable = await alertsForWhichMay(db, staff, "read-reasons", now, roster);
  if ((await db.alert.count({ where: { AND: [{ id: alertId }, readable] } })) > 0) return {};
  const alert = await db.alert.findUnique({ where: { id: alertId } });
  const causes = alert ? openCauses(sealer, alert.participantId, alert.reasons) : [];
  // Without the content nobody can say what showed nothing.
  if (!alert || causes.length === 0) return {};
  const shown = viewCauses(causes, { readsReasons: false, hasLeft: false, state: alert.state });
  return { at: { in: shown.map(({ at }) => new Date(at)) } };
}
