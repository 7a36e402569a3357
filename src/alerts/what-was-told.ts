import type { Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { localDayAt } from "../domain/calendar.ts";
import { DAY_MS } from "../domain/duration.ts";
import type { Acknowledged, ToldReason } from "../domain/repeats.ts";
import { type Cause, openCauses } from "./causes.ts";

/** Longer than the longest distance between two tellings that settings allow. */
const LOOK_BACK_DAYS = 45;

/** What people were told about this person lately, on closed alerts too, and when O3 was acknowledged. */
export async function whatWasTold(
  { sealer }: Pick<Deps, "sealer">,
  tx: Tx,
  { participantId, zone }: { readonly participantId: number; readonly zone: string },
  now: Date,
): Promise<{ readonly told: readonly ToldReason[]; readonly acknowledged: readonly Acknowledged[] }> {
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS);
  const alerts = await tx.alert.findMany({
    where: { participantId, OR: [{ state: { not: "closed" } }, { openedAt: { gt: since } }] },
    select: { reasons: true, acknowledgedAt: true },
    orderBy: { id: "asc" },
  });
  const read = alerts.map(({ reasons, acknowledgedAt }) => ({
    causes: openCauses(sealer, participantId, reasons),
    acknowledgedAt,
  }));
  const acknowledged = read.flatMap(({ causes, acknowledgedAt }): Acknowledged[] => {
    if (!acknowledgedAt) return [];
    const seen = causes.filter(({ at }) => new Date(at) <= acknowledgedAt);
    if (!seen.some(({ reasons }) => reasons.some(({ rule }) => rule === "O3"))) return [];
    return [{ day: localDayAt(acknowledgedAt, zone), total: Math.max(...seen.map(({ total }) => total)) }];
  });
  return {
    told: read.flatMap(({ causes }) => causes.flatMap(toldBy)),
    acknowledged,
  };
}

function toldBy({ day, total, reasons, quiet }: Cause): readonly ToldReason[] {
  const silent = new Set(quiet.map(({ kind }) => kind));
  return reasons
    .filter(({ kind }) => !silent.has(kind))
    .map(({ rule, kind }) => ({ rule, kind, day, total }));
}
