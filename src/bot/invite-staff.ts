import type { Context } from "grammy";
import type { StaffRole } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { inviteColleague } from "../people/enrol-staff.ts";
import type { StaffPerson } from "../people/identify.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";
import { sendInvitation } from "./send-invitation.ts";

export const INVITE_STAFF = "invite-staff";

const LONGEST_NAME = 40;

/** The name participants will read; then the link with its QR picture. */
export function inviteStaff(deps: Deps, now: () => Date) {
  return async function invite(
    conversation: BotConversation,
    ctx: Context,
    coordinator: StaffPerson,
    role: StaffRole,
  ): Promise<void> {
    const t = translator(coordinator.locale);
    const dialogue = new Dialogue(conversation, ctx, INVITE_STAFF);
    await dialogue.ask(t(`invite-name-${role}`), [["cancel", t("button-cancel")]]);
    const reply = await dialogue.answer({ typed: true });
    if (reply.kind === "choice") return await dialogue.end(t("cancelled"), t);
    const name = reply.text.slice(0, LONGEST_NAME);
    const invitation = await conversation.external(async () => {
      const made = await inviteColleague(deps, coordinator, { role, name }, now());
      return { token: made.token, expiresAt: made.expiresAt.toISOString() };
    });
    await sendInvitation(
      ctx,
      { ...invitation, expiresAt: new Date(invitation.expiresAt), who: name },
      coordinator,
      t,
    );
  };
}
