import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { calendarDate, localDayAt, mondayOf } from "../domain/calendar.ts";
import { assignBackup } from "../duty/assign-backup.ts";
import { assignCounselor } from "../duty/assign-counselor.ts";
import { codeOfWhomMay } from "../people/access.ts";
import { tokenOfUpdate } from "../people/invite.ts";
import { findParticipant, listParticipants, listStaff } from "../people/list-people.ts";
import { reinvite } from "../people/reinvite.ts";
import {
  confirmNumber,
  type NumbersChanged,
  removeNumber,
  setNaloxone,
} from "../programme/crisis-numbers.ts";
import { readSettings } from "../programme/read-settings.ts";
import { MOST_NUMBERS, readyForParticipants } from "../programme/settings.ts";
import {
  assignButton,
  assignToButton,
  backupButton,
  backupToButton,
  confirmNumberButton,
  naloxoneButton,
  pageButton,
  peopleButton,
  personButton,
  reinviteButton,
  releaseButton,
  removeNumberButton,
  weekButton,
} from "../screens/callback-data.ts";
import {
  assignScreen,
  backupScreen,
  numbersScreen,
  peopleScreen,
  personScreen,
  reinviteScreen,
  removeNumberScreen,
  removeThisNumberScreen,
  weeksScreen,
  weeksToAskFor,
} from "../screens/desk.ts";
import { requestSummary } from "../summaries/request-summary.ts";
import { ADD_NUMBER } from "./add-number.ts";
import { CHANGE_RELEASE } from "./change-release.ts";
import type { BotContext } from "./context.ts";
import { becomesMenu, enterDialogue } from "./enter-dialogue.ts";
import type { HelpMemory } from "./help-memory.ts";
import { INVITE_PARTICIPANT } from "./invite-participant.ts";
import { INVITE_STAFF } from "./invite-staff.ts";
import { onTap } from "./on-tap.ts";
import { readPage, type Slice } from "./read-page.ts";
import { readerOf } from "./reader-of.ts";
import { show, toast } from "./respond.ts";
import { sendInvitation } from "./send-invitation.ts";
import { type CoordinatorContext, isCoordinator } from "./who.ts";

