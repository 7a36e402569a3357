import type { StaffRole } from "../../db/generated/enums.ts";
import { addDays, dayClosesAt } from "../../domain/calendar.ts";
import {
  alertActionButton,
  awayButton,
  caseActionButton,
  caseButton,
  caseloadButton,
  dialogueButton,
  ledgerTodayButton,
  openAlertButton,
  peopleButton,
  reinviteButton,
  relayOpenButton,
  relayWriteButton,
} from "../../screens/callback-data.ts";
import type { Phone } from "../telegram/phone.ts";
import type { MessageView } from "../telegram/views.ts";
import { between, weighted } from "./chance.ts";
import { Hand, type Shown } from "./hand.ts";
import type { Life } from "./life.ts";
import { hasDialogue, type SimulatedParticipant } from "./participant.ts";

export interface Manner {
  /** Minutes from an alert to taking it, least and most. */
  readonly takes: readonly [number, number];
  /** Minutes from taking it to saying what came of it. */
  readonly speaks: readonly [number, number];
  /** Share of alerts that are simply overlooked. */
  readonly overlooks: number;
}

export const QUICK: Manner = { takes: [1, 12], speaks: [5, 60], overlooks: 0.02 };
export const SLOW: Manner = { takes: [20, 300], speaks: [30, 400], overlooks: 0.25 };
export const ABSENT: Manner = { takes: [400, 900], speaks: [400, 900], overlooks: 0.9 };

/** Share of alerts that everybody who has a copy taps in the same minute, once a second person has one. */
const AT_ONCE = 0.4;

/** That somebody stood in for somebody else, as they meant it when they chose. */
export interface StandIn {
  readonly name: string;
  /** Undefined: nobody. */
  readonly coverId: number | undefined;
  readonly from: Date;
  /** When the day begins on which they are back. */
  readonly until: Date;
}

export interface StaffFacts {
  readonly id: number;
  readonly name: string;
  readonly place: string;
  /** Of the programme. */
  readonly zone: string;
  readonly role: StaffRole;
  readonly manner: Manner;
  /** What they write to participants. */
  readonly text: string;
}

/** A counselor or coordinator who answers alerts, one button after the other. */
export class SimulatedStaff {
  readonly facts: StaffFacts;
  readonly phone: Phone;
  readonly #hand: Hand;
  readonly #life: Life;
  /** Messages on which they are about to tap something. */
  readonly #intends = new Set<number>();
  /** Of each message, what it is about. */
  readonly #topics = new Map<number, string>();
  readonly #countOfTopic = new Map<string, number>();
  /** How often they have acted on a message: whoever tries again may fare otherwise. */
  readonly #tries = new Map<number, number>();
  readonly standIns: StandIn[] = [];
  /** When they let the bot in no more, and again. */
  readonly blocked: { readonly from: Date; until?: Date }[] = [];

  constructor(life: Life, facts: StaffFacts, phone: Phone) {
    this.facts = facts;
    this.phone = phone;
    this.#life = life;
    this.#hand = new Hand(life, phone);
  }

  get name(): string {
    return this.facts.name;
  }

  get usedAt(): Date | undefined {
    return this.#hand.usedAt;
  }

