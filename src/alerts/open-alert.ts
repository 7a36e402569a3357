import { audit } from "../audit.ts";
import type { Deps } from "../deps.ts";
import { noteOpened } from "../outbox/alert-copies.ts";
import type { Act } from "./acting.ts";
import { type AlertView, viewAlert } from "./view-alert.ts";

export interface OpenedAlert extends AlertView {
  /** On a message that told of it, and not on one that showed a list or a page. */
  readonly onCopy: boolean;
}

/**
 * What a member of staff sees of an alert, on this message of their chat, with the access put on record. Undefined when it is
 * none of theirs.
 */
export async function openAlert(
  deps: Deps,
  { alertId, staff, messageId }: Act,
  now: Date,
): Promise<OpenedAlert | undefined> {
  const view = await viewAlert(deps, alertId, staff, now);
  if (!view) return undefined;
  const onCopy = await noteOpened(deps.db, { alertId, staffId: staff.id, messageId }, now);
  await audit(deps.db, {
    at: now,
    actor: `staff:${staff.id}`,
    action: "read-alert",
    subject: `alert:${alertId}`,
    programmeId: staff.programmeId,
  });
  return { ...view, onCopy };
}
