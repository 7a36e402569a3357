import type { Deps } from "../deps.ts";

/** What the enrolment dialogue needs to begin; plain data, because it is stored with the dialogue. */
export interface EnrolmentStart {
  readonly participantId: number;
  readonly zone: string;
  readonly counselor: string;
}

export async function enrolmentStart(
  { db }: Pick<Deps, "db">,
  participantId: number,
): Promise<EnrolmentStart> {
  const { zone, counselor } = await db.participant.findUniqueOrThrow({
    where: { id: participantId },
    select: { zone: true, counselor: { select: { name: true } } },
  });
  return { participantId, zone, counselor: counselor?.name ?? "–" };
}
