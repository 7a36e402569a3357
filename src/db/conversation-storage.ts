import type { VersionedStateStorage } from "@grammyjs/conversations";
import type { Db } from "./client.ts";
import type { Sealer } from "./seal.ts";
import { sealContext } from "./sealed-columns.ts";

/**
 * Keeps dialogues under way in the database, sealed: they can hold what somebody typed. Keys are Telegram
 * accounts. Nothing is written for an account that is nobody's any more, or locked: the row lock lets a
 * dialogue that is just being written wait for an erasure, a lock or another link, and then find nobody.
 */
export function conversationStorage<S>(
  { db, sealer }: { readonly db: Db; readonly sealer: Sealer },
  now: () => Date,
): VersionedStateStorage<string, S> {
  return {
    async read(key) {
      const row = await db.conversationState.findUnique({ where: { key } });
      return row ? JSON.parse(sealer.open(row.sealed, sealContext.conversation(key))) : undefined;
    },
    async write(key, state) {
      const sealed = Uint8Array.from(sealer.seal(JSON.stringify(state), sealContext.conversation(key)));
      await db.$executeRaw`
        WITH participant AS (
          SELECT id FROM participants WHERE telegram_id = ${key}::bigint AND status <> 'frozen' FOR SHARE
        ), member AS (
          SELECT id FROM staff WHERE telegram_id = ${key}::bigint FOR SHARE
        )
        INSERT INTO conversation_states (key, sealed, updated_at)
        SELECT ${key}, ${sealed}, ${now()}
        WHERE EXISTS (SELECT FROM participant) OR EXISTS (SELECT FROM member)
        ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`;
    },
    async delete(key) {
      await db.conversationState.deleteMany({ where: { key } });
    },
  };
}
