import type { MiddlewareFn } from "grammy";
import type { Deps } from "../deps.ts";
import { clearMessage } from "../people/clear-chat.ts";
import { isFormer } from "../people/is-former.ts";
import type { BotContext } from "./context.ts";
import type { HelpMemory } from "./help-memory.ts";
import { SENDING } from "./note-messages.ts";

/** Thrown instead of sending: the account was locked or taken away while the screen waited. */
export class NotTheirsAnyMore extends Error {}

const EDITING: ReadonlySet<string> = new Set(["editMessageText", "editMessageCaption"]);
/** Since the account was looked up: a change that leaves sooner is as good as under way then, and most do. */
const WAITED_MS = 250;

/**
 * Screens wait for each other and for Telegram, and meanwhile an account may be locked or taken away and its chat cleared. What has
 * not left then does not leave any more, and what arrives there after all is taken out again. The answer is waited for no longer than
 * help waits for anything, because help and the plan come this way too: while the database stalls they leave, and are taken out later.
 */
export function formerAccounts(
  { db, log }: Pick<Deps, "db" | "log">,
  memory: HelpMemory,
  { waitedMs = WAITED_MS } = {},
): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    const begun = performance.now();
    const isNobodys = async () => {
      const { chat, person } = ctx;
      if (!chat || person.kind === "stranger") return false;
      try {
        return await isFormer(db, chat.id, person);
      } catch (error) {
        // What they did is committed, and is shown without the database as well.
        log.warn({ err: error }, "whether an account is still somebody's could not be asked");
        return false;
      }
    };
    ctx.api.config.use(async (previous, method, payload, signal) => {
      const isNew = SENDING.has(method);
      const hasWaited = EDITING.has(method) && performance.now() - begun >= waitedMs;
      if (!isNew && !hasWaited) return await previous(method, payload, signal);
      if (await memory.inTime(isNobodys())) throw new NotTheirsAnyMore();
      const response = await previous(method, payload, signal);
      // What is being edited just then is cleared with the rest where it can be deleted.
      if (!isNew) return response;
      const { chat, person } = ctx;
      if (!response.ok || !chat || person.kind === "stranger") return response;
      if (await isNobodys()) {
        const { message_id: messageId } = response.result as { readonly message_id: number };
        const owner = person.kind === "staff" ? { staffId: person.id } : { participantId: person.id };
        await clearMessage(db, { chatId: chat.id, messageId, owner, locale: person.locale });
      }
      return response;
    });
    await next();
  };
}
