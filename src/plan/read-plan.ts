import type { Db, Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { PlanTexts } from "../domain/safety-plan.ts";
import { isAgreedToNow } from "../people/consent.ts";
import { openPlanParts } from "./open-parts.ts";

export interface Plan {
  readonly texts: PlanTexts;
  /** The counselor's name. */
  readonly counselor: string | undefined;
  /** Its owner lets the counselor read it. */
  readonly shared: boolean;
}

/** What is written of somebody's own plan, without anything around it. */
export async function readPlanTexts(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  participantId: number,
): Promise<PlanTexts> {
  return openPlanParts(sealer, participantId, await db.planPart.findMany({ where: { participantId } }));
}

/** Somebody's own plan, for themselves. */
export async function readPlan(
  deps: Pick<Deps, "db" | "sealer">,
  participantId: number,
  now: Date,
): Promise<Plan> {
  const [texts, person, shared] = await Promise.all([
    readPlanTexts(deps, participantId),
    deps.db.participant.findUnique({
      where: { id: participantId },
      select: { counselor: { select: { name: true } } },
    }),
    isPlanShared(deps.db, participantId, now),
  ]);
  return { texts, counselor: person?.counselor?.name, shared };
}

/** The check-in does not ask for it again: until its owner chooses anew on the plan it is theirs alone. */
export async function isPlanShared(db: Db | Tx, participantId: number, now: Date): Promise<boolean> {
  return await isAgreedToNow(db, participantId, "plan", now);
}
