import type { Db } from "../../db/client.ts";
import type { Rhythm } from "../../domain/cadence.ts";
import { dbDate, type LocalDay } from "../../domain/calendar.ts";
import type { Standing } from "./standing.ts";
import type { Violation } from "./violation.ts";

/** From when to when what comes of a deed is put down. */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

/** Something that somebody did, and that Telegram had to give. */
export interface Deed {
  readonly at: Date;
  /** What it breaks when nothing comes of it, where that is not I2. */
  readonly invariant?: "I3";
  readonly what: string;
  readonly who: string;
  readonly codes: readonly string[];
  /** Something is to arrive at somebody else's. */
  readonly travels?: true;
  /** What did not come of it. Undefined when it did, or when something excuses it. */
  wanting(db: Db, span: Span): Promise<string | undefined>;
}

export interface Doer {
  readonly code: string;
  readonly facts: { readonly id: number };
  readonly standing: Standing;
}

interface Graces {
  /** How much later than the tap. */
  readonly graceMs: number;
  /** How much earlier, where a process's clock is wrong. */
  readonly earlyMs: number;
}

/** I2, of everything that people do beside answering, and I3: it had its effect, or there is a reason why not. */
export async function checkDeeds(
  db: Db,
  deeds: readonly Deed[],
  now: Date,
  { graceMs, earlyMs }: Graces,
): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const { at, invariant = "I2", what, who, codes, wanting } of deeds) {
    const span = { from: new Date(at.getTime() - earlyMs), until: new Date(at.getTime() + graceMs) };
    const missing = await wanting(db, span);
    if (missing !== undefined)
      violations.push({
        invariant,
        what: `${what}: ${missing}`,
        who: `${who} at ${at.toISOString()}`,
        codes,
        at: now.toISOString(),
      });
  }
  return violations;
}

/** What is lately changed may be so in one chat already and in another not yet. */
export const LATELY_MS = 60_000;

/** Excused: whoever did not take part when they did it, and whoever is erased since: of them nothing is to be found. */
function ofParticipant(
  { code, standing }: Doer,
  at: Date,
  what: string,
  missing: (db: Db, span: Span) => Promise<string | undefined>,
): Deed {
  // At once, as what they do afterwards in the same instant comes afterwards.
  const takesPart = standing.isActive(new Date(at.getTime() - LATELY_MS), at);
  return {
    ...{ at, what, who: code, codes: [code] },
    async wanting(db, span) {
      return takesPart && standing.erasedAt === undefined ? await missing(db, span) : undefined;
    },
  };
}

const NOTHING = "nothing came of it";

export function callForHelp(person: Doer, at: Date): Deed {
  const { id } = person.facts;
  return ofParticipant(person, at, "a call for help", async (db, { from, until }) =>
    (await isThere(db.$queryRaw`
      SELECT FROM alert_events e JOIN alerts a ON a.id = e.alert_id
      WHERE a.participant_id = ${id} AND e.is_call AND e.at BETWEEN ${from} AND ${until}`))
      ? undefined
      : NOTHING,
  );
}

/** I3, whatever becomes of the answer or of its day: the safety question was answered with danger. Excused: a red alert was open. */
export function tellsDanger(person: Doer, at: Date): Deed {
  const { id } = person.facts;
  const deed = ofParticipant(person, at, "an answer that tells of danger", async (db, { from, until }) =>
    (await isThere(db.$queryRaw`
      SELECT FROM alert_events e JOIN alerts a ON a.id = e.alert_id
      WHERE a.participant_id = ${id} AND e.tier = 'red' AND e.kind IN ('opened', 'attached', 'corrected')
        AND e.at BETWEEN ${from} AND ${until}
      UNION ALL
      SELECT FROM alerts WHERE participant_id = ${id} AND tier = 'red' AND opened_at < ${from}
        AND (closed_at IS NULL OR closed_at >= ${from})`))
      ? undefined
      : NOTHING,
  );
  return { ...deed, invariant: "I3" };
}

/** What they say about it afterwards takes its place. */
export function pause(person: Doer, at: Date, until: LocalDay): Deed {
  const { facts, standing } = person;
  return ofParticipant(person, at, "a pause", async (db, span) => {
    if (!(await isAudited(db, `participant:${facts.id}`, "pause", span))) return NOTHING;
    if (standing.newestPauseAt() !== at || standing.changedSince(at)) return undefined;
    // Amid faults it is looked at after days, and what the simulation skips meanwhile is written over it.
    const days = [until, standing.skippedTo ?? until].map(dbDate);
    const row = db.$queryRaw`SELECT FROM participants WHERE id = ${facts.id} AND paused_until = ANY (${days}::date[])`;
    return (await isThere(row)) ? undefined : `they are not paused until ${until}`;
  });
}

