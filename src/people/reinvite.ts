import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import { lockParticipant } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { withWhomMay } from "./access.ts";
import { clearLostChat } from "./clear-chat.ts";
import type { StaffPerson } from "./identify.ts";
import { type Invitation, invite, madeBefore, newToken, wasJustAsked } from "./invite.ts";

/**
 * A new link for a participant who does not take part yet, or not from that phone any more; undefined when there is nobody
 * such, or one was asked for a moment ago. Of a `token` that was made before nothing happens again.
 */
export async function reinvite(
  { db }: Pick<Deps, "db">,
  coordinator: StaffPerson,
  participantId: number,
  now: Date,
  token = newToken(),
): Promise<(Invitation & { readonly code: string }) | undefined> {
  const { id, programmeId } = coordinator;
  return await inTransaction(db, async (tx) => {
    // Of two coordinators at once one makes the link before, which stops working.
    await lockParticipant(tx, participantId);
    const allowed = await withWhomMay(tx, coordinator, "reinvite", now);
    const participant = await tx.participant.findFirst({ where: { ...allowed, id: participantId } });
    if (!participant) return undefined;
    const { code } = participant;
    const made = await madeBefore(tx, token);
    if (made) return { ...made, code };
    const asked = { programmeId, action: "reinvite", subject: `participant:${participantId}` } as const;
    if (await wasJustAsked(tx, asked, now)) return undefined;
    // The former account is nobody from this moment: the phone may be in other hands.
    if (participant.telegramId !== null) {
      await tx.participant.update({
        where: { id: participantId },
        data: { telegramId: null, linkedAt: null },
      });
      // With a lock that was done already; the numbers that such an account asked for since may stay.
      if (participant.status !== "frozen") {
        await clearLostChat(tx, participant, now);
      }
      await tx.conversationState.deleteMany({ where: { key: String(participant.telegramId) } });
    }
    await audit(tx, { at: now, actor: `staff:${id}`, ...asked });
    return { ...(await invite(tx, programmeId, { participantId }, now, token)), code };
  });
}