  /** `others`: who else has a copy of the alert it carries. */
  sees(shown: Shown, others: readonly SimulatedStaff[]): void {
    this.#hand.sees(shown);
    const { message } = shown;
    const { chance, agenda, clock } = this.#life;
    const relay = message.buttons.flat().find(({ data = "" }) => relayOpenButton.unpack(data))?.data;
    if (shown.kind === "sent" && relay && chance(this.name, this.#topicOf(message), "reads") < 0.8)
      agenda.plan(
        new Date(clock.now().getTime() + 7 * 60_000),
        async () => await this.#reads(relay, message),
      );
    const alertId = alertOn(message);
    if (alertId === undefined) return;
    const actions = tapsOn(message).map(({ action }) => action);
    const { takes, speaks, overlooks } = this.facts.manner;
    const own = [this.name, this.#topicOf(message), actions.join("+")];
    const atOnce = chance(codeOn(message), this.#day(), "at once") < AT_ONCE;
    if (shown.kind === "sent" && others.length > 0 && atOnce) {
      const at = new Date(clock.now().getTime() + 2 * 60_000);
      for (const one of [this, ...others]) one.takesAt(at, alertId);
    }
    if (this.#intends.has(message.messageId)) return;
    if (shown.kind === "sent" && chance(...own, "overlooks") < overlooks) return;
    this.#intends.add(message.messageId);
    const [least, most] = actions.length === 0 || actions.includes("take") ? takes : speaks;
    const minutes = between(chance(...own, "delay"), least, most);
    agenda.plan(new Date(clock.now().getTime() + minutes * 60_000), async () => {
      this.#intends.delete(message.messageId);
      await this.#acts(message.messageId);
    });
  }

  takesAt(at: Date, alertId: number): void {
    this.#life.agenda.plan(at, async () => {
      const copy = this.phone.sees().findLast((message) => alertOn(message) === alertId);
      if (copy) await this.#taps(alertActionButton.pack({ alertId, action: "take" }), copy.messageId);
    });
  }

  /** Looks around: the own people, or whatever a coordinator looks at. */
  async looksAround(): Promise<void> {
    const { chance, clock } = this.#life;
    const day = clock.now().toISOString().slice(0, 10);
    const menu = await this.#hand.opensMenu();
    if (!menu) return;
    if (this.facts.role === "coordinator") {
      const pages = [peopleButton.pack({ page: 0 }), ledgerTodayButton.pack({})];
      return await this.#taps(pages[between(chance(this.name, day, "page"), 0, 1)] ?? "", menu.messageId);
    }
    const list = await this.#hand.taps(caseloadButton.pack({ page: 0 }), menu.messageId);
    const cases = list?.buttons.flat().flatMap(({ data = "" }) => caseButton.unpack(data) ?? []) ?? [];
    const one = cases[between(chance(this.name, day, "case"), 0, Math.max(cases.length - 1, 0))];
    if (!list || !one) return;
    await this.#taps(caseButton.pack(one), list.messageId);
    await this.#taps(caseActionButton.pack({ ...one, action: "answers" }), list.messageId);
  }

  /** A tampered client: buttons that were never shown here. */
  async pries(person: SimulatedParticipant, alertId: number): Promise<void> {
    const { id: participantId } = person.facts;
    const menu = await this.#hand.opensMenu();
    if (!menu) return;
    for (const data of [
      caseButton.pack({ participantId }),
      caseActionButton.pack({ participantId, action: "answers" }),
      openAlertButton.pack({ alertId }),
      relayWriteButton.pack({ participantId, relayId: 0 }),
    ])
      await this.#taps(data, menu.messageId);
  }

  /** With a stand-in two times out of three; through the dialogue, a tap at a time. */
  async goesAway(): Promise<void> {
    const { chance, clock } = this.#life;
    const day = clock.now().toISOString().slice(0, 10);
    const menu = await this.#hand.opensMenu();
    if (!menu) return;
    const first = await this.#hand.presses(
      awayButton.pack({ step: "ask" }),
      hasDialogue("go-away"),
      menu.messageId,
    );
    const offered = choicesOn(first);
    const covers = [...offered.keys()].filter((choice) => choice === "none" || /^\d+$/.test(choice));
    const cover =
      covers[between(chance(this.name, day, "cover"), 0, Math.floor(covers.length * 1.2))] ?? "none";
    const coverTap = offered.get(cover);
    if (!first || coverTap === undefined) return;
    const second = await this.#hand.taps(coverTap, first.messageId);
    const dayTaps = choicesOn(second);
    const days = [...dayTaps.keys()].filter((choice) => choice !== "cancel" && choice !== "none");
    const back = days[between(chance(this.name, day, "until"), 0, Math.max(days.length - 1, 0))];
    const backTap = back === undefined ? undefined : dayTaps.get(back);
    if (!second || back === undefined || backTap === undefined || !/^\d{4}-/.test(back)) return;
    const until = dayClosesAt(addDays(back, -1), this.facts.zone);
    const coverId = cover === "none" ? undefined : Number(cover);
    this.standIns.push({ name: this.name, coverId, from: clock.now(), until });
    await this.#hand.taps(backTap, second.messageId);
  }

  /** The link with which somebody goes on with another phone. */
  async invitesAgain({ facts }: SimulatedParticipant): Promise<string | undefined> {
    const menu = await this.#hand.opensMenu();
    if (!menu) return undefined;
    const sent = await this.#hand.presses(
      reinviteButton.pack({ participantId: facts.id, sure: "yes" }),
      ({ caption = "" }) => caption.includes("?start="),
      menu.messageId,
    );
    return sent?.caption?.match(/https:\/\/t\.me\/\S+\?start=\S+/)?.[0];
  }

  async blocks(): Promise<void> {
    await this.phone.blocksBot();
    this.blocked.push({ from: this.#life.clock.now() });
  }

  async unblocks(): Promise<void> {
    await this.phone.unblocksBot();
    const last = this.blocked.at(-1);
    if (last) last.until = this.#life.clock.now();
    this.#hand.usedAt = this.#life.clock.now();
    await this.phone.sends("/menu");
  }

  #day(): string {
    return this.#life.clock.now().toISOString().slice(0, 10);
  }

  /** In words that come again in every run with the same seed: ids go by who was first in a race. */
  #topicOf(message: MessageView): string {
    const known = this.#topics.get(message.messageId);
    if (known !== undefined) return known;
    const about = `${codeOn(message)} ${this.#day()}`;
    const count = (this.#countOfTopic.get(about) ?? 0) + 1;
    this.#countOfTopic.set(about, count);
    this.#topics.set(message.messageId, `${about} ${count}`);
    return `${about} ${count}`;
  }

  async #taps(data: string, messageId: number): Promise<void> {
    this.#hand.usedAt = this.#life.clock.now();
    await this.phone.tapsData(data, messageId);
  }

  async #reads(data: string, message: MessageView): Promise<void> {
    const opened = await this.#hand.presses(
      data,
      ({ buttons }) => buttons.flat().some(({ data: other = "" }) => relayWriteButton.unpack(other)),
      message.messageId,
    );
    const write = opened?.buttons.flat().find(({ data: other = "" }) => relayWriteButton.unpack(other))?.data;
    if (!opened || !write || this.#life.chance(this.name, this.#topicOf(message), "writes back") > 0.6)
      return;
    const asked = await this.#hand.presses(write, hasDialogue("write-to"), opened.messageId);
    if (asked) await this.phone.sends(`Baik, ${this.facts.text}`);
  }