/** Whoever is red afterwards is asked daily again, whatever stays noted of the choice. */
export function choosing(person: Doer, at: Date, rhythm: Rhythm): Deed {
  const { facts, standing } = person;
  return ofParticipant(person, at, `a rhythm (${rhythm})`, async (db) => {
    if (standing.rhythms.at(-1)?.at !== at || standing.changedSince(at)) return undefined;
    const row = db.$queryRaw`
      SELECT FROM participants
      WHERE id = ${facts.id} AND ((three_a_week_since IS NOT NULL) = ${rhythm === "three-a-week"}
                                  OR ${dbDate(at.toISOString().slice(0, 10))}::date <= ANY(SELECT again + 1 FROM unnest(reentered_on) again))`;
    return (await isThere(row)) ? undefined : NOTHING;
  });
}

export function moving(person: Doer, at: Date, zone: string): Deed {
  const { facts, standing } = person;
  return ofParticipant(person, at, "a change of zone", async (db) => {
    if (standing.newestMoveAt() !== at || standing.changedSince(at)) return undefined;
    const row = db.$queryRaw`SELECT FROM participants WHERE id = ${facts.id} AND zone = ${zone}`;
    return (await isThere(row)) ? undefined : NOTHING;
  });
}

export function withdrawal(person: Doer, at: Date): Deed {
  const { id } = person.facts;
  return ofParticipant(person, at, "a withdrawal", async (db, span) => {
    if (!(await isAudited(db, `participant:${id}`, "withdraw", span))) return NOTHING;
    // Whoever opens an invitation afterwards is asked for consent.
    const row = db.$queryRaw`
      SELECT FROM participants
      WHERE id = ${id} AND status IN ('withdrawn', 'consenting') AND next_prompt_at IS NULL`;
    return (await isThere(row)) ? undefined : "they are still to be asked";
  });
}

export function locking(person: Doer, at: Date): Deed {
  const { facts, standing } = person;
  return ofParticipant(person, at, "an account locked", async (db, span) => {
    if (!(await isAudited(db, `participant:${facts.id}`, "freeze", span))) return NOTHING;
    if (standing.on(LAST) !== "frozen") return undefined;
    // A new invitation that is not redeemed yet leaves it as it is.
    const row = db.$queryRaw`
      SELECT FROM participants WHERE id = ${facts.id} AND status = 'frozen' AND next_prompt_at IS NULL`;
    return (await isThere(row)) ? undefined : "the account is open";
  });
}

export function erasure({ code, facts: { id }, standing }: Doer, at: Date): Deed {
  const isKnown = standing.isKnown(new Date(at.getTime() - LATELY_MS), at);
  return {
    ...{ at, what: "an erasure", who: code, codes: [code] },
    async wanting(db) {
      if (!isKnown) return undefined;
      if (await isThere(db.$queryRaw`SELECT FROM participants WHERE id = ${id}`)) return NOTHING;
      return (await isThere(db.$queryRaw`SELECT FROM tombstones WHERE participant_id = ${id}`))
        ? undefined
        : "no tombstone is left";
    },
  };
}

export interface Sending {
  readonly updateId: number;
  readonly sourceMessageId: number;
  readonly staffId: number;
}

/** What phones showed of messages between participants and staff, and who could not be written to. */
export interface Post {
  /** Of whom somebody was asked whether this shall go to them, up to now. */
  questions(sending: Sending): readonly number[];
  /** Whether somebody of staff was told that it is there. */
  arrived(relayId: number): boolean;
  /** Whether nobody who looks after the person was there to read in this time. */
  nobodyReads(code: string, span: Span): boolean;
}

/** "Send it": kept, and told to somebody who looks after them. */
export function message(person: Doer, at: Date, sending: Sending, post: Post): Deed {
  const { code, facts, standing } = person;
  const { updateId, sourceMessageId, staffId } = sending;
  const questionsBefore = post.questions(sending).length;
  // Another one would read it now.
  const isAskedAnew = () =>
    post.questions(sending).some((id, index) => index >= questionsBefore && id !== staffId);
  const deed = ofParticipant(person, at, "a message to the counselor", async (db, span) => {
    const [row] = await db.$queryRaw<{ id: number }[]>`
      SELECT id FROM relay_messages WHERE participant_id = ${facts.id} AND from_participant
        AND update_id = ${updateId} AND source_message_id = ${sourceMessageId}`;
    if (!row) return isAskedAnew() || post.nobodyReads(code, span) ? undefined : NOTHING;
    // Whoever leaves takes with them what is on its way.
    if (post.arrived(row.id) || standing.changedSince(at)) return undefined;
    return post.nobodyReads(code, { from: at, until: LAST }) ? undefined : "nobody was told that it is there";
  });
  return { ...deed, travels: true };
}

interface Member {
  readonly name: string;
  readonly facts: { readonly id: number };
}

/**
 * What somebody of staff writes to a participant when they are asked for it: kept, or refused through the outbox. Excused: of
 * whoever is erased since nothing is to be found.
 */
