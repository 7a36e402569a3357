import { Composer, InputFile } from "grammy";
import { askForQuiet, endQuiet } from "../alerts/ask-for-quiet.ts";
import { markWishMet } from "../caseload/contact-wish.ts";
import { listCaseload } from "../caseload/list-caseload.ts";
import { listWorklist } from "../caseload/list-worklist.ts";
import { markAmberSeen } from "../caseload/mark-amber-seen.ts";
import { readNotes } from "../caseload/notes.ts";
import { readAmber } from "../caseload/read-amber.ts";
import { readAnswers } from "../caseload/read-answers.ts";
import { readMonth } from "../caseload/read-month.ts";
import { readPastAlerts } from "../caseload/read-past-alerts.ts";
import { readPerson } from "../caseload/read-person.ts";
import { readSharedPlan } from "../caseload/read-shared-plan.ts";
import { askForExtra } from "../check-ins/ask-for-extra.ts";
import type { Deps } from "../deps.ts";
import type { Action } from "../domain/access.ts";
import { addDays, localDayAt } from "../domain/calendar.ts";
import { codeOfWhomMay } from "../people/access.ts";
import {
  amberButton,
  amberSeenButton,
  caseActionButton,
  caseButton,
  caseloadButton,
  quietButton,
  worklistButton,
} from "../screens/callback-data.ts";
import { amberScreen, caseloadScreen, worklistScreen } from "../screens/caseload.ts";
import {
  answersScreen,
  extraWords,
  notesScreen,
  pastAlertsScreen,
  personPageScreen,
  quietScreen,
} from "../screens/person-page.ts";
import { sharedPlanScreen } from "../screens/plan.ts";
import type { Screen } from "../screens/screen.ts";
import { ADD_NOTE } from "./add-note.ts";
import type { BotContext } from "./context.ts";
import { becomesMenu, enterDialogue } from "./enter-dialogue.ts";
import type { HelpMemory } from "./help-memory.ts";
import { onTap } from "./on-tap.ts";
import { readPage, type Slice } from "./read-page.ts";
import { readerOf } from "./reader-of.ts";
import { answerTap, show, toast } from "./respond.ts";
import { isStaff, type StaffContext } from "./who.ts";

