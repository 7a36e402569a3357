import type { Deps } from "../deps.ts";

/** Saying no has no consequence and is reported to nobody; opening the link again starts over. Only of whoever is being asked. */
export async function decline({ db }: Pick<Deps, "db">, participantId: number): Promise<void> {
  await db.participant.updateMany({
    where: { id: participantId, status: "consenting" },
    data: { status: "declined", nextPromptAt: null },
  });
}
