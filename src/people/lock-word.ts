import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Lock } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import { DAY_MS } from "../domain/duration.ts";
import { freeze } from "./freeze.ts";
import type { ParticipantPerson } from "./identify.ts";

export const SHORTEST_WORD = 6;
const LONGEST_WORD = 64;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** 16 MB and some 50 ms: enough for a word that is asked for at most twenty times a day. */
const COST = { N: 16_384, r: 8, p: 1 };
const MOST_TRIES = 20;
const TRIES_MS = DAY_MS;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** The word with which somebody will freeze the account from another phone. Only its hash is kept. */
export async function setLockWord(
  { db }: Pick<Deps, "db">,
  { id: participantId, programmeId }: Pick<ParticipantPerson, "id" | "programmeId">,
  typed: string,
  now: Date,
): Promise<"set" | "too-short"> {
  const word = normalise(typed);
  if (word.length < SHORTEST_WORD || word.length > LONGEST_WORD) return "too-short";
  const salt = randomBytes(SALT_BYTES);
  const hash = Uint8Array.from(Buffer.concat([salt, await derive(word, salt, KEY_BYTES, COST)]));
  const data = { word: hash, setAt: now, tries: 0, triesSince: now };
  await inTransaction(db, async (tx) => {
    await tx.lock.upsert({ where: { participantId }, create: { participantId, ...data }, update: data });
    await audit(tx, { at: now, actor: `participant:${participantId}`, action: "set-lock-word", programmeId });
  });
  return "set";
}

/**
 * Freezes the account of whoever has this code and this word. From any chat, so it answers the same, after
 * about the same work, to a wrong word, an unknown code and too many tries.
 */
export async function freezeByWord(
  { db }: Pick<Deps, "db">,
  { code, typed }: { readonly code: string; readonly typed: string },
  now: Date,
): Promise<"frozen" | "no"> {
  const locks = await db.lock.findMany({ where: { participant: { code: code.trim().toUpperCase() } } });
  // Two programmes may use the same code; nobody at all costs a hash like somebody.
  for (const lock of locks.length > 0 ? locks : [undefined]) {
    const allowed = lock ? await countTry(lock) : false;
    const right = await matches(lock?.word, normalise(typed));
    if (!lock || !allowed || !right) continue;
    await inTransaction(db, async (tx) => {
      await tx.lock.update({ where: { participantId: lock.participantId }, data: { tries: 0 } });
      await freeze(tx, lock.participantId, `participant:${lock.participantId}`, now);
    });
    return "frozen";
  }
  return "no";

  async function countTry({ participantId, triesSince }: Lock): Promise<boolean> {
    if (now.getTime() - triesSince.getTime() >= TRIES_MS)
      await db.lock.updateMany({
        where: { participantId, triesSince },
        data: { tries: 0, triesSince: now },
      });
    const { count } = await db.lock.updateMany({
      where: { participantId, tries: { lt: MOST_TRIES } },
      data: { tries: { increment: 1 } },
    });
    return count === 1;
  }
}

async function matches(stored: Uint8Array | undefined, word: string): Promise<boolean> {
  const expected = Buffer.from(stored ?? new Uint8Array(SALT_BYTES + KEY_BYTES));
  const key = await derive(word.slice(0, LONGEST_WORD), expected.subarray(0, SALT_BYTES), KEY_BYTES, COST);
  return timingSafeEqual(key, expected.subarray(SALT_BYTES)) && stored !== undefined;
}

function normalise(typed: string): string {
  return typed.normalize("NFKC").trim().toLowerCase().replaceAll(/\s+/g, " ");
}
