import { Composer } from "grammy";
import { type Acted, acknowledge, recordOutcome } from "../alerts/act-on-alert.ts";
import { openAlert } from "../alerts/open-alert.ts";
import type { Deps } from "../deps.ts";
import type { StaffPerson } from "../people/identify.ts";
import { alertDetails } from "../screens/alert.ts";
import { alertActionButton, openAlertButton } from "../screens/callback-data.ts";
import type { BotContext } from "./context.ts";
import { show, toast } from "./respond.ts";

/** Opening an alert, taking it, and saying what came of it. */
export function alerts(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const staff = composer.filter((ctx) => ctx.person.kind === "staff");

  staff.callbackQuery(openAlertButton.pattern, async (ctx) => {
    const tap = openAlertButton.unpack(ctx.callbackQuery.data);
    const person = ctx.person as StaffPerson;
    if (!tap || !(await open(ctx, tap.alertId, person))) return toast(ctx, ctx.t("alert-unknown-toast"));
    toast(ctx);
  });

  staff.callbackQuery(alertActionButton.pattern, async (ctx) => {
    const tap = alertActionButton.unpack(ctx.callbackQuery.data);
    if (!tap) return toast(ctx, ctx.t("button-stale"));
    const { alertId, action } = tap;
    const messageId = ctx.callbackQuery.message?.message_id ?? 0;
    const act = { alertId, staff: ctx.person as StaffPerson, messageId };
    const acted =
      action === "take"
        ? await acknowledge(deps, act, ctx.now)
        : await recordOutcome(deps, { ...act, outcome: action }, ctx.now);
    toast(ctx, toastText(ctx, acted, action === "take"));
    await open(ctx, alertId, act.staff);
  });

  async function open(ctx: BotContext, alertId: number, person: StaffPerson): Promise<boolean> {
    const view = await openAlert(deps, alertId, person, ctx.now);
    if (view) show(ctx, alertDetails(view, { t: ctx.t, locale: ctx.locale, zone: person.zone }));
    return view !== undefined;
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
    case "unknown":
      return t("alert-unknown-toast");
  }
}
