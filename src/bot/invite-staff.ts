import type { Context } from "grammy";
import type { StaffRole } from "../db/generated/enums.ts";
import type { Deps } from "../deps.ts";
import { translator } from "../i18n.ts";
import { inviteColleague } from "../people/enrol-staff.ts";
import type { CoordinatorPerson } from "../people/identify.ts";
import { tokenOfUpdate } from "../people/invite.ts";
import { LONGEST_NAME } from "../people/longest-name.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";
import { sendInvitation } from "./send-invitation.ts";

export const INVITE_STAFF = "invite-staff";

/** The name participants will read; then the link with its QR picture. */
export function inviteStaff(deps: Deps, now: () => Date) {
  return async function invite(
    conversation: BotConversation,
    ctx: Context,
    coordinator: CoordinatorPerson,
    role: StaffRole,
  ): Promise<void> {
    const t = translator(coordinator.locale);
    const dialogue = new Dialogue(conversation, ctx, INVITE_STAFF);
    const name = await askName();
    if (name === undefined) return await dialogue.end(t("cancelled"), t);
    const invitation = await conversation.external(async (outer) => {
      const token = tokenOfUpdate(deps, outer.update.update_id, { role, name });
      const made = await inviteColleague(deps, coordinator, { role, name }, now(), token);
      return { token: made.token, expiresAt: made.expiresAt.toISOString() };
    });
    await sendInvitation(
      ctx,
      { ...invitation, expiresAt: new Date(invitation.expiresAt), who: name },
      coordinator,
      t,
    );

    /** Until it fits; undefined when the dialogue is given up. */
    async function askName(): Promise<string | undefined> {
      const question = t(`invite-name-${role}`);
      let text = question;
      for (;;) {
        await dialogue.ask(text, [["cancel", t("button-cancel")]]);
        const reply = await dialogue.answer({ typed: true });
        if (reply.kind === "choice") return undefined;
        if (reply.text.length <= LONGEST_NAME) return reply.text;
        text = `${t("number-too-long-text", { most: LONGEST_NAME })}\n\n${question}`;
      }
    }
  };
}
