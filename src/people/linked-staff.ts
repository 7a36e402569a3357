import type { Db } from "../db/client.ts";
import type { Locale } from "../domain/instrument.ts";

/** Whose chats the bot knows, and can write to, as far as it knows. */
export async function linkedStaff(
  db: Db,
): Promise<readonly { readonly telegramId: number; readonly locale: Locale }[]> {
  const staff = await db.staff.findMany({
    where: { telegramId: { not: null }, unreachableSince: null },
    select: { telegramId: true, locale: true },
  });
  return staff.map(({ telegramId, locale }) => ({
    telegramId: Number(telegramId),
    locale: locale as Locale,
  }));
}
