import { Composer } from "grammy";
import type { Deps } from "../deps.ts";
import { localDayAt } from "../domain/calendar.ts";
import { readLedger } from "../ledger/read-ledger.ts";
import { findParticipant } from "../people/list-people.ts";
import { ledgerButton, ledgerTodayButton } from "../screens/callback-data.ts";
import { ledgerScreen } from "../screens/ledger.ts";
import type { BotContext } from "./context.ts";
import { isLate } from "./is-late.ts";
import { onTap } from "./on-tap.ts";
import { readerOf } from "./reader-of.ts";
import { say, show, toast } from "./respond.ts";
import { staffMenu } from "./staff-menu.ts";
import { type CoordinatorContext, isCoordinator } from "./who.ts";

/** "Did it send?" – for coordinators, by day and by person. */
export function ledger(deps: Deps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const coordinators = composer.filter(isCoordinator);

  coordinators.command("catatan", async (ctx) => {
    say(ctx, isLate(ctx) ? await staffMenu(deps, ctx) : await screen(ctx, { person: 0, page: 0 }));
  });

  coordinators.callbackQuery(ledgerTodayButton.pattern, async (ctx) => {
    toast(ctx);
    show(ctx, await screen(ctx, { person: 0, page: 0 }));
  });

  onTap(coordinators, ledgerButton, async (ctx, tap) => {
    toast(ctx);
    show(ctx, await screen(ctx, tap));
  });

  async function screen(
    ctx: CoordinatorContext,
    { day, person, page }: { readonly day?: string; readonly person: number; readonly page: number },
  ) {
    const me = ctx.person;
    const { programmeId, zone } = me;
    const today = localDayAt(ctx.now, zone);
    const wanted = { day: day ?? today, person, page, today };
    const code = person === 0 ? undefined : (await findParticipant(deps.db, me, person, ctx.now))?.code;
    // Somebody of another programme has no code here, and no entries.
    const entries =
      person !== 0 && code === undefined
        ? []
        : await readLedger(
            deps.db,
            { programmeId, zone, day: wanted.day, code, reader: `staff:${me.id}` },
            ctx.now,
          );
    return ledgerScreen(entries, wanted, readerOf(ctx));
  }

  return composer;
}