  /** Taps what the message offers now: it may have changed since. */
  async #acts(messageId: number): Promise<void> {
    const { chance } = this.#life;
    const message = this.phone.sees().find((seen) => seen.messageId === messageId);
    const alertId = message && alertOn(message);
    if (!message || alertId === undefined) return;
    const taps = tapsOn(message);
    const actions = taps.map(({ action }) => action);
    const tries = this.#tries.get(messageId) ?? 0;
    this.#tries.set(messageId, tries + 1);
    const own = [this.name, this.#topicOf(message), actions.join("+"), tries];
    if (actions.length === 0) {
      const open = message.buttons.flat().find(({ data = "" }) => openAlertButton.unpack(data));
      if (open?.data) await this.#taps(open.data, messageId);
      return;
    }
    const choices = taps.map(
      (tap) => [tap, tap.action === "take" ? 12 : tap.action === "talked" ? 6 : 1] as const,
    );
    const tap = weighted(chance(...own, "acts"), choices);
    await this.#taps(alertActionButton.pack(tap), messageId);
  }
}

export function alertOn({ buttons }: MessageView): number | undefined {
  for (const { data = "" } of buttons.flat()) {
    const tap = openAlertButton.unpack(data) ?? alertActionButton.unpack(data);
    if (tap) return tap.alertId;
  }
  return undefined;
}

/** Of the person whom it is about. */
function codeOn({ text = "", caption = "" }: MessageView): string {
  return /\b[A-Z]{3}-\d{3,}\b/.exec(`${text} ${caption}`)?.[0] ?? "";
}

function tapsOn({ buttons }: MessageView) {
  return buttons.flat().flatMap(({ data = "" }) => alertActionButton.unpack(data) ?? []);
}

/** What the question of a dialogue offers: each choice with its button's data. */
function choicesOn(message: MessageView | undefined): ReadonlyMap<string, string> {
  const buttons = (message?.buttons ?? []).flat();
  return new Map(
    buttons.flatMap(({ data = "" }) => {
      const tap = dialogueButton.unpack(data);
      return tap ? [[tap.choice, data]] : [];
    }),
  );
}
