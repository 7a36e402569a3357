import type { Rhythm } from "../../domain/cadence.ts";
import { type LocalDay, localDayAt } from "../../domain/calendar.ts";
import type { Question } from "../../domain/instrument.ts";
import {
  answerButton,
  beginButton,
  dialogueButton,
  formButton,
  helpButton,
  hourButton,
  ownButton,
  pageButton,
  pauseButton,
  questionButton,
  relaySendButton,
  rhythmButton,
  withdrawButton,
  zoneButton,
} from "../../screens/callback-data.ts";
import type { Phone } from "../telegram/phone.ts";
import type { MessageView } from "../telegram/views.ts";
import { answerOf, answersAfter, type Habit } from "./habit.ts";
import { Hand, type Shown } from "./hand.ts";
import type { Life } from "./life.ts";
import { Standing } from "./standing.ts";

/** More screens than any check-in has. */
const MOST_SCREENS = 40;
/** Share of taps that come twice, and of answers that are taken back. */
const TWICE = 0.03;
const CORRECTED = 0.02;
/** Of those to whom the short form is offered, and of those to whom the rest is. */
const SHORT = 0.5;
const REST = 0.6;
/** Several people answer side by side, as in the evening of a real programme. */
const TOGETHER_MS = 15 * 60_000;
const MOST_ATTEMPTS = 5;
const AGAIN_MS = 10 * 60_000;

export interface ParticipantFacts {
  readonly id: number;
  readonly code: string;
  readonly place: string;
  /** Where they enrolled. */
  readonly zone: string;
  /** Minutes after midnight at which they are asked. */
  readonly minute: number;
  readonly habit: Habit;
  /** Names of staff. */
  readonly counselor: string;
  readonly backup: string;
  readonly nickname: string;
  readonly text: string;
}

/** Somebody who is asked every day, and lives as their habit is. */
export class SimulatedParticipant {
  readonly facts: ParticipantFacts;
  readonly #life: Life;
  #hand: Hand;
  /** The check-in whose prompt made them plan an answer. */
  #planned = 0;
  /** The last thing that may cause an alert: on the clock, and in real milliseconds. */
  lastAct: { readonly at: Date; readonly real: number } | undefined;
  readonly standing: Standing;
  /** Accounts that they had before. */
  readonly formerPhones: number[] = [];
  /** When they went on with the one that they have now; undefined for their first. */
  tookPhoneAt: Date | undefined;
  /** The tokens of what they have opened. */
  readonly invitations: string[] = [];

  constructor(life: Life, facts: ParticipantFacts, phone: Phone) {
    this.facts = facts;
    this.standing = new Standing(facts.zone);
    this.#life = life;
    this.#hand = new Hand(life, phone);
  }

  get code(): string {
    return this.facts.code;
  }

  get phone(): Phone {
    return this.#hand.phone;
  }

  /** When they had everything about themselves deleted. */
  get erasedAt(): Date | undefined {
    return this.standing.erasedAt;
  }

  get usedAt(): Date | undefined {
    return this.#hand.usedAt;
  }

