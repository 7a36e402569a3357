import { audit } from "../audit.ts";
import type { Tx } from "../db/client.ts";
import { summaryDueAfter } from "../domain/calendar.ts";
import type { Locale } from "../domain/instrument.ts";
import { nextPurge } from "../retention/purge-one-due.ts";
import { defaultSettings } from "../settings.ts";
import { nextCoverageCheck } from "./warn-one-uncovered.ts";

export interface NewProgramme {
  readonly name: string;
  readonly zone: string;
  readonly locale: Locale;
}

export const usualProgramme: NewProgramme = { name: "Teman Pulih", zone: "Asia/Makassar", locale: "id" };

const DAY = 86_400_000;

/** A programme with every setting at its default; its first summary is due on a Monday morning, a day on at least. */
export async function foundProgramme(tx: Tx, programme: NewProgramme, now: Date): Promise<number> {
  const { id } = await tx.programme.create({
    data: {
      ...programme,
      settings: JSON.parse(JSON.stringify(defaultSettings)),
      summaryDueAt: summaryDueAfter(new Date(now.getTime() + DAY), programme.zone, defaultSettings.summary),
      coverageDueAt: nextCoverageCheck(now, programme.zone),
      purgeDueAt: nextPurge(now, programme.zone),
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
