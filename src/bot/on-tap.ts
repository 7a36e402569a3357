import type { CallbackQueryContext, Composer, NextFunction } from "grammy";
import type { BotContext } from "./context.ts";
import { toast } from "./respond.ts";

/** A kind of button, as `src/screens/callback-data.ts` makes them. */
interface Tappable<T> {
  readonly pattern: RegExp;
  unpack(data: string): T | undefined;
}

type TapContext<C extends BotContext> = C & CallbackQueryContext<BotContext>;

/** Hands over what a tapped button says. Data that nobody packed is refused here, and goes no further. */
export function onTap<C extends BotContext, T>(
  composer: Composer<C>,
  button: Tappable<T>,
  handle: (ctx: TapContext<C>, tap: T, next: NextFunction) => unknown,
): void {
  composer.filter(
    (ctx): ctx is TapContext<C> => ctx.hasCallbackQuery(button.pattern),
    async (ctx, next) => {
      const tap = button.unpack(ctx.callbackQuery.data);
      if (tap === undefined) return toast(ctx, ctx.t("button-stale"));
      await handle(ctx, tap, next);
    },
  );
}
