import { Composer } from "grammy";
import { acknowledge } from "../alerts/acknowledge.ts";
import type { Act, Acted } from "../alerts/acting.ts";
import { closeAlert } from "../alerts/close-alert.ts";
import { readFollowUp, recordFollowUp } from "../alerts/follow-up.ts";
import { listOpenAlerts } from "../alerts/list-open.ts";
import { type OpenedAlert, openAlert } from "../alerts/open-alert.ts";
import { recordContact, recordNoAnswer } from "../alerts/record-contact.ts";
import { takeBackContact } from "../alerts/take-back-contact.ts";
import { readPerson } from "../caseload/read-person.ts";
import type { Deps } from "../deps.ts";
import { codeOfWhomMay } from "../people/access.ts";
import { alertDetails, falseAlarmScreen, referralScreen } from "../screens/alert.ts";
import {
  type AlertAction,
  alertActionButton,
  alertWayOutButton,
  followUpButton,
  openAlertButton,
  openAlertsButton,
} from "../screens/callback-data.ts";
import { followUpScreen } from "../screens/follow-up.ts";
import { openAlertsScreen } from "../screens/open-alerts.ts";
import { personPageScreen } from "../screens/person-page.ts";
import type { Reader } from "../screens/reader.ts";
import type { BotContext } from "./context.ts";
import type { HelpMemory } from "./help-memory.ts";
import { wasAskedLate } from "./is-late.ts";
import { onTap } from "./on-tap.ts";
import { readPage, type Slice } from "./read-page.ts";
import { readerOf } from "./reader-of.ts";
import { say, show, toast } from "./respond.ts";
import { staffMenu } from "./staff-menu.ts";
import { isStaff, type StaffContext } from "./who.ts";

/** Opening an alert, taking it, and saying what came of it. */
export function alerts(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const staff = composer.filter(isStaff);

  staff.callbackQuery(openAlertsButton.pattern, async (ctx) => {
    const wanted = openAlertsButton.unpack(ctx.callbackQuery.data)?.page ?? 0;
    toast(ctx);
    const list = (slice: Slice) => listOpenAlerts(deps, ctx.person, slice, ctx.now);
    const { found, page } = await readPage(list, wanted);
    show(ctx, openAlertsScreen(found, page, readerOf(ctx)));
  });

  staff.callbackQuery(openAlertButton.pattern, async (ctx) => {
    const tap = openAlertButton.unpack(ctx.callbackQuery.data);
    if (!tap || !(await open(ctx, tap.alertId))) return toast(ctx, ctx.t("alert-unknown-toast"));
    toast(ctx);
  });

  onTap(staff, alertActionButton, async (ctx, tap) => {
    const { alertId, action, seen } = tap;
    const messageId = ctx.callbackQuery.message?.message_id ?? 0;
    const act = { alertId, staff: ctx.person, messageId, seen };
    if (action === "refer" || action === "false-alarm") {
      const asks = action === "refer" ? referralScreen : falseAlarmScreen;
      const isOld = (view: OpenedAlert) => view.seen > seen;
      // The question shows nothing of what is new, and its buttons would pass for having seen it.
      const screen = (view: OpenedAlert, reader: Reader) => (isOld(view) ? alertDetails : asks)(view, reader);
      const view = await open(ctx, alertId, screen);
      if (!view) return toast(ctx, ctx.t("alert-unknown-toast"));
      return toast(ctx, isOld(view) ? ctx.t("alert-changed-toast") : undefined);
    }
    toast(ctx, toastText(ctx, await perform(act, action, ctx.now), action === "take"));
    await open(ctx, alertId);
  });

  onTap(staff, followUpButton, async (ctx, tap) => {
    const { alertId, answer } = tap;
    const { person } = ctx;
    const messageId = ctx.callbackQuery.message?.message_id ?? 0;
    if (answer !== "ask") {
      const act = { alertId, staff: person, messageId, answer };
      toast(ctx, toastText(ctx, await recordFollowUp(deps, act, ctx.now), false));
    }
    const view = await readFollowUp(deps, alertId, person, ctx.now);
    if (answer === "ask") toast(ctx, view ? undefined : ctx.t("alert-unknown-toast"));
    if (view) show(ctx, followUpScreen(view, readerOf(ctx)));
  });

  // Below the alert, which stays: its copy is where news of it arrive.
  onTap(staff, alertWayOutButton, async (ctx, { participantId }) => {
    if (participantId === 0) {
      toast(ctx);
      return say(ctx, await staffMenu(deps, ctx));
    }
    const code = await codeOfWhomMay(deps.db, ctx.person, "work-case", participantId, ctx.now);
    if (code === undefined) return toast(ctx, ctx.t("button-stale"));
    // Reading the page puts on record that they saw it.
    const page = (await wasAskedLate(ctx, memory))
      ? undefined
      : await readPerson(deps, ctx.person, participantId, ctx.now);
    say(ctx, page ? personPageScreen(page, 0, readerOf(ctx)) : await staffMenu(deps, ctx));
  });

  async function perform(
    act: Act,
    action: Exclude<AlertAction, "refer" | "false-alarm">,
    now: Date,
  ): Promise<Acted> {
    switch (action) {
      case "take":
        return await acknowledge(deps, act, now);
      case "talked":
        return await recordContact(deps, act, now);
      case "not-talked":
        return await takeBackContact(deps, act, now);
      case "no-answer":
        return await recordNoAnswer(deps, act, now);
      case "enough":
      case "agreed":
      case "met":
        return await closeAlert(deps, { ...act, closing: action }, now);
      case "false-alarm-yes":
        return await closeAlert(deps, { ...act, closing: "false-alarm" }, now);
      case "to-clinic":
        return await closeAlert(deps, { ...act, closing: "referred", referredTo: "clinic" }, now);
      case "to-rehab":
        return await closeAlert(deps, { ...act, closing: "referred", referredTo: "rehab" }, now);
      case "to-group":
        return await closeAlert(deps, { ...act, closing: "referred", referredTo: "group" }, now);
      case "to-other":
        return await closeAlert(deps, { ...act, closing: "referred", referredTo: "other" }, now);
    }
  }

  async function open(
    ctx: StaffContext,
    alertId: number,
    screen: typeof alertDetails = alertDetails,
  ): Promise<OpenedAlert | undefined> {
    const messageId = ctx.callbackQuery?.message?.message_id ?? 0;
    const view = await openAlert(deps, { alertId, staff: ctx.person, messageId }, ctx.now);
    if (view) show(ctx, screen(view, readerOf(ctx)));
    return view;
  }

  return composer;
}

function toastText({ t }: BotContext, acted: Acted, took: boolean): string {
  switch (acted.kind) {
    case "done":
      return t(took ? "alert-taken-toast" : "alert-done-toast");
    case "held-by":
      return t("alert-held-toast", { name: acted.name });
    case "closed":
      return t("alert-closed-toast");
    case "changed":
      return t("alert-changed-toast");
    case "unknown":
      return t("alert-unknown-toast");
  }
}
