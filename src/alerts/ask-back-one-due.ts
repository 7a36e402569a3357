import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import { askBackAfter } from "../domain/ask-back.ts";
import { enqueue, URGENT } from "../outbox/enqueue.ts";

/** Asks one person back who called for help and has spoken with nobody since. */
export const askBackOneDue: DueWork = {
  name: "asking back",
  table: "alerts",
  at: "ask_back_at",
  // After contact its time stays: whoever says that it was a slip finds the person still to be asked.
  where: "t.state <> 'contacted'",
  lock: "UPDATE",
  work,
};

interface DueAlert {
  readonly id: number;
}

async function work(tx: Tx, { id: alertId }: DueAlert, now: Date): Promise<void> {
  const alert = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { select: { id: true, status: true } } },
  });
  const { state, participant, askedBack, askBackAt } = alert;
  if (state === "closed" || participant.status !== "active") {
    await tx.alert.update({ where: { id: alertId }, data: { askBackAt: null } });
    return;
  }
  await enqueue(tx, {
    kind: "ask-back",
    dedupeKey: `ask-back:${alertId}:${askBackAt?.toISOString()}`,
    to: { participantId: participant.id },
    alertId,
    priority: URGENT,
    intendedAt: now,
    ...(askBackAt && { meantAt: askBackAt }),
  });
  const next = askBackAfter(askedBack + 1, now) ?? null;
  await tx.alert.update({ where: { id: alertId }, data: { askBackAt: next, askedBack: askedBack + 1 } });
}
