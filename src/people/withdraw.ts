import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import { lockParticipant } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { readRoster } from "../duty/read-duty.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { appendConsent, consentedPurposes, everyPurpose } from "./consent.ts";
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
  await lockParticipant(tx, participantId);
  const person = await tx.participant.findUnique({ where: { id: participantId } });
  if (!person || person.status === "withdrawn") return;
  await tx.participant.update({
    where: { id: participantId },
    data: { status: "withdrawn", nextPromptAt: null, pausedUntil: null },
  });
  const { programmeId, code } = person;
  const held = await consentedPurposes(tx, participantId);
  for (const purpose of everyPurpose)
    if (held.has(purpose)) await appendConsent(tx, { participantId, purpose, granted: false, locale }, now);
  await stopMessages(tx, participantId, "kept");
  const roster = await readRoster(tx, programmeId, now);
  const staffId = roster.readerFor(person);
  // Whoever had not begun, or refused, is reported to nobody.
  if (staffId !== undefined && person.status === "active")
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
