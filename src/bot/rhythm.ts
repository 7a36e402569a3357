import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { parseTimeOfDay } from "../domain/calendar.ts";
import { formatInstant, formatZone } from "../format.ts";
import { changeZone, readZone } from "../people/change-zone.ts";
import { chooseRhythm, moveHour, pause, readRhythm, type Scheduled } from "../people/schedule.ts";
import { withdraw } from "../people/withdraw.ts";
import {
  hourButton,
  pageButton,
  pauseButton,
  rhythmButton,
  withdrawButton,
  zoneButton,
} from "../screens/callback-data.ts";
import { withHelp } from "../screens/help-row.ts";
import { menuRow } from "../screens/menu-row.ts";
import { hourScreen, pauseScreen, withdrawScreen } from "../screens/rhythm.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { onTap } from "./on-tap.ts";
import { say, show, toast } from "./respond.ts";
import { isParticipant, type ParticipantContext } from "./who.ts";

/** What a participant changes about the prompt: its hour, how often it comes, a break, an end. */
export function rhythm(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const participants = composer.filter(isParticipant);

  onTap(participants, pageButton, async (ctx, { page }, next) => {
    switch (page) {
      case "hour":
        toast(ctx);
        return show(ctx, await askHour(ctx));
      case "pause":
        toast(ctx);
        return show(ctx, pauseScreen(ctx.t));
      case "withdraw":
        toast(ctx);
        return show(ctx, withdrawScreen(ctx.person.status, ctx.t));
    }
    await next();
  });

  participants.command("jam", async (ctx) => {
    const typed = ctx.match.trim();
    const minute = parseTimeOfDay(typed);
    if (minute !== undefined) return await moved(ctx, minute, say);
    say(ctx, await askHour(ctx, typed !== ""));
  });

  onTap(participants, hourButton, async (ctx, tap) => {
    toast(ctx);
    await moved(ctx, tap.minute, show);
  });

  onTap(participants, zoneButton, async (ctx, tap) => {
    const { zone } = tap;
    const changed = await changeZone(deps, { participantId: ctx.person.id, zone }, ctx.now);
    if (changed.kind === "no-such-zone") return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    answer(ctx, changed, "zone-changed", show, zone);
  });

  onTap(participants, rhythmButton, async (ctx, tap) => {
    toast(ctx);
    const chosen = { participantId: ctx.person.id, rhythm: tap.rhythm };
    const scheduled = await chooseRhythm(deps, chosen, ctx.now);
    if (scheduled.kind !== "too-early") return answer(ctx, scheduled, `rhythm-${tap.rhythm}`, show);
    show(ctx, { text: ctx.t("rhythm-too-early"), keyboard: withHelp(menuRow(ctx.t), ctx.t) });
  });

  participants.command("jeda", (ctx) => say(ctx, pauseScreen(ctx.t)));

  onTap(participants, pauseButton, async (ctx, tap) => {
    toast(ctx);
    const scheduled = await pause(deps, { participantId: ctx.person.id, days: tap.days }, ctx.now);
    answer(ctx, scheduled, tap.days > 0 ? "paused" : "pause-ended", show);
  });

  participants.command("berhenti", (ctx) => say(ctx, withdrawScreen(ctx.person.status, ctx.t)));

  participants.callbackQuery(withdrawButton.pattern, async (ctx) => {
    const { t, locale } = ctx;
    toast(ctx);
    const isAsked = ctx.person.status === "active";
    if (withdrawButton.unpack(ctx.callbackQuery.data)?.sure !== "yes")
      return show(ctx, {
        // The same question may stand twice in the chat, and the other one may have been answered.
        text: t(isAsked ? "withdraw-kept" : "not-taking-part"),
        keyboard: withHelp(menuRow(t), t),
      });
    // A dialogue that asks for consent would go on asking.
    await ctx.conversation.exitAll();
    await withdraw(deps, { participantId: ctx.person.id, locale }, ctx.now);
    show(ctx, { text: t("withdrawn"), keyboard: withHelp(menuRow(t), t) });
  });

  async function askHour(ctx: ParticipantContext, notUnderstood = false): Promise<Screen> {
    const { t, now, locale } = ctx;
    const { id } = ctx.person;
    const own = { ...(await readRhythm(deps, id, now)), ...(await readZone(deps.db, id)) };
    return hourScreen(own, { notUnderstood, now, locale, t });
  }

  async function moved(ctx: ParticipantContext, minute: number, respond: typeof say): Promise<void> {
    const scheduled = await moveHour(deps, { participantId: ctx.person.id, minute }, ctx.now);
    const isNow = scheduled.kind === "scheduled" && scheduled.nextPromptAt <= ctx.now;
    answer(ctx, scheduled, isNow ? "hour-moved-now" : "hour-moved", respond);
  }

  function answer(
    ctx: ParticipantContext,
    scheduled: Scheduled,
    key: string,
    respond: typeof say,
    zone = ctx.person.zone,
  ): void {
    const { t, locale } = ctx;
    const words = { zone: formatZone(zone, ctx.now, locale) };
    const text =
      scheduled.kind === "scheduled"
        ? t(key, { ...words, at: formatInstant(scheduled.nextPromptAt, zone, locale) })
        : t("not-taking-part");
    respond(ctx, { text, keyboard: withHelp(menuRow(t), t) });
  }

  return composer;
}
