import { createHash, randomBytes } from "node:crypto";
import type { Tx } from "../db/client.ts";
import type { StaffRole } from "../db/generated/enums.ts";
import type { Sealer } from "../db/seal.ts";
import { DAY_MS } from "../domain/duration.ts";
import { readSettings } from "../programme/read-settings.ts";

export interface Invitation {
  /** For `https://t.me/<bot>?start=<token>`; exists only here and in the hands of the person invited. */
  readonly token: string;
  readonly expiresAt: Date;
}

export type Invitee = { readonly staffId: number } | { readonly participantId: number };

const TOKEN_BYTES = 16;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

/** Somebody who is on the list, or whom the same update puts there. */
type Invited = Invitee | { readonly code: string } | { readonly role: StaffRole; readonly name: string };

/**
 * Of the invitation that somebody asks for with one tap or answer, the same however often its update comes: of two links in one
 * chat the first would be dead, and whoever had opened it meanwhile would be thrown out again.
 */
export function tokenOfUpdate(
  { sealer }: { readonly sealer: Sealer },
  updateId: number,
  invited: Invited,
): string {
  const digest = sealer.digest(`invitation:${updateId}:${JSON.stringify(invited)}`);
  return digest.subarray(0, TOKEN_BYTES).toString("base64url");
}

/** The invitation with this token, where it was made before. */
export async function madeBefore(tx: Tx, token: string): Promise<Invitation | undefined> {
  const made = await tx.invite.findUnique({ where: { tokenHash: hashToken(token) } });
  return made ? { token, expiresAt: made.expiresAt } : undefined;
}

/** A second tap of an impatient thumb comes within it. */
const AGAIN_AFTER_MS = 5_000;

/** Whether somebody has just asked for a new link of this person's: of two in one chat the first would be dead. */
export async function wasJustAsked(
  tx: Tx,
  asked: { readonly programmeId: number; readonly action: "reinvite" | "relink"; readonly subject: string },
  now: Date,
): Promise<boolean> {
  const inMs = (ms: number) => new Date(now.getTime() + ms);
  // Where the clocks of two instances differ, the first may have been asked for later than now.
  const at = { gt: inMs(-AGAIN_AFTER_MS), lte: inMs(AGAIN_AFTER_MS) };
  return (await tx.auditEvent.count({ where: { ...asked, at } })) > 0;
}

/** A new one-time invitation for somebody who is on the list already; earlier unused ones stop working. */
export async function invite(
  tx: Tx,
  programmeId: number,
  invitee: Invitee,
  now: Date,
  token = newToken(),
): Promise<Invitation> {
  const { inviteValidDays } = await readSettings(tx, programmeId);
  const expiresAt = new Date(now.getTime() + inviteValidDays * DAY_MS);
  await tx.invite.updateMany({
    where: { ...invitee, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
  await tx.invite.create({ data: { ...invitee, tokenHash: hashToken(token), createdAt: now, expiresAt } });
  return { token, expiresAt };
}

/** Tokens are 128 bits that nobody can guess, so a plain hash is enough to make the table useless to a thief. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
