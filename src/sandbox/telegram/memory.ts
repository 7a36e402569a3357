import type { Chats, RememberedChat } from "./chats.ts";
import type { Files, StoredFile } from "./files.ts";

/** What people would still have on their phones after the server was stopped; JSON. */
export interface TelegramMemory {
  readonly chats: readonly RememberedChat[];
  readonly files: readonly (Omit<StoredFile, "bytes"> & { readonly base64: string })[];
}

export function writeMemory(chats: Chats, files: Files): TelegramMemory {
  return {
    chats: [...chats.all()].map(({ messages, listeners: _, ...rest }) => ({
      ...rest,
      messages: [...messages.values()],
    })),
    files: [...files.all()].map(({ bytes, ...rest }) => ({
      ...rest,
      base64: Buffer.from(bytes).toString("base64"),
    })),
  };
}

export function readMemory(memory: TelegramMemory = { chats: [], files: [] }): {
  readonly chats: readonly RememberedChat[];
  readonly files: readonly StoredFile[];
} {
  return {
    chats: memory.chats,
    files: memory.files.map(({ base64, ...rest }) => ({ ...rest, bytes: Buffer.from(base64, "base64") })),
  };
}
