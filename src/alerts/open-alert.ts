import { audit } from "../audit.ts";
import type { Deps } from "../deps.ts";
import type { StaffPerson } from "../people/identify.ts";
import { type AlertView, viewAlert } from "./view-alert.ts";

/** What a member of staff sees of an alert, with the access put on record. Undefined when it is none of theirs. */
export async function openAlert(
  deps: Deps,
  alertId: number,
  staff: StaffPerson,
  now: Date,
): Promise<AlertView | undefined> {
  const view = await viewAlert(deps, alertId, staff, now);
  if (view)
    await audit(deps.db, {
      at: now,
      actor: `staff:${staff.id}`,
      action: "read-alert",
      subject: `alert:${alertId}`,
      programmeId: staff.programmeId,
    });
  return view;
}
