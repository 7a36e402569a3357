import type { Db } from "../../db/client.ts";
import { isWithin } from "../../domain/calendar.ts";
import { settingsIn } from "../../programme/read-settings.ts";
import type { OutboxRow } from "../row.ts";

/** Whether it is quiet now for somebody of staff, by the hours of their programme; `zone` is its zone. */
export async function isNight(
  db: Db,
  { staffId }: Pick<OutboxRow, "staffId">,
  zone: string,
  now: Date,
): Promise<boolean> {
  if (staffId === null) return false;
  const { programme } = await db.staff.findUniqueOrThrow({
    where: { id: staffId },
    select: { programme: true },
  });
  return isWithin(now, zone, settingsIn(programme).quietHours);
}
