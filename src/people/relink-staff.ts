import { passOnAlerts } from "../alerts/pass-on-alerts.ts";
import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { lockRoster } from "../duty/go-away.ts";
import { readRoster } from "../duty/read-duty.ts";
import { passOnUnread } from "../relay/pass-on.ts";
import { clearStaffChat } from "./clear-chat.ts";
import type { CoordinatorPerson } from "./identify.ts";
import { type Invitation, invite, madeBefore, newToken, wasJustAsked } from "./invite.ts";

/**
 * A new link for a colleague with another phone. The old account is nobody from this moment, not only
 * from when the new one is linked: the phone may be lost, and its chat is cleared. Undefined for oneself, for
 * other programmes, and where one was asked for a moment ago. Of a `token` that was made before nothing happens again.
 */
export async function relinkStaff(
  { db }: Pick<Deps, "db">,
  { id, programmeId }: CoordinatorPerson,
  staffId: number,
  now: Date,
  token = newToken(),
): Promise<(Invitation & { readonly name: string }) | undefined> {
  return await inTransaction(db, async (tx) => {
    await lockRoster(tx, programmeId);
    const colleague = await tx.staff.findFirst({ where: { id: staffId, programmeId } });
    if (!colleague || staffId === id) return undefined;
    const { name } = colleague;
    const made = await madeBefore(tx, token);
    if (made) return { ...made, name };
    const asked = { programmeId, action: "relink", subject: `staff:${staffId}` } as const;
    if (await wasJustAsked(tx, asked, now)) return undefined;
    // The time stays, as a mark that somebody was here, and moves on: what was sent until now lies in another chat.
    const linkedAt = colleague.linkedAt && now;
    await tx.staff.update({
      where: { id: staffId },
      data: { telegramId: null, linkedAt, unreachableSince: null },
    });
    // What is just being put on record there was waited for, and what comes later is taken back.
    await clearStaffChat(tx, colleague, now);
    // A dialogue under way remembers who began it.
    if (colleague.telegramId !== null)
      await tx.conversationState.deleteMany({ where: { key: String(colleague.telegramId) } });
    const waiting = await tx.alert.findMany({
      where: {
        participant: { programmeId },
        OR: [
          { state: "open", outbox: { some: { staffId, kind: "alert" } } },
          { state: { not: "closed" }, holderId: staffId },
        ],
      },
      select: { participantId: true, participant: { select: { counselorId: true } } },
    });
    const roster = await readRoster(tx, programmeId, now);
    const others = waiting.filter(
      ({ participant }) => roster.onDutyFor(participant.counselorId)?.id !== staffId,
    );
    const idsOf = (alerts: typeof waiting) => alerts.map(({ participantId }) => participantId);
    const sameCounselorIds = new Set(idsOf(others));
    await passOnAlerts(tx, { programmeId, participantIds: idsOf(waiting), sameCounselorIds }, now);
    await passOnUnread(tx, { staffId }, now);
    await audit(tx, { at: now, actor: `staff:${id}`, ...asked });
    return { ...(await invite(tx, programmeId, { staffId }, now, token)), name };
  });
}
