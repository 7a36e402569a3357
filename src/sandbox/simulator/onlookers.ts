import { systemClock } from "../../clock.ts";
import type { Question } from "../../domain/instrument.ts";
import { loadInstruments } from "../../instruments/index.ts";
import { beginButton, openAlertButton, relayOpenButton } from "../../screens/callback-data.ts";
import type { Telegram } from "../telegram/telegram.ts";
import type { MessageView } from "../telegram/views.ts";
import { listen } from "./acceptance.ts";
import { ownerOfStaff, subjectByWords } from "./arrivals.ts";
import type { SimulatedPeople } from "./found-programmes.ts";
import type { Shown } from "./hand.ts";
import type { Life } from "./life.ts";
import { isOf, marksIn } from "./marks.ts";
import { promptedBy, type SimulatedParticipant } from "./participant.ts";
import { alertOn, type SimulatedStaff } from "./staff.ts";
import type { Violation } from "./violation.ts";

const CODE = /\b(?:BPN|BER|SYD)-\d{3,}\b/g;
const instruments = [...loadInstruments().values()];
const inBoth = ({ id, en }: { readonly id: string; readonly en: string }) => [id, en];
const signNames = instruments.flatMap(({ questions }) => questions.flatMap(({ name }) => inBoth(name)));
const locales = ["id", "en"] as const;
const SKIPPED = { id: "dilewati", en: "skipped" } as const;
/** The bot says so of much else. */
const COMMON: ReadonlySet<string> = new Set(["Tidak ada"]);
/** What somebody chose where it is sealed: after the question's name, and in words that stand nowhere else. */
const sealedAnswers = instruments.flatMap(({ questions, safety, s6Choices }) => {
  const labels = (all: readonly Pick<Question, "choices">[]) =>
    all.flatMap(({ choices }) => choices.flatMap(({ label }) => inBoth(label)));
  const sealed = [...questions.filter((question) => question.sealed), safety].map(
    ({ id, name, choices }) => ({
      name,
      choices: id === "S6" ? [...s6Choices.soft, ...s6Choices.reporting] : choices,
    }),
  );
  const named = sealed.flatMap(({ name, choices }) =>
    locales.flatMap((locale) => [
      `${name[locale]} ${SKIPPED[locale]}`,
      ...choices.flatMap(({ value, label }) => [
        `${name[locale]} ${value}`,
        `${name[locale]}: ${label[locale]}`,
      ]),
    ]),
  );
  const plain = new Set(labels(questions.filter((question) => !question.sealed)));
  const alone = labels(sealed).filter(
    (label) => !plain.has(label) && !COMMON.has(label) && label.includes(" "),
  );
  return [...named, ...alone];
});
/** Whoever wrote so lately still looks for the answer, which Telegram may have kept them waiting for. */
const STILL_LOOKING_MS = 5 * 60_000;
/** Until then something that was on its way may still arrive. */
const ON_ITS_WAY_MS = 2 * 60_000;

/** So long after a tap its chat is open: what comes without a sound is seen as it comes. */
const CHAT_OPEN_MS = 60_000;

/** Whoever holds an alert keeps it until a tick hands it over, by a clock that may be wrong. */
const HANDED_OVER_MS = 20 * 60_000;

/** Characters. */
const OPENING = 60;

export interface Onlookers {
  /** I5, I6 and I7 as they were seen on phones. */
  takeFound(): readonly Violation[];
}

/**
 * Everybody sees what arrives in their own chat; and of each screen it is asked whether this person may see whom it is
 * about. Who looks after whom is taken from how the programmes were founded and what staff chose, not from the app.
 */
