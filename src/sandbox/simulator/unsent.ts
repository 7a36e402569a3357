import type { Db } from "../../db/client.ts";
import { type LocalDay, localDayAt } from "../../domain/calendar.ts";
import type { MessageKind } from "../../outbox/enqueue.ts";
import { DAY_OVER } from "../../outbox/outbox-error.ts";
import { ownerOfStaff } from "./arrivals.ts";
import type { Span } from "./deeds.ts";
import type { Standing } from "./standing.ts";
import type { Violation } from "./violation.ts";

/** A row of the outbox that was to leave and has not, with what happened to what it is about. */
export interface Unsent {
  readonly id: string;
  readonly kind: string;
  readonly state: "pending" | "cancelled" | "failed";
  readonly error: string | null;
  readonly intendedAt: Date;
  /** As of `Arrival`. */
  readonly owner: string;
  readonly toParticipant: boolean;
  /** The participant it is for or about. */
  readonly code: string | null;
  /** A prompt that was asked for once more. */
  readonly again: boolean;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly closesAt: Date | null;
  /** Of a prompt that nobody got, and whose day has ended. */
  readonly lostDay: LocalDay | null;
  readonly answeredAt: readonly Date[];
  /** When somebody spoke with the person of the alert, or ended it. */
  readonly settledAt: readonly Date[];
  /** When something new made it begin anew. */
  readonly renewedAt: readonly Date[];
  /** When its reader was to be told of the same alert again, since. */
  readonly newerAt: readonly Date[];
  readonly stayedAt: Date | null;
  /** What the participant wrote, not staff. */
  readonly fromParticipant: boolean;
  /** When it was sent on, or again, since. */
  readonly sentOnAt: readonly Date[];
  /** The line about it did not arrive. */
  readonly relayEnded: boolean;
  /** Bad news, in a message of its own. */
  readonly loud: boolean;
  /** It says only what may be over before it can leave. */
  readonly passing: boolean;
  /** It says who is on duty for whom. */
  readonly ofDuty: boolean;
  /** The message that this one was to change. */
  readonly changes: number | null;
}

/** What is known beside the app. */
export interface Known {
  /** In which time the message was tried. */
  tries(kind: string, intendedAt: Date): Span;
  /** Whether the app was there, and nothing kept the prompt back, between an instant and the end of somebody's day. */
  couldAsk(code: string, from: Date, day: LocalDay): boolean;
  standingOf(code: string): Standing | undefined;
  /** Whether its phone took nothing at some time of it. */
  refuses(owner: string, span: Span): boolean;
  /** Whether they look after the person without standing in for anybody; or are of the programme's desk. */
  isTheirs(owner: string, code: string, as: "carer" | "carer or coordinator"): boolean;
  /** Whether somebody of their programme went away or came back in this time. */
  changesDuty(owner: string, span: Span): boolean;
  /** Whether a message is not in the chat any more, since before the end of this time. */
  isGone(owner: string, messageId: number, span: Span): boolean;
}

interface Excuse {
  readonly why: string;
  fits(message: Unsent, when: Span, known: Known): boolean;
}

const isBy = (at: Date | null, { until }: Span): boolean => at !== null && at <= until;
const isIn = (all: readonly Date[], { from, until }: Span): boolean =>
  all.some((at) => at >= from && at <= until);

const tookPart = (message: Unsent, { from, until }: Span, known: Known): boolean =>
  message.code === null || (known.standingOf(message.code)?.isActive(from, until) ?? true);
const wasAway = (message: Unsent, { from, until }: Span, known: Known): boolean =>
  message.code !== null && known.standingOf(message.code)?.isAway(from, until) === true;

