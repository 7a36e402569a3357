import { isUnmodified, sortFailure } from "../outbox/sort-failure.ts";
import { alwaysHelp } from "../screens/help-row.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";

/** Ends the spinner on the button that was tapped, with a few words where there is something to say. */
export function toast(ctx: BotContext, text?: string): void {
  void answerTap(ctx, text);
}

/**
 * The same, once per tap, and whether it may have been made a while ago. That Telegram takes the answer is the one sign that it
 * was not: it refuses it once it has forgotten the tap. Never rejects.
 */
export function answerTap(ctx: BotContext, text?: string): Promise<boolean> {
  ctx.tapMayBeLate ??= new Promise((resolve) => {
    ctx.aside(async () => {
      let late = true;
      try {
        await ctx.answerCallbackQuery(text === undefined ? {} : { text });
        late = false;
      } catch (error) {
        if (sortFailure(error).kind !== "pointless") throw error;
      } finally {
        resolve(late);
      }
    });
  });
  return ctx.tapMayBeLate;
}

/**
 * Turns the message with the tapped button into another screen; sends it anew where that message is gone, and says under
 * which number.
 */
export function show(ctx: BotContext, given: Screen, sentAnew?: (messageId: number) => Promise<void>): void {
  const screen = forReader(ctx, given);
  ctx.later(async () => {
    const tapped = ctx.callbackQuery?.message?.message_id;
    if (tapped !== undefined) await ctx.noteShown(tapped, screen.about);
    try {
      await ctx.editMessageText(screen.text, screen.keyboard ? { reply_markup: screen.keyboard } : {});
    } catch (error) {
      const failure = sortFailure(error);
      if (failure.kind !== "pointless") throw error;
      if (isUnmodified(error)) return;
      const messageId = await send(ctx, screen);
      await sentAnew?.(messageId);
    }
  });
}

/** Takes a message out of the tapper's chat, and says so where Telegram no longer lets us. Whether it is gone now. */
export async function takeOut(ctx: BotContext, messageId: number): Promise<boolean> {
  try {
    await ctx.api.deleteMessage(ctx.chat?.id ?? 0, messageId);
  } catch (error) {
    if (sortFailure(error).kind !== "pointless") throw error;
    if (!isGone(error)) {
      toast(ctx, ctx.t("relay-remove-too-late-toast"));
      return false;
    }
  }
  toast(ctx);
  return true;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && /message to delete not found/.test(error.message);
}

/** A new message below everything else. */
export function say(ctx: BotContext, given: Screen): void {
  const screen = forReader(ctx, given);
  ctx.later(async () => await send(ctx, screen));
}

/** No screen of a participant is without help, whoever wrote it. */
function forReader({ person, t }: BotContext, screen: Screen): Screen {
  return person.kind === "participant" ? alwaysHelp(screen, t) : screen;
}

async function send(ctx: BotContext, screen: Screen): Promise<number> {
  const sent = await ctx.reply(screen.text, {
    ...(screen.keyboard && { reply_markup: screen.keyboard }),
    link_preview_options: { is_disabled: true },
    ...(ctx.person.kind === "staff" && { protect_content: true }),
  });
  if (screen.about !== undefined) await ctx.noteShown(sent.message_id, screen.about);
  return sent.message_id;
}
