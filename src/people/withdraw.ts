import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import { hashText, purposes } from "./consent.ts";

/** Takes back every consent. No prompt, nudge or question follows; opening /start again starts over. */
export async function withdraw(
  { db }: Pick<Deps, "db">,
  {
    participantId,
    text,
    locale,
  }: { readonly participantId: number; readonly text: string; readonly locale: Locale },
  now: Date,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { programmeId } = await tx.participant.update({
      where: { id: participantId },
      data: { status: "withdrawn", nextPromptAt: null, pausedUntil: null },
    });
    await tx.consent.createMany({
      data: purposes.map((purpose) => ({
        participantId,
        purpose,
        granted: false,
        textHash: hashText(text),
        locale,
        at: now,
      })),
    });
    await tx.checkIn.updateMany({
      where: { participantId, state: { in: ["prompted", "started"] } },
      data: { nudgeAt: null, snoozed: false },
    });
    await audit(tx, { at: now, actor: `participant:${participantId}`, action: "withdraw", programmeId });
  });
}
