import { Composer, InputFile } from "grammy";
import { backTest } from "../back-tests/back-test.ts";
import { variations } from "../back-tests/variations.ts";
import { systemClock } from "../clock.ts";
import type { Deps } from "../deps.ts";
import type { StaffPerson } from "../people/identify.ts";
import { readSettings } from "../people/read-settings.ts";
import { trySettings } from "../people/try-settings.ts";
import { backTestMenu, backTestResult, backTestRunning, WEEKS, whatWasTried } from "../screens/back-test.ts";
import { backTestButton, pageButton } from "../screens/callback-data.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { show, toast } from "./respond.ts";

const PROGRESS_EVERY_MS = 2000;

/** "What would have happened with other rules?" – for coordinators. Nothing is sent but the answer. */
export function backTests(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const coordinators = composer.filter(
    ({ person }) => person.kind === "staff" && person.role === "coordinator",
  );

  coordinators.callbackQuery(pageButton.pattern, async (ctx, next) => {
    const page = pageButton.unpack(ctx.callbackQuery.data)?.page;
    const weeks = WEEKS.find((each) => page === `rules-${each}`);
    if (weeks === undefined) return await next();
    toast(ctx);
    show(ctx, backTestMenu(weeks, ctx.t));
  });

  coordinators.callbackQuery(backTestButton.pattern, async (ctx) => {
    const tap = backTestButton.unpack(ctx.callbackQuery.data);
    const { id, programmeId, zone } = ctx.person as StaffPerson;
    const current = await readSettings(deps.db, programmeId);
    const parsed = tap && trySettings(current, variations[tap.variation].change(tap.value));
    if (!tap || parsed?.kind !== "ok" || !WEEKS.some((weeks) => weeks === tap.weeks))
      return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    const { t, locale, now } = ctx;
    show(ctx, backTestRunning({ done: 0, of: 0 }, t));
    ctx.later(async () => {
      let shownAt = systemClock.now().getTime();
      const progress = (done: number, of: number) => {
        const at = systemClock.now().getTime();
        if (at - shownAt < PROGRESS_EVERY_MS) return;
        shownAt = at;
        ctx.aside(async () => await edit(ctx, backTestRunning({ done, of }, t)));
      };
      const { settings } = parsed;
      const result = await backTest(
        deps,
        { programmeId, settings, weeks: tap.weeks, reader: `staff:${id}` },
        now,
        progress,
      );
      await edit(ctx, backTestResult(result, tap, { t, locale, zone }));
      if (result.people === 0) return;
      // Loaded when they are needed: they would more than double the time to start.
      const { drawBackTest } = await import("../back-tests/draw-back-test.ts");
      const { writeBackTest } = await import("../back-tests/write-back-test.ts");
      const quietly = { protect_content: true, disable_notification: true };
      const picture = await drawBackTest(result, t, locale);
      await ctx.replyWithPhoto(new InputFile(picture, `${result.from}.png`), quietly);
      const workbook = await writeBackTest(result, whatWasTried(tap, t), t);
      await ctx.replyWithDocument(new InputFile(workbook, `${result.from}.xlsx`), quietly);
    });
  });

  return composer;
}

async function edit(ctx: BotContext, { text, keyboard }: Screen): Promise<void> {
  await ctx.editMessageText(text, keyboard ? { reply_markup: keyboard } : {});
}
