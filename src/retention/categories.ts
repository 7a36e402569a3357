import { overInChain, purgeChain } from "../audit-chain/purge-chain.ts";
import type { Tx } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import type { Sealer } from "../db/seal.ts";
import { DAY_MS } from "../domain/duration.ts";
import { TRIED_FOR_DAYS } from "../domain/phone-number.ts";
import type { ProgrammeSettings } from "../programme/settings.ts";
import { coverAlerts, coverDelivered, takeWordsOut } from "./leave-chats.ts";

/** One kind of data that is not kept for ever. */
export type Category = Kept & (PurgedByStatement | PurgedByVerb);

interface Kept {
  readonly name: string;
  readonly keptDays: (settings: ProgrammeSettings["retention"]) => number;
  /** The `ctid`s of a programme's rows whose time is over; `before` is now less `keptDays`. */
  readonly over: (programmeId: number, before: Date) => Prisma.Sql;
}

interface PurgedByStatement {
  /** What is done with such rows, without its WHERE. */
  readonly action: Prisma.Sql;
  /** Has what stands of them in chats leave those, as long as it is known where: an INSERT that reads the `ctid`s from `going`. */
  readonly leaveChats?: (now: Date) => Prisma.Sql;
}

interface PurgedByVerb {
  /** Answers with how many rows of at most `most` it took. */
  readonly purge: (sealer: Sealer, tx: Tx, share: Share) => Promise<number>;
}

export interface Share {
  readonly programmeId: number;
  readonly before: Date;
  readonly most: number;
}

/** Links that were opened or ran out. */
const INVITE_DAYS = 30;

/** People who have not answered since `before`: withdrawn, erased from the prompts, or silent. */
const goneQuiet = (programmeId: number, before: Date) => Prisma.sql`
  SELECT p.id FROM participants p
  WHERE p.programme_id = ${programmeId} AND NOT EXISTS (
    SELECT FROM check_ins l WHERE l.participant_id = p.id AND GREATEST(l.started_at, l.completed_at) > ${before})`;

/**
 * Of these whoever took back or refused consent before that, whoever is still asked for it and has said nothing since – to look
 * in with /start is no answer –, and whoever is locked, was asked nothing since and came back with no other phone. Whoever takes
 * part goes on with what they set up.
 */
const goneForGood = (programmeId: number, before: Date) => Prisma.sql`
  SELECT g.id FROM participants g
  WHERE (g.status IN ('withdrawn', 'declined')
         -- With another phone somebody comes back, who was silent before they lost the last.
         OR (g.status = 'consenting' AND COALESCE(g.linked_at < ${before}, true))
         -- Whoever takes part is asked from their release on: until then they were not locked.
         OR (g.status = 'frozen' AND COALESCE(g.linked_at < ${before}, true) AND g.release_date < ${before}::date
             AND NOT EXISTS (SELECT FROM check_ins k WHERE k.participant_id = g.id AND k.opened_at > ${before})))
    AND g.id IN (${goneQuiet(programmeId, before)})
    AND NOT EXISTS (SELECT FROM consents y WHERE y.participant_id = g.id AND y.at > ${before})`;

const daysBefore = (date: Date, days: number) => new Date(date.getTime() - days * DAY_MS);

