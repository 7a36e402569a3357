import type { Db, Tx } from "../db/client.ts";
import type { AlertState } from "../db/generated/enums.ts";

/** Quiet hours keep anybody from being told of an open alert, as it stands now. */
export async function isHeldBack(
  db: Db | Tx,
  { id: alertId, state }: { readonly id: number; readonly state: AlertState },
): Promise<boolean> {
  if (state !== "open") return false;
  const steps = ["told", "told-again", "held-for-quiet-hours", "nobody-to-tell", "nobody-took-it"];
  const last = await db.alertEvent.findFirst({
    where: { alertId, kind: { in: steps } },
    orderBy: { id: "desc" },
    select: { kind: true },
  });
  return last?.kind === "held-for-quiet-hours";
}
