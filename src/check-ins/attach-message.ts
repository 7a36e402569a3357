import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";

/** Notes which message now carries the check-in; answers the one that did before. */
export async function attachMessage(
  { db }: Pick<Deps, "db">,
  checkInId: number,
  messageId: number,
): Promise<number | null> {
  return await inTransaction(db, async (tx) => {
    const { messageId: before } = await tx.checkIn.findUniqueOrThrow({ where: { id: checkInId } });
    await tx.checkIn.update({ where: { id: checkInId }, data: { messageId } });
    return before;
  });
}
