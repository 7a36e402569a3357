import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { TelegramMemory } from "../telegram/memory.ts";
import type { DemoPhone } from "./demo-phones.ts";

/** Raise it when the seed or the file changes so that an old demo cannot go on: it is then made anew. */
const FORMAT = 1;
/** More than a killed demo can have sent since the file was written. */
const UNSEEN_MESSAGES = 1000;

export interface DemoMemory {
  /** The demo's moment. */
  readonly now: Date;
  readonly phones: readonly DemoPhone[];
  readonly telegram: TelegramMemory;
}

const file = z.object({
  format: z.literal(FORMAT),
  /** False while a demo runs: the database may know messages that the file does not. */
  complete: z.boolean(),
  now: z.coerce.date(),
  phones: z.array(z.object({ id: z.string(), telegramId: z.int(), title: z.string(), subtitle: z.string() })),
  telegram: z.looseObject({
    chats: z.array(z.looseObject({ lastMessageId: z.int() })),
    files: z.array(z.looseObject({ base64: z.string() })),
  }),
});

/** Where a demo keeps what its database does not know, for the next one under the same directory. */
export class DemoMemoryFile {
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined when there is none, or one that this release cannot go on from. */
  async read(): Promise<DemoMemory | undefined> {
    const content = await readFile(this.#path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "null";
      throw error;
    });
    const parsed = file.safeParse(safeJson(content));
    if (!parsed.success) return undefined;
    const { now, phones, complete } = parsed.data;
    // Written by `write` of the same format; the message ids are what must not go wrong.
    const telegram = parsed.data.telegram as unknown as TelegramMemory;
    const skipped = complete ? 0 : UNSEEN_MESSAGES;
    const chats = telegram.chats.map((chat) => ({ ...chat, lastMessageId: chat.lastMessageId + skipped }));
    return { now, phones, telegram: { ...telegram, chats } };
  }

  /** One after the other: the last save of a demo that stops may come while an earlier one is still being written. */
  write(memory: DemoMemory, complete: boolean): Promise<void> {
    const written = this.#writing.then(async () => await this.#replace(memory, complete));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async forget(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  async #replace(memory: DemoMemory, complete: boolean): Promise<void> {
    const draft = `${this.#path}.new`;
    await writeFile(draft, JSON.stringify({ format: FORMAT, complete, ...memory }), { mode: 0o600 });
    await rename(draft, this.#path);
  }
}

function safeJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
