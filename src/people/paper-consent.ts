import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { withWhomMay } from "./access.ts";
import { appendConsent, isRequired, purposes } from "./consent.ts";
import type { StaffPerson } from "./identify.ts";

/**
 * What somebody signed with a coordinator before they had a phone goes into the ledger as such. It does not
 * replace being asked: whoever opens the link reads and answers for themselves. False for nobody such.
 */
export async function recordPaperConsent(
  { db }: Pick<Deps, "db">,
  coordinator: StaffPerson,
  { participantId, summary }: { readonly participantId: number; readonly summary: boolean },
  now: Date,
): Promise<boolean> {
  return await inTransaction(db, async (tx) => {
    const allowed = await withWhomMay(tx, coordinator, "note-paper", now);
    const person = await tx.participant.findFirst({
      where: { ...allowed, id: participantId, consents: { none: {} } },
    });
    if (!person) return false;
    for (const purpose of purposes) {
      const granted = summary || isRequired(purpose);
      const locale = person.locale as Locale;
      await appendConsent(
        tx,
        { participantId, purpose, granted, locale, manner: "paper" },
        now,
        `staff:${coordinator.id}`,
      );
    }
    return true;
  });
}