/** In the order in which they are purged. What is left of an alert and of a day carries no content. */
export const categories: readonly Category[] = [
  {
    name: "answers",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT a.ctid FROM answers a JOIN check_ins c ON c.id = a.check_in_id
      WHERE c.participant_id IN (${goneQuiet(programmeId, before)})`,
    action: Prisma.sql`DELETE FROM answers`,
  },
  {
    name: "answers before their correction",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT a.ctid FROM answer_revisions a JOIN check_ins c ON c.id = a.check_in_id
      WHERE c.participant_id IN (${goneQuiet(programmeId, before)})`,
    action: Prisma.sql`DELETE FROM answer_revisions`,
  },
  {
    name: "what days tell",
    keptDays: ({ answersDays }) => answersDays,
    // After the answers: a wish to be contacted that was met must not stand there as one that was not.
    over: (programmeId, before) => Prisma.sql`
      SELECT c.ctid FROM check_ins c
      WHERE (c.tier IS NOT NULL OR c.amber_seen_at IS NOT NULL OR c.amber_quiet OR c.wish_met_at IS NOT NULL
             OR c.feedback_fits IS NOT NULL OR c.safety IS NOT NULL)
        AND c.local_day < ${before}::date AND c.participant_id IN (${goneQuiet(programmeId, before)})
        AND NOT EXISTS (SELECT FROM answers n WHERE n.check_in_id = c.id)`,
    action: Prisma.sql`UPDATE check_ins SET tier = NULL, amber_seen_at = NULL, amber_quiet = false, wish_met_at = NULL,
                              feedback_fits = NULL, safety = NULL`,
  },
  {
    name: "what a counselor expects",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT q.ctid FROM participants q
      WHERE GREATEST(q.snoozed_until, q.expected_until) < ${before}::date
        AND q.id IN (${goneQuiet(programmeId, before)})`,
    action: Prisma.sql`UPDATE participants SET snoozed_until = NULL, expected_total = NULL, expected_until = NULL`,
  },
  {
    name: "nicknames",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT q.ctid FROM participants q
      WHERE q.nickname IS NOT NULL AND q.id IN (${goneForGood(programmeId, before)})`,
    action: Prisma.sql`UPDATE participants SET nickname = NULL`,
  },
  {
    name: "lock words",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT l.ctid FROM locks l
      WHERE l.set_at < ${before} AND l.participant_id IN (${goneForGood(programmeId, before)})`,
    action: Prisma.sql`DELETE FROM locks`,
  },
  {
    name: "accounts",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT q.ctid FROM participants q
      WHERE q.telegram_id IS NOT NULL AND COALESCE(q.linked_at < ${before}, true)
        AND q.id IN (${goneForGood(programmeId, before)})`,
    action: Prisma.sql`UPDATE participants SET telegram_id = NULL, linked_at = NULL, unreachable_since = NULL`,
  },
  {
    name: "days on which the phases began again",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT q.ctid FROM participants q
      WHERE ${before}::date > ALL(q.reentered_on) AND cardinality(q.reentered_on) > 0
        AND q.id IN (${goneQuiet(programmeId, before)})`,
    action: Prisma.sql`UPDATE participants SET reentered_on = '{}'`,
  },
  {
    name: "notes",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT n.ctid FROM notes n
      WHERE n.at < ${before} AND n.participant_id IN (${goneQuiet(programmeId, before)})`,
    action: Prisma.sql`DELETE FROM notes`,
  },
  {
    name: "safety plans",
    keptDays: ({ answersDays }) => answersDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT l.ctid FROM plan_parts l
      WHERE l.updated_at < ${before} AND l.participant_id IN (${goneQuiet(programmeId, before)})`,
    action: Prisma.sql`DELETE FROM plan_parts`,
  },
  {
    name: "content of closed alerts",
    keptDays: ({ alertContentDays }) => alertContentDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT a.ctid FROM alerts a JOIN participants p ON p.id = a.participant_id
      WHERE p.programme_id = ${programmeId} AND a.state = 'closed' AND octet_length(a.reasons) > 0
        AND a.closed_at < ${before}`,
    action: Prisma.sql`UPDATE alerts SET reasons = ''`,
    leaveChats: coverAlerts,
  },
  {
    name: "messages between people",
    keptDays: ({ messagesDays }) => messagesDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT r.ctid FROM relay_messages r JOIN participants p ON p.id = r.participant_id
      WHERE p.programme_id = ${programmeId} AND r.at < ${before}`,
    action: Prisma.sql`DELETE FROM relay_messages`,
    leaveChats: takeWordsOut,
  },
  {
    name: "records of deliveries",
    keptDays: ({ deliveriesDays }) => deliveriesDays,
    // That a message between people was opened stands nowhere else, and goes with the message; that coordinators were asked to
    // try a number again is known for as long as that holds.
    over: (programmeId, before) => Prisma.sql`
      SELECT o.ctid FROM outbox o
      LEFT JOIN participants p ON p.id = o.participant_id LEFT JOIN staff s ON s.id = o.staff_id
      WHERE COALESCE(p.programme_id, s.programme_id) = ${programmeId} AND o.state <> 'pending'
        AND o.intended_at < ${before} AND o.relay_id IS NULL
        AND NOT (o.params @> '{"notice": "numbers-old"}' AND o.intended_at >= ${daysBefore(before, TRIED_FOR_DAYS)})
        AND NOT EXISTS (SELECT FROM alerts a WHERE a.id = o.alert_id AND a.state <> 'closed')`,
    action: Prisma.sql`DELETE FROM outbox`,
    leaveChats: coverDelivered,
  },
  {
    name: "which messages show whom to staff",
    keptDays: ({ deliveriesDays }) => deliveriesDays,
    over: (programmeId, before) => Prisma.sql`
      SELECT c.ctid FROM shown_screens c JOIN staff s ON s.id = c.staff_id
      WHERE s.programme_id = ${programmeId} AND c.at < ${before}`,
    action: Prisma.sql`DELETE FROM shown_screens`,
  },
  {
    name: "invitations",
    keptDays: () => INVITE_DAYS,
    over: (programmeId, before) => Prisma.sql`
      SELECT i.ctid FROM invites i
      LEFT JOIN participants p ON p.id = i.participant_id LEFT JOIN staff s ON s.id = i.staff_id
      WHERE COALESCE(p.programme_id, s.programme_id) = ${programmeId}
        AND COALESCE(i.used_at, i.expires_at) < ${before}`,
    action: Prisma.sql`DELETE FROM invites`,
  },
  {
    name: "audit",
    keptDays: ({ auditDays }) => auditDays,
    // What belongs to no programme goes with the first one.
    over: (programmeId, before) => Prisma.sql`
      ${overInChain(programmeId, before)} UNION ALL
      SELECT ctid FROM (${overInChain(0, before)}) of_none WHERE ${programmeId} = (SELECT min(id) FROM programmes)`,
    purge: async (sealer, tx, { programmeId, before, most }) => {
      const first = await tx.programme.findFirst({ orderBy: { id: "asc" }, select: { id: true } });
      const own = await purgeChain(sealer, tx, { chain: programmeId, before, most });
      if (first?.id !== programmeId) return own;
      return own + (await purgeChain(sealer, tx, { chain: 0, before, most: most - own }));
    },
  },
];
