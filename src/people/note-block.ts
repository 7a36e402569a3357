import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { ParticipantPerson, StaffPerson } from "./identify.ts";
import { markReachable, markUnreachable } from "./mark-reachability.ts";

/** Telegram says that somebody blocked the bot, or let it in again. */
export async function noteBlock(
  { db }: Pick<Deps, "db">,
  { kind, id }: ParticipantPerson | StaffPerson,
  blocked: boolean,
  now: Date,
): Promise<void> {
  const who = { participantId: kind === "participant" ? id : null, staffId: kind === "staff" ? id : null };
  await inTransaction(
    db,
    async (tx) => await (blocked ? markUnreachable(tx, who, now) : markReachable(tx, who, now)),
  );
}
