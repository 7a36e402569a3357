import { describe, expect, test } from "vitest";
import { Arrivals, ownerOfStaff } from "../../../src/sandbox/simulator/arrivals.ts";
import type { Span } from "../../../src/sandbox/simulator/deeds.ts";
import type { SimulatedPeople } from "../../../src/sandbox/simulator/found-programmes.ts";
import type { StandIn } from "../../../src/sandbox/simulator/staff.ts";
import { Standing } from "../../../src/sandbox/simulator/standing.ts";
import { type Hindrance, triesOf } from "../../../src/sandbox/simulator/tries.ts";
import { judgeUnsent, type Unsent, whyNot } from "../../../src/sandbox/simulator/unsent.ts";
import { whatIsKnown } from "../../../src/sandbox/simulator/what-is-known.ts";

const MINUTE = 60_000;
const minute = (count: number) => new Date(Date.UTC(2026, 10, 23, 9, count));
const [RINA, DEWI, AGUS] = [ownerOfStaff(5), ownerOfStaff(6), ownerOfStaff(7)];

/** A prompt for Budi, whom Rina looks after, while Agus stands in for nobody; Dewi is the coordinator. */
const message: Unsent = {
  ...{ id: "1", kind: "prompt", state: "cancelled", error: null, intendedAt: minute(0) },
  ...{ owner: "BPN-001", toParticipant: true, code: "BPN-001", again: false, loud: false },
  ...{ startedAt: null, completedAt: null, lostDay: null, closesAt: minute(600), answeredAt: [minute(-5)] },
  ...{ settledAt: [minute(-5)], renewedAt: [minute(-5)], newerAt: [], stayedAt: null, fromParticipant: true },
  ...{ sentOnAt: [], relayEnded: false, passing: false, ofDuty: false, changes: null },
};
const toStaff = { owner: RINA, toParticipant: false } as const;

interface Situation {
  readonly standing?: Standing;
  readonly arrivals?: Arrivals;
  readonly standIns?: readonly StandIn[];
  readonly hindrances?: readonly Hindrance[];
  /** Numbers of the messages that lie in every chat. */
  readonly inChat?: readonly number[];
  readonly ticks?: readonly Date[];
}

function why(more: Partial<Unsent>, situation: Situation = {}) {
  const { standing = new Standing("Asia/Makassar"), arrivals = new Arrivals(), standIns = [] } = situation;
  const { hindrances = [], inChat = [], ticks = [] } = situation;
  const budi = { code: "BPN-001", phone: { id: 8 }, standing };
  const member = (id: number, name: string, role: string) => ({
    ...{ name, phone: { id }, facts: { place: "BPN", role }, standIns: name === "Rina" ? standIns : [] },
  });
  const people = {
    participants: [
      {
        ...budi,
        facts: { place: "BPN", zone: "Asia/Makassar", minute: 1020, counselor: "Rina", backup: "Sari" },
      },
    ],
    staff: [member(5, "Rina", "counselor"), member(6, "Dewi", "coordinator"), member(7, "Agus", "counselor")],
  } as unknown as SimulatedPeople;
  const messages = inChat.map((messageId) => ({ messageId }));
  const known = whatIsKnown({
    ...{ people, arrivals, faults: { hindrances, offMs: () => 0 }, ticks: () => ticks },
    telegram: { chat: () => ({ messages }) as never },
  });
  return whyNot({ ...message, ...more }, known);
}

function stood(act: (standing: Standing) => void): Situation {
  const standing = new Standing("Asia/Makassar");
  act(standing);
  return { standing };
}

const KINDS = [
  ...["prompt", "nudge", "closing", "alert", "alert-update", "alert-follow-up", "numbers-again", "ask-back"],
  ...["notice", "audit", "retraction", "export-json", "export-page", "summary", "summary-picture"],
  ...["summary-workbook", "relay", "relay-content", "relay-status", "of another kind"],
];

describe("without a reason of its own a message is lost, whatever kind it is", () => {
  test.each(KINDS)("%s", (kind) => {
    for (const one of [{ kind }, { kind, ...toStaff }]) {
      expect(why(one)).toBeUndefined();
      expect(why({ ...one, state: "failed", error: "unreachable" })).toBeUndefined();
      expect(
        why(
          { ...one, state: "failed", error: "bug" },
          stood((s) => s.withdraws(minute(1))),
        ),
      ).toBeUndefined();
      expect(
        why(
          { ...one, state: "pending" },
          stood((s) => s.withdraws(minute(1))),
        ),
      ).toBeUndefined();
      // It lies in the chat still.
      expect(why({ ...one, error: "pointless", changes: 3 }, { inChat: [3] })).toBeUndefined();
      expect(
        why(
          { ...one, error: "restored" },
          stood((s) => s.withdraws(minute(1))),
        ),
      ).toBeUndefined();
    }
  });
});