  sees(shown: Shown): void {
    this.#hand.sees(shown);
    if (shown.kind !== "sent") return;
    const { chance, agenda, clock, chronicle } = this.#life;
    const checkInId = promptedBy(shown.message);
    if (checkInId === undefined) return;
    chronicle.note(this.code, `is asked (check-in ${checkInId})`);
    if (checkInId === this.#planned) return;
    this.#planned = checkInId;
    const now = clock.now();
    const day = localDayAt(now, this.standing.zoneAt(now));
    const minutes = answersAfter(chance, this.code, this.facts.habit, day);
    if (minutes === undefined) return;
    const at = Math.ceil((now.getTime() + minutes * 60_000) / TOGETHER_MS) * TOGETHER_MS;
    agenda.plan(new Date(at), async () => await this.#answers(checkInId, day));
  }

  async asksForHelp(): Promise<void> {
    this.#acts("asks for help");
    await this.phone.tapsData(helpButton.pack({}));
  }

  async pauses(days: number): Promise<void> {
    this.#acts(`pauses for ${days} days`);
    await this.#fromMenu(page("rhythm"), page("pause"), pauseButton.pack({ days }));
  }

  /** Where the screen offers it. */
  async choosesRhythm(rhythm: Rhythm): Promise<void> {
    this.#acts(`looks at how often they are asked (${rhythm})`);
    const hours = await this.#opensHours();
    const choice = rhythmButton.pack({ rhythm });
    if (hours && showing(choice)(hours)) await this.phone.tapsData(choice, hours.messageId);
  }

  /** To one of the zones that the screen offers; `share`: to which. */
  async moves(share: number): Promise<void> {
    this.#acts("moves to where the clocks show another time");
    const hours = await this.#opensHours();
    const offered = hours?.buttons.flat().filter(({ data = "" }) => zoneButton.unpack(data)) ?? [];
    const choice = offered[Math.floor(share * offered.length)]?.data;
    if (hours && choice !== undefined) await this.phone.tapsData(choice, hours.messageId);
  }

  async #opensHours(): Promise<MessageView | undefined> {
    const menu = await this.#reaches(page("rhythm"), page("hour"));
    return menu && (await this.#hand.presses(page("hour"), offersHours, menu.messageId));
  }

  async withdraws(): Promise<void> {
    this.#acts("withdraws");
    await this.#fromMenu(page("data"), page("withdraw"), withdrawButton.pack({ sure: "yes" }));
  }

  async erases(): Promise<void> {
    this.#acts("has everything deleted");
    await this.#fromMenu(page("data"), page("erase"), own("erase"));
  }

  async blocks(): Promise<void> {
    this.#acts("blocks the bot");
    await this.phone.blocksBot();
  }

  async unblocks(): Promise<void> {
    this.#acts("lets the bot in again");
    await this.phone.unblocksBot();
  }

  async saysNickname(): Promise<void> {
    this.#acts("says what the bot shall call them");
    const profile = await this.#reaches(page("data"), page("profile"), own("nickname"));
    if (!profile) return;
    const asked = await this.#hand.presses(own("nickname"), hasDialogue("nickname"), profile.messageId);
    if (asked) await this.phone.sends(this.facts.nickname);
  }

  /** To whoever looks after them. */
  async writes(): Promise<void> {
    this.#acts("writes to the counselor");
    const asked = await this.#hand.writes(
      `Halo, ${this.facts.text}`,
      (message) => sendingOf(message) !== undefined,
    );
    const send = asked && sendingOf(asked);
    if (asked && send) await this.phone.tapsData(send, asked.messageId);
  }

  /** The old phone is lost: the account is locked with its last tap. */
  async losesPhone(): Promise<void> {
    this.#acts("locks the account");
    await this.#fromMenu(page("data"), page("lock"), own("freeze"), own("freeze-yes"));
  }

  /** Goes on with another phone and an invitation. */
  async takesPhone(phone: Phone, link: string): Promise<void> {
    this.formerPhones.push(this.phone.id);
    this.tookPhoneAt = this.#life.clock.now();
    this.#hand = new Hand(this.#life, phone);
    this.#acts("opens a new invitation on another phone");
    const token = new URL(link).searchParams.get("start");
    if (token) this.invitations.push(token);
    await phone.opensLink(link);
  }

  /** Taps through these buttons; puts the phone away where a screen does not come. */
  async #fromMenu(...buttons: readonly string[]): Promise<void> {
    const screen = await this.#reaches(...buttons);
    const last = buttons.at(-1);
    if (screen && last !== undefined) await this.phone.tapsData(last, screen.messageId);
  }

