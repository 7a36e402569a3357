import type { Deps } from "../deps.ts";

/** Saying no has no consequence and is reported to nobody; opening the link again starts over. */
export async function decline({ db }: Pick<Deps, "db">, participantId: number): Promise<void> {
  await db.participant.update({
    where: { id: participantId },
    data: { status: "declined", nextPromptAt: null },
  });
}
