import { expect, test } from "vitest";
import { Arrivals, type KeptArrival } from "../../../src/sandbox/simulator/arrivals.ts";
import { judgeCopies, type OutboxCopy } from "../../../src/sandbox/simulator/copies.ts";

const second = (count: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, count));
const RINA = { owner: "staff 5", chatId: 5, code: "BPN-001" };

/** A copy of alert 7 on Rina's phone. */
function came(messageId: number, more: Partial<KeptArrival> = {}): KeptArrival {
  const at = second(messageId);
  return {
    ...RINA,
    messageId,
    subject: "alert:7",
    opening: "⚠️ Orange",
    at,
    real: at,
    takenBack: false,
    ...more,
  };
}

/** What the outbox says of one. */
function sent(id: string, messageId: number | null, more: Partial<OutboxCopy> = {}): OutboxCopy {
  const about = { code: RINA.code, checkInId: null, alertId: 7, messageId, changes: false };
  return { id, kind: "alert", state: "sent", owner: RINA.owner, ...about, sentAt: second(1), ...more };
}

const hand = (id: string, from = 0, until = 10) => ({
  ...{ id, from: second(from), until: second(until), at: second(until) },
});

function judged(evidence: Partial<Parameters<typeof judgeCopies>[0]>) {
  const {
    violations,
    answersLost: _,
    ambushes: __,
    ...counts
  } = judgeCopies({
    ...{
      rows: [],
      arrivals: [],
      inHand: [],
      unanswered: [],
      ambushed: [],
      since: second(-1),
      until: second(60),
    },
    ...evidence,
  });
  return { ...counts, found: violations.map(({ what }) => what) };
}

const LOST = "sent, and never arrived";
const UNEXPLAINED = "came although it is not on record, and nobody had it in hand";

test("each copy on record lies on the phone: nothing is lost and nothing doubled", () => {
  const rows = [sent("1", 1), sent("2", 2)];
  expect(judged({ rows, arrivals: [came(1), came(2)] })).toEqual({ lost: 0, doubled: 0, found: [] });
});

test("a message of whatever kind that is on record and on no phone is lost", () => {
  const rows = [sent("1", 1), sent("2", 2, { kind: "notice", alertId: null })];
  expect(judged({ rows, arrivals: [came(1)] })).toEqual({ lost: 1, doubled: 0, found: [LOST] });
});

test("an edit on record is no message: that it changes came long ago, and a second copy stays one when it is edited", () => {
  const edit = (id: string, messageId: number) =>
    sent(id, messageId, { kind: "alert-update", changes: true });
  expect(judged({ rows: [edit("2", 1)] })).toEqual({ lost: 0, doubled: 0, found: [] });
  const rows = [sent("1", 1), edit("2", 2)];
  expect(judged({ rows, arrivals: [came(1), came(2)] }).found).toEqual([UNEXPLAINED]);
});

test("how far a message is, in a message of its own, is lost or doubled like any other", () => {
  const status = (messageId: number) => sent("1", messageId, { kind: "relay-status", alertId: null });
  const words = { subject: "words:sent" };
  expect(judged({ rows: [status(1)] })).toEqual({ lost: 1, doubled: 0, found: [LOST] });
  const arrivals = [came(1, words), came(2, words)];
  expect(judged({ rows: [status(1)], arrivals }).found).toEqual([UNEXPLAINED]);
});

test("a second copy needs somebody who had this very message in hand", () => {
  const rows = [sent("1", 1), sent("2", 9, { alertId: 8 })];
  const arrivals = [came(1), came(2), came(9, { subject: "alert:8" })];
  expect(judged({ rows, arrivals })).toEqual({ lost: 0, doubled: 1, found: [UNEXPLAINED] });
  expect(judged({ rows, arrivals, inHand: [hand("2")] }).found).toEqual([UNEXPLAINED]);
  expect(judged({ rows, arrivals, inHand: [hand("1")] })).toEqual({ lost: 0, doubled: 1, found: [] });
});

