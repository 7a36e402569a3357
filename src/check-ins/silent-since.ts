import type { Db, Tx } from "../db/client.ts";
import type { CheckIn, Participant } from "../db/generated/client.ts";
import { addDays, dayOfDbDate, dbDate, type LocalDay } from "../domain/calendar.ts";
import { runMayBegin } from "../domain/rules.ts";
import { beginningsOf } from "../people/phase-facts.ts";

interface SilentSince {
  /** The last check-in before on which anything was answered. */
  readonly lastSign: Pick<CheckIn, "localDay" | "tier"> | null;
  /** The first day that the silence may have; undefined where nothing bounds it. */
  readonly first: LocalDay | undefined;
}

/** How far back a silence reaches of which `day` is one: to the last answer, or to where a run begins anew. */
export async function silentSince(
  db: Db | Tx,
  participant: Participant,
  day: LocalDay,
): Promise<SilentSince> {
  const { id: participantId } = participant;
  const lastSign = await db.checkIn.findFirst({
    where: { participantId, localDay: { lt: dbDate(day) }, answers: { some: {} } },
    orderBy: { localDay: "desc" },
    select: { localDay: true, tier: true },
  });
  const consents = await db.consent.findMany({
    where: { participantId, purpose: "checkIn", granted: true },
    select: { at: true },
  });
  const consentedAt = consents.map(({ at }) => at);
  const begins = [
    lastSign ? addDays(dayOfDbDate(lastSign.localDay), 1) : undefined,
    runMayBegin(beginningsOf(participant, consentedAt), day),
  ];
  const first = begins
    .filter((begin) => begin !== undefined)
    .toSorted()
    .at(-1);
  return { lastSign, first };
}
