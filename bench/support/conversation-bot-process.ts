import {
  type Conversation,
  type ConversationFlavor,
  conversations,
  createConversation,
} from "@grammyjs/conversations";
import { Bot, type Context, InlineKeyboard } from "grammy";
import { Pool } from "pg";
import { serve } from "../../src/sandbox/child-process.ts";

/**
 * What is compared with: the check-in as one would write it after reading grammY's guide – a conversation that asks
 * twelve questions one after the other, its state in PostgreSQL, and the answers stored when the last one is there.
 */
function conversationBot(token: string, apiRoot: string, pool: Pool): Bot<ConversationFlavor<Context>> {
  const bot = new Bot<ConversationFlavor<Context>>(token, { client: { apiRoot } });
  bot.use(conversations({ storage: storageIn(pool) }));

  async function checkIn(conversation: Conversation, ctx: Context): Promise<void> {
    const answers: string[] = [];
    for (let question = 1; question <= QUESTIONS; question++) {
      const keyboard = new InlineKeyboard();
      for (const [value, label] of LABELS.entries())
        keyboard.text(`${value} ${label}`, `a:0:S${question}:${value}`).row();
      keyboard.text("Kembali", "back").text("Nanti", "later").row().text("Butuh bantuan sekarang", "help");
      const text = `Pertanyaan ${question} dari ${QUESTIONS}\n▰▰▰▰▰▱▱▱▱▱▱▱\n\nSejak cek terakhir…\nSeberapa kuat rasa bosan atau hampa karena tidak ada kegiatan?`;
      if (question === 1 && !ctx.callbackQuery) await ctx.reply(text, { reply_markup: keyboard });
      else await ctx.editMessageText(text, { reply_markup: keyboard });
      ctx = await conversation.waitForCallbackQuery(/^a:0:S\d+:\d$/);
      await ctx.answerCallbackQuery();
      answers.push(ctx.callbackQuery?.data ?? "");
    }
    const chat = ctx.chat?.id;
    await conversation.external(async () => {
      await pool.query("INSERT INTO obvious_answers (chat, answers) VALUES ($1, $2)", [chat, answers]);
    });
    await ctx.editMessageText("Terima kasih, cek harian selesai ✔");
  }

  // Otherwise the question that waits would swallow it.
  bot.command("start", async (ctx, next) => {
    await ctx.conversation.exitAll();
    await next();
  });
  bot.use(createConversation(checkIn));
  bot.command("start", async (ctx) => await ctx.conversation.enter("checkIn"));
  // The next one begins where the last one ended.
  bot.on("callback_query:data", async (ctx) => {
    await ctx.answerCallbackQuery();
    await ctx.conversation.enter("checkIn");
  });
  return bot;
}

function storageIn(pool: Pool) {
  return {
    async read(key: string) {
      const { rows } = await pool.query("SELECT state FROM obvious_states WHERE key = $1", [key]);
      return rows[0]?.state;
    },
    async write(key: string, state: unknown) {
      await pool.query(
        "INSERT INTO obvious_states VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET state = excluded.state",
        [key, JSON.stringify(state)],
      );
    },
    async delete(key: string) {
      await pool.query("DELETE FROM obvious_states WHERE key = $1", [key]);
    },
  };
}

const QUESTIONS = 12;
const LABELS = ["Tidak sama sekali", "Sedikit", "Lumayan", "Kuat", "Sangat kuat"];

const commands = {
  async open({
    token,
    apiRoot,
    databaseUrl,
  }: {
    readonly token: string;
    readonly apiRoot: string;
    readonly databaseUrl: string;
  }): Promise<void> {
    pool = new Pool({ connectionString: databaseUrl });
    await pool.query("CREATE TABLE obvious_states (key text PRIMARY KEY, state jsonb NOT NULL)");
    await pool.query("CREATE TABLE obvious_answers (id serial PRIMARY KEY, chat bigint, answers text[])");
    const started = conversationBot(token, apiRoot, pool);
    bot = started;
    await new Promise<void>((resolve, reject) => {
      started.start({ onStart: () => resolve() }).catch(reject);
    });
  },
};

export type ConversationBotCommands = typeof commands;

let bot: Bot<ConversationFlavor<Context>> | undefined;
let pool: Pool | undefined;

serve(commands, async () => {
  await bot?.stop();
  await pool?.end();
});
