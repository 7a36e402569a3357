import type { Deps } from "../deps.ts";
import { localDayAt } from "../domain/calendar.ts";
import { DAY_MS } from "../domain/duration.ts";
import { DAY_OVER } from "../outbox/outbox-error.ts";
import { isDayOff } from "../people/schedule.ts";
import type { Shown } from "./show-check-in.ts";

/** As long as Telegram keeps what is tapped while we are down. */
const TAPS_KEPT_MS = DAY_MS;

/**
 * What a button leads to whose check-in is not there for this account. Where a day of theirs was put on record as missed by us
 * lately, it may have been of that one, and they are told that it is over rather than that the button is none.
 */
export async function goneCheckIn(
  { db }: Pick<Deps, "db">,
  telegramId: number,
  now: Date,
): Promise<Extract<Shown, { readonly kind: "closed" | "unknown" }>> {
  const since = new Date(now.getTime() - TAPS_KEPT_MS);
  const missedByUs = { state: "failed" as const, error: DAY_OVER, dueAt: { gte: since } };
  const person = await db.participant.findFirst({
    where: { telegramId, status: "active", outbox: { some: missedByUs } },
  });
  if (!person) return { kind: "unknown" };
  return { kind: "closed", goesOn: !isDayOff(person, localDayAt(now, person.zone)) };
}
