import { Composer, InlineKeyboard } from "grammy";
import type { Deps } from "../deps.ts";
import { formatTimeOfDay, parseTimeOfDay } from "../domain/calendar.ts";
import { formatInstant, formatZone } from "../format.ts";
import { changeZone, readZone } from "../people/change-zone.ts";
import type { ParticipantPerson } from "../people/identify.ts";
import {
  chooseRhythm,
  LONGEST_PAUSE_DAYS,
  moveHour,
  pause,
  readRhythm,
  type Scheduled,
} from "../people/schedule.ts";
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
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { say, show, toast } from "./respond.ts";

const HOURS = [7, 12, 17, 18.5, 19.5, 20.5].map((hour) => hour * 60);
const PAUSES = [1, 3, LONGEST_PAUSE_DAYS];

/** What a participant changes about the prompt: its hour, how often it comes, a break, an end. */
export function rhythm(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const participants = composer.filter((ctx) => ctx.person.kind === "participant");
  const personOf = (ctx: BotContext) => ctx.person as ParticipantPerson;

  participants.callbackQuery(pageButton.pattern, async (ctx, next) => {
    switch (pageButton.unpack(ctx.callbackQuery.data)?.page) {
      case "hour":
        toast(ctx);
        return show(ctx, await hourScreen(ctx));
      case "pause":
        toast(ctx);
        return show(ctx, pauseScreen(ctx));
      case "withdraw":
        toast(ctx);
        return show(ctx, withdrawScreen(ctx));
    }
    await next();
  });

  participants.command("jam", async (ctx) => {
    const typed = ctx.match.trim();
    const minute = parseTimeOfDay(typed);
    if (minute !== undefined) return await moved(ctx, minute, say);
    say(ctx, await hourScreen(ctx, typed));
  });

  participants.callbackQuery(hourButton.pattern, async (ctx) => {
    const tap = hourButton.unpack(ctx.callbackQuery.data);
    if (!tap) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    await moved(ctx, tap.minute, show);
  });

  participants.callbackQuery(zoneButton.pattern, async (ctx) => {
    const tap = zoneButton.unpack(ctx.callbackQuery.data);
    if (!tap) return toast(ctx, ctx.t("button-stale"));
    const { zone } = tap;
    const changed = await changeZone(deps, { participantId: personOf(ctx).id, zone }, ctx.now);
    if (changed.kind === "no-such-zone") return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    answer(ctx, changed, "zone-changed", show, zone);
  });

  participants.callbackQuery(rhythmButton.pattern, async (ctx) => {
    const tap = rhythmButton.unpack(ctx.callbackQuery.data);
    if (!tap) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    const chosen = { participantId: personOf(ctx).id, rhythm: tap.rhythm };
    const scheduled = await chooseRhythm(deps, chosen, ctx.now);
    if (scheduled.kind !== "too-early") return answer(ctx, scheduled, `rhythm-${tap.rhythm}`, show);
    show(ctx, { text: ctx.t("rhythm-too-early"), keyboard: withHelp(menuRow(ctx.t), ctx.t) });
  });

  participants.command("jeda", (ctx) => say(ctx, pauseScreen(ctx)));

  participants.callbackQuery(pauseButton.pattern, async (ctx) => {
    const tap = pauseButton.unpack(ctx.callbackQuery.data);
    if (!tap) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    const scheduled = await pause(deps, { participantId: personOf(ctx).id, days: tap.days }, ctx.now);
    answer(ctx, scheduled, tap.days > 0 ? "paused" : "pause-ended", show);
  });

  participants.command("berhenti", (ctx) => say(ctx, withdrawScreen(ctx)));

  participants.callbackQuery(withdrawButton.pattern, async (ctx) => {
    const { t, locale } = ctx;
    toast(ctx);
    const isAsked = personOf(ctx).status === "active";
    if (withdrawButton.unpack(ctx.callbackQuery.data)?.sure !== "yes")
      return show(ctx, {
        // The same question may stand twice in the chat, and the other one may have been answered.
        text: t(isAsked ? "withdraw-kept" : "not-taking-part"),
        keyboard: withHelp(menuRow(t), t),
      });
    // A dialogue that asks for consent would go on asking.
    await ctx.conversation.exitAll();
    await withdraw(deps, { participantId: personOf(ctx).id, locale }, ctx.now);
    show(ctx, { text: t("withdrawn"), keyboard: withHelp(menuRow(t), t) });
  });

  async function hourScreen(ctx: BotContext, notUnderstood = ""): Promise<Screen> {
    const { t } = ctx;
    const keyboard = new InlineKeyboard();
    for (const [index, option] of HOURS.entries()) {
      keyboard.text(formatTimeOfDay(option), hourButton.pack({ minute: option }));
      if (index % 3 === 2) keyboard.row();
    }
    const { minute, rhythm, mayBeThreeAWeek } = await readRhythm(deps, personOf(ctx).id, ctx.now);
    const { zone, others } = await readZone(deps.db, personOf(ctx).id);
    const hour = formatTimeOfDay(minute);
    const lines = [
      notUnderstood === "" ? t("hour-ask", { hour }) : t("hour-not-understood", { example: hour }),
    ];
    if (mayBeThreeAWeek) {
      const other = rhythm === "daily" ? "three-a-week" : "daily";
      lines.push(t(`rhythm-now-${rhythm}`));
      keyboard.text(t(`button-rhythm-${other}`), rhythmButton.pack({ rhythm: other })).row();
    }
    if (others.length > 0) lines.push(t("zone-now", { zone: formatZone(zone, ctx.now, ctx.locale) }));
    for (const other of others)
      keyboard.text(formatZone(other, ctx.now, ctx.locale), zoneButton.pack({ zone: other })).row();
    const text = lines.join("\n\n");
    return { text, keyboard: withHelp(menuRow(t, keyboard), t) };
  }

  function withdrawScreen({ t }: BotContext): Screen {
    const keyboard = new InlineKeyboard()
      .text(t("withdraw-yes"), withdrawButton.pack({ sure: "yes" }))
      .text(t("withdraw-no"), withdrawButton.pack({ sure: "no" }))
      .row();
    return { text: t("withdraw-ask"), keyboard: withHelp(menuRow(t, keyboard), t) };
  }

  function pauseScreen({ t }: BotContext): Screen {
    const keyboard = new InlineKeyboard();
    for (const days of PAUSES) keyboard.text(t("pause-days", { days }), pauseButton.pack({ days }));
    keyboard
      .row()
      .text(t("pause-end"), pauseButton.pack({ days: 0 }))
      .row();
    return { text: t("pause-ask"), keyboard: withHelp(menuRow(t, keyboard), t) };
  }

  async function moved(ctx: BotContext, minute: number, respond: typeof say): Promise<void> {
    answer(
      ctx,
      await moveHour(deps, { participantId: personOf(ctx).id, minute }, ctx.now),
      "hour-moved",
      respond,
    );
  }

  function answer(
    ctx: BotContext,
    scheduled: Scheduled,
    key: string,
    respond: typeof say,
    zone = personOf(ctx).zone,
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
