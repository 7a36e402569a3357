import { setTimeout as wait } from "node:timers/promises";
import { type LocalDay, localDayAt } from "../../domain/calendar.ts";
import type { Question } from "../../domain/instrument.ts";
import {
  answerButton,
  beginButton,
  helpButton,
  pauseButton,
  withdrawButton,
} from "../../screens/callback-data.ts";
import type { Phone } from "../telegram/phone.ts";
import type { ChatChange, MessageView } from "../telegram/views.ts";
import { answerOf, answersAfter, type Habit } from "./habit.ts";
import type { Life } from "./life.ts";

/** More screens than any check-in has. */
const MOST_SCREENS = 40;
/** Real time; a phone whose screen does not come is put away. */
const PATIENCE_MS = 3_000;
/** Share of taps that come twice. */
const TWICE = 0.03;
const MOST_ATTEMPTS = 5;
const AGAIN_MS = 10 * 60_000;

/** Somebody who is asked every day, and lives as their habit is. */
export class SimulatedParticipant {
  readonly code: string;
  readonly phone: Phone;
  readonly zone: string;
  readonly habit: Habit;
  readonly #life: Life;
  /** By message, who waits for its next screen. */
  readonly #awaited = new Map<number, (screen: MessageView) => void>();
  /** The check-in whose prompt made them plan an answer. */
  #planned = 0;

  constructor(
    life: Life,
    { code, phone, zone, habit }: Pick<SimulatedParticipant, "code" | "phone" | "zone" | "habit">,
  ) {
    this.code = code;
    this.phone = phone;
    this.zone = zone;
    this.habit = habit;
    this.#life = life;
  }

  sees(change: Extract<ChatChange, { kind: "sent" | "edited" }>): void {
    this.#awaited.get(change.message.messageId)?.(change.message);
    if (change.kind !== "sent") return;
    const { chance, agenda, clock, record } = this.#life;
    const checkInId = promptedBy(change.message);
    if (checkInId === undefined) return;
    record.arrived(`prompt:${checkInId}`);
    if (checkInId === this.#planned) return;
    this.#planned = checkInId;
    const now = clock.now();
    const day = localDayAt(now, this.zone);
    const minutes = answersAfter(chance, this.code, this.habit, day);
    if (minutes === undefined) return;
    agenda.plan(new Date(now.getTime() + minutes * 60_000), async () => await this.#answers(checkInId, day));
  }

  async asksForHelp(): Promise<void> {
    await this.#pressesAny(helpButton.pack({}));
  }

  async pauses(days: number): Promise<void> {
    await this.#pressesAny(pauseButton.pack({ days }));
  }

  async withdraws(): Promise<void> {
    await this.#pressesAny(withdrawButton.pack({ sure: "yes" }));
  }

  async #pressesAny(data: string): Promise<void> {
    await this.phone.tapsData(data);
  }

  /** Taps through the check-in as the screens come; one that does not come is tried again later. */
  async #answers(checkInId: number, day: LocalDay, attempt = 1): Promise<void> {
    const { record, chance, agenda, clock } = this.#life;
    const open = this.phone.sees().findLast((message) => isAbout(message, checkInId));
    if (!open) return;
    let screen = await this.#taps(beginButton.pack({ checkInId }), open.messageId);
    for (let count = 0; screen && count < MOST_SCREENS; count++) {
      const question = questionOn(screen);
      if (question?.checkInId !== checkInId) return;
      const answer = answerOf(chance, this.code, this.habit, day, question);
      const data = answerButton.pack({
        checkInId,
        question: question.id,
        answer: answer === "skipped" ? "s" : String(answer),
      });
      record.tapped({ checkInId, question: question.id, answer });
      screen = await this.#taps(data, screen.messageId);
    }
    if (!screen && attempt < MOST_ATTEMPTS)
      agenda.plan(
        new Date(clock.now().getTime() + AGAIN_MS),
        async () => await this.#answers(checkInId, day, attempt + 1),
      );
  }

  /** Undefined when no screen comes. */
  async #taps(data: string, messageId: number): Promise<MessageView | undefined> {
    const enough = new AbortController();
    const shown = new Promise<MessageView>((resolve) => this.#awaited.set(messageId, resolve));
    try {
      await this.phone.tapsData(data, messageId);
      const { doubles, chance } = this.#life;
      if (doubles && chance(this.code, data, "twice") < TWICE) await this.phone.tapsData(data, messageId);
      return await Promise.race([
        shown,
        wait(PATIENCE_MS, undefined, { signal: enough.signal }).catch(() => undefined),
      ]);
    } finally {
      enough.abort();
      this.#awaited.delete(messageId);
    }
  }
}

interface Asked extends Question {
  readonly checkInId: number;
}

function promptedBy({ buttons }: MessageView): number | undefined {
  for (const { data = "" } of buttons.flat()) {
    const begin = beginButton.unpack(data);
    if (begin) return begin.checkInId;
  }
  return undefined;
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
