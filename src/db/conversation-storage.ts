import type { VersionedStateStorage } from "@grammyjs/conversations";
import type { Db } from "./client.ts";
import type { Sealer } from "./seal.ts";
import { sealContext } from "./sealed-columns.ts";

/** Keeps dialogues under way in the database, sealed: they can hold what somebody typed. */
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
      const data = { sealed, updatedAt: now() };
      await db.conversationState.upsert({ where: { key }, create: { key, ...data }, update: data });
    },
    async delete(key) {
      await db.conversationState.deleteMany({ where: { key } });
    },
  };
}