const ALERT = { kind: "alert", ...toStaff } as const;
const UPDATE = { kind: "alert-update", ...toStaff } as const;
const STATUS = { kind: "relay-status", loud: true } as const;
const away = (from: number, until: number): StandIn => ({
  ...{ name: "Rina", coverId: 7, from: minute(from), until: minute(until) },
});

test.each<[string, string, Partial<Unsent>, Situation?]>([
  ["a prompt", "begun by hand before", { startedAt: minute(0) }],
  ["a prompt that was put off", "everything was answered", { again: true, completedAt: minute(0) }],
  ["a nudge", "everything was answered", { kind: "nudge", completedAt: minute(15) }],
  ["a nudge", "its day was over", { kind: "nudge", closesAt: minute(1) }],
  ["feedback", "answered anew: it stays a while", { kind: "closing", answeredAt: [minute(1)] }],
  ["feedback", "what it was to change was gone", { kind: "closing", error: "pointless", changes: 3 }],
  ["numbers", "somebody had spoken with the person", { kind: "numbers-again", settledAt: [minute(1)] }],
  ["numbers", "the alert began anew", { kind: "numbers-again", renewedAt: [minute(1)] }],
  ["asking back", "somebody had spoken with the person", { kind: "ask-back", settledAt: [minute(0)] }],
  ["an alert", "a newer one about the same alert took its place", { ...ALERT, newerAt: [minute(1)] }],
  ["a follow-up", "everything was said", { kind: "alert-follow-up", ...toStaff, stayedAt: minute(0) }],
  ["for whom nobody is on", "nothing of it was so any more", { kind: "notice", ...toStaff, passing: true }],
  ["what the auditor says", "nothing of it was so any more", { kind: "audit", ...toStaff, passing: true }],
  ["bad news", "it was sent on or again meanwhile", { ...STATUS, sentOnAt: [minute(1)] }],
  ["how far it is", "said in a message of its own", { ...STATUS, loud: false, relayEnded: true }],
  [
    ...(["a message to somebody who left", "they had left or locked the account"] as const),
    { kind: "nudge" },
    stood((standing) => standing.withdraws(minute(1))),
  ],
  [
    ...(["a prompt to somebody who wants none for a while", "they paused meanwhile"] as const),
    {},
    stood((standing) => standing.pauses(minute(1), "2026-11-25")),
  ],
  [
    ...(["a file for somebody who left", "they left or locked the account meanwhile"] as const),
    { kind: "export-json" },
    stood((standing) => standing.withdraws(minute(1))),
  ],
  [
    ...(["a file for a locked account", "their account was locked"] as const),
    { kind: "export-page" },
    stood((standing) => standing.freezes(minute(-60))),
  ],
  [
    ...(["words of somebody who left", "they had left or locked the account"] as const),
    { kind: "relay", ...toStaff },
    stood((standing) => standing.withdraws(minute(-60))),
  ],
  [
    ...(["an alert for a stand-in", "somebody else was on duty by then"] as const),
    { kind: "alert", ...toStaff, owner: AGUS },
    { standIns: [away(1, 10_000)] },
  ],
  [
    ...(["words for a stand-in", "somebody else was on duty by then"] as const),
    { kind: "relay-content", ...toStaff, owner: DEWI },
    { standIns: [away(-10_000, 1)] },
  ],
  [
    ...(["somebody's code, for a stand-in", "somebody else was on duty by then"] as const),
    { kind: "notice", ...toStaff, owner: AGUS },
    { standIns: [away(-10_000, 1)] },
  ],
  [
    ...(["who stands in", "duty had changed again by then"] as const),
    { kind: "notice", ...toStaff, code: null, ofDuty: true },
    { standIns: [away(0, 5)] },
  ],
  [
    ...(["words that were asked for long ago", "too late to be shown: its line came again"] as const),
    { kind: "relay-content", ...toStaff, sentOnAt: [minute(6)] },
  ],
  [
    ...(["words that waited until she had gone", "sent on to somebody who could read it"] as const),
    { kind: "relay", ...toStaff, sentOnAt: [minute(2)] },
    { standIns: [away(1, 10_000)] },
  ],
])("%s is rightly called off: %s", (_what, reason, more, situation) => {
  expect(why(more, situation)).toBe(reason);
});

