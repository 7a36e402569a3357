import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { CheckInTap } from "./current-check-in.ts";

/** Notes which message now carries the check-in, if it is theirs; answers the one that did before. */
export async function attachMessage(
  { db }: Pick<Deps, "db">,
  { checkInId, telegramId }: CheckInTap,
  messageId: number,
): Promise<number | null> {
  return await inTransaction(db, async (tx) => {
    const checkIn = await tx.checkIn.findFirst({ where: { id: checkInId, participant: { telegramId } } });
    if (!checkIn) return null;
    await tx.checkIn.update({ where: { id: checkInId }, data: { messageId } });
    return checkIn.messageId;
  });
}
