import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import type { EmbeddedCluster } from "../../src/db/embedded.ts";
import type { Child } from "../../src/sandbox/child-process.ts";
import type { AppCommands } from "./app-process.ts";
import type { BareBotCommands } from "./bare-bot-process.ts";
import type { ConversationBotCommands } from "./conversation-bot-process.ts";
import { withDatabase } from "./database.ts";
import { startProcess } from "./start-process.ts";
import type { TelegramCommands, TelegramSetting } from "./telegram-process.ts";

const TOKEN = "110201543:local";

export interface AppStage<Seeded> {
  readonly telegram: Child<TelegramCommands>;
  readonly app: Child<AppCommands>;
  readonly seeded: Seeded;
}

interface Setting<Seeded> {
  readonly database: string;
  readonly seed: (client: Client) => Promise<Seeded>;
  /** Telegram refuses more than its 30 messages a second. */
  readonly limited?: boolean;
}

/** The app on what `seed` has put into its database, and a local Telegram: three processes with PostgreSQL's own. */
export async function withApp<Seeded, Result>(
  cluster: EmbeddedCluster,
  setting: Setting<Seeded>,
  work: (stage: AppStage<Seeded>) => Promise<Result>,
): Promise<Result> {
  return await withoutApp(cluster, setting, async ({ telegram, seeded, opening }) => {
    const app = startProcess<AppCommands>(new URL("app-process.ts", import.meta.url));
    try {
      await app.call("open", opening);
      return await work({ telegram, app, seeded });
    } finally {
      await app.stop();
    }
  });
}

/** The database and the local Telegram, without an app: for whoever starts and ends it in other ways. */
export async function withoutApp<Seeded, Result>(
  cluster: EmbeddedCluster,
  { database, seed, limited = false }: Setting<Seeded>,
  work: (stage: {
    readonly telegram: Child<TelegramCommands>;
    readonly seeded: Seeded;
    readonly opening: Parameters<AppCommands["open"]>[0];
  }) => Promise<Result>,
): Promise<Result> {
  return await withDatabase(cluster, database, async ({ url, client }) => {
    const seeded = await seed(client);
    // Whoever is linked has written to the bot before.
    const { rows } = await client.query<{ account: string }>(
      `SELECT telegram_id AS account FROM participants WHERE telegram_id IS NOT NULL
       UNION SELECT telegram_id FROM staff WHERE telegram_id IS NOT NULL`,
    );
    const chats = rows.map(({ account }) => Number(account));
    return await withTelegram({ chats, limited }, async (telegram, apiRoot) => {
      const dataKey = randomBytes(32).toString("base64");
      return await work({ telegram, seeded, opening: { token: TOKEN, apiRoot, databaseUrl: url, dataKey } });
    });
  });
}

/** The bare bot beside a local Telegram of the same kind. */
export async function withBareBot<Result>(
  work: (telegram: Child<TelegramCommands>) => Promise<Result>,
): Promise<Result> {
  return await withTelegram({}, async (telegram, apiRoot) => {
    const bot = startProcess<BareBotCommands>(new URL("bare-bot-process.ts", import.meta.url));
    try {
      await bot.call("open", { token: TOKEN, apiRoot });
      return await work(telegram);
    } finally {
      await bot.stop();
    }
  });
}

/** The conversation bot beside a local Telegram of the same kind, on a database of its own. */
export async function withConversationBot<Result>(
  cluster: EmbeddedCluster,
  database: string,
  work: (telegram: Child<TelegramCommands>) => Promise<Result>,
): Promise<Result> {
  return await withDatabase(cluster, database, async ({ url }) =>
    withTelegram({}, async (telegram, apiRoot) => {
      const file = new URL("conversation-bot-process.ts", import.meta.url);
      const bot = startProcess<ConversationBotCommands>(file);
      try {
        await bot.call("open", { token: TOKEN, apiRoot, databaseUrl: url });
        return await work(telegram);
      } finally {
        await bot.stop();
      }
    }),
  );
}

async function withTelegram<Result>(
  setting: TelegramSetting,
  work: (telegram: Child<TelegramCommands>, apiRoot: string) => Promise<Result>,
): Promise<Result> {
  const telegram = startProcess<TelegramCommands>(new URL("telegram-process.ts", import.meta.url));
  try {
    const { apiRoot } = await telegram.call("open", { token: TOKEN, ...setting });
    return await work(telegram, apiRoot);
  } finally {
    await telegram.stop();
  }
}
