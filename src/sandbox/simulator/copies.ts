import type { Db } from "../../db/client.ts";
import { DAY_MS } from "../../domain/duration.ts";
import type { Ambushed } from "./arrivals.ts";
import { type KeptArrival, type MessageId, numberOf, ownerOfStaff, WORDS } from "./arrivals.ts";
import type { InHand } from "./in-hand.ts";
import type { Violation } from "./violation.ts";

/** A row of the outbox, as far as it says what has to be on whose phone. */
export interface OutboxCopy {
  readonly id: string;
  readonly kind: string;
  readonly state: "pending" | "sent" | "cancelled" | "failed";
  /** As of `Arrival`. */
  readonly owner: string;
  readonly code: string | null;
  readonly checkInId: number | null;
  readonly alertId: number | null;
  readonly messageId: number | null;
  readonly sentAt: Date | null;
  /** Edits or takes away a message that has come before, under whose number it is on record. */
  readonly changes: boolean;
}

interface Evidence {
  readonly rows: readonly OutboxCopy[];
  readonly arrivals: readonly KeptArrival[];
  readonly inHand: readonly InHand[];
  /** Messages of which Telegram's answer was lost. */
  readonly unanswered: readonly MessageId[];
  readonly ambushed: readonly (Ambushed & { readonly at: Date })[];
  /** Judged is what arrived, or is on record as sent, after `since` and up to `until`. */
  readonly since: Date;
  readonly until: Date;
  readonly isErased?: (code: string) => boolean;
}

/** Messages that went out although Telegram's answer was lost. */
export interface AnswersLost {
  /** That lay on a phone. */
  readonly onPhone: number;
  /** That the app knew of all the same; there is no way how it could. */
  readonly onRecord: number;
  /** That the app took for failed, and sent again. */
  readonly sentAgain: number;
}

/** Messages whose process was killed between sending and recording. */
export interface Ambushes {
  readonly messages: number;
  /** That came once more. */
  readonly cameAgain: number;
  /** That were not wanted any more: nothing came a second time. */
  readonly calledOff: number;
}

export interface Judgement {
  readonly ambushes: Ambushes;
  readonly answersLost: AnswersLost;
  readonly lost: number;
  /** Came once more than it should have, with or without an excuse. */
  readonly doubled: number;
  readonly violations: readonly Violation[];
}

/**
 * I4, message by message: what is on record as sent lies on the phone, and what lies there without being on record is
 * what a killed process had in hand, what somebody had in hand when the database failed, or the message whose answer
 * was lost. Each of these excuses one copy of that message, once.
 */
