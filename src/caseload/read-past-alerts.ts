import { namedBeside, STAFF_ACTS } from "../alerts/staff-acts.ts";
import { auditStaff } from "../audit.ts";
import type { AlertState } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { DAY_MS } from "../domain/duration.ts";
import type { Tier } from "../domain/tier.ts";
import type { StaffPerson } from "../people/identify.ts";
import { findReadable } from "./find-mine.ts";

export interface PastAlert {
  readonly id: number;
  /** There is still something to say about how it went on. */
  readonly goesOn: boolean;
  readonly tier: Tier;
  readonly openedAt: Date;
  readonly state: AlertState;
  readonly outcome: string | null;
  readonly holder: string | undefined;
}

const WINDOW = 90 * DAY_MS;
const MOST = 25;

/** Alerts of the last ninety days, newest first, without their reasons. Undefined when it is none of theirs. */
export async function readPastAlerts(
  { db }: Pick<Deps, "db">,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<
  { readonly code: string; readonly alerts: readonly PastAlert[]; readonly total: number } | undefined
> {
  const person = await findReadable(db, staff, participantId, now);
  if (!person) return undefined;
  await auditStaff(db, staff, { action: "read-past-alerts", subject: `participant:${participantId}` }, now);
  const where = { participantId, openedAt: { gte: new Date(now.getTime() - WINDOW) } };
  const alerts = await db.alert.findMany({
    where,
    orderBy: { openedAt: "desc" },
    take: MOST,
    select: {
      id: true,
      tier: true,
      openedAt: true,
      state: true,
      outcome: true,
      contactedAt: true,
      stayedAt: true,
      holder: { select: { id: true, name: true } },
      events: STAFF_ACTS,
    },
  });
  const total = await db.alert.count({ where });
  return {
    code: person.code,
    total,
    alerts: alerts.map((alert) => {
      const { id, tier, openedAt, state, outcome, contactedAt, stayedAt } = alert;
      const goesOn = state === "closed" && contactedAt !== null && stayedAt === null;
      return { id, tier, openedAt, state, outcome, holder: namedBeside(alert)?.name, goesOn };
    }),
  };
}
