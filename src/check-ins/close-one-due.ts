import { raiseAlert } from "../alerts/raise-alert.ts";
import type { Tx } from "../db/client.ts";
import type { DueWork } from "../db/due-work.ts";
import type { Deps } from "../deps.ts";
import { withoutDanger } from "../domain/assessment.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { readCheckIn } from "./current-check-in.ts";
import { isAmberQuiet } from "./is-amber-quiet.ts";
import { withoutToldAsShort } from "./judge-check-in.ts";
import { judgeDay } from "./judge-day.ts";

/**
 * Closes one check-in whose day has ended unfinished, judges what was answered, and judges the
 * silence where nothing was.
 */
export const closeOneDue: DueWork = {
  name: "closing",
  table: "check_ins",
  at: "closes_at",
  where: "t.state IN ('prompted', 'started')",
  lock: "UPDATE",
  work,
};

interface DueCheckIn {
  readonly id: number;
}

async function work(tx: Tx, due: DueCheckIn, now: Date, deps: Deps): Promise<void> {
  const { participant, ...row } = await tx.checkIn.findUniqueOrThrow({
    where: { id: due.id },
    include: { participant: true },
  });
  const checkIn = await readCheckIn(deps, tx, { checkInId: row.id });
  if (!checkIn) throw new Error(`check-in ${row.id} vanished while it was locked`);
  const { begun: answered } = checkIn;
  if (row.unplanned && !answered) return await forget(tx, row.id);
  const assessment = await judgeDay(deps, tx, checkIn, now);
  const cause = answered ? "check-in" : "silence";
  const takesPart = participant.status === "active";
  // Missing is shown as missing: only what stands in the worklist is kept of such a day.
  const kept = answered || (takesPart && assessment.tier === "amber");
  const raised = { participantId: participant.id, checkInId: row.id, cause } as const;
  const news = await withoutToldAsShort(deps, tx, checkIn, withoutDanger(assessment), now);
  if (takesPart) await raiseAlert(deps, tx, { ...raised, assessment: news }, now);
  await tx.checkIn.update({
    where: { id: row.id },
    data: {
      ...{ state: checkIn.resumed ? "completed" : "closed", nudgeAt: null, snoozed: false },
      ...(kept && {
        tier: assessment.tier,
        amberQuiet: await isAmberQuiet(deps, tx, checkIn, assessment, now),
      }),
    },
  });
  if (row.state === "started" && row.messageId !== null)
    await enqueue(tx, {
      kind: "closing",
      dedupeKey: `closing:${row.id}`,
      to: { participantId: participant.id },
      checkInId: row.id,
      intendedAt: now,
    });
}

/** A free day on which nobody answered is no missed one: nothing may take it for one. What was sent stays on record. */
async function forget(tx: Tx, checkInId: number): Promise<void> {
  await tx.outboxMessage.updateMany({ where: { checkInId }, data: { checkInId: null } });
  await tx.checkIn.delete({ where: { id: checkInId } });
}
