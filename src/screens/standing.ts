import type { Standing } from "../domain/access.ts";

/** How somebody stands, to staff. That they refused is reported to nobody: they are still being asked. */
export function standingKey(standing: Standing): string {
  return `status-${standing === "declined" ? "consenting" : standing}`;
}