export function watch(
  telegram: Pick<Telegram, "onUpdate" | "subscribe">,
  life: Life,
  people: SimulatedPeople,
): Onlookers {
  const { clock, record, chronicle } = life;
  const acceptance = listen(telegram, life, people);
  const byCode = new Map(people.participants.map((person) => [person.code, person]));
  const members = new Map(people.staff.map((member) => [member.phone.id, member]));
  const nameOf = new Map(people.staff.map((member) => [member.facts.id, member.name]));
  const nicknames = new Map(people.participants.map((person) => [person.facts.nickname, person]));
  const texts = new Map(people.participants.map((person) => [person.facts.text, person]));
  /** Accounts that people had before. */
  const phones = new Map(people.participants.map((person) => [person.phone.id, person]));
  /** By alert, whom it was rightly told to. */
  const told = new Map<number, Set<string>>();
  const firstTold = new Set<number>();
  /** By chat, when the app last heard what was written lately. */
  const heardAt = new Map<number, Date>();
  /** The same of taps, which do not say when they were made. */
  const tapHeardAt = new Map<number, Date>();
  let found: Violation[] = [];

  const violated = (
    invariant: Violation["invariant"],
    what: string,
    who: string,
    codes: readonly string[],
  ) => {
    found.push({ invariant, what, who, codes, at: clock.now().toISOString() });
  };

  const isHandedOver = (until: Date): boolean => {
    const tick = record.ticks.find((at) => at >= until);
    return tick !== undefined && clock.now().getTime() > tick.getTime() + HANDED_OVER_MS;
  };

  /** Who answers for whom, absences included. */
  function standsFor(member: SimulatedStaff, name: string, depth = 0): boolean {
    if (member.name === name) return true;
    if (depth > 4) return false;
    const now = clock.now();
    return people.staff
      .flatMap(({ standIns }) => standIns)
      .some(
        ({ name: absent, coverId, from, until }) =>
          absent === name &&
          coverId !== undefined &&
          now >= from &&
          !isHandedOver(until) &&
          standsFor(member, nameOf.get(coverId) ?? "", depth + 1),
      );
  }

  const cares = (member: SimulatedStaff, { facts }: SimulatedParticipant): boolean =>
    member.facts.place === facts.place &&
    (standsFor(member, facts.counselor) || standsFor(member, facts.backup));

  const mayKnow = (member: SimulatedStaff, person: SimulatedParticipant): boolean =>
    member.facts.place === person.facts.place &&
    (member.facts.role === "coordinator" || cares(member, person));

  /** A coordinator, too, where they stand in for somebody. */
  function mayReadSealed(member: SimulatedStaff, text: string): boolean {
    const about = (text.match(CODE) ?? []).map((code) => byCode.get(code));
    return about.length > 0 && about.every((person) => person !== undefined && cares(member, person));
  }

  function seenByStaff(member: SimulatedStaff, shown: Shown): void {
    const text = wordsOf(shown.message);
    const alertId = alertOn(shown.message);
    for (const code of new Set(text.match(CODE) ?? [])) {
      const person = byCode.get(code);
      if (!person) continue;
      // Of an edited copy, too: whoever no longer answers for the person keeps nothing of it.
      if (!mayKnow(member, person))
        violated("I5", "somebody of staff who sees somebody else's person", `${member.name} sees ${code}`, [
          code,
        ]);
      else if (alertId !== undefined) told.set(alertId, (told.get(alertId) ?? new Set()).add(member.name));
      if (isErased(person) && shown.kind === "sent")
        violated("I6", "a message about somebody who was erased", `${member.name} about ${code}`, [code]);
    }
    const answer = sealedAnswers.find((one) => text.includes(one));
    if (answer !== undefined && member.facts.role === "coordinator" && !mayReadSealed(member, text))
      violated("I5", "a sealed answer on a coordinator's screen", `${member.name} reads "${answer}"`, []);
    for (const mark of marksIn(text)) {
      const person = texts.get(mark);
      if (person && !cares(member, person))
        violated(
          "I5",
          "somebody reads what was written to somebody else",
          `${member.name} reads ${person.code}`,
          [person.code],
        );
      const named = nicknames.get(mark);
      if (named)
        violated("I5", "a nickname on a screen of staff", `${member.name} reads ${named.code}'s`, [
          named.code,
        ]);
    }
  }

  function seenByParticipant(person: SimulatedParticipant, chatId: number, shown: Shown): void {
    const { code, facts } = person;
    const text = wordsOf(shown.message);
    const other = (text.match(CODE) ?? []).find((seen) => seen !== code);
    if (other !== undefined)
      violated("I5", "a participant sees another one's code", `${code} sees ${other}`, [code, other]);
    for (const mark of marksIn(text)) {
      const whose = texts.get(mark) ?? nicknames.get(mark);
      if (whose && whose !== person)
        violated("I5", "a participant reads another one's words", `${code} reads ${whose.code}'s`, [
          code,
          whose.code,
        ]);
      if (whose === person && chatId !== person.phone.id)
        violated("I5", "a lost phone shows something", `${code}'s former phone`, [code]);
    }
    const lately = new Date(clock.now().getTime() - ON_ITS_WAY_MS);
    const asks = shown.kind === "sent" && promptedBy(shown.message) !== undefined;
    if (asks && chatId !== person.phone.id && (person.tookPhoneAt ?? lately) < lately)
      violated("I5", "a lost phone is asked", `${code}'s former phone`, [code]);
    if (asks && person.standing.isAway(lately, clock.now()))
      violated("I1", "somebody who does not take part is asked", code, [code]);
    if (isErased(person) && shown.kind === "sent" && text.includes(facts.code))
      violated("I6", "a message with the code of somebody who was erased", code, [code]);
  }

  function isErased({ erasedAt }: SimulatedParticipant): boolean {
    return erasedAt !== undefined && clock.now().getTime() > erasedAt.getTime() + ON_ITS_WAY_MS;
  }

  /** I7: what a lock screen shows without having been asked. */
  function checkPreview(
    shown: Shown,
    usedAt: Date | undefined,
    whose: string,
    code: string | undefined,
  ): void {
    if (shown.kind !== "sent") return;
    const { chatId, silent, message } = shown;
    const now = clock.now().getTime();
    const isWithin = (ms: number, at: Date | undefined) =>
      at !== undefined && Math.abs(now - at.getTime()) <= ms;
    const wasAsked = isWithin(0, usedAt) || isWithin(0, heardAt.get(chatId));
    const isSeen =
      silent && (isWithin(CHAT_OPEN_MS, usedAt) || isWithin(CHAT_OPEN_MS, tapHeardAt.get(chatId)));
    if ((wasAsked || isSeen) && !leavesUnasked(message)) return;
    const { text = message.caption ?? "" } = message;
    const codes = code === undefined ? [] : [code];
    if (marksIn(text).some((mark) => !isOf("staff", mark)))
      violated("I7", "a name or somebody's words on a lock screen", whose, codes);
    const sign = signNames.find((name) => text.includes(name));
    if (sign !== undefined) violated("I7", "a sign on a lock screen", `${whose}: ${sign}`, codes);
  }

  function noteAlert(alertId: number, { message }: Shown, member: SimulatedStaff): void {
    const now = clock.now();
    const [code = ""] = wordsOf(message).match(CODE) ?? [];
    chronicle.note(code, `alert ${alertId} arrives at ${member.name}`);
    const lastAct = byCode.get(code)?.lastAct;
    if (firstTold.has(alertId) || !lastAct) return;
    firstTold.add(alertId);
    if (lastAct.at.getTime() === now.getTime()) record.alertDelaysMs.push(performance.now() - lastAct.real);
  }

  const holderOf = (chatId: number): SimulatedParticipant | undefined =>
    phones.get(chatId) ?? people.participants.find(({ phone }) => phone.id === chatId);
  const ownerOf = (chatId: number): string | undefined =>
    members.has(chatId) ? ownerOfStaff(chatId) : holderOf(chatId)?.code;

  function noteArrival({ message, chatId }: Shown): void {
    const member = members.get(chatId);
    const owner = ownerOf(chatId);
    if (owner === undefined) return;
    const alertId = member && alertOn(message);
    const checkInId = member ? undefined : promptedBy(message);
    const subject =
      (alertId !== undefined && `alert:${alertId}`) ||
      (checkInId !== undefined && `prompt:${checkInId}`) ||
      subjectByWords(message);
    const code = member ? (wordsOf(message).match(CODE)?.[0] ?? "") : owner;
    const { messageId } = message;
    record.arrivals.came({
      owner,
      code,
      subject,
      opening: wordsOf(message).trim().slice(0, OPENING),
      chatId,
      messageId,
      at: clock.now(),
      real: systemClock.now(),
    });
  }

  telegram.onUpdate((update) => {
    const now = clock.now();
    if ("callback_query" in update) tapHeardAt.set(update.callback_query.from.id, now);
    if (!("message" in update)) return;
    const { chat, date } = update.message;
    if (now.getTime() - date * 1000 <= STILL_LOOKING_MS) heardAt.set(chat.id, now);
  });

  telegram.subscribe((change) => {
    if (change.kind === "deleted")
      for (const messageId of change.messageIds)
        record.arrivals.deleted({ chatId: change.chatId, messageId }, clock.now());
    if (change.kind === "membership") {
      const { chatId, refusal } = change;
      const owner = ownerOf(chatId);
      if (owner !== undefined) record.arrivals.turned({ owner, chatId }, refusal !== undefined, clock.now());
    }
    if (change.kind !== "sent" && change.kind !== "edited") return;
    if (!change.message.from.isBot) return;
    record.messages += change.kind === "sent" ? 1 : 0;
    const { chatId } = change;
    const member = members.get(chatId);
    const person = holderOf(chatId);
    if (person && !phones.has(chatId)) record.arrivals.moved(person.code, chatId, clock.now());
    if (person) phones.set(chatId, person);
    if (change.kind === "sent") noteArrival(change);
    if (member) {
      const alertId = alertOn(change.message);
      if (alertId !== undefined && change.kind === "sent") noteAlert(alertId, change, member);
      acceptance.seenByStaff(change.message);
      seenByStaff(member, change);
      checkPreview(change, member.usedAt, member.name, undefined);
      const holders = alertId === undefined ? undefined : told.get(alertId);
      return member.sees(
        change,
        people.staff.filter((one) => one !== member && holders?.has(one.name)),
      );
    }
    if (!person) return;
    acceptance.seenByParticipant(change.message);
    seenByParticipant(person, chatId, change);
    checkPreview(change, person.usedAt, person.code, person.code);
    if (chatId === person.phone.id) person.sees(change);
  });

  return {
    takeFound() {
      const taken = found;
      found = [];
      return taken;
    },
  };
}

/** Whatever its phone is used for in that minute. */
function leavesUnasked({ buttons }: MessageView): boolean {
  return buttons
    .flat()
    .some(({ data = "" }) => [openAlertButton, beginButton, relayOpenButton].some((one) => one.unpack(data)));
}

function wordsOf({ text, caption, buttons }: MessageView): string {
  return [text, caption, ...buttons.flat().map(({ label }) => label)].join("\n");
}