/** The people somebody looks after or stands in for. Every verb asks again whether they are theirs. */
export function caseload(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const staff = composer.filter(isStaff);

  staff.callbackQuery(caseloadButton.pattern, async (ctx) => {
    const wanted = caseloadButton.unpack(ctx.callbackQuery.data)?.page ?? 0;
    toast(ctx);
    const list = (slice: Slice) => listCaseload(deps, ctx.person, slice, ctx.now);
    const { found, page } = await readPage(list, wanted);
    show(ctx, caseloadScreen(found, page, ctx.t));
  });

  staff.callbackQuery(worklistButton.pattern, async (ctx) => {
    const wanted = worklistButton.unpack(ctx.callbackQuery.data)?.page ?? 0;
    toast(ctx);
    const list = (slice: Slice) => listWorklist(deps, ctx.person, slice, ctx.now);
    const { found, page } = await readPage(list, wanted);
    show(ctx, worklistScreen(found, page, readerOf(ctx)));
  });

  staff.callbackQuery(amberButton.pattern, async (ctx) => {
    const tap = amberButton.unpack(ctx.callbackQuery.data);
    const view = tap && (await readAmber(deps, ctx.person, tap.checkInId, ctx.now));
    answer(ctx, view && amberScreen(view, tap?.from ?? 0, readerOf(ctx)));
  });

  staff.callbackQuery(amberSeenButton.pattern, async (ctx) => {
    const tap = amberSeenButton.unpack(ctx.callbackQuery.data);
    const seen = tap?.seen === "yes";
    const done = tap && (await markAmberSeen(deps, ctx.person, { checkInId: tap.checkInId, seen }, ctx.now));
    const view = done && (await readAmber(deps, ctx.person, tap.checkInId, ctx.now));
    answer(ctx, view ? amberScreen(view, tap?.from ?? 0, readerOf(ctx)) : undefined);
  });

  staff.callbackQuery(caseButton.pattern, async (ctx) => {
    const tap = caseButton.unpack(ctx.callbackQuery.data);
    const page = tap && (await readPerson(deps, ctx.person, tap.participantId, ctx.now));
    answer(ctx, page && personPageScreen(page, tap?.from ?? 0, readerOf(ctx)));
  });

  onTap(staff, caseActionButton, async (ctx, tap) => {
    const { participantId, action, from } = tap;
    const whose = { participantId, from };
    const me = ctx.person;
    switch (action) {
      case "answers": {
        const found = await readAnswers(deps, me, participantId, ctx.now);
        return answer(ctx, found && answersScreen(whose, found, readerOf(ctx)));
      }
      case "alerts": {
        const found = await readPastAlerts(deps, me, participantId, ctx.now);
        return answer(ctx, found && pastAlertsScreen(whose, found, readerOf(ctx)));
      }
      case "notes": {
        const found = await readNotes(deps, me, participantId, ctx.now);
        return answer(ctx, found && notesScreen(whose, found, readerOf(ctx)));
      }
      case "plan": {
        const found = await readSharedPlan(deps, me, participantId, ctx.now);
        return answer(ctx, found && sharedPlanScreen(whose, found, ctx.t));
      }
      case "quiet": {
        const found = await readPerson(deps, me, participantId, ctx.now);
        return answer(ctx, found && quietScreen(found, from, readerOf(ctx)));
      }
      case "wish-met": {
        const met = await markWishMet(deps, me, participantId, ctx.now);
        const page = met ? await readPerson(deps, me, participantId, ctx.now) : undefined;
        return answer(ctx, page && personPageScreen(page, from, readerOf(ctx)));
      }
      case "picture":
        return await sendPicture(ctx, participantId);
      case "add-note": {
        if (!(await isTheirs(ctx, "work-case", participantId))) return toast(ctx, ctx.t("case-unknown"));
        if (await becomesMenu({ deps, memory }, ctx)) return;
        const page = await readPerson(deps, me, participantId, ctx.now);
        if (page) await enterDialogue(ctx, ADD_NOTE, me, { id: page.id, code: page.code, from });
        return;
      }
      case "extra": {
        const asked = await askForExtra(deps, me, participantId, ctx.now);
        return toast(ctx, extraWords(asked, me.zone, readerOf(ctx)));
      }
    }
  });

  staff.callbackQuery(quietButton.pattern, async (ctx) => {
    const tap = quietButton.unpack(ctx.callbackQuery.data);
    const me = ctx.person;
    const before = tap && (await readPerson(deps, me, tap.participantId, ctx.now));
    if (!before) return toast(ctx, ctx.t("case-unknown"));
    const { participantId, kind, total, days, from } = tap;
    const until = addDays(localDayAt(ctx.now, before.zone), days);
    const done =
      kind === "end"
        ? await endQuiet(deps, me, participantId, ctx.now)
        : (
            await askForQuiet(
              deps,
              me,
              participantId,
              kind === "snooze" ? { kind: "snooze", until } : { kind: "expected-level", total, until },
              ctx.now,
            )
          ).kind === "done";
    toast(ctx, ctx.t(done ? "quiet-done-toast" : "button-stale"));
    const page = await readPerson(deps, me, participantId, ctx.now);
    if (page) show(ctx, personPageScreen(page, from, readerOf(ctx)));
  });

  async function sendPicture(ctx: StaffContext, participantId: number): Promise<void> {
    if (!(await isTheirs(ctx, "read-case", participantId))) return toast(ctx, ctx.t("case-unknown"));
    const late = answerTap(ctx, ctx.t("week-coming-toast"));
    ctx.later(async () => {
      // It would lie on the screen of a phone that was put away; its button is still there.
      if (await late) return;
      const month = await readMonth(deps, ctx.person, participantId, ctx.now);
      if (!month) return;
      // What draws is loaded when it is needed: it would make every start slower.
      const { drawMonth } = await import("../caseload/draw-month.ts");
      const picture = new InputFile(await drawMonth(month, ctx.t, ctx.locale), "30.png");
      await ctx.replyWithPhoto(picture, { protect_content: true });
    });
  }

  /** Without putting anything on record: a tap that was made long ago shows nothing. */
  async function isTheirs({ person, now }: StaffContext, action: Action, id: number): Promise<boolean> {
    return (await codeOfWhomMay(deps.db, person, action, id, now)) !== undefined;
  }

  function answer(ctx: BotContext, screen: Screen | undefined): void {
    toast(ctx, screen ? undefined : ctx.t("case-unknown"));
    if (screen) show(ctx, screen);
  }

  return composer;
}
