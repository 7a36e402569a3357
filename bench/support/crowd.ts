import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import type { Telegram } from "../../src/sandbox/telegram/telegram.ts";
import type { MessageView } from "../../src/sandbox/telegram/views.ts";

export interface CrowdMember {
  readonly telegramId: number;
  /** Open check-ins, used one after the other. */
  readonly checkIns: readonly number[];
}

const PATIENCE_MS = 30_000;

/** What the people answer where it is not 0: confident, and on a calm day. */
const ANSWERS: Readonly<Record<string, string>> = { C1: "4" };

/**
 * People who each tap the next answer as soon as the screen with the next question has arrived. After the
 * last question of a check-in they go straight to the first of their next one, so that every tap is an answer.
 */
export class Crowd {
  readonly #telegram: Telegram;
  readonly #left: Map<number, number[]>;
  readonly #unsubscribe: () => void;
  #tapping = false;
  #screens = 0;
  #onScreen: () => void = () => undefined;
  #failure: unknown;

  constructor(telegram: Telegram, members: readonly CrowdMember[]) {
    this.#telegram = telegram;
    this.#left = new Map(members.map(({ telegramId, checkIns }) => [telegramId, [...checkIns]]));
    this.#unsubscribe = telegram.subscribe((change) => {
      if ((change.kind !== "edited" && change.kind !== "sent") || !change.message.from.isBot) return;
      if (!this.#tapping || !this.#left.has(change.chatId)) return;
      this.#screens += 1;
      this.#onScreen();
      if (this.#tapping) this.#tap(change.chatId, change.message);
    });
  }

  /** Everybody opens the chat; from then on they tap. */
  async begin(): Promise<void> {
    this.#tapping = true;
    for (const telegramId of this.#left.keys()) await this.#telegram.phone(telegramId).sends("/start");
  }

  /** Answers per second, counted by the screens that followed them. */
  async rate(milliseconds: number): Promise<number> {
    const [from, began] = [this.#screens, performance.now()];
    await wait(milliseconds);
    const screens = this.#screens - from;
    this.#check(screens);
    return screens / ((performance.now() - began) / 1000);
  }

  async screens(count: number, progress: (done: number, of: number) => void): Promise<void> {
    const from = this.#screens;
    const until = from + count;
    let [lastSeen, lastChange] = [from, performance.now()];
    const done = new Promise<void>((resolve) => {
      this.#onScreen = () => {
        if (this.#screens === until) resolve();
      };
    });
    const reached = new AbortController();
    void done.then(() => reached.abort());
    while (this.#screens < until) {
      await wait(250, undefined, { signal: reached.signal }).catch(() => undefined);
      progress(this.#screens - from, count);
      if (this.#screens !== lastSeen) [lastSeen, lastChange] = [this.#screens, performance.now()];
      else this.#check(performance.now() - lastChange < PATIENCE_MS ? 1 : 0);
    }
  }

  /** Nobody taps any more; resolves when what was tapped has had its screens. */
  async end(): Promise<void> {
    this.#tapping = false;
    this.#unsubscribe();
    await this.#telegram.settled({ withinMs: PATIENCE_MS });
  }

  #tap(telegramId: number, message: MessageView): void {
    const data = answerOn(message) ?? this.#nextCheckIn(telegramId);
    if (data === undefined) {
      this.#failure = new Error("the people ran out of check-ins");
      return;
    }
    this.#telegram
      .phone(telegramId)
      .tapsData(data, message.messageId)
      .catch((error: unknown) => {
        this.#failure = error;
      });
  }

  #nextCheckIn(telegramId: number): string | undefined {
    const checkIn = this.#left.get(telegramId)?.pop();
    return checkIn === undefined ? undefined : `a:${checkIn}:S1:0`;
  }

  #check(screens: number): void {
    if (this.#failure) throw this.#failure;
    if (screens === 0) throw new Error("no screen arrives any more");
  }
}

/** The button to press on a question's screen, by its data `a:<check-in>:<question>:<value>`. */
export function answerOn(
  { buttons }: MessageView,
  answers: Readonly<Record<string, string>> = ANSWERS,
): string | undefined {
  const choices = buttons.flat().flatMap(({ data }) => (data?.startsWith("a:") ? [data] : []));
  const question = choices[0]?.split(":")[2] ?? "";
  return choices.find((data) => data.endsWith(`:${answers[question] ?? "0"}`));
}
