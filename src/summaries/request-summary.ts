import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { LocalDay } from "../domain/calendar.ts";
import type { CoordinatorPerson } from "../people/identify.ts";
import { enqueueSummary } from "./enqueue-summary.ts";

/** Any week, asked for by a coordinator. `request` tells one wish from the next; repeating it sends nothing more. */
export async function requestSummary(
  { db }: Pick<Deps, "db">,
  { id: staffId, programmeId }: CoordinatorPerson,
  { monday, request }: { readonly monday: LocalDay; readonly request: number },
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await enqueueSummary(tx, { programmeId, monday, staffIds: [staffId], occasion: `asked:${request}` }, now);
  });
}
