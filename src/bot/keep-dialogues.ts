import type { ConversationBuilder, VersionedStateStorage } from "@grammyjs/conversations";
import type { Context, MiddlewareFn } from "grammy";
import type { BotContext } from "./context.ts";
import { isPassing } from "./handle-update.ts";

/**
 * An error ends a dialogue. One after which the update comes again must not: what somebody typed would then meet no dialogue
 * that waits for it.
 */
export const keepDialogues: MiddlewareFn<BotContext> = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const cause = ctx.failure ?? error;
    ctx.comesAgain = isPassing(cause);
    throw cause;
  }
};

/** For whatever comes again the state stays as it was before. */
export function keptState<S>(
  storage: VersionedStateStorage<string, S>,
): VersionedStateStorage<BotContext, S> {
  const keyOf = ({ chatId }: BotContext) => String(chatId);
  return {
    read: (ctx) => storage.read(keyOf(ctx)),
    async write(ctx, state) {
      if (!ctx.comesAgain) await storage.write(keyOf(ctx), state);
    },
    async delete(ctx) {
      if (!ctx.comesAgain) await storage.delete(keyOf(ctx));
    },
  };
}

/**
 * The plugin throws a copy of what failed in `external`, without the codes by which a lost database is told from a bug: the
 * error itself goes beside it.
 */
export function withFailures(
  dialogue: ConversationBuilder<BotContext, Context>,
): ConversationBuilder<BotContext, Context> {
  return async (conversation, ctx, ...args) => {
    const external = conversation.external.bind(conversation);
    conversation.external = async (op) => {
      const { task, ...more } = typeof op === "function" ? { task: op } : op;
      return await external({
        ...more,
        async task(outer) {
          try {
            return await task(outer);
          } catch (error) {
            outer.failure = error;
            throw error;
          }
        },
      });
    };
    await dialogue(conversation, ctx, ...args);
  };
}
