import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { StaffRole } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { consentedPurposes, mayTakePart } from "./consent.ts";
import { hashToken } from "./invite.ts";
import { markReachable } from "./mark-reachability.ts";
import { goOn } from "./schedule.ts";
import { markAlert } from "./stop-messages.ts";

export type Redeemed =
  | { readonly kind: "participant"; readonly participantId: number }
  | { readonly kind: "staff"; readonly role: StaffRole; readonly name: string }
  | { readonly kind: "expired" }
  | { readonly kind: "used" }
  | { readonly kind: "unknown" }
  /** This Telegram account is somebody already. */
  | { readonly kind: "taken" };

/** Another phone after the account was frozen: whoever had agreed to everything needed goes on where they were. */
async function resume(tx: Tx, id: number, now: Date): Promise<void> {
  const granted = await consentedPurposes(tx, id);
  if (!mayTakePart(granted)) return;
  await tx.participant.update({ where: { id }, data: { status: "active" } });
  await goOn(tx, id, now);
  await markAlert(tx, id, "linked-again", now);
}

/** Links a Telegram account to the person an invitation was made for. Works once; the row lock decides between two. */
export async function redeemInvite(
  { db }: Pick<Deps, "db">,
  { token, telegramId }: { readonly token: string; readonly telegramId: number },
  now: Date,
): Promise<Redeemed> {
  return await inTransaction(db, async (tx): Promise<Redeemed> => {
    const invite = await tx.invite.findUnique({
      where: { tokenHash: hashToken(token) },
      include: {
        staff: true,
        participant: { select: { id: true, programmeId: true, telegramId: true, status: true } },
      },
    });
    if (!invite) return { kind: "unknown" };
    const owner = invite.staff?.telegramId ?? invite.participant?.telegramId;
    if (invite.usedAt) {
      // Opening one's own link again is how people look for the chat.
      if (owner !== BigInt(telegramId)) return { kind: "used" };
      if (invite.participant) return { kind: "participant", participantId: invite.participant.id };
      if (invite.staff) return { kind: "staff", role: invite.staff.role, name: invite.staff.name };
    }
    if (invite.expiresAt <= now) return { kind: "expired" };
    if (await isSomebody(telegramId)) return { kind: "taken" };

    const { count } = await tx.invite.updateMany({
      where: { id: invite.id, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0) return { kind: "used" };
    // Another link may have been opened for them meanwhile: nobody takes the place of whoever is linked.
    const notLinked = { telegramId: null };
    const linked = { telegramId, linkedAt: now, unreachableSince: null };
    if (invite.participant) {
      const { id, programmeId, status } = invite.participant;
      const { count: taken } = await tx.participant.updateMany({
        where: { id, ...notLinked },
        data: { ...linked, ...((status === "invited" || status === "frozen") && { status: "consenting" }) },
      });
      if (taken === 0) return { kind: "used" };
      // What is on the screen is so in another chat, where the number may be any message's.
      await tx.checkIn.updateMany({
        where: { participantId: id, closesAt: { gt: now } },
        data: { messageId: null },
      });
      if (status === "frozen") await resume(tx, id, now);
      await audit(tx, { at: now, actor: `participant:${id}`, action: "link", programmeId });
      return { kind: "participant", participantId: id };
    }
    if (invite.staff) {
      const { id, programmeId, role, name } = invite.staff;
      const { count: taken } = await tx.staff.updateMany({ where: { id, ...notLinked }, data: linked });
      if (taken === 0) return { kind: "used" };
      await markReachable(tx, { participantId: null, staffId: id }, now);
      await audit(tx, { at: now, actor: `staff:${id}`, action: "link", programmeId });
      return { kind: "staff", role, name };
    }
    throw new Error(`invite ${invite.id} is for nobody`);

    async function isSomebody(id: number): Promise<boolean> {
      const where = { telegramId: id };
      return (await tx.participant.count({ where })) + (await tx.staff.count({ where })) > 0;
    }
  });
}
