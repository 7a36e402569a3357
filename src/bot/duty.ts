import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { openCoverage } from "../duty/find-gaps.ts";
import { comeBack } from "../duty/go-away.ts";
import { handOver } from "../duty/hand-over.ts";
import { byName, countCaseload, readRoster } from "../duty/read-duty.ts";
import { tokenOfUpdate } from "../people/invite.ts";
import { relinkStaff } from "../people/relink-staff.ts";
import {
  awayButton,
  colleagueButton,
  coverageButton,
  handOverButton,
  handOverToButton,
  pageButton,
  relinkButton,
  staffButton,
} from "../screens/callback-data.ts";
import { staffScreen } from "../screens/desk.ts";
import {
  type ColleagueView,
  colleagueScreen,
  coverageScreen,
  handedOverWords,
  handOverScreen,
  handOverSureScreen,
  relinkScreen,
} from "../screens/duty.ts";
import { menuRow } from "../screens/menu-row.ts";
import type { BotContext } from "./context.ts";
import { enterDialogue } from "./enter-dialogue.ts";
import { GO_AWAY } from "./go-away.ts";
import { onTap } from "./on-tap.ts";
import { readerOf } from "./reader-of.ts";
import { say, show, toast } from "./respond.ts";
import { sendInvitation } from "./send-invitation.ts";
import { staffMenu } from "./staff-menu.ts";
import { type CoordinatorContext, isCoordinator, isStaff } from "./who.ts";

/** Who is on: one's own absence, and for coordinators the team, coverage, handing over, another phone. */
export function duty(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { db } = deps;
  const staff = composer.filter(isStaff);

  staff.command(["menu", "help", "bantuan"], async (ctx) => say(ctx, await staffMenu(deps, ctx)));

  onTap(staff, pageButton, async (ctx, { page }, next) => {
    if (page !== "menu") return await next();
    toast(ctx);
    show(ctx, await staffMenu(deps, ctx));
  });

  staff.callbackQuery(awayButton.pattern, async (ctx) => {
    const me = ctx.person;
    if (awayButton.unpack(ctx.callbackQuery.data)?.step !== "back") {
      toast(ctx);
      return await enterDialogue(ctx, GO_AWAY, me);
    }
    const back = await comeBack(deps, me, ctx.now);
    toast(ctx, ctx.t(back ? "back-toast" : "back-not-away"));
    show(ctx, await staffMenu(deps, ctx));
  });

  const coordinators = staff.filter(isCoordinator);

  coordinators.callbackQuery(coverageButton.pattern, async (ctx) => {
    toast(ctx);
    show(ctx, coverageScreen(await openCoverage(db, ctx.person, ctx.now), ctx.t));
  });

  onTap(coordinators, pageButton, async (ctx, { page }, next) => {
    if (page !== "staff") return await next();
    toast(ctx);
    show(ctx, staffScreen(await readTeam(ctx), 0, readerOf(ctx)));
  });

  coordinators.callbackQuery(staffButton.pattern, async (ctx) => {
    const page = staffButton.unpack(ctx.callbackQuery.data)?.page ?? 0;
    toast(ctx);
    show(ctx, staffScreen(await readTeam(ctx), page, readerOf(ctx)));
  });

  onTap(coordinators, colleagueButton, async (ctx, tap) => {
    const view = await viewColleague(ctx, tap.staffId);
    if (!view) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    show(ctx, colleagueScreen(view, readerOf(ctx)));
  });

  onTap(coordinators, handOverButton, async (ctx, tap) => {
    const view = await viewColleague(ctx, tap.fromId);
    if (!view) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    show(ctx, handOverScreen(view, tap.page, ctx.t));
  });

  onTap(coordinators, handOverToButton, async (ctx, tap) => {
    const from = await viewColleague(ctx, tap.fromId);
    const to = from?.all.find(({ id }) => id === tap.toId);
    if (!from || !to) return toast(ctx, ctx.t("button-stale"));
    if (tap.sure === "ask") {
      toast(ctx);
      return show(ctx, handOverSureScreen(from, to, ctx.t));
    }
    const handed = await handOver(deps, ctx.person, tap, ctx.now);
    switch (handed.kind) {
      case "unknown":
        return toast(ctx, ctx.t("button-stale"));
      case "nobody-to-hand-over":
        return toast(ctx, ctx.t("hand-over-nobody", { name: from.colleague.name }));
      case "cannot-cover":
        return toast(ctx, ctx.t("hand-over-cannot-cover", { to: to.name }));
      case "handed-over": {
        toast(ctx);
        const view = (await viewColleague(ctx, from.colleague.id)) ?? from;
        const names = { from: from.colleague.name, to: to.name };
        return show(ctx, {
          ...colleagueScreen(view, readerOf(ctx)),
          text: handedOverWords(handed, names, ctx.t),
        });
      }
    }
  });

  onTap(coordinators, relinkButton, async (ctx, tap) => {
    const me = ctx.person;
    const view = await viewColleague(ctx, tap.staffId);
    if (!view || view.isMe) return toast(ctx, ctx.t("button-stale"));
    if (tap.sure === "ask") {
      toast(ctx);
      return show(ctx, relinkScreen(view.colleague, ctx.t));
    }
    const token = tokenOfUpdate(deps, ctx.update.update_id, { staffId: tap.staffId });
    const made = await relinkStaff(deps, me, tap.staffId, ctx.now, token);
    if (!made) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    show(ctx, { text: ctx.t("relink-done", { name: made.name }), keyboard: menuRow(ctx.t) });
    ctx.later(async () => await sendInvitation(ctx, { ...made, who: made.name }, me, ctx.t));
  });

  /** Everybody by name, as the pages show them. */
  async function readTeam(ctx: CoordinatorContext) {
    const { all, today } = await readRoster(db, ctx.person.programmeId, ctx.now);
    return { all: all.toSorted(byName), today };
  }

  async function viewColleague(ctx: CoordinatorContext, staffId: number): Promise<ColleagueView | undefined> {
    const { id } = ctx.person;
    const { all, today } = await readTeam(ctx);
    const colleague = all.find((person) => person.id === staffId);
    if (!colleague) return undefined;
    return { colleague, all, today, ...(await countCaseload(db, colleague.id)), isMe: colleague.id === id };
  }

  return composer;
}
