import { audit } from "../audit.ts";
import type { Deps } from "../deps.ts";
import type { PlanTexts } from "../domain/safety-plan.ts";
import { withWhomMay } from "../people/access.ts";
import type { StaffPerson } from "../people/identify.ts";
import { isPlanShared, readPlanTexts } from "../plan/read-plan.ts";

/**
 * The plan of somebody who lets their counselor read it, with the access put on record. Undefined when it is none of
 * theirs, or is not shared.
 */
export async function readSharedPlan(
  deps: Pick<Deps, "db" | "sealer">,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<{ readonly code: string; readonly texts: PlanTexts } | undefined> {
  const { db } = deps;
  const allowed = await withWhomMay(db, staff, "read-plan", now);
  const person = await db.participant.findFirst({ where: { ...allowed, id: participantId } });
  if (!person || !(await isPlanShared(db, participantId, now))) return undefined;
  const { id, programmeId } = staff;
  const subject = `participant:${participantId}`;
  await audit(db, { at: now, actor: `staff:${id}`, action: "read-plan", subject, programmeId });
  return { code: person.code, texts: await readPlanTexts(deps, participantId) };
}
