import type { Conversation } from "@grammyjs/conversations";
import type { Context } from "grammy";
import type { Translate } from "../i18n.ts";
import { isUnmodified, sortFailure } from "../outbox/sort-failure.ts";
import { dialogueButton } from "../screens/callback-data.ts";
import { choices, type Options, pagedChoices, turnedTo } from "../screens/dialogue.ts";
import { alwaysHelp } from "../screens/help-row.ts";
import { menuRow } from "../screens/menu-row.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { toast } from "./respond.ts";

export type BotConversation = Conversation<BotContext, Context>;

export type Reply =
  | { readonly kind: "choice"; readonly choice: string }
  | { readonly kind: "text"; readonly text: string; readonly messageId: number };

/**
 * One message that a dialogue keeps turning into its next screen. Every wait lets other updates pass
 * (`next: true`), so that the help button and the check-in work in the middle of any dialogue.
 */
export class Dialogue {
  readonly #conversation: BotConversation;
  readonly #ctx: Context;
  readonly #name: string;
  readonly #elsewhere: Elsewhere | undefined;
  #help: Translate | undefined;
  #messageId: number | undefined;
  /**
   * The update that brought it to the question that waits, and that question's number: one that comes again was no answer to
   * what was asked since, and a tap on another question answers nothing, be it of this dialogue or of one that was begun
   * before.
   */
  #since: number;
  /** Where the record of what they may turn to ended when the question was asked. */
  #turnedBefore = 0;
  #held: readonly number[] = [];

  /** @param help with which each screen gets the help button: for dialogues of participants */
  constructor(
    conversation: BotConversation,
    ctx: Context,
    name: string,
    { help, elsewhere }: { readonly help?: Translate; readonly elsewhere?: Elsewhere } = {},
  ) {
    this.#help = help;
    this.#elsewhere = elsewhere;
    this.#conversation = conversation;
    this.#ctx = ctx;
    this.#name = name;
    this.#since = ctx.update.update_id;
  }

  /** The language was chosen: the help button speaks it too. */
  speaks(help: Translate): void {
    this.#help = help;
  }

  /** Of the message that shows the screen; undefined once something was typed below it. */
  get messageId(): number | undefined {
    return this.#messageId;
  }

  /** Shows a question, one for each update; from now on only its own choices are answers. */
  async ask(text: string, options: Options, perRow?: number): Promise<void> {
    const elsewhere = this.#elsewhere;
    if (elsewhere)
      this.#turnedBefore = await this.#conversation.external(async () => await elsewhere.newest());
    const keyboard = choices({ dialogue: this.#name, question: this.#since }, options, perRow);
    await this.show({ text, keyboard });
  }

  /** One of a list, of which each page is a question of its own, or of `others`, which stand on all of them. */
  async choose(text: string, list: Options, others: Options): Promise<string | undefined> {
    let page = 0;
    for (;;) {
      const asked = { dialogue: this.#name, question: this.#since };
      await this.show({ text, keyboard: pagedChoices(asked, list, others, page) });
      const reply = await this.answer();
      if (reply.kind === "text") return undefined;
      const turned = turnedTo(reply.choice);
      if (turned === undefined) return reply.choice;
      page = turned;
    }
  }

  /** Shows a screen: in place after a tap, as a new message after something was typed or where the old one is gone. */
  async show(screen: Screen): Promise<void> {
    const { text, markup } = this.#drawn(screen);
    if (this.#messageId !== undefined && this.#ctx.chatId !== undefined) {
      try {
        await this.#ctx.api.editMessageText(this.#ctx.chatId, this.#messageId, text, markup);
        return;
      } catch (error) {
        // Shown already: an answer of Telegram was lost, or the update came again.
        if (isUnmodified(error)) return;
        if (sortFailure(error).kind !== "pointless") throw error;
      }
    }
    // Staff are asked about people by their code.
    const sent = await this.#ctx.reply(text, { ...markup, protect_content: true });
    this.#messageId = sent.message_id;
  }

  /** The last screen, from which the menu leads on. */
  async end(text: string, t: Translate): Promise<void> {
    await this.show({ text, keyboard: menuRow(t) });
  }

  /** These messages stay in the chat only as long as the dialogue has use for them: until `takeOut`, or until words go elsewhere. */
  holds(...messageIds: readonly number[]): void {
    this.#held = [...this.#held, ...messageIds];
  }

  /** Deletes what it holds, beside the dialogue, which must not end because a message is gone already. */
  async takeOut(): Promise<void> {
    const { chatId } = this.#ctx;
    const messageIds = [...this.#held];
    this.#held = [];
    if (messageIds.length === 0 || chatId === undefined) return;
    await this.#conversation.external((outer) => {
      outer.later(async () => await outer.api.deleteMessages(chatId, messageIds));
    });
  }

  /** The next choice of the question asked last; with `typed`, or a text message that is not a command. */
  async answer({ typed = false } = {}): Promise<Reply> {
    const ctx = await this.#conversation.waitUntil(
      (update) =>
        this.#choice(update) !== undefined ||
        (typed && isPlainText(update) && update.update.update_id > this.#since),
      { next: true },
    );
    const choice = this.#choice(ctx);
    this.#since = ctx.update.update_id;
    if (choice !== undefined) {
      // Beside the dialogue, which must not end because Telegram has forgotten the tap.
      await this.#conversation.external((outer) => toast(outer));
      this.#messageId = ctx.callbackQuery?.message?.message_id;
      return { kind: "choice", choice };
    }
    const elsewhere = this.#elsewhere;
    const since = this.#turnedBefore;
    if (elsewhere && (await this.#conversation.external(async () => await elsewhere.hasTurned(since))))
      return await this.#leave(elsewhere.ended);
    this.#messageId = undefined;
    return {
      kind: "text",
      text: (ctx.message?.text ?? "").trim(),
      messageId: ctx.message?.message_id ?? 0,
    };
  }

  /** What was typed goes on to whoever takes words; beside that, as the question may be gone. */
  async #leave(ended: string): Promise<never> {
    const { chatId } = this.#ctx;
    const question = this.#messageId;
    const { text, markup } = this.#drawn({ text: ended });
    await this.takeOut();
    if (chatId !== undefined && question !== undefined)
      await this.#conversation.external((outer) => {
        outer.later(async () => await outer.api.editMessageText(chatId, question, text, markup));
      });
    return await this.#conversation.halt({ next: true });
  }

  #drawn(screen: Screen) {
    const { text, keyboard } = this.#help ? alwaysHelp(screen, this.#help) : screen;
    return { text, markup: keyboard ? { reply_markup: keyboard } : {} };
  }

  #choice({ callbackQuery }: Context): string | undefined {
    const tap = callbackQuery?.data === undefined ? undefined : dialogueButton.unpack(callbackQuery.data);
    return tap?.dialogue === this.#name && tap.question === this.#since ? tap.choice : undefined;
  }
}

function isPlainText({ message }: Context): boolean {
  return (
    message?.text !== undefined &&
    !message.entities?.some(({ type, offset }) => type === "bot_command" && offset === 0)
  );
}
