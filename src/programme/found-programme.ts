import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import { summaryDueAfter } from "../domain/calendar.ts";
import { DAY_MS } from "../domain/duration.ts";
import type { Locale } from "../domain/instrument.ts";
import { nextCoverageCheck } from "../duty/warn-one-uncovered.ts";
import { nextPurge } from "../retention/purge-one-due.ts";
import { defaultSettings, type ProgrammeSettings } from "./settings.ts";

export interface NewProgramme {
  readonly name: string;
  readonly zone: string;
  readonly locale: Locale;
}

export const usualProgramme: NewProgramme = { name: "Teman Pulih", zone: "Asia/Makassar", locale: "id" };

/** When the work that comes round for a programme is due for the first time: the first summary a day on at least. */
export function firstDue(zone: string, { summary }: Pick<ProgrammeSettings, "summary">, now: Date) {
  return {
    summaryDueAt: summaryDueAfter(new Date(now.getTime() + DAY_MS), zone, summary),
    coverageDueAt: nextCoverageCheck(now, zone),
    purgeDueAt: nextPurge(now, zone),
  };
}

/** A programme with every setting at its default. */
export async function foundProgramme(tx: Tx, programme: NewProgramme, now: Date): Promise<number> {
  const { id } = await tx.programme.create({
    data: {
      ...programme,
      settings: JSON.parse(JSON.stringify(defaultSettings)),
      ...firstDue(programme.zone, defaultSettings, now),
      createdAt: now,
    },
  });
  await audit(tx, {
    at: now,
    actor: "operator",
    action: "found",
    subject: `programme:${id}`,
    programmeId: id,
  });
  return id;
}