export function judgeCopies({
  rows,
  arrivals,
  inHand,
  unanswered,
  ambushed,
  since,
  until,
  isErased = () => false,
}: Evidence): Judgement {
  const isNow = (at: Date | null): boolean => at !== null && at > since && at <= until;
  const arrived = new Map(arrivals.map((arrival) => [keyOf(arrival.owner, arrival.messageId), arrival]));
  const recorded = rows.filter(
    ({ state, messageId, changes }) => state === "sent" && messageId !== null && !changes,
  );
  const onRecord = new Set(recorded.map(({ owner, messageId }) => keyOf(owner, messageId)));
  const subjectOf = (row: OutboxCopy): string | undefined =>
    ownSubject(row) ?? arrived.get(keyOf(row.owner, row.messageId))?.subject;
  const told = new Set(recorded.map((row) => keyOf(row.owner, subjectOf(row))));
  // A prompt may also be missed by us, as its day was over.
  const calledOff = new Set(
    rows
      .filter(({ state }) => state === "cancelled" || state === "failed")
      .map((row) => keyOf(row.owner, ownSubject(row))),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const lostAnswers = new Set(unanswered.map(numberOf));
  const violations: Violation[] = [];
  const violated = (what: string, who: string, codes: readonly string[], at: Date) =>
    violations.push({ invariant: "I4", what, who, codes: codes.filter(Boolean), at: at.toISOString() });

  let lost = 0;
  for (const { id, kind, owner, code, messageId, sentAt } of recorded) {
    if (!isNow(sentAt) || arrived.has(keyOf(owner, messageId))) continue;
    lost += 1;
    violated("sent, and never arrived", `${kind} ${id} to ${owner}`, [code ?? ""], sentAt ?? until);
  }

  const isAgain = (one: KeptArrival) => (other: KeptArrival) =>
    keyOf(other.owner, other.subject) === keyOf(one.owner, one.subject) && other.real > one.real;
  const unheard = arrivals.filter((arrival) => isNow(arrival.at) && lostAnswers.has(numberOf(arrival)));
  const answersLost = {
    onPhone: unheard.length,
    onRecord: unheard.filter(({ owner, messageId }) => onRecord.has(keyOf(owner, messageId))).length,
    sentAgain: unheard.filter((one) => arrivals.some(isAgain(one))).length,
  };

  /** At least once: one came before the process was killed, and what became of the next attempt is in the row. */
  function ambushes(): Ambushes {
    const counts = { messages: 0, cameAgain: 0, calledOff: 0 };
    for (const { id, chatId, messageId, at } of ambushed) {
      const row = byId.get(id);
      // Without one they were erased meanwhile.
      if (!row || !isNow(at)) continue;
      counts.messages += 1;
      const found = (what: string) =>
        violated(what, `${row.kind} ${id} to ${row.owner}`, [row.code ?? ""], at);
      if (row.state === "cancelled" || row.state === "failed") counts.calledOff += 1;
      if (row.state === "sent" && row.messageId !== messageId) counts.cameAgain += 1;
      if (row.state === "sent" && row.messageId === messageId)
        found("on record, although its process was killed before it could be");
      if (!arrivals.some((one) => one.chatId === chatId && one.messageId === messageId))
        found("sent as its process was killed, and never arrived");
    }
    return counts;
  }

  const used = new Set<InHand>();
  const left = new Map<string, number>();
  let doubled = 0;
  for (const arrival of arrivals.toSorted((a, b) => a.real.getTime() - b.real.getTime())) {
    const { owner, subject, opening, code, at, real, messageId, takenBack } = arrival;
    const key = keyOf(owner, subject);
    if (!isNow(at) || onRecord.has(keyOf(owner, messageId)) || isErased(code)) continue;
    // What is said in answer to somebody is in no outbox.
    const hasWordsOnly = subject.startsWith(WORDS);
    if (hasWordsOnly && !told.has(key)) continue;
    // Somebody left or locked the account while it was on its way, or the day ended.
    if (takenBack && calledOff.has(keyOf(owner, hasWordsOnly ? undefined : subject))) continue;
    if (lostAnswers.has(numberOf(arrival))) {
      // Alone it is no second one: what is not wanted any more does not go again.
      if (arrivals.some(isAgain(arrival))) doubled += 1;
      continue;
    }
    const excuse = inHand.find((one) => {
      const row = byId.get(one.id);
      if (row?.owner !== owner) return false;
      const its = subjectOf(row);
      // What never came on record does not tell its words.
      const fits = its === undefined ? hasWordsOnly : its === subject;
      return fits && !used.has(one) && real >= one.from && real <= one.until;
    });
    if (!excuse) {
      doubled += 1;
      violated(
        "came although it is not on record, and nobody had it in hand",
        `${subject} to ${owner}: ${JSON.stringify(opening)}`,
        [code],
        at,
      );
      continue;
    }
    used.add(excuse);
    const before = left.get(excuse.id) ?? (byId.get(excuse.id)?.state === "sent" ? 1 : 0);
    left.set(excuse.id, before + 1);
    if (before > 0) doubled += 1;
  }
  return { lost, doubled, answersLost, ambushes: ambushes(), violations };
}

/** Of what is about something that its buttons tell. */
function ownSubject({ kind, alertId, checkInId }: OutboxCopy): string | undefined {
  if (kind === "alert") return `alert:${alertId}`;
  return kind === "prompt" || kind === "nudge" ? `prompt:${checkInId}` : undefined;
}

function keyOf(owner: string, what: string | number | null | undefined): string {
  return `${owner} ${what}`;
}

/** What the outbox says of a time, and of these messages whenever they were written. */
export async function readCopies(
  db: Db,
  since: Date,
  inHand: readonly InHand[],
): Promise<readonly OutboxCopy[]> {
  const from = new Date(since.getTime() - DAY_MS);
  const rows = await db.$queryRaw<(OutboxCopy & { readonly account: bigint | null })[]>`
    SELECT o.id::text, o.kind, o.state::text, p.code AS owner, s.telegram_id AS account,
           COALESCE(p.code, about.code) AS code, o.alert_id AS "alertId",
           -- A day that was none any more, or that we missed, is forgotten, and only the key still names it.
           COALESCE(o.check_in_id, substring(o.dedupe_key FROM '^(?:prompt|nudge):([0-9]+)')::int) AS "checkInId",
           o.message_id AS "messageId", o.sent_at AS "sentAt",
           o.kind IN ('closing', 'alert-update', 'retraction') OR (o.kind = 'relay-status' AND EXISTS (
             -- How far a message is stands in the one that asked whether to send it, or in the first that says so.
             SELECT FROM outbox e WHERE e.relay_id = o.relay_id AND (
               (e.params->>'confirmation')::int = o.message_id
               OR (e.kind = 'relay-status' AND e.message_id = o.message_id AND e.id < o.id)))) AS changes
    FROM outbox o LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
    LEFT JOIN alerts a ON a.id = o.alert_id LEFT JOIN participants about ON about.id = a.participant_id
    WHERE (o.state = 'sent' AND o.sent_at > ${from}) OR (o.state IN ('cancelled', 'failed') AND o.intended_at > ${from})
       OR o.id = ANY (${inHand.map(({ id }) => BigInt(id))}::bigint[])`;
  return rows.map(({ account, ...row }) => ({ ...row, owner: row.owner ?? ownerOfStaff(account ?? 0n) }));
}
