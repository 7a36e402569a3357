import { Composer, InputFile } from "grammy";
import { backTest, type ProgrammeBackTest } from "../back-tests/back-test.ts";
import type { Whose } from "../back-tests/read-lives.ts";
import { variations } from "../back-tests/variations.ts";
import { systemClock } from "../clock.ts";
import type { Deps } from "../deps.ts";
import { readSettings } from "../programme/read-settings.ts";
import type { ProgrammeSettings } from "../programme/settings.ts";
import { trySettings } from "../programme/try-settings.ts";
import {
  backTestFailed,
  backTestMenu,
  backTestResult,
  backTestRunning,
  WEEKS,
  type Weeks,
  whatWasTried,
} from "../screens/back-test.ts";
import { backTestButton, pageButton } from "../screens/callback-data.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { onTap } from "./on-tap.ts";
import { show, toast } from "./respond.ts";
import { type CoordinatorContext, isCoordinator } from "./who.ts";

const PROGRESS_EVERY_MS = 2000;

interface Trial {
  readonly weeks: Weeks;
  readonly settings: ProgrammeSettings;
  /** In words. */
  readonly what: string;
}

/** "What would have happened with other rules?" – for coordinators. Nothing is sent but the answer. */
export function backTests(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const coordinators = composer.filter(isCoordinator);

  onTap(coordinators, pageButton, async (ctx, { page }, next) => {
    const weeks = WEEKS.find((each) => page === `rules-${each}`);
    if (weeks === undefined) return await next();
    toast(ctx);
    const { rules } = await readSettings(deps.db, ctx.person.programmeId);
    show(ctx, backTestMenu(weeks, rules, ctx.t));
  });

  onTap(coordinators, backTestButton, async (ctx, tap) => {
    const { programmeId } = ctx.person;
    const current = await readSettings(deps.db, programmeId);
    const parsed = trySettings(current, variations[tap.variation].change(tap.value, current.rules));
    const weeks = WEEKS.find((each) => each === tap.weeks);
    if (parsed.kind !== "ok" || weeks === undefined) return toast(ctx, ctx.t("button-stale"));
    toast(ctx);
    // Beside the chat's lane: whoever waits for it can do everything else meanwhile.
    const what = whatWasTried(tap, current.rules, ctx.t);
    ctx.aside(async () => await run(ctx, { weeks, settings: parsed.settings, what }));
  });

  async function run(ctx: CoordinatorContext, { weeks, settings, what }: Trial): Promise<void> {
    const { t, locale, now } = ctx;
    const { id, programmeId, zone } = ctx.person;
    // One edit after the other; one that fails costs a number, not the test.
    const notShown = (error: unknown) =>
      deps.log.info({ err: error }, "how far a back-test is could not be shown");
    const count = async (progress?: { readonly done: number; readonly of: number }) =>
      await ctx.editMessageText(backTestRunning(progress, t)).catch(notShown);
    // Below whatever the coordinator went on to, whichever process handled that, and in the place of what counted.
    const finish = async ({ text, keyboard }: Screen) => {
      await ctx.reply(text, { ...(keyboard && { reply_markup: keyboard }), protect_content: true });
      await ctx.deleteMessage().catch(notShown);
    };
    let shown = count();
    let shownAt = systemClock.now().getTime();
    const progress = (done: number, of: number) => {
      const at = systemClock.now().getTime();
      if (at - shownAt < PROGRESS_EVERY_MS) return;
      shownAt = at;
      shown = shown.then(async () => await count({ done, of }));
    };
    const whose: Whose = "agreed-to-summary";
    const wanted = { programmeId, settings, weeks, whose, reader: `staff:${id}` };
    const result = await backTest(deps, wanted, now, progress).catch(async (error: unknown) => {
      await shown;
      await finish(backTestFailed(weeks, t)).catch(notShown);
      throw error;
    });
    await shown;
    await finish(backTestResult(result, { weeks, what }, { t, locale, zone }));
    if (result.people > 0) await sendFiles(ctx, result, what);
  }

  return composer;
}

async function sendFiles(ctx: BotContext, result: ProgrammeBackTest, what: string): Promise<void> {
  const { t, locale } = ctx;
  // Loaded when they are needed: they would more than double the time to start.
  const { drawBackTest } = await import("../back-tests/draw-back-test.ts");
  const { writeBackTest } = await import("../back-tests/write-back-test.ts");
  const quietly = { protect_content: true, disable_notification: true };
  const picture = await drawBackTest(result, t, locale);
  await ctx.replyWithPhoto(new InputFile(picture, `${result.from}.png`), quietly);
  const workbook = await writeBackTest(result, what, t);
  await ctx.replyWithDocument(new InputFile(workbook, `${result.from}.xlsx`), quietly);
}
