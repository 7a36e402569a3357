import { Prisma } from "../db/generated/client.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import type { SealedPart } from "../plan/open-parts.ts";
import { readableIn, type StoredSettings } from "../programme/read-settings.ts";
import type { ProgrammeSettings } from "../programme/settings.ts";

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

export interface RememberedPlan {
  readonly participantId: number;
  readonly parts: readonly SealedPart[];
}

/** The parts of plans that were written last, as they stand in their rows, by account. None of a frozen account. */
export async function readNewestPlans(
  { db }: Pick<Deps, "db">,
  most: number,
): Promise<ReadonlyMap<number, RememberedPlan>> {
  const rows = await db.$queryRaw<
    { telegram_id: bigint; participant_id: number; part: string; sealed: Uint8Array }[]
  >`${newestParts(most)}`;
  const byAccount = Map.groupBy(rows, ({ telegram_id }) => Number(telegram_id));
  return new Map(
    [...byAccount].map(([telegramId, parts]) => [
      telegramId,
      {
        participantId: parts[0]?.participant_id ?? 0,
        parts: parts.map(({ part, sealed }) => ({ part, sealed })),
      },
    ]),
  );
}

const newestParts = (most: number) => Prisma.sql`
  SELECT p.telegram_id, n.participant_id, n.part, n.sealed, n.updated_at
  FROM (SELECT * FROM plan_parts ORDER BY updated_at DESC LIMIT ${most}) n JOIN participants p ON p.id = n.participant_id
  WHERE p.telegram_id IS NOT NULL AND p.status <> 'frozen'`;

export type HelpFacts = Pick<ProgrammeSettings, "crisisNumbers" | "naloxone">;

interface ProgrammeHelp extends Pick<ProgrammeSettings, "phrases"> {
  /** Undefined where they cannot be read. */
  readonly facts: HelpFacts | undefined;
}

interface HelpNow {
  readonly byProgramme: ReadonlyMap<number, ProgrammeHelp>;
  /** Changes with any of the parts of plans that would be remembered, and with whose account they belong to. */
  readonly plansVersion: string;
}

/** What holds now, in one statement, as every tick asks. So many parts of plans are remembered. */
export async function readHelpNow({ db }: Pick<Deps, "db">, mostPlanParts: number): Promise<HelpNow> {
  const rows = await db.$queryRaw<{ id: number; settings: Prisma.JsonValue; version: string }[]>`
    SELECT g.id, g.settings, plans.version
    FROM programmes g CROSS JOIN (
      SELECT concat(count(*), ':', sum(hashtextextended(concat_ws('|', telegram_id, part, updated_at), 0))) AS version
      FROM (${newestParts(mostPlanParts)}) newest
    ) plans`;
  const byProgramme = new Map(rows.map((programme) => [programme.id, helpIn(programme)]));
  return { byProgramme, plansVersion: rows[0]?.version ?? "" };
}

function helpIn(programme: StoredSettings): ProgrammeHelp {
  const { settings, unreadable } = readableIn(programme);
  const isReadable = !unreadable.has("crisisNumbers") && !unreadable.has("naloxone");
  return { phrases: settings.phrases, facts: isReadable ? settings : undefined };
}
