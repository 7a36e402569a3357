import type { Prisma } from "../db/generated/client.ts";
import { participantStatuses } from "../domain/access.ts";

/** How somebody stands who is looked after. */
export const lookedAfter = participantStatuses.filter((status) => status !== "withdrawn");

/** Who stands on a counselor's list: whoever has left only while an alert of theirs is open. */
export const onCaseload: Prisma.ParticipantWhereInput = {
  OR: [{ status: { in: lookedAfter } }, { alerts: { some: { state: { not: "closed" } } } }],
};
