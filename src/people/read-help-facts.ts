import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { type CrisisNumber, parseSettings } from "../settings.ts";

export interface LinkedParticipant {
  readonly telegramId: number;
  readonly programmeId: number;
  readonly locale: Locale;
}

/** Of the most recently linked accounts so many. */
export async function readLinkedParticipants(
  { db }: Pick<Deps, "db">,
  most: number,
): Promise<readonly LinkedParticipant[]> {
  const people = await db.participant.findMany({
    where: { telegramId: { not: null } },
    select: { telegramId: true, programmeId: true, locale: true },
    orderBy: { linkedAt: "desc" },
    take: most,
  });
  return people.map(({ telegramId, programmeId, locale }) => ({
    telegramId: Number(telegramId),
    programmeId,
    locale: locale as Locale,
  }));
}

/** By programme. */
export async function readAllCrisisNumbers({
  db,
}: Pick<Deps, "db">): Promise<ReadonlyMap<number, readonly CrisisNumber[]>> {
  const programmes = await db.programme.findMany({ select: { id: true, settings: true } });
  return new Map(
    programmes.flatMap(({ id, settings }) => {
      const parsed = parseSettings(settings);
      return parsed.kind === "ok" ? [[id, parsed.settings.crisisNumbers] as const] : [];
    }),
  );
}
