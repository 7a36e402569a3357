import type { Deps } from "../deps.ts";

/** "I am safe." Nobody asks back any more; the alert stays with the people. */
export async function saySafe(
  { db }: Pick<Deps, "db">,
  { alertId, telegramId }: { readonly alertId: number; readonly telegramId: number },
): Promise<void> {
  await db.alert.updateMany({
    where: { id: alertId, participant: { telegramId } },
    data: { askBackAt: null },
  });
}
