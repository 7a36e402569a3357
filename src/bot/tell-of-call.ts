import { InlineKeyboard } from "grammy";
import { askForHelp } from "../alerts/ask-for-help.ts";
import type { Deps } from "../deps.ts";
import type { HelpKind } from "../domain/assessment.ts";
import { withHelp } from "../screens/help-row.ts";
import type { BotContext } from "./context.ts";
import { sayAtOnce } from "./first-aid.ts";
import { sayWhoWasTold } from "./present-check-in.ts";

/**
 * Tells people that this person calls for help. Once the first help is `shown` the person reads who was told, or that
 * nobody was, because they do not take part.
 */
export async function tellOfCall(
  deps: Deps,
  ctx: BotContext,
  shown: Promise<unknown>,
  kind: HelpKind,
): Promise<void> {
  const { person, t } = ctx;
  // The phone of a frozen account may be in other hands.
  if (person.kind !== "participant" || person.status === "frozen") return;
  const told = await askForHelp(deps, person.id, kind, ctx.now);
  if (told) return sayWhoWasTold(ctx, shown, told);
  void sayAtOnce(ctx, shown, {
    text: t("help-not-taking-part"),
    keyboard: withHelp(new InlineKeyboard(), t),
  });
}
