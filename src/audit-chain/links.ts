import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";

/** An event as it is chained. Whatever is read back has to give the same. */
export interface Event {
  readonly id: bigint;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly programmeId: number | null;
}

/** A place in a chain: how many events there are up to here, and the link that binds them all. */
export interface End {
  readonly position: bigint;
  readonly link: Uint8Array;
}

/** Where a chain begins (what was before may be gone), and where it ends. */
type EndKind = "anchor" | "head";

/** 32 bytes in base64, as they are sealed. */
export const newChainKey = (): string => randomBytes(32).toString("base64");

export const noLink = (): Uint8Array => new Uint8Array(32);

export interface Linker {
  /** The link of the event that comes after `before`. */
  link(before: End, event: Event): Uint8Array;
  /** What shows that an end was put there by a holder of the key. */
  prove(kind: EndKind, end: End): Uint8Array;
}

/** HMAC-SHA-256 over the link before, the place and the event. Without the key no link can be made that fits. */
export function createLinker(key: string, chain: number): Linker {
  const secret: KeyObject = createSecretKey(Buffer.from(key, "base64"));
  const mac = (link: Uint8Array, facts: readonly unknown[]): Uint8Array =>
    Uint8Array.from(createHmac("sha256", secret).update(link).update(JSON.stringify(facts)).digest());
  return {
    link: (before, { id, at, actor, action, subject, programmeId }) =>
      mac(before.link, [
        ...["event", chain, String(before.position + 1n)],
        ...[String(id), at.toISOString(), actor, action, subject, programmeId],
      ]),
    prove: (kind, { position, link }) => mac(link, [kind, chain, String(position)]),
  };
}

/** A head that was written down. */
export interface ExpectedHead extends End {
  readonly chain: number;
}

export function isSame(one: Uint8Array | null, other: Uint8Array): boolean {
  return one !== null && one.length === other.length && timingSafeEqual(one, other);
}

/** How a head is written down where somebody with the database cannot get at it: in a log, on paper. */
export function headMark(chain: number, { position, link }: End): string {
  return `${chain}:${position}:${Buffer.from(link).toString("hex")}`;
}
