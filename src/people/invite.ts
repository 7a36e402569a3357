import { createHash, randomBytes } from "node:crypto";
import type { Tx } from "../db/client.ts";
import { readSettings } from "./read-settings.ts";

export interface Invitation {
  /** For `https://t.me/<bot>?start=<token>`; exists only here and in the hands of the person invited. */
  readonly token: string;
  readonly expiresAt: Date;
}

export type Invitee = { readonly staffId: number } | { readonly participantId: number };

const TOKEN_BYTES = 16;

/** A new one-time invitation for somebody who is on the list already; earlier unused ones stop working. */
export async function invite(tx: Tx, programmeId: number, invitee: Invitee, now: Date): Promise<Invitation> {
  const { inviteValidDays } = await readSettings(tx, programmeId);
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = new Date(now.getTime() + inviteValidDays * 86_400_000);
  await tx.invite.updateMany({
    where: { ...invitee, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
  await tx.invite.create({ data: { ...invitee, tokenHash: hashToken(token), createdAt: now, expiresAt } });
  return { token, expiresAt };
}

/** Tokens are 128 random bits, so a plain hash is enough to make the table useless to a thief. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
