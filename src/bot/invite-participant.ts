import type { Context } from "grammy";
import type { Deps } from "../deps.ts";
import { calendarDate, type LocalDay } from "../domain/calendar.ts";
import { formatDayAndYear } from "../format.ts";
import { translator } from "../i18n.ts";
import { enrolParticipant } from "../people/enrol-participant.ts";
import type { CoordinatorPerson } from "../people/identify.ts";
import { tokenOfUpdate } from "../people/invite.ts";
import { listStaff, type StaffEntry, suggestCode } from "../people/list-people.ts";
import { choiceLabel } from "../screens/staff-choices.ts";
import { askReleaseDate, releaseOutOfRange } from "./ask-release.ts";
import { type BotConversation, Dialogue } from "./dialogue.ts";
import { sendInvitation } from "./send-invitation.ts";

export const INVITE_PARTICIPANT = "invite-participant";

const CODE = /^[A-Za-z0-9]{1,8}-?\d{1,6}$/;

/** Code, counselor, backup, release date; then the link with its QR picture. */
export function inviteParticipant(deps: Deps, now: () => Date) {
  return async function invite(
    conversation: BotConversation,
    ctx: Context,
    coordinator: CoordinatorPerson,
  ): Promise<void> {
    const t = translator(coordinator.locale);
    const dialogue = new Dialogue(conversation, ctx, INVITE_PARTICIPANT);
    const cancel = ["cancel", t("button-cancel")] as const;
    const { suggested, staff, today } = await conversation.external(async () => ({
      suggested: await suggestCode(deps.db, coordinator.programmeId),
      staff: await listStaff(deps.db, coordinator.programmeId),
      today: calendarDate(now(), coordinator.zone),
    }));

    const code = await askCode();
    if (code === undefined) return await cancelled();
    const asker = { code, t, locale: coordinator.locale, today };
    const counselorId = await askStaff(t("invite-counselor", { code }), staff);
    if (counselorId === undefined || counselorId === null) return await cancelled();
    const others = staff.filter(({ id }) => id !== counselorId);
    const backupId =
      others.length === 0
        ? null
        : await askStaff(t("invite-backup", { code }), others, t("invite-no-backup"));
    if (backupId === undefined) return await cancelled();
    const releaseDate = await askReleaseDate(dialogue, asker);
    if (releaseDate === undefined) return await cancelled();

    const enrolled = await conversation.external(async (outer) => {
      const outcome = await enrolParticipant(
        deps,
        coordinator,
        { code, counselorId, backupId, releaseDate },
        now(),
        tokenOfUpdate(deps, outer.update.update_id, { code }),
      );
      if (outcome.kind !== "enrolled") return { kind: outcome.kind };
      const { token, expiresAt } = outcome.invitation;
      return { kind: outcome.kind, token, expiresAt: expiresAt.toISOString() };
    });
    if (enrolled.kind === "release-out-of-range")
      return await dialogue.end(releaseOutOfRange(releaseDate, asker), t);
    if (enrolled.kind !== "enrolled") return await dialogue.end(t(`invite-${enrolled.kind}`), t);
    await dialogue.end(t("invite-participant-done", { code, date: dateOf(releaseDate) }), t);
    const invitation = { token: enrolled.token, expiresAt: new Date(enrolled.expiresAt), who: code };
    await sendInvitation(ctx, invitation, coordinator, t);

    async function askCode(): Promise<string | undefined> {
      let text = t("invite-code", { suggested });
      for (;;) {
        await dialogue.ask(text, [["suggested", suggested], cancel]);
        const reply = await dialogue.answer({ typed: true });
        if (reply.kind === "choice") return reply.choice === "suggested" ? suggested : undefined;
        if (CODE.test(reply.text)) return reply.text.toUpperCase();
        text = t("invite-code-not-understood", { suggested });
      }
    }

    async function askStaff(
      text: string,
      people: readonly StaffEntry[],
      none?: string,
    ): Promise<number | null | undefined> {
      const options = people.map((person) => [String(person.id), choiceLabel(person, t)] as const);
      const last = none === undefined ? [cancel] : [["none", none] as const, cancel];
      const choice = await dialogue.choose(text, options, last);
      if (choice === undefined || choice === "cancel") return undefined;
      return choice === "none" ? null : Number(choice);
    }

    function dateOf(day: LocalDay): string {
      return formatDayAndYear(day, today, coordinator.locale);
    }

    async function cancelled(): Promise<void> {
      await dialogue.end(t("cancelled"), t);
    }
  };
}