export function reply(
  { name, facts: { id } }: Member,
  at: Date,
  {
    participantId,
    code,
    updateId,
    sourceMessageId,
  }: {
    readonly participantId: number;
    readonly code: string;
    readonly updateId: number;
    readonly sourceMessageId: number;
  },
): Deed {
  return {
    ...{ at, what: "a reply to a participant", who: `${name} to ${code}`, codes: [code] },
    async wanting(db) {
      const accounted = await isThere(db.$queryRaw`
        SELECT FROM relay_messages
        WHERE participant_id = ${participantId} AND staff_id = ${id} AND NOT from_participant
          AND update_id = ${updateId} AND source_message_id = ${sourceMessageId}
        UNION ALL
        SELECT FROM outbox
        WHERE staff_id = ${id} AND dedupe_key = ${`relay-refused:${updateId}:${sourceMessageId}`}`);
      const isErased = async () =>
        !(await isThere(db.$queryRaw`SELECT FROM participants WHERE id = ${participantId}`));
      return accounted || (await isErased()) ? undefined : NOTHING;
    },
  };
}

export type Handling = "take" | "talked" | "no-answer";
const EVENTS: Readonly<Record<Handling, string>> = {
  take: "taken",
  talked: "talked",
  "no-answer": "no-answer",
};

/**
 * What somebody of staff does with an alert that is theirs to handle. Excused: it is closed, somebody else has it, they
 * had done so before, or something was added that their screen did not show, unless they take it.
 */
export function handling(
  { name, facts: { id } }: Member,
  at: Date,
  { alertId, action, seen }: { readonly alertId: number; readonly action: Handling; readonly seen: number },
  isTheirs: (code: string) => boolean,
): Deed {
  const kind = EVENTS[action];
  return {
    ...{ at, what: `an alert (${action})`, who: `${name}, alert ${alertId}`, codes: [] },
    async wanting(db, { from, until }) {
      const [about] = await db.$queryRaw<{ code: string }[]>`
        SELECT p.code FROM alerts a JOIN participants p ON p.id = a.participant_id WHERE a.id = ${alertId}`;
      // Without one the person was erased, and the alert with them.
      if (!about || !isTheirs(about.code)) return undefined;
      const events = await db.$queryRaw<AlertEvent[]>`
        SELECT id, kind, at, actor_id AS actor, tier::text FROM alert_events
        WHERE alert_id = ${alertId} AND at <= ${until} ORDER BY id`;
      if (events.some((event) => event.kind === kind && event.actor === id && event.at >= from))
        return undefined;
      if (events.some((event) => event.kind.startsWith("closed-"))) return undefined;
      if (action !== "take" && events.some((event) => ADDS.has(event.kind) && event.id > seen))
        return undefined;
      const freed = events.findLastIndex((event) => frees(event) && event.at < from);
      const held = events.slice(freed + 1).filter((event) => HOLDS.has(event.kind));
      const isHeld = held.some(({ actor }) => actor !== id);
      const isDone = held.length > 0 && (action === "take" || held.at(-1)?.kind === "talked");
      return isHeld || isDone ? undefined : NOTHING;
    },
  };
}

interface AlertEvent {
  readonly id: number;
  readonly kind: string;
  readonly at: Date;
  readonly actor: number | null;
  readonly tier: string;
}

const HOLDS: ReadonlySet<string> = new Set([...Object.values(EVENTS), "talk-taken-back"]);
const ADDS: ReadonlySet<string> = new Set(["attached", "corrected"]);
const FREES: ReadonlySet<string> = new Set(["opened", "reopened", "expired"]);

/** Nobody has the alert after it: an emergency starts anew with everybody. */
function frees({ kind, tier }: AlertEvent): boolean {
  return FREES.has(kind) || (ADDS.has(kind) && tier === "red");
}

/** `isDisturbed`: whom they had named, or who names them, could change in the same minutes. */
export function absence(
  member: Member,
  at: Date,
  until: LocalDay,
  isDisturbed: (span: Span) => boolean,
): Deed {
  const { name, facts } = member;
  return {
    ...{ at, what: `an absence until ${until}`, who: name, codes: [] },
    async wanting(db, span) {
      return isDisturbed(span) || (await isAudited(db, `staff:${facts.id}`, "go-away", span))
        ? undefined
        : NOTHING;
    },
  };
}

const LAST = new Date(8.64e15);

async function isAudited(db: Db, actor: string, action: string, { from, until }: Span): Promise<boolean> {
  return await isThere(db.$queryRaw`
    SELECT FROM audit_events WHERE actor = ${actor} AND action = ${action} AND at BETWEEN ${from} AND ${until}`);
}

async function isThere(rows: PromiseLike<unknown>): Promise<boolean> {
  return ((await rows) as readonly unknown[]).length > 0;
}
