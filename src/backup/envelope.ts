import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import { Decrypter, Encrypter } from "age-encryption";
import { Unreadable } from "./records.ts";

/** Whom a backup is for: the holder of a secret key, or whoever knows the passphrase. */
export type Lock =
  | { readonly kind: "recipient"; readonly recipient: string }
  | { readonly kind: "passphrase"; readonly passphrase: string };

export type Key =
  | { readonly kind: "identity"; readonly identity: string }
  | { readonly kind: "passphrase"; readonly passphrase: string };

export class WrongKey extends Error {
  override readonly name = "WrongKey";
}

/** Compresses (zstd), then encrypts (age, which authenticates every 64 KiB and the end). */
export async function enclose(plain: Readable, lock: Lock): Promise<Readable> {
  const encrypter = new Encrypter();
  if (lock.kind === "recipient") encrypter.addRecipient(lock.recipient);
  else encrypter.setPassphrase(lock.passphrase);
  const compressed = createZstdCompress();
  plain.on("error", (error) => compressed.destroy(error));
  return fromWeb(await encrypter.encrypt(toWeb(plain.pipe(compressed))));
}

/** The other way. Whatever was altered or cut short makes the stream fail. @throws {WrongKey | Unreadable} */
export async function disclose(sealed: Readable, key: Key): Promise<Readable> {
  const decrypter = new Decrypter();
  if (key.kind === "identity") decrypter.addIdentity(key.identity);
  else decrypter.addPassphrase(key.passphrase);
  let compressed: Readable;
  try {
    compressed = fromWeb(await decrypter.decrypt(toWeb(sealed)));
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("no identity matched")) throw new WrongKey();
    throw new Unreadable("no age file", { cause: error });
  }
  const plain = createZstdDecompress();
  compressed.on("error", (error) => plain.destroy(error));
  return compressed.pipe(plain);
}

/** Node's streams and the web's differ only in the names of their types here. */
function toWeb(stream: Readable): globalThis.ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as unknown as globalThis.ReadableStream<Uint8Array>;
}

function fromWeb(stream: unknown): Readable {
  return Readable.fromWeb(stream as ReadableStream<Uint8Array>);
}
