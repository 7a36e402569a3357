import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";

export async function setLocale(
  { db }: Pick<Deps, "db">,
  participantId: number,
  locale: Locale,
): Promise<void> {
  await db.participant.update({ where: { id: participantId }, data: { locale } });
}
