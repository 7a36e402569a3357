import { Bot, InlineKeyboard } from "grammy";
import { serve } from "../../src/sandbox/child-process.ts";

/**
 * What is compared with: a grammY bot as its guide begins, that answers each tap and edits the message to a screen
 * of the same size as ours. It stores nothing, knows nobody and forgets everything.
 */
function bareBot(token: string, apiRoot: string): Bot {
  const bot = new Bot(token, { client: { apiRoot } });
  let shown = 0;
  const screen = () => {
    shown += 1;
    const keyboard = new InlineKeyboard();
    for (const [value, label] of LABELS.entries())
      keyboard.text(`${value} ${label}`, `a:${shown}:S1:${value}`).row();
    keyboard.text("Kembali", "back").text("Nanti", "later").row().text("Butuh bantuan sekarang", "help");
    const text = `Pertanyaan ${shown} dari 12\n▰▰▰▰▰▱▱▱▱▱▱▱\n\nSejak cek terakhir…\nSeberapa kuat rasa bosan atau hampa karena tidak ada kegiatan?`;
    return { text, keyboard };
  };
  bot.command("start", async (ctx) => {
    const { text, keyboard } = screen();
    await ctx.reply(text, { reply_markup: keyboard });
  });
  bot.on("callback_query:data", async (ctx) => {
    const { text, keyboard } = screen();
    await ctx.answerCallbackQuery();
    await ctx.editMessageText(text, { reply_markup: keyboard });
  });
  return bot;
}

const LABELS = ["Tidak sama sekali", "Sedikit", "Lumayan", "Kuat", "Sangat kuat"];

const commands = {
  async open({ token, apiRoot }: { readonly token: string; readonly apiRoot: string }): Promise<void> {
    const started = bareBot(token, apiRoot);
    bot = started;
    await new Promise<void>((resolve, reject) => {
      started.start({ onStart: () => resolve() }).catch(reject);
    });
  },
};

export type BareBotCommands = typeof commands;

let bot: Bot | undefined;

serve(commands, async () => await bot?.stop());
