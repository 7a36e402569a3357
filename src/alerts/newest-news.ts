import type { Deps } from "../deps.ts";
import { newsKinds } from "./record-event.ts";

/** The number of what people were alerted by last about this person, in whichever alert; 0 where nothing ever was. */
export async function newestNews({ db }: Pick<Deps, "db">, participantId: number): Promise<number> {
  const { _max } = await db.alertEvent.aggregate({
    where: { kind: { in: [...newsKinds] }, alert: { participantId } },
    _max: { id: true },
  });
  return _max.id ?? 0;
}
