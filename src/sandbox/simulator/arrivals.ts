import { createHash } from "node:crypto";
import type { MessageView } from "../telegram/views.ts";

/** Which message, among all chats. */
export interface MessageId {
  readonly chatId: number;
  readonly messageId: number;
}

/** A message that Telegram took from a process which was killed before it heard of that. */
export interface Ambushed extends MessageId {
  /** Of the outbox. */
  readonly id: string;
}

/** A new message of the bot on somebody's phone. */
export interface Arrival extends MessageId {
  /** The code of a participant, whatever phone it was, or the account of somebody of staff: `ownerOfStaff`. */
  readonly owner: string;
  /** The participant it is about; empty for nobody. */
  readonly code: string;
  /** What it is about as far as its buttons tell (`alert:7`, `prompt:9`), or else its words. */
  readonly subject: string;
  /** How it begins, for whoever looks into a violation. */
  readonly opening: string;
  readonly at: Date;
  /** On the real clock. */
  readonly real: Date;
}

export interface KeptArrival extends Arrival {
  /** The bot deleted it in the instant in which it had come. */
  readonly takenBack: boolean;
}

/** A time in which a chat took nothing of the bot's: its owner had blocked it. */
export interface Refused {
  readonly owner: string;
  readonly chatId: number;
  readonly from: Date;
  readonly until: Date | undefined;
}

/** What came to phones, kept apart from the app: the truth that its outbox is held against. */
export class Arrivals {
  readonly #all = new Map<string, KeptArrival>();
  #unanswered: (MessageId & { readonly at: Date })[] = [];
  #ambushed: (Ambushed & { readonly at: Date })[] = [];
  #refused: Refused[] = [];
  readonly #deletedAt = new Map<string, Date>();

  came(arrival: Arrival): void {
    this.#all.set(numberOf(arrival), { ...arrival, takenBack: false });
  }

  deleted(message: MessageId, at: Date): void {
    this.#deletedAt.set(numberOf(message), at);
    const arrival = this.#all.get(numberOf(message));
    if (arrival?.at.getTime() === at.getTime())
      this.#all.set(numberOf(message), { ...arrival, takenBack: true });
  }

  subjectOf(message: MessageId): string | undefined {
    return this.#all.get(numberOf(message))?.subject;
  }

  /** The bot does not learn that it went out: Telegram's answer was lost. */
  unanswered(message: MessageId, at: Date): void {
    this.#unanswered.push({ ...message, at });
  }

  /** Whether the chat takes the bot's messages from now on. */
  turned({ owner, chatId }: Pick<Refused, "owner" | "chatId">, refuses: boolean, at: Date): void {
    const isOpen = (one: Refused) => one.chatId === chatId && one.until === undefined;
    if (!refuses) this.#refused = this.#refused.map((one) => (isOpen(one) ? { ...one, until: at } : one));
    else if (!this.#refused.some(isOpen)) this.#refused.push({ owner, chatId, from: at, until: undefined });
  }

  /** Their chat is this one now: what another one refuses keeps nothing from them any more. */
  moved(owner: string, chatId: number, at: Date): void {
    this.#refused = this.#refused.map((one) =>
      one.owner === owner && one.chatId !== chatId && one.until === undefined ? { ...one, until: at } : one,
    );
  }

  /** Whether their chat refused the bot at some time of it. */
  refuses(owner: string, from: Date, until: Date): boolean {
    return this.#refused.some(
      (one) => one.owner === owner && one.from <= until && (one.until === undefined || one.until >= from),
    );
  }

  /** As long as it is remembered. */
  deletedAt(message: MessageId): Date | undefined {
    return this.#deletedAt.get(numberOf(message));
  }

  get all(): readonly KeptArrival[] {
    return [...this.#all.values()];
  }

  /** Its process was killed before it heard that it went out. */
  ambushed(message: Ambushed, at: Date): void {
    this.#ambushed.push({ ...message, at });
  }

  get ambushes(): readonly (Ambushed & { readonly at: Date })[] {
    return this.#ambushed;
  }

  get withoutAnswer(): readonly MessageId[] {
    return this.#unanswered;
  }

  forget(before: Date): void {
    for (const [key, { at }] of this.#all) if (at <= before) this.#all.delete(key);
    this.#unanswered = this.#unanswered.filter(({ at }) => at > before);
    this.#ambushed = this.#ambushed.filter(({ at }) => at > before);
    this.#refused = this.#refused.filter(({ until }) => until === undefined || until > before);
    for (const [key, at] of this.#deletedAt) if (at <= before) this.#deletedAt.delete(key);
  }
}

export function numberOf({ chatId, messageId }: MessageId): string {
  return `${chatId}:${messageId}`;
}

export function ownerOfStaff(account: number | bigint): string {
  return `staff ${account}`;
}

/** Begins the subject of what is known by its words alone. */
export const WORDS = "words:";

/** The subject of a message whose buttons do not tell what it is about. */
export function subjectByWords({ text, caption, buttons, media }: MessageView): string {
  const words = JSON.stringify([text, caption, buttons, media?.kind, media?.fileName]);
  return `${WORDS}${createHash("sha256").update(words).digest("base64url")}`;
}
