import type { Deps } from "../deps.ts";

/** What the enrolment dialogue needs to begin; plain data, because it is stored with the dialogue. */
export interface EnrolmentStart {
  readonly participantId: number;
  readonly zone: string;
  readonly counselor: string;
}

/** Begins or begins again: after a refusal, a withdrawal, a dialogue that was lost. Never on a frozen account, nor with whoever takes part. */
export async function beginEnrolment(
  { db }: Pick<Deps, "db">,
  participantId: number,
): Promise<EnrolmentStart> {
  const { zone, counselor } = await db.participant.update({
    where: { id: participantId, status: { notIn: ["active", "frozen"] } },
    data: { status: "consenting" },
    select: { zone: true, counselor: { select: { name: true } } },
  });
  return { participantId, zone, counselor: counselor?.name ?? "–" };
}