  /** The screen that shows the last of these buttons, by way of the others. */
  async #reaches(...buttons: readonly string[]): Promise<MessageView | undefined> {
    let screen: MessageView | undefined;
    for (const [index, button] of buttons.entries()) {
      const before = buttons[index - 1];
      if (before === undefined) screen = await this.#hand.opensMenu(showing(button));
      else if (screen) screen = await this.#hand.presses(before, showing(button), screen.messageId);
    }
    return screen;
  }

  #acts(what: string): void {
    const at = this.#life.clock.now();
    this.#life.chronicle.note(this.code, what);
    this.#hand.usedAt = at;
    this.lastAct = { at, real: performance.now() };
  }

  /** Taps through the check-in as the screens come; one that does not come is tried again later. */
  async #answers(checkInId: number, day: LocalDay, attempt = 1): Promise<void> {
    const { chance, agenda, clock } = this.#life;
    const open = this.phone.sees().findLast((message) => isAbout(message, checkInId));
    if (!open) return;
    this.#acts(`answers (check-in ${checkInId})`);
    const short = formButton.pack({ checkInId, form: "short" });
    const isShort = showing(short)(open) && chance(this.code, day, "short") < SHORT;
    const begin = isShort ? short : beginButton.pack({ checkInId });
    let screen = await this.#taps(begin, open.messageId, day);
    const corrected = new Set<string>();
    for (let count = 0; screen && count < MOST_SCREENS; count++) {
      const rest = formButton.pack({ checkInId, form: "full" });
      const question = questionOn(screen);
      if (!question && showing(rest)(screen) && chance(this.code, day, "rest") < REST) {
        screen = await this.#taps(rest, screen.messageId, day);
        continue;
      }
      if (question?.checkInId !== checkInId) return;
      const own = [this.code, day, question.id] as const;
      const first = answerOf(chance, this.code, this.facts.habit, day, question);
      const answer =
        corrected.has(question.id) && first !== "skipped" ? (first === 0 ? 1 : first - 1) : first;
      const data = answerButton.pack({
        checkInId,
        question: question.id,
        answer: answer === "skipped" ? "s" : String(answer),
      });
      this.lastAct = { at: clock.now(), real: performance.now() };
      screen = await this.#taps(data, screen.messageId, day);
      if (screen && !corrected.has(question.id) && chance(...own, "corrected") < CORRECTED) {
        corrected.add(question.id);
        screen = await this.#taps(
          questionButton.pack({ checkInId, question: question.id }),
          screen.messageId,
          day,
        );
      }
    }
    if (!screen && attempt < MOST_ATTEMPTS)
      agenda.plan(
        new Date(clock.now().getTime() + AGAIN_MS),
        async () => await this.#answers(checkInId, day, attempt + 1),
      );
  }

  async #taps(data: string, messageId: number, day: LocalDay): Promise<MessageView | undefined> {
    const { doubles, chance } = this.#life;
    // The number of the check-in goes by who was first in a race.
    const what = data.replace(/:\d+/, "");
    if (doubles && chance(this.code, day, what, "twice") < TWICE) await this.phone.tapsData(data, messageId);
    return await this.#hand.taps(data, messageId);
  }
}

interface Asked extends Question {
  readonly checkInId: number;
}

const page = (name: Parameters<typeof pageButton.pack>[0]["page"]): string => pageButton.pack({ page: name });
const own = (action: Parameters<typeof ownButton.pack>[0]["action"]): string => ownButton.pack({ action });
const showing =
  (button: string) =>
  ({ buttons }: MessageView): boolean =>
    buttons.flat().some(({ data }) => data === button);

const offersHours = ({ buttons }: MessageView): boolean =>
  buttons.flat().some(({ data = "" }) => hourButton.unpack(data) !== undefined);

export function promptedBy({ buttons }: MessageView): number | undefined {
  for (const { data = "" } of buttons.flat()) {
    const begin = beginButton.unpack(data);
    if (begin) return begin.checkInId;
  }
  return undefined;
}

function sendingOf({ buttons }: MessageView): string | undefined {
  return buttons.flat().find(({ data = "" }) => relaySendButton.unpack(data))?.data;
}

export function hasDialogue(dialogue: string): (message: MessageView) => boolean {
  return ({ buttons }) =>
    buttons.flat().some(({ data = "" }) => dialogueButton.unpack(data)?.dialogue === dialogue);
}

function isAbout(message: MessageView, checkInId: number): boolean {
  return promptedBy(message) === checkInId || questionOn(message)?.checkInId === checkInId;
}

/** What is asked on a screen, by its buttons alone: people do not know the instrument. */
function questionOn({ buttons }: MessageView): Asked | undefined {
  const taps = buttons.flat().flatMap(({ data = "" }) => answerButton.unpack(data) ?? []);
  const [first] = taps;
  if (!first) return undefined;
  const { question: id, checkInId } = first;
  const choices = taps.filter(({ answer }) => answer !== "s").map(({ answer }) => Number(answer));
  const nothing = { id: "", en: "" };
  return {
    id,
    checkInId,
    kind: kindOf(id),
    name: nothing,
    text: nothing,
    choices: choices.toSorted((a, b) => a - b).map((value) => ({ value, label: nothing })),
    skippable: taps.some(({ answer }) => answer === "s"),
    sealed: false,
  };
}

function kindOf(id: string): Question["kind"] {
  if (id === "SAFETY") return "safety";
  if (id === "C1") return "confidence";
  return id === "C2" ? "contact" : "sign";
}