test("it came neither before the message was taken in hand nor long after the fault", () => {
  const rows = [sent("1", 1)];
  const arrivals = [came(1), came(6)];
  expect(judged({ rows, arrivals, inHand: [hand("1", 7, 10)] }).found).toEqual([UNEXPLAINED]);
  expect(judged({ rows, arrivals, inHand: [hand("1", 0, 5)] }).found).toEqual([UNEXPLAINED]);
});

test("a fault excuses one copy of it, and one only; two faults excuse two", () => {
  const rows = [sent("1", 3)];
  const arrivals = [came(1), came(2), came(3)];
  expect(judged({ rows, arrivals, inHand: [hand("1")] })).toEqual({
    ...{ lost: 0, doubled: 2, found: [UNEXPLAINED] },
  });
  expect(judged({ rows, arrivals, inHand: [hand("1"), hand("1")] })).toMatchObject({ doubled: 2, found: [] });
});

test("one that came before the death of its process, and was not wanted afterwards, came once", () => {
  const rows = [sent("1", null, { state: "cancelled", sentAt: null })];
  expect(judged({ rows, arrivals: [came(1)], inHand: [hand("1")] })).toMatchObject({ doubled: 0, found: [] });
});

test("a lost answer excuses the message whose answer was lost, and no other", () => {
  const rows = [sent("1", 2)];
  const arrivals = [came(1), came(2)];
  expect(judged({ rows, arrivals, unanswered: [came(1)] })).toMatchObject({ doubled: 1, found: [] });
  expect(judged({ rows, arrivals, unanswered: [{ chatId: 6, messageId: 1 }] }).found).toEqual([UNEXPLAINED]);
});

test("of messages whose answer was lost it is counted how many lay on phones, and how many were taken for failed", () => {
  const evidence = { inHand: [], ambushed: [], since: second(-1), until: second(60) };
  const rows = [sent("1", 2), sent("2", 9, { alertId: 8 })];
  const arrivals = [came(1), came(2), came(9, { subject: "alert:8" })];
  const unanswered = [came(1), came(9), { chatId: 5, messageId: 77 }];
  expect(judgeCopies({ ...evidence, rows, arrivals, unanswered }).answersLost).toEqual({
    ...{ onPhone: 2, onRecord: 1, sentAgain: 1 },
  });
  // Only of its own time.
  const later = { ...evidence, since: second(5) };
  expect(judgeCopies({ ...later, rows, arrivals, unanswered }).answersLost.onPhone).toBe(1);
});

test("killed between sending and recording: it came, and comes once more at most, unless it is not wanted any more", () => {
  const ambushed = (more: Partial<OutboxCopy>, arrivals = [came(1), came(2)]) => {
    const evidence = { inHand: [hand("1")], unanswered: [], since: second(-1), until: second(60) };
    const killed = [{ id: "1", chatId: 5, messageId: 1, at: second(1) }];
    const rows = [sent("1", 2, more)];
    const { violations, doubled, ambushes } = judgeCopies({ ...evidence, rows, arrivals, ambushed: killed });
    return { doubled, ...ambushes, found: violations.map(({ what }) => what) };
  };
  const counts = { messages: 1, cameAgain: 0, calledOff: 0 };
  expect(ambushed({})).toEqual({ ...counts, doubled: 1, cameAgain: 1, found: [] });
  const cancelled = { state: "cancelled", messageId: null } as const;
  expect(ambushed(cancelled, [came(1)])).toEqual({ ...counts, doubled: 0, calledOff: 1, found: [] });
  expect(ambushed({}, [came(1), came(2), came(3)])).toMatchObject({ doubled: 2, found: [UNEXPLAINED] });
  expect(ambushed({}, [came(2)]).found).toEqual(["sent as its process was killed, and never arrived"]);
  expect(ambushed({ messageId: 1 }, [came(1)]).found).toEqual([
    "on record, although its process was killed before it could be",
  ]);
});

