import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Form } from "../domain/instrument.ts";
import { type CheckInTap, lockCheckIn } from "./current-check-in.ts";
import { offersShort } from "./offers-short.ts";
import { beginCheckIn, type Shown } from "./show-check-in.ts";

/**
 * The short form before anything was answered and while the days are calm; the whole one at any time, also when the
 * short one is complete: the rest is asked then. Where it may not be, the check-in goes on as it is.
 */
export async function chooseForm(
  deps: Deps,
  { form, ...tap }: CheckInTap & { readonly form: Form },
  now: Date,
): Promise<Shown> {
  await inTransaction(deps.db, async (tx) => {
    const checkIn = await lockCheckIn(deps, tx, tap);
    if (!checkIn || checkIn.form === form || checkIn.state === "closed" || now >= checkIn.closesAt) return;
    if (form === "short" && (checkIn.begun || !(await offersShort(tx, checkIn, now)))) return;
    // What was complete stays noted as such: the rest is a gift, and leaving off in the middle is no half day.
    const goesOn = { state: "started" as const, tidyAt: null, feedbackFits: null };
    await tx.checkIn.update({
      where: { id: checkIn.id },
      data: { form, ...(checkIn.state === "completed" && goesOn) },
    });
  });
  return await beginCheckIn(deps, tap, now);
}
