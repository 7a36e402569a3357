import { auditStaff, wholeProgramme } from "../audit.ts";
import type { Db } from "../db/client.ts";
import type { AlertState } from "../db/generated/enums.ts";
import type { Tier } from "../domain/tier.ts";
import { alertsForWhichMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";

export interface OpenEntry {
  readonly id: number;
  readonly code: string;
  readonly tier: Tier;
  readonly state: AlertState;
  readonly openedAt: Date;
  /** Who has it, or had it last. */
  readonly holder: string | undefined;
}

/** Every alert that is not closed and that this member of staff may open: red before orange, the oldest first. */
export async function listOpenAlerts(
  { db }: { readonly db: Db },
  staff: StaffPerson,
  page: { readonly skip: number; readonly take: number },
  now: Date,
): Promise<{ readonly entries: readonly OpenEntry[]; readonly total: number }> {
  const where = {
    AND: [{ state: { not: "closed" as const } }, await alertsForWhichMay(db, staff, "handle-alert", now)],
  };
  const total = await db.alert.count({ where });
  const rows = await db.alert.findMany({
    where,
    orderBy: [{ tier: "desc" }, { openedAt: "asc" }, { id: "asc" }],
    include: { holder: { select: { name: true } }, participant: { select: { code: true } } },
    ...page,
  });
  if (rows.length > 0)
    await auditStaff(db, staff, { action: "read-open-alerts", subject: wholeProgramme(staff) }, now);
  const entries = rows.map(({ id, tier, state, openedAt, holder, participant }) => ({
    id,
    code: participant.code,
    tier,
    state,
    openedAt,
    holder: holder?.name,
  }));
  return { entries, total };
}
