import type { Tx } from "../db/client.ts";
import { takeOneDue } from "../db/take-one-due.ts";
import type { Deps } from "../deps.ts";
import { askBackAfter } from "../domain/ask-back.ts";
import { enqueue, URGENT } from "../outbox/enqueue.ts";

/** Asks one person back who called for help and has spoken with nobody since. True when there may be more. */
export async function askBackOneDue(deps: Pick<Deps, "db" | "log">, now: Date): Promise<boolean> {
  return await takeOneDue(deps, { name: "asking back", claim, work, postpone }, now);
}

interface DueAlert {
  readonly id: number;
}

async function claim(tx: Pick<Tx, "$queryRaw">, now: Date): Promise<DueAlert | undefined> {
  const [due] = await tx.$queryRaw<DueAlert[]>`
    SELECT id FROM alerts WHERE ask_back_at <= ${now}
    ORDER BY ask_back_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return due;
}

async function work(tx: Tx, { id: alertId }: DueAlert, now: Date): Promise<void> {
  const alert = await tx.alert.findUniqueOrThrow({
    where: { id: alertId },
    include: { participant: { select: { id: true, status: true } } },
  });
  const { state, participant, askedBack, askBackAt } = alert;
  if (state === "contacted" || state === "closed" || participant.status !== "active") {
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
  });
  const next = askBackAfter(askedBack + 1, now) ?? null;
  await tx.alert.update({ where: { id: alertId }, data: { askBackAt: next, askedBack: askedBack + 1 } });
}

async function postpone(tx: Tx, { id }: DueAlert, until: Date): Promise<void> {
  await tx.alert.update({ where: { id }, data: { askBackAt: until } });
}
