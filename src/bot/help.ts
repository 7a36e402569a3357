import { Composer, InlineKeyboard } from "grammy";
import { askForHelp } from "../alerts/ask-for-help.ts";
import type { Deps } from "../deps.ts";
import { formatInstant } from "../format.ts";
import { readSettings } from "../people/read-settings.ts";
import { helpButton } from "../screens/callback-data.ts";
import { toldLine } from "../screens/check-in.ts";
import { helpNumbers } from "../screens/help.ts";
import type { BotContext } from "./context.ts";
import { say, toast } from "./respond.ts";

/**
 * "I need help now", as a button on every screen and as a command. The numbers go out first and do
 * not wait for anybody being told; then the person reads who was.
 */
export function help(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.callbackQuery(helpButton.pattern, async (ctx) => {
    toast(ctx);
    await respond(ctx);
  });
  composer.command(["bantuan", "help"], async (ctx, next) => {
    if (ctx.person.kind !== "participant") return await next();
    await respond(ctx);
  });

  async function respond(ctx: BotContext): Promise<void> {
    const { person, t, locale } = ctx;
    if (person.kind !== "participant") return;
    const { crisisNumbers } = await readSettings(deps.db, person.programmeId);
    say(ctx, { text: helpNumbers(crisisNumbers, locale, t) });
    const told = await askForHelp(deps, person.id, ctx.now);
    const at = told?.kind === "later" ? formatInstant(told.at, person.zone, locale) : "";
    if (told)
      say(ctx, {
        text: toldLine(told, at, t),
        keyboard: new InlineKeyboard().text(t("button-help"), helpButton.pack({})),
      });
  }
  return composer;
}
