import type { Deps } from "../deps.ts";
import { purposes, recordConsent } from "../people/consent.ts";
import { enrolParticipant, type NewParticipant } from "../people/enrol-participant.ts";
import type { CoordinatorPerson } from "../people/identify.ts";
import { redeemInvite } from "../people/redeem-invite.ts";
import { activate } from "../people/schedule.ts";

export interface AtOnce extends NewParticipant {
  readonly telegramId: number;
  /** Minutes after midnight. */
  readonly minute: number;
  readonly summary: boolean;
}

/** The same steps as the dialogue takes, without the taps. Answers the participant's id. */
export async function enrolAtOnce(
  deps: Deps,
  coordinator: CoordinatorPerson,
  { telegramId, minute, summary, ...person }: AtOnce,
  now: Date,
): Promise<number> {
  const enrolled = await enrolParticipant(deps, coordinator, person, now);
  if (enrolled.kind !== "enrolled") throw new Error(`${person.code}: ${enrolled.kind}`);
  const { participantId, invitation } = enrolled;
  const redeemed = await redeemInvite(deps, { token: invitation.token, telegramId }, now);
  if (redeemed.kind !== "participant") throw new Error(`${person.code}: ${redeemed.kind}`);
  for (const purpose of purposes) {
    const granted = purpose !== "summary" || summary;
    await recordConsent(deps, { participantId, purpose, granted, locale: "id" }, now);
  }
  await activate(deps, { participantId, minute }, now);
  return participantId;
}
