import { addDays, localDayAt } from "../../domain/calendar.ts";
import type { Answer } from "../../domain/instrument.ts";
import {
  alertActionButton,
  answerButton,
  awayButton,
  dialogueButton,
  helpButton,
  ownButton,
  pauseButton,
  relayOpenButton,
  relaySendButton,
  relayWriteButton,
  rhythmButton,
  withdrawButton,
  zoneButton,
} from "../../screens/callback-data.ts";
import type { Telegram } from "../telegram/telegram.ts";
import type { MessageView } from "../telegram/views.ts";
import {
  absence,
  callForHelp,
  choosing,
  erasure,
  type Handling,
  handling,
  LATELY_MS,
  locking,
  message,
  moving,
  type Post,
  pause,
  reply,
  type Span,
  tellsDanger,
  withdrawal,
} from "./deeds.ts";
import type { SimulatedPeople } from "./found-programmes.ts";
import type { Life } from "./life.ts";
import type { SimulatedParticipant } from "./participant.ts";
import type { SimulatedStaff, StandIn } from "./staff.ts";

/** Of the safety question: the fear of acting on it. */
const DANGER_FROM = 2;
const HANDLINGS: ReadonlySet<string> = new Set<Handling>(["take", "talked", "no-answer"]);

export interface Acceptance {
  /** What a phone of staff shows. */
  seenByStaff(shown: MessageView): void;
  /** What a participant's phone shows. */
  seenByParticipant(shown: MessageView): void;
}

/**
 * What people do counts from the moment at which Telegram can give it out. From then on it is expected that something comes
 * of it.
 */
