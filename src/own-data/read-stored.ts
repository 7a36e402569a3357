import type { Deps } from "../deps.ts";

/** How much of what is kept of one person. */
export interface Stored {
  readonly code: string;
  readonly checkIns: number;
  readonly answers: number;
  readonly alerts: number;
  readonly notes: number;
  readonly messages: number;
  readonly consents: number;
  readonly planParts: number;
}

export async function readStored({ db }: Pick<Deps, "db">, participantId: number): Promise<Stored> {
  const { code, _count: counts } = await db.participant.findUniqueOrThrow({
    where: { id: participantId },
    select: {
      code: true,
      _count: {
        select: { checkIns: true, alerts: true, notes: true, relayed: true, consents: true, plan: true },
      },
    },
  });
  const answers = await db.answer.count({ where: { checkIn: { participantId } } });
  const { relayed: messages, plan: planParts, ...rest } = counts;
  return { code, ...rest, answers, messages, planParts };
}
