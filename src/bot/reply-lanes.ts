/** Work that follows an update: one after the other within a chat, chats side by side. */
export class ReplyLanes {
  readonly #lanes = new Map<number, Promise<void>>();
  readonly #aside = new Set<Promise<void>>();
  readonly #onError: (error: unknown, chatId: number) => void | Promise<void>;

  constructor(onError: (error: unknown, chatId: number) => void | Promise<void>) {
    this.#onError = onError;
  }

  run(chatId: number, work: () => Promise<unknown>): void {
    const before = this.#lanes.get(chatId) ?? Promise.resolve();
    const lane = before
      .then(work)
      .catch((error: unknown) => this.#onError(error, chatId))
      .then(() => {
        if (this.#lanes.get(chatId) === lane) this.#lanes.delete(chatId);
      });
    this.#lanes.set(chatId, lane);
  }

  /** Beside the chat's lane, at once. */
  aside(chatId: number, work: () => Promise<unknown>): void {
    const running = work()
      .catch((error: unknown) => this.#onError(error, chatId))
      .then(() => {
        this.#aside.delete(running);
      });
    this.#aside.add(running);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#lanes.size + this.#aside.size > 0)
      await Promise.all([...this.#lanes.values(), ...this.#aside]);
  }
}