const left: Excuse = {
  why: "they had left or locked the account",
  fits: (message, when, known) => !tookPart(message, when, known),
};
/** Nobody writes to a locked account; whoever has left may still be sent what they ask for. */
const leftMeanwhile: Excuse = {
  why: "they left or locked the account meanwhile",
  fits: (message, when, known) => !tookPart(message, when, known) && !wasAway(message, when, known),
};
const locked: Excuse = {
  why: "their account was locked",
  fits: ({ code }, { from }, known) => code !== null && known.standingOf(code)?.on(from) === "frozen",
};
const paused: Excuse = {
  why: "they paused meanwhile",
  fits({ code, intendedAt }, { until }, known) {
    const standing = code === null ? undefined : known.standingOf(code);
    const next = standing?.pausedUntil(until);
    return (
      standing !== undefined &&
      next !== undefined &&
      localDayAt(intendedAt, standing.zoneAt(intendedAt)) < next
    );
  },
};
const dayOver: Excuse = { why: "its day was over", fits: ({ closesAt }, when) => isBy(closesAt, when) };
const begun: Excuse = {
  why: "begun by hand before",
  fits: ({ startedAt, again }, when) => !again && isBy(startedAt, when),
};
const completed: Excuse = {
  why: "everything was answered",
  fits: ({ completedAt }, when) => isBy(completedAt, when),
};
const answeredAnew: Excuse = {
  why: "answered anew: it stays a while",
  fits: ({ answeredAt }, when) => isIn(answeredAt, when),
};
const dutyOver = (as: "carer" | "carer or coordinator"): Excuse => ({
  why: "somebody else was on duty by then",
  fits: ({ owner, code }, when, known) =>
    code !== null && !known.isTheirs(owner, code, as) && known.changesDuty(owner, when),
});
/** Later than by what it tells of. */
const dutyTurned: Excuse = {
  why: "duty had changed again by then",
  fits: ({ ofDuty, owner }, { from, until }, known) =>
    ofDuty && known.changesDuty(owner, { from: new Date(from.getTime() + 1), until }),
};
/** Whose words they are sees them go to somebody who is there. */
const sentToAnother: Excuse = {
  why: "sent on to somebody who could read it",
  fits: ({ owner, sentOnAt }, when, known) =>
    isIn(sentOnAt, when) && (known.changesDuty(owner, when) || known.refuses(owner, when)),
};
const settled: Excuse = {
  why: "somebody had spoken with the person",
  fits: ({ settledAt }, when) => isIn(settledAt, when),
};
const renewed: Excuse = { why: "the alert began anew", fits: ({ renewedAt }, when) => isIn(renewedAt, when) };
const newer: Excuse = {
  why: "a newer one about the same alert took its place",
  fits: ({ newerAt }, when) => isIn(newerAt, when),
};
const stayed: Excuse = { why: "everything was said", fits: ({ stayedAt }, when) => isBy(stayedAt, when) };
const ofParticipant = ({ why, fits }: Excuse): Excuse => ({
  why,
  fits: (message, when, known) => message.fromParticipant && fits(message, when, known),
});
/** By then the chat was not open any more. */
const lineCameAgain: Excuse = {
  why: "too late to be shown: its line came again",
  fits: ({ sentOnAt }, when) => isIn(sentOnAt, when),
};
const sentOn: Excuse = {
  why: "it was sent on or again meanwhile",
  fits: ({ loud, sentOnAt }, when) => loud && isIn(sentOnAt, when),
};
const saidLoudly: Excuse = {
  why: "said in a message of its own",
  fits: ({ loud, relayEnded, changes }) => !loud && relayEnded && changes === null,
};
const putRight: Excuse = { why: "nothing of it was so any more", fits: ({ passing }) => passing };

