import { countQuiet } from "../../caseload/count-quiet.ts";
import type { Db } from "../../db/client.ts";
import { gapsStillOpen } from "../../duty/warn-one-uncovered.ts";
import type { OutboxRow } from "../row.ts";

/** What a notice says that changes while it waits, as it is now: how many are kept quiet, for whom nobody is on. */
export async function factsOfNow(
  db: Db,
  { staffId, params }: Pick<OutboxRow, "staffId" | "params">,
  now: Date,
): Promise<OutboxRow["params"]> {
  const { notice, about, codes } = params;
  if (notice === "covering")
    return { people: about === undefined ? 0 : await countQuiet(db, Number(about), now) };
  if (notice !== "uncovered" || staffId === null) return {};
  const { programmeId } = await db.staff.findUniqueOrThrow({ where: { id: staffId } });
  return await gapsStillOpen(db, { programmeId, codes: String(codes) }, now);
}