test.each<[string, Partial<Unsent>, Situation?]>([
  ["begun long after it was to leave", { startedAt: minute(16) }],
  ["begun, where it was asked for once more", { again: true, startedAt: minute(-60) }],
  ["begun, and a nudge is for those who have", { kind: "nudge", startedAt: minute(0) }],
  ["answered long after the nudge was to leave", { kind: "nudge", completedAt: minute(16) }],
  ["answered before: that is what is taken out", { kind: "closing", answeredAt: [minute(-1)] }],
  ["spoken with before: it would not have been written", { kind: "ask-back", settledAt: [minute(-1)] }],
  ["spoken with long afterwards", { kind: "numbers-again", settledAt: [minute(16)] }],
  ["begun anew long afterwards", { kind: "numbers-again", renewedAt: [minute(16)] }],
  ["told again long afterwards", { ...ALERT, newerAt: [minute(16)] }],
  ["told again, but this is no alert", { kind: "alert-follow-up", ...toStaff, newerAt: [minute(1)] }],
  ["said long afterwards", { kind: "alert-follow-up", ...toStaff, stayedAt: minute(16) }],
  ["sent again long afterwards", { ...STATUS, sentOnAt: [minute(16)] }],
  ["sent again, but this is no bad news", { ...STATUS, loud: false, sentOnAt: [minute(1)] }],
  ["sent on, and nobody had gone", { kind: "relay", ...toStaff, sentOnAt: [minute(2)] }],
  ["gone, and not sent on", { kind: "relay", ...toStaff }, { standIns: [away(1, 10_000)] }],
  [
    "staff's own words, which go to nobody else",
    { kind: "relay", fromParticipant: false, ...toStaff, sentOnAt: [minute(2)] },
    { standIns: [away(1, 10_000)] },
  ],
  ["has a message to say it in", { ...STATUS, loud: false, relayEnded: true, changes: 3 }],
  ["left long afterwards", { kind: "nudge" }, stood((standing) => standing.withdraws(minute(16)))],
  ["paused long afterwards", {}, stood((standing) => standing.pauses(minute(16), "2026-11-25"))],
  ["whose pause is over", {}, stood((standing) => standing.pauses(minute(-10_000), "2026-11-23"))],
  [
    "paused, and this is what was answered",
    { kind: "closing", answeredAt: [] },
    stood((standing) => standing.pauses(minute(1), "2026-11-25")),
  ],
  [
    "left and came back long before",
    { kind: "nudge" },
    stood((standing) => {
      standing.freezes(minute(-60));
      standing.links(minute(-30));
    }),
  ],
  [
    "left before: whoever has may still ask for a file",
    { kind: "export-json" },
    stood((standing) => standing.withdraws(minute(-60))),
  ],
  [
    "left, and staff are told of alerts all the same",
    { kind: "alert", ...toStaff },
    stood((standing) => standing.withdraws(minute(-60))),
  ],
  [
    "what staff wrote is told of as failed also when the person had left",
    { ...STATUS, ...toStaff, fromParticipant: false },
    stood((standing) => standing.withdraws(minute(-60))),
  ],
  ["looks after the person, whoever goes away", { kind: "alert", ...toStaff }, { standIns: [away(1, 9)] }],
  ["coordinator, whoever goes away", { kind: "alert", ...toStaff, owner: DEWI }, { standIns: [away(1, 9)] }],
  [
    "a stand-in, and nobody comes back",
    { kind: "alert", ...toStaff, owner: AGUS },
    { standIns: [away(-60, 10_000)] },
  ],
  [
    "what staff wrote goes to the participant whoever is on duty",
    { kind: "relay", fromParticipant: false },
    { standIns: [away(1, 9)] },
  ],
  [
    "told who stands in, who does so still",
    { kind: "notice", ...toStaff, code: null, ofDuty: true },
    { standIns: [away(0, 10_000)] },
  ],
  ["nothing to change: a new message", { kind: "notice", error: "pointless", changes: 3 }],
  ["what is gone is not called off for nothing", { ...UPDATE, changes: 3 }],
])("no reason: %s", (_what, more, situation) => {
  expect(why(more, situation)).toBeUndefined();
});

test("a phone cannot be reached while it refuses the bot, and no other phone is", () => {
  const failed = { state: "failed", error: "unreachable" } as const;
  const blocked = (from: number, until?: number, owner = "BPN-001") => {
    const arrivals = new Arrivals();
    arrivals.turned({ owner, chatId: 8 }, true, minute(from));
    arrivals.turned({ owner, chatId: 8 }, true, minute(from + 1));
    if (until !== undefined) arrivals.turned({ owner, chatId: 8 }, false, minute(until));
    return { arrivals };
  };
  expect(why(failed, blocked(-60))).toBe("the bot was blocked");
  expect(why(failed, blocked(-60, 1))).toBe("the bot was blocked");
  expect(why(failed, blocked(-60, -1))).toBeUndefined();
  expect(why(failed, blocked(16))).toBeUndefined();
  expect(why(failed, blocked(-60, undefined, "BPN-002"))).toBeUndefined();
  expect(why({ state: "cancelled" }, blocked(-60))).toBeUndefined();
  const moved = blocked(-60);
  moved.arrivals.moved("BPN-001", 9, minute(-30));
  expect(why(failed, moved)).toBeUndefined();
});

