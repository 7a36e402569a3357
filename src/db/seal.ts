import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";

export interface Sealer {
  /** Of the keys that open; the first one seals. */
  readonly keyIds: readonly string[];
  /** @param context what the text belongs to ("answer:12:S6"); the same is needed to open it */
  seal(plain: string, context: string): Uint8Array<ArrayBuffer>;
  /** @throws {SealError} */
  open(sealed: Uint8Array, context: string): string;
  /** 32 bytes that are the same for the same text, and that nobody without the key can work out. */
  digest(text: string): Buffer;
}

/** Eight hex digits that name a key and say nothing about it. */
export function keyIdOf(key: Uint8Array): string {
  const digest = createHash("sha256").update("teman-pulih key id\0").update(key).digest();
  return digest.subarray(0, keyIdLength).toString("hex");
}

/**
 * `other-key`: sealed under a key we do not have. `damaged`: altered, cut short, or moved to another context.
 */
export class SealError extends Error {
  override readonly name = "SealError";
  readonly kind: "other-key" | "damaged";

  constructor(kind: SealError["kind"]) {
    super(kind === "other-key" ? "sealed under another DATA_KEY" : "sealed data is damaged or out of place");
    this.kind = kind;
  }
}

/** Undefined when it cannot be opened: one damaged value keeps nobody from the rest. */
export function openOrNothing(sealer: Sealer, sealed: Uint8Array, context: string): string | undefined {
  try {
    return sealer.open(sealed, context);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

/** What stands in an export for what cannot be opened. */
export const UNREADABLE = "unreadable" as const;

const format = 1;
const keyIdLength = 4;
const nonceLength = 12;
const tagLength = 16;
const headerLength = 1 + keyIdLength;
const textAt = headerLength + nonceLength;

/**
 * AES-256-GCM. Layout: format (1 byte), key id (4), nonce (12), ciphertext, tag (16). The header and the context
 * are authenticated with the text. The key id says which key opens it, so that keys can be rotated.
 *
 * @param newest 32 bytes; what it seals is opened by it
 * @param older further keys that open what they sealed
 */
export function createSealer(newest: Uint8Array, ...older: readonly Uint8Array[]): Sealer {
  const keys = [newest, ...older].map(importKey);
  const [sealing] = keys as [ImportedKey];
  return {
    keyIds: keys.map(({ id }) => id),

    seal(plain, context) {
      const { header, secret } = sealing;
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv("aes-256-gcm", secret, nonce, { authTagLength: tagLength });
      cipher.setAAD(authenticated(header, context));
      return new Uint8Array(
        Buffer.concat([header, nonce, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]),
      );
    },

    open(sealed, context) {
      if (sealed.length < textAt + tagLength || sealed[0] !== format) throw new SealError("damaged");
      const key = keys.find(({ header }) => header.equals(sealed.subarray(0, headerLength)));
      if (!key) throw new SealError("other-key");
      const tagAt = sealed.length - tagLength;
      const decipher = createDecipheriv("aes-256-gcm", key.secret, sealed.subarray(headerLength, textAt), {
        authTagLength: tagLength,
      });
      decipher.setAAD(authenticated(key.header, context));
      decipher.setAuthTag(sealed.subarray(tagAt));
      const text = decipher.update(sealed.subarray(textAt, tagAt));
      try {
        // In GCM `final` returns no bytes; it only checks the tag.
        decipher.final();
      } catch {
        throw new SealError("damaged");
      }
      return text.toString("utf8");
    },

    digest: (text) =>
      createHmac("sha256", sealing.secret).update("teman-pulih digest\0").update(text).digest(),
  };
}

interface ImportedKey {
  readonly id: string;
  readonly header: Buffer;
  readonly secret: KeyObject;
}

function importKey(key: Uint8Array): ImportedKey {
  if (key.length !== 32) throw new RangeError("a sealing key has 32 bytes");
  const id = keyIdOf(key);
  const header = Buffer.concat([Uint8Array.of(format), Buffer.from(id, "hex")]);
  // Importing the key once instead of at every call halves the cost of a short text.
  return { id, header, secret: createSecretKey(key) };
}

function authenticated(header: Buffer, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(context)]);
}
