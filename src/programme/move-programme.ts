import { audit } from "../audit.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { lockProgramme } from "../db/row-locks.ts";
import { firstDue } from "./found-programme.ts";
import { readSettings } from "./read-settings.ts";

/** "has-people": somebody was put on its list; their days, and the weeks of the summary, go by the zone that it has. */
export type Moved = { readonly kind: "moved" } | { readonly kind: "has-people" };

/** A programme in which nobody takes part yet goes by the clock of another place from now on. */
export async function moveProgramme(
  db: Db,
  {
    programmeId,
    zone,
    actor,
  }: { readonly programmeId: number; readonly zone: string; readonly actor: string },
  now: Date,
): Promise<Moved> {
  return await inTransaction(db, async (tx): Promise<Moved> => {
    // Nobody is enrolled meanwhile.
    await lockProgramme(tx, programmeId);
    if ((await tx.participant.count({ where: { programmeId } })) > 0) return { kind: "has-people" };
    const settings = await readSettings(tx, programmeId);
    await tx.programme.update({
      where: { id: programmeId },
      data: { zone, ...firstDue(zone, settings, now) },
    });
    await audit(tx, {
      at: now,
      actor,
      action: "move-programme",
      subject: `programme:${programmeId}`,
      programmeId,
    });
    return { kind: "moved" };
  });
}