test("a day is missed by us only where no tick came, or nothing got through, between the hour and the day's end", () => {
  const lost = { state: "failed", error: "day-over", lostDay: "2026-11-23" } as const;
  // 17:00 in Makassar; the day ends eleven hours later.
  const tickAt = (...minutes: readonly number[]) => ({ ticks: minutes.map(minute) });
  expect(why(lost, tickAt(-1, 660, 700))).toBe("missed by us: nobody could be asked on that day");
  expect(why(lost, tickAt(0))).toBeUndefined();
  expect(why(lost, tickAt(650))).toBeUndefined();
  const heldUntil = (until: number) => ({
    ...tickAt(0),
    hindrances: [{ kind: "held-up", from: minute(-5), until: minute(until) } as const],
  });
  expect(why(lost, heldUntil(660))).toBe("missed by us: nobody could be asked on that day");
  expect(why(lost, heldUntil(600))).toBeUndefined();
  expect(why({ ...lost, kind: "nudge" }, tickAt(-1, 660))).toBe(why(lost, tickAt(-1, 660)));
  expect(why({ ...lost, kind: "nudge" }, tickAt(0))).toBeUndefined();
  expect(why({ ...lost, kind: "closing" }, tickAt(-1, 660))).toBeUndefined();
  expect(why({ ...lost, lostDay: null })).toBeUndefined();
});

test("a change has no point when its message was gone by then, and not because it went afterwards", () => {
  const pointless = { ...UPDATE, error: "pointless", changes: 3 } as const;
  const deleted = (at: number) => {
    const arrivals = new Arrivals();
    arrivals.deleted({ chatId: 5, messageId: 3 }, minute(at));
    return { arrivals };
  };
  expect(why(pointless, deleted(15))).toBe("what it was to change was gone");
  expect(why(pointless, deleted(16))).toBeUndefined();
  expect(why({ ...pointless, changes: null })).toBeUndefined();
});

test("it was tried for as long as something was in its way, and that is over; what has nothing to do with it excuses nothing", () => {
  const span = (from: number, until: number): Span => ({ from: minute(from), until: minute(until) });
  const held = (from: number, until: number): Hindrance => ({ kind: "held-up", ...span(from, until) });
  const tries = (...hindrances: readonly Hindrance[]) => triesOf(minute(0), 15 * MINUTE, hindrances);
  expect(tries()).toEqual(span(0, 15));
  expect(tries(held(-60, -1), held(16, 60))).toEqual(span(0, 15));
  expect(tries(held(-60, 60))).toEqual(span(0, 75));
  expect(tries(held(70, 100), held(10, 60))).toEqual(span(0, 115));
  expect(tries({ kind: "set-back", ...span(-60, 5) })).toEqual(span(-60, 20));
  expect(tries({ kind: "set-back", ...span(-60, -1) })).toEqual(span(0, 15));
  const over = { kind: "nudge", completedAt: minute(70) };
  expect(why(over)).toBeUndefined();
  expect(why(over, { hindrances: [held(-60, 60)] })).toBe("everything was answered");
  // A large summary is tried for longer.
  expect(why({ kind: "nudge", completedAt: minute(20) })).toBeUndefined();
});

test("each is told by its kind, with who and when, as what it breaks; and what was called off is counted by its reason", () => {
  const known = whatIsKnown({
    people: { participants: [], staff: [] },
    ...{ arrivals: new Arrivals(), faults: { hindrances: [], offMs: () => 0 }, ticks: () => [] },
    telegram: { chat: () => undefined },
  });
  const rows: Unsent[] = [
    { ...message, kind: "alert", ...toStaff, id: "7" },
    { ...message, state: "failed", error: "bug", kind: "relay" },
    { ...message, startedAt: minute(0) },
    { ...message, startedAt: minute(1), id: "2" },
  ];
  const { counts, violations } = judgeUnsent(rows, known);
  expect(counts).toEqual({ "alert: lost": 1, "relay: lost": 1, "prompt: begun by hand before": 2 });
  expect(violations).toEqual([
    {
      ...{ invariant: "I3", what: "a message (alert) that was to leave and never did" },
      ...{ who: "alert 7 to staff 5, cancelled", codes: ["BPN-001"], at: minute(0).toISOString() },
    },
    {
      ...{ invariant: "I4", what: "a message (relay) that was to leave and never did" },
      ...{ who: "relay 1 to BPN-001, failed as bug", codes: ["BPN-001"], at: minute(0).toISOString() },
    },
  ]);
});
