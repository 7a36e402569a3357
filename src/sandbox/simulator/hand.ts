import { setTimeout as wait } from "node:timers/promises";
import type { Phone } from "../telegram/phone.ts";
import type { ChatChange, MessageView } from "../telegram/views.ts";
import type { Life } from "./life.ts";

/** Real time; a phone whose screen does not come is put away. */
const PATIENCE_MS = 20_000;

export type Shown = Extract<ChatChange, { kind: "sent" | "edited" }>;

/** Somebody's hand on a phone: does one thing and looks at what comes of it. */
export class Hand {
  readonly phone: Phone;
  readonly #life: Life;
  readonly #awaited = new Set<(shown: Shown) => void>();
  /** When this phone was last used: what arrives afterwards at this instant was asked for. */
  usedAt: Date | undefined;

  constructor(life: Life, phone: Phone) {
    this.#life = life;
    this.phone = phone;
  }

  sees(shown: Shown): void {
    for (const look of this.#awaited) look(shown);
  }

  /** The next state of the message that is tapped. Undefined when nothing comes. */
  async taps(data: string, messageId: number): Promise<MessageView | undefined> {
    return await this.#sees(
      ({ message }) => message.messageId === messageId,
      async () => void (await this.phone.tapsData(data, messageId)),
    );
  }

  /** The next new or changed message that fits, after a tap on the newest message, or on this one. */
  async presses(
    data: string,
    fits: (message: MessageView) => boolean,
    messageId?: number,
  ): Promise<MessageView | undefined> {
    return await this.#sees(
      ({ message }) => fits(message),
      async () => void (await this.phone.tapsData(data, messageId)),
    );
  }

  async writes(text: string, fits: (message: MessageView) => boolean): Promise<MessageView | undefined> {
    return await this.#sees(
      ({ message }) => fits(message),
      async () => void (await this.phone.sends(text)),
    );
  }

  /** A menu of one's own to tap on. */
  async opensMenu(
    fits: (message: MessageView) => boolean = ({ buttons }) => buttons.length > 0,
  ): Promise<MessageView | undefined> {
    return await this.writes("/menu", fits);
  }

  async #sees(fits: (shown: Shown) => boolean, act: () => Promise<void>): Promise<MessageView | undefined> {
    const { held, silence, clock, patienceMs = PATIENCE_MS } = this.#life;
    this.usedAt = clock.now();
    if (held.has(this.phone.id) || silence.current !== undefined) {
      await act();
      return undefined;
    }
    const enough = new AbortController();
    let look: (shown: Shown) => void = () => undefined;
    const shown = new Promise<MessageView>((resolve) => {
      look = (one) => {
        if (fits(one)) resolve(one.message);
      };
      this.#awaited.add(look);
    });
    try {
      await act();
      return await Promise.race([
        shown,
        wait(patienceMs, undefined, { signal: enough.signal }).catch(() => undefined),
      ]);
    } finally {
      enough.abort();
      this.#awaited.delete(look);
    }
  }
}
