import { InlineKeyboard } from "grammy";
import type { Deps } from "../deps.ts";
import { holdsPhrase } from "../domain/phrases.ts";
import type { ParticipantPerson } from "../people/identify.ts";
import { readSettings } from "../programme/read-settings.ts";
import { defaultSettings } from "../programme/settings.ts";
import { wasSent, whoWouldRead } from "../relay/send-to-staff.ts";
import { withHelp } from "../screens/help-row.ts";
import { nobodyScreen, relayQuestion, safeQuestion } from "../screens/relay.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import { contentOf } from "./relay-content.ts";

/**
 * Asks a participant whether what they just wrote shall go to somebody. False for a command.
 * The question answers their message, so that the tap brings the message back: until then it is kept
 * nowhere but in Telegram.
 */
export async function askToRelay(
  deps: Deps,
  ctx: BotContext,
  { id }: ParticipantPerson,
  replyToMessageId = 0,
): Promise<boolean> {
  const { message, t } = ctx;
  const content = message && contentOf(message);
  if (!message || !content) return false;
  const asks = await givesCause(deps, ctx);
  if (content.kind === "unsupported" || content.kind === "too-long") {
    const why = t(`relay-${content.kind}`);
    const safe = safeQuestion(t);
    const plain = { text: why, keyboard: withHelp(new InlineKeyboard(), t) };
    answerTo(ctx, asks ? { ...safe, text: [safe.text, why].join("\n\n") } : plain);
    return true;
  }
  const source = { updateId: ctx.update.update_id, sourceMessageId: message.message_id };
  // Its update came again.
  if (await wasSent(deps, { ...source, participantId: id })) return true;
  const reader = await whoWouldRead(deps, id, ctx.now);
  answerTo(ctx, screenFor());
  return true;

  function screenFor(): Screen {
    const asked = { ...source, replyToMessageId };
    if (asks) return safeQuestion(t, asked, reader?.staffId);
    return reader ? relayQuestion({ ...reader, ...asked }, t) : nobodyScreen(t);
  }
}

/** Looks and forgets: of the text nothing is kept, not even that it was looked at. */
export async function givesCause({ db }: Deps, { person, message }: BotContext): Promise<boolean> {
  const text = message?.text ?? message?.caption;
  if (text === undefined || person.kind === "staff") return false;
  const { phrases } =
    person.kind === "stranger" ? defaultSettings : await readSettings(db, person.programmeId);
  return holdsPhrase(text, phrases);
}

/** Below the message, and as an answer to it. */
export function answerTo(ctx: BotContext, { text, keyboard }: Screen): void {
  const messageId = ctx.message?.message_id ?? 0;
  ctx.later(
    async () =>
      await ctx.reply(text, {
        ...(keyboard && { reply_markup: keyboard }),
        reply_parameters: { message_id: messageId, allow_sending_without_reply: true },
        ...(ctx.person.kind === "staff" && { protect_content: true }),
      }),
  );
}