/** What each kind breaks that was lost, and why one may be called off. */
const KINDS: Readonly<Record<MessageKind, readonly [Violation["invariant"], ...Excuse[]]>> = {
  prompt: ["I1", left, paused, begun, completed, dayOver],
  nudge: ["I4", left, paused, completed, dayOver],
  closing: ["I4", left, answeredAnew],
  alert: ["I3", newer, dutyOver("carer or coordinator")],
  "alert-update": ["I3"],
  "alert-follow-up": ["I3", stayed, dutyOver("carer or coordinator")],
  "numbers-again": ["I3", left, settled, renewed],
  "ask-back": ["I3", left, settled],
  notice: ["I4", dutyOver("carer or coordinator"), dutyTurned, putRight],
  audit: ["I4", putRight],
  retraction: ["I6"],
  "export-json": ["I4", leftMeanwhile, locked],
  "export-page": ["I4", leftMeanwhile, locked],
  summary: ["I4"],
  "summary-picture": ["I4"],
  "summary-workbook": ["I4"],
  relay: ["I4", left, ofParticipant(dutyOver("carer")), ofParticipant(sentToAnother)],
  "relay-content": ["I4", left, ofParticipant(dutyOver("carer")), lineCameAgain],
  "relay-status": ["I4", ofParticipant(left), leftMeanwhile, sentOn, saidLoudly],
};
/** What changes a message that is there. */
const CHANGES: ReadonlySet<string> = new Set(["closing", "alert-update", "retraction", "relay-status"]);

/** What a message of this kind breaks that does not leave as it should. */
export function whatIsBroken(kind: string): Violation["invariant"] {
  const [invariant] = KINDS[kind as MessageKind] ?? ["I4"];
  return invariant;
}

/** Why a message rightly did not leave; undefined for one that was lost. */
export function whyNot(message: Unsent, known: Known): string | undefined {
  const { kind, state, error, owner, toParticipant, changes, lostDay, intendedAt } = message;
  const when = known.tries(kind, intendedAt);
  if (state === "failed") {
    if (error === DAY_OVER && (kind === "prompt" || kind === "nudge") && lostDay !== null)
      return known.couldAsk(owner, intendedAt, lostDay)
        ? undefined
        : "missed by us: nobody could be asked on that day";
    if (error !== "unreachable") return undefined;
    if (known.refuses(owner, when)) return "the bot was blocked";
    return toParticipant && left.fits(message, when, known) ? left.why : undefined;
  }
  if (state !== "cancelled") return undefined;
  if (error === "pointless") {
    const isGone = CHANGES.has(kind) && changes !== null && known.isGone(owner, changes, when);
    return isGone ? "what it was to change was gone" : undefined;
  }
  if (error !== null) return undefined;
  const [, ...excuses] = KINDS[kind as MessageKind] ?? [];
  return excuses.find(({ fits }) => fits(message, when, known))?.why;
}

export interface Judged {
  /** By kind and reason, such as "nudge: everything was answered"; those without one are "lost". */
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
}

/** Of every message of the outbox that has not left. */
export function judgeUnsent(messages: readonly Unsent[], known: Known): Judged {
  const counts: Record<string, number> = {};
  const violations: Violation[] = [];
  for (const message of messages) {
    const { kind, state, error, id, owner, code, intendedAt } = message;
    const why = whyNot(message, known);
    const counted = `${kind}: ${why ?? "lost"}`;
    counts[counted] = (counts[counted] ?? 0) + 1;
    if (why !== undefined) continue;
    violations.push({
      ...{ invariant: whatIsBroken(kind), what: `a message (${kind}) that was to leave and never did` },
      who: `${kind} ${id} to ${owner}, ${state}${error === null ? "" : ` as ${error}`}`,
      ...{ codes: code === null ? [] : [code], at: intendedAt.toISOString() },
    });
  }
  return { counts, violations };
}

/**
 * Messages that were to leave after `since` and up to `until`; what still waits, only when it was to leave by `tried`. Of
 * a prompt that was never written it counts when that came to light.
 */