test("a nudge of hours later is another message than the prompt that was in hand", () => {
  const budi = { owner: "BPN-001", chatId: 8, subject: "prompt:4" };
  const row = { kind: "prompt", owner: "BPN-001", alertId: null, checkInId: 4 };
  const rows = [sent("1", 1, row), sent("2", 2, { ...row, kind: "nudge" })];
  const arrivals = [came(1, budi), came(2, budi), came(30, budi)];
  expect(judged({ rows, arrivals, inHand: [hand("1")] }).found).toEqual([UNEXPLAINED]);
});

test("a message that nothing but its words tells apart is doubled when the same words come again", () => {
  const notice = { kind: "notice", alertId: null };
  const words = { subject: "words:absent" };
  const rows = [sent("1", 1, notice)];
  const arrivals = [came(1, words), came(2, words), came(3, { subject: "words:an answer" })];
  expect(judged({ rows, arrivals })).toEqual({ lost: 0, doubled: 1, found: [UNEXPLAINED] });
  expect(judged({ rows, arrivals, inHand: [hand("1")] })).toMatchObject({ doubled: 1, found: [] });
});

test("one with words only that was not wanted after its fault is told by whose hand it was in, though its words come again", () => {
  const content = { kind: "relay-content", alertId: null } as const;
  const rows = [
    sent("1", null, { ...content, state: "cancelled", sentAt: null }),
    sent("2", 9, { ...content, sentAt: second(9) }),
  ];
  const arrivals = [came(1, { subject: "words:a" }), came(9, { subject: "words:a" })];
  expect(judged({ rows, arrivals }).found).toEqual([UNEXPLAINED]);
  expect(judged({ rows, arrivals, inHand: [hand("1")] })).toEqual({ lost: 0, doubled: 0, found: [] });
  const alert = [sent("1", null, { state: "cancelled", sentAt: null }), sent("2", 9, content)];
  expect(judged({ rows: alert, arrivals, inHand: [hand("1")] }).found).toEqual([UNEXPLAINED]);
});

test("a prompt that was taken back as its day ended is none too many, though its row says that it failed", () => {
  const prompt = { owner: "BPN-001", kind: "prompt", alertId: null, checkInId: 4 } as const;
  const taken = came(1, { owner: "BPN-001", chatId: 8, subject: "prompt:4", takenBack: true });
  const failed = { ...prompt, state: "failed", sentAt: null } as const;
  expect(judged({ rows: [sent("1", null, failed)], arrivals: [taken] }).found).toEqual([]);
  const other = sent("1", null, { ...failed, checkInId: 5 });
  expect(judged({ rows: [other], arrivals: [taken] }).found).toEqual([UNEXPLAINED]);
});

test("what was taken back because somebody left is none too many; a second copy that was taken back rang, too", () => {
  const arrivals = [came(1, { takenBack: true })];
  expect(judged({ arrivals, rows: [sent("1", null, { state: "cancelled" })] }).found).toEqual([]);
  expect(judged({ arrivals: [...arrivals, came(2)], rows: [sent("1", 2)] }).found).toEqual([UNEXPLAINED]);
});

test("only its own time is judged, and nobody who was erased", () => {
  const evidence = { rows: [sent("1", 1)], arrivals: [came(2)] };
  expect(judged({ ...evidence, since: second(2) }).found).toEqual([]);
  expect(judged({ ...evidence, until: second(0) }).found).toEqual([]);
  expect(judged({ rows: [], arrivals: [came(2)], isErased: (code) => code === RINA.code }).found).toEqual([]);
});

test("what is deleted in the instant in which it came was taken back; what goes later has been there", () => {
  const arrivals = new Arrivals();
  const at = second(0);
  for (const messageId of [1, 2]) arrivals.came(came(messageId, { at }));
  arrivals.deleted({ chatId: 6, messageId: 1 }, at);
  arrivals.deleted({ chatId: 5, messageId: 1 }, at);
  arrivals.deleted({ chatId: 5, messageId: 2 }, second(1));
  expect(arrivals.all.map(({ takenBack }) => takenBack)).toEqual([true, false]);
  arrivals.forget(at);
  expect(arrivals.all).toEqual([]);
});
