import type { ParticipantStatus } from "../domain/access.ts";

/** How somebody stands, to staff. That they refused is reported to nobody: they are still being asked. */
export function statusKey(status: ParticipantStatus): string {
  return `status-${status === "declined" ? "consenting" : status}`;
}
