import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { appendConsent, consentedPurposes, purposes } from "./consent.ts";
import { readRoster } from "./read-duty.ts";
import { markAlert, stopMessages } from "./stop-messages.ts";

interface Leaving {
  readonly participantId: number;
  readonly locale: Locale;
}

/**
 * Takes back every consent. No prompt, nudge or message follows, not even one that is being sent; opening
 * /start again starts over. An open alert stays with its people, marked as left: whoever is in danger
 * must not vanish. Doing it twice changes nothing.
 */
export async function withdraw({ db }: Pick<Deps, "db">, who: Leaving, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => await leave(tx, who, now));
}

async function leave(tx: Tx, { participantId, locale }: Leaving, now: Date): Promise<void> {
  const { count } = await tx.participant.updateMany({
    where: { id: participantId, status: { not: "withdrawn" } },
    data: { status: "withdrawn", nextPromptAt: null, pausedUntil: null },
  });
  if (count === 0) return;
  const person = await tx.participant.findUniqueOrThrow({ where: { id: participantId } });
  const { programmeId, code, counselorId } = person;
  const held = await consentedPurposes(tx, participantId);
  for (const purpose of purposes)
    if (held.has(purpose)) await appendConsent(tx, { participantId, purpose, granted: false, locale }, now);
  await stopMessages(tx, participantId);
  const roster = await readRoster(tx, programmeId, now);
  const staffId = roster.onDutyFor(counselorId)?.id ?? counselorId;
  if (staffId !== null)
    await enqueue(tx, {
      kind: "notice",
      dedupeKey: `withdrawn:${participantId}:${now.toISOString()}`,
      to: { staffId },
      params: { notice: "withdrawn", code },
      intendedAt: now,
    });
  await markAlert(tx, participantId, "left", now);
  await audit(tx, { at: now, actor: `participant:${participantId}`, action: "withdraw", programmeId });
}