export async function readUnsent(
  db: Db,
  { since, until, tried }: { readonly since: Date; readonly until: Date; readonly tried: Date },
): Promise<readonly Unsent[]> {
  const rows = await db.$queryRaw<(Unsent & { readonly account: bigint | null })[]>`
    SELECT o.id::text, o.kind, o.state::text, o.error, o.intended_at AS "intendedAt",
           p.code AS owner, s.telegram_id AS account, o.participant_id IS NOT NULL AS "toParticipant", COALESCE(w.code, o.params->>'code') AS code,
           o.params ? 'again' AS again, o.params ? 'loud' AS loud,
           CASE o.error WHEN ${DAY_OVER} THEN o.params->>'day' END AS "lostDay",
           CASE o.kind WHEN 'audit' THEN NOT EXISTS (SELECT FROM jsonb_object_keys(o.params) line
                                                     WHERE line LIKE 'day-lost %')
                       ELSE o.params @> '{"notice": "uncovered"}' END AS passing,
           o.kind = 'notice' AND o.params ? 'about' AS "ofDuty",
           c.started_at AS "startedAt", c.completed_at AS "completedAt", c.closes_at AS "closesAt",
           ARRAY(SELECT n.answered_at FROM answers n WHERE n.check_in_id = c.id) AS "answeredAt",
           ARRAY(SELECT e.at FROM alert_events e
                 WHERE e.alert_id = a.id AND (e.kind = 'talked' OR e.kind LIKE 'closed-%')) AS "settledAt",
           ARRAY(SELECT e.at FROM alert_events e
                 WHERE e.alert_id = a.id AND e.kind IN ('attached', 'corrected')) AS "renewedAt",
           -- Each is judged itself whether it came.
           ARRAY(SELECT n.intended_at FROM outbox n
                 WHERE o.kind = 'alert' AND n.kind = 'alert' AND n.alert_id = o.alert_id AND n.staff_id = o.staff_id
                   AND n.id > o.id AND n.state <> 'failed') AS "newerAt",
           a.stayed_at AS "stayedAt", COALESCE(r.from_participant, false) AS "fromParticipant",
           ARRAY(SELECT l.intended_at FROM outbox l
                 WHERE l.relay_id = r.id AND l.kind = 'relay' AND l.id > o.id) AS "sentOnAt",
           COALESCE((SELECT l.state IN ('failed', 'cancelled') FROM outbox l
                     WHERE l.relay_id = r.id AND l.kind = 'relay' AND l.id < o.id ORDER BY l.id DESC LIMIT 1), false) AS "relayEnded",
           CASE o.kind WHEN 'closing' THEN COALESCE(c.message_id, (o.params->>'messageId')::int)
                       WHEN 'relay-status' THEN
                         (SELECT COALESCE((l.params->>'confirmation')::int, l.message_id) FROM outbox l
                          WHERE l.relay_id = r.id AND l.id < o.id
                            -- Not in the chat of an account that they had before.
                            AND (l.intended_at >= linked.at OR o.intended_at < linked.at)
                            AND (l.params ? 'confirmation'
                                 OR (l.kind = 'relay-status' AND NOT l.params ? 'loud' AND l.message_id IS NOT NULL))
                          ORDER BY l.id DESC LIMIT 1)
                       ELSE (o.params->>'messageId')::int END AS changes
    FROM outbox o
    LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
    LEFT JOIN check_ins c ON c.id = o.check_in_id LEFT JOIN alerts a ON a.id = o.alert_id
    LEFT JOIN relay_messages r ON r.id = o.relay_id
    LEFT JOIN participants w ON w.id = COALESCE(o.participant_id, a.participant_id, c.participant_id, r.participant_id)
    CROSS JOIN LATERAL (SELECT COALESCE(p.linked_at, s.linked_at, '-infinity') AS at) linked
    CROSS JOIN LATERAL (SELECT CASE o.error WHEN ${DAY_OVER} THEN o.due_at ELSE o.intended_at END AS at) seen
    WHERE o.state <> 'sent' AND seen.at > ${since} AND seen.at <= ${until}
      -- Asked for after all: a clock ran ahead.
      AND NOT EXISTS (SELECT FROM check_ins d
                      WHERE o.error = ${DAY_OVER} AND d.participant_id = o.participant_id
                        AND d.local_day = (o.params->>'day')::date)
      AND (o.state <> 'pending' OR o.intended_at <= ${tried}) ORDER BY o.id`;
  return rows.map(({ account, ...row }) => ({ ...row, owner: row.owner ?? ownerOfStaff(account ?? 0n) }));
}
