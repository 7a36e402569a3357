/** Work that follows an update: one after the other within a chat, chats side by side. */
export class ReplyLanes {
  readonly #lanes = new Map<number, Promise<void>>();
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

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values());
  }
}