/** The coordinator's pages: who takes part, who looks after whom, which numbers help, the weeks. */
export function desk(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { db } = deps;
  const coordinators = composer.filter(isCoordinator);

  onTap(coordinators, pageButton, async (ctx, { page }, next) => {
    const me = ctx.person;
    const { programmeId } = me;
    switch (page) {
      case "week":
        toast(ctx);
        return show(ctx, weeksScreen(thisMonday(ctx), readerOf(ctx)));
      case "numbers":
        toast(ctx);
        return await showNumbers(ctx);
      case "add-number":
        toast(ctx);
        if ((await readSettings(db, programmeId)).crisisNumbers.length >= MOST_NUMBERS)
          return await showNumbers(ctx);
        return await enterDialogue(ctx, ADD_NUMBER, me);
      case "invite-participant": {
        toast(ctx);
        const ready = readyForParticipants(await readSettings(db, programmeId));
        if (!ready.human || !ready.roundTheClock) return await showNumbers(ctx);
        return await enterDialogue(ctx, INVITE_PARTICIPANT, me);
      }
      case "invite-counselor":
        toast(ctx);
        return await enterDialogue(ctx, INVITE_STAFF, me, "counselor");
      case "invite-coordinator":
        toast(ctx);
        return await enterDialogue(ctx, INVITE_STAFF, me, "coordinator");
    }
    await next();
  });

  coordinators.callbackQuery(peopleButton.pattern, async (ctx) => {
    const wanted = peopleButton.unpack(ctx.callbackQuery.data)?.page ?? 0;
    toast(ctx);
    const list = (slice: Slice) => listParticipants(db, ctx.person, slice, ctx.now);
    const { found, page } = await readPage(list, wanted);
    show(ctx, peopleScreen(found, page, ctx.t));
  });

  onTap(coordinators, personButton, async (ctx, tap) => {
    const shown = await showPerson(ctx, tap.participantId);
    toast(ctx, shown ? undefined : ctx.t("button-stale"));
  });

  onTap(coordinators, assignButton, async (ctx, tap) => {
    toast(ctx);
    const staff = await listStaff(db, ctx.person.programmeId);
    show(ctx, assignScreen(tap.participantId, staff, tap.page, ctx.t));
  });

  onTap(coordinators, assignToButton, async (ctx, tap) => {
    const wanted = { participantId: tap.participantId, counselorId: tap.staffId };
    const assigned = await assignCounselor(deps, ctx.person, wanted, ctx.now);
    toast(ctx, ctx.t(assigned ? "assigned-toast" : "button-stale"));
    if (assigned) await showPerson(ctx, tap.participantId);
  });

  onTap(coordinators, backupButton, async (ctx, tap) => {
    const me = ctx.person;
    const entry = await findParticipant(db, me, tap.participantId, ctx.now);
    if (!entry) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    show(ctx, backupScreen(entry, await listStaff(db, me.programmeId), tap.page, ctx.t));
  });

  onTap(coordinators, backupToButton, async (ctx, tap) => {
    const wanted = { participantId: tap.participantId, backupId: tap.staffId || null };
    const assigned = await assignBackup(deps, ctx.person, wanted, ctx.now);
    toast(ctx, ctx.t(assigned ? "backup-assigned-toast" : "button-stale"));
    if (assigned) await showPerson(ctx, tap.participantId);
  });

  onTap(coordinators, releaseButton, async (ctx, tap) => {
    const me = ctx.person;
    const code = await codeOfWhomMay(db, me, "correct-release", tap.participantId, ctx.now);
    if (code === undefined) return toast(ctx, ctx.t("button-stale"));
    if (await becomesMenu({ deps, memory }, ctx)) return;
    const entry = await findParticipant(db, me, tap.participantId, ctx.now);
    if (entry) await enterDialogue(ctx, CHANGE_RELEASE, me, { participantId: entry.id, code: entry.code });
  });

  onTap(coordinators, reinviteButton, async (ctx, tap) => {
    const me = ctx.person;
    const code = await codeOfWhomMay(db, me, "reinvite", tap.participantId, ctx.now);
    if (code === undefined) return toast(ctx, ctx.t("button-stale"));
    const whom = { id: tap.participantId, code };
    if (tap.sure === "ask") {
      toast(ctx);
      return show(ctx, reinviteScreen(whom, "ask", ctx.t));
    }
    const token = tokenOfUpdate(deps, ctx.update.update_id, { participantId: tap.participantId });
    const made = await reinvite(deps, me, tap.participantId, ctx.now, token);
    if (!made) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    show(ctx, reinviteScreen(whom, "yes", ctx.t));
    ctx.later(async () => await sendInvitation(ctx, { ...made, who: made.code }, me, ctx.t));
  });

  onTap(coordinators, confirmNumberButton, async (ctx, tap) => {
    const confirmed = await confirmNumber(deps, ctx.person, tap.number, ctx.now);
    toast(ctx, ctx.t(confirmed.kind === "changed" ? "number-confirmed-toast" : "button-stale"));
    await showNumbers(ctx);
  });

  onTap(coordinators, removeNumberButton, async (ctx, tap) => {
    const { crisisNumbers } = await readSettings(db, ctx.person.programmeId);
    const number = crisisNumbers.find(({ id }) => id === tap.number);
    if (tap.step === "list") {
      toast(ctx);
      return show(ctx, removeNumberScreen(crisisNumbers, ctx.t));
    }
    if (!number) return toast(ctx, ctx.t("button-stale"));
    if (tap.step === "ask") {
      toast(ctx);
      return show(ctx, removeThisNumberScreen(number, ctx.t));
    }
    const removed = await removeNumber(deps, ctx.person, number.id, ctx.now);
    toast(ctx, ctx.t(removalToast(removed)));
    await showNumbers(ctx);
  });

  onTap(coordinators, naloxoneButton, async (ctx, tap) => {
    await setNaloxone(deps, ctx.person, tap.available === "yes", ctx.now);
    toast(ctx, ctx.t("own-changed"));
    await showNumbers(ctx);
  });

  onTap(coordinators, weekButton, async (ctx, tap) => {
    // Any other seven days, beside the same ones a day later, would tell what one day brought and so whose it was.
    if (!weeksToAskFor(thisMonday(ctx)).includes(tap.monday)) return toast(ctx, ctx.t("button-stale"));
    toast(ctx, ctx.t("week-coming-toast"));
    const wish = { monday: tap.monday, request: ctx.update.update_id };
    await requestSummary(deps, ctx.person, wish, ctx.now);
  });

  function removalToast({ kind }: NumbersChanged): string {
    if (kind === "last-emergency") return "number-last-emergency-toast";
    return kind === "invalid" ? "number-last-toast" : "number-removed-toast";
  }

  const thisMonday = (ctx: CoordinatorContext) => mondayOf(calendarDate(ctx.now, ctx.person.zone));

  async function showNumbers(ctx: CoordinatorContext): Promise<void> {
    const settings = await readSettings(db, ctx.person.programmeId);
    const today = localDayAt(ctx.now, ctx.person.zone);
    show(ctx, numbersScreen(settings, readyForParticipants(settings), today, readerOf(ctx)));
  }

  /** False for somebody who is not there any more. */
  async function showPerson(ctx: CoordinatorContext, participantId: number): Promise<boolean> {
    const entry = await findParticipant(db, ctx.person, participantId, ctx.now);
    if (!entry) return false;
    show(ctx, personScreen(entry, localDayAt(ctx.now, ctx.person.zone), readerOf(ctx)));
    return true;
  }

  return composer;
}