export function listen(
  telegram: Pick<Telegram, "onUpdate">,
  { clock, record, chronicle }: Life,
  { participants, staff }: SimulatedPeople,
): Acceptance {
  /** Messages of participants of which staff were told. */
  const told = new Set<number>();
  /** By message of a participant, whom they were asked about, one question after the other. */
  const asked = new Map<string, number[]>();
  /** Of staff, the tap after which they have done nothing else. */
  const newestTap = new Map<SimulatedStaff, string>();
  /** Staff who are just saying how long they are away, and have done nothing else meanwhile; and whom they named. */
  const goingAway = new Map<SimulatedStaff, string | undefined>();

  const keyOf = ({ updateId, sourceMessageId }: { updateId: number; sourceMessageId: number }) =>
    `${updateId}:${sourceMessageId}`;

  /** Blocked at some time of it, or away: whatever the roster made of that. */
  function isOff({ blocked, standIns }: SimulatedStaff, { from, until }: Span): boolean {
    const spans = [...blocked, ...standIns];
    return spans.some((one) => one.from <= until && (one.until === undefined || one.until >= from));
  }

  /** Whether somebody goes, comes, blocks or unblocks in this time. */
  function changes({ blocked, standIns }: SimulatedStaff, { from, until }: Span): boolean {
    const instants = [...blocked, ...standIns].flatMap((one) => [one.from, one.until ?? one.from]);
    return instants.some((at) => at >= from && at <= until);
  }

  /** Whether whoever was named is away with nobody in their place, or has the one they stand in for in their place. */
  function cannotStandIn(choice: string | undefined, member: SimulatedStaff, at: Date): boolean {
    const passed = new Set<number>();
    for (let id: number | undefined = Number(choice); id !== undefined && !passed.has(id); ) {
      if (id === member.facts.id) return true;
      passed.add(id);
      const { standIns = [] } = staff.find(({ facts }) => facts.id === id) ?? {};
      const away: StandIn | undefined = standIns.findLast(({ from, until }) => from <= at && until >= at);
      if (!away) return false;
      id = away.coverId;
    }
    return true;
  }

  const post: Post = {
    questions: (sending) => asked.get(keyOf(sending)) ?? [],
    arrived: (relayId) => told.has(relayId),
    nobodyReads(code, span) {
      const facts = participants.find((person) => person.code === code)?.facts;
      const readers = staff.filter(({ name }) => name === facts?.counselor || name === facts?.backup);
      return readers.every((reader) => isOff(reader, span));
    },
  };

  /** Theirs whoever is away; whom they stand in for is not looked at. */
  function isOwnedBy({ name, facts: { role, place } }: SimulatedStaff, code: string): boolean {
    const person = participants.find((one) => one.code === code);
    if (person?.facts.place !== place) return false;
    return role === "coordinator" || person.facts.counselor === name || person.facts.backup === name;
  }

  function tapped(person: SimulatedParticipant, data: string): void {
    const { code, standing } = person;
    const at = clock.now();
    const answered = answerButton.unpack(data);
    if (answered) {
      const { checkInId, question } = answered;
      const answer: Answer = answered.answer === "s" ? "skipped" : Number(answered.answer);
      chronicle.note(code, `taps ${question}=${answered.answer} (check-in ${checkInId})`);
      const tap = { code, checkInId, question, answer, at };
      const lately = new Date(at.getTime() - LATELY_MS);
      // An account that is locked or left only gets a kind answer.
      if (standing.isActive(lately, at)) record.tapped(tap);
      else if (standing.changedSince(lately)) record.doubt([tap]);
      // The same one again as well, unless a red alert is open.
      if (question === "SAFETY" && answer !== "skipped" && answer >= DANGER_FROM)
        record.did(tellsDanger(person, at));
    }
    if (helpButton.unpack(data)) record.did(callForHelp(person, at));
    const { days = 0 } = pauseButton.unpack(data) ?? {};
    if (days > 0) {
      const until = addDays(localDayAt(at, standing.zoneAt(at)), days);
      standing.pauses(at, until);
      record.did(pause(person, at, until));
    }
    const chosen = rhythmButton.unpack(data);
    if (chosen) {
      standing.chooses(at, chosen.rhythm);
      record.did(choosing(person, at, chosen.rhythm));
    }
    const moved = zoneButton.unpack(data);
    if (moved) {
      standing.moves(at, moved.zone);
      record.did(moving(person, at, moved.zone));
    }
    const sending = relaySendButton.unpack(data);
    if (sending) record.did(message(person, at, sending, post));
    if (withdrawButton.unpack(data)?.sure === "yes") {
      record.did(withdrawal(person, at));
      standing.withdraws(at);
    }
    const own = ownButton.unpack(data)?.action;
    if (own === "freeze-yes") {
      record.did(locking(person, at));
      standing.freezes(at);
    }
    if (own === "erase") {
      record.did(erasure(person, at));
      standing.erases(at);
    }
  }

  function tappedByStaff(member: SimulatedStaff, data: string): void {
    const at = clock.now();
    const act = alertActionButton.unpack(data);
    if (act && isHandling(act.action)) {
      const isTheirs = (code: string) => isOwnedBy(member, code);
      record.did(handling(member, at, { ...act, action: act.action }, isTheirs));
    }
    if (awayButton.unpack(data)) goingAway.set(member, undefined);
    const said = dialogueButton.unpack(data);
    if (said?.dialogue !== "go-away" || !goingAway.has(member)) return;
    if (!/^\d{4}-/.test(said.choice)) return void goingAway.set(member, said.choice);
    const cover = goingAway.get(member);
    goingAway.delete(member);
    if (cannotStandIn(cover, member, at)) return;
    const colleagues = staff.filter((other) => other !== member && other.facts.place === member.facts.place);
    const isDisturbed = (span: Span) => colleagues.some((colleague) => changes(colleague, span));
    record.did(absence(member, at, said.choice, isDisturbed));
  }

  /** Whoever is asked what to write to somebody, and then writes, writes to them. */
  function writtenByStaff(member: SimulatedStaff, updateId: number, sourceMessageId: number): void {
    const { participantId } = relayWriteButton.unpack(newestTap.get(member) ?? "") ?? {};
    const code = participants.find(({ facts }) => facts.id === participantId)?.code;
    if (participantId === undefined || code === undefined) return;
    record.did(reply(member, clock.now(), { participantId, code, updateId, sourceMessageId }));
  }

  telegram.onUpdate((update) => {
    const query = "callback_query" in update ? update.callback_query : undefined;
    const written = "message" in update ? update.message : undefined;
    const from = (query ?? written)?.from.id;
    const member = staff.find(({ phone }) => phone.id === from);
    if (member) {
      // Whatever else they do leaves the dialogue.
      if (!query || dialogueButton.unpack(query.data)?.dialogue !== "go-away") goingAway.delete(member);
      if (query) tappedByStaff(member, query.data);
      if (written?.text?.startsWith("/") === false)
        writtenByStaff(member, update.update_id, written.message_id);
      newestTap.delete(member);
      if (query) newestTap.set(member, query.data);
      return;
    }
    const person = participants.find(({ phone }) => phone.id === from);
    if (person && query) tapped(person, query.data);
    // With an invitation; without one nothing changes.
    else if (person && written?.text?.startsWith("/start ")) person.standing.links(clock.now());
  });

  return {
    seenByStaff({ buttons }) {
      for (const { data = "" } of buttons.flat()) {
        const opens = relayOpenButton.unpack(data);
        if (opens) told.add(opens.relayId);
      }
    },
    seenByParticipant({ buttons }) {
      for (const { data = "" } of buttons.flat()) {
        const sending = relaySendButton.unpack(data);
        if (!sending) continue;
        const key = keyOf(sending);
        asked.set(key, [...(asked.get(key) ?? []), sending.staffId]);
      }
    },
  };
}

function isHandling(action: string): action is Handling {
  return HANDLINGS.has(action);
}
