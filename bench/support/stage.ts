import type { EmbeddedCluster } from "../../src/db/embedded.ts";
import type { AppCommands } from "./app-process.ts";
import type { BareBotCommands } from "./bare-bot-process.ts";
import { type Child, startChild } from "./child.ts";
import { withDatabase } from "./database.ts";
import { type SeededPerson, seedPeople } from "./seed-people.ts";
import type { TelegramCommands } from "./telegram-process.ts";

const TOKEN = "110201543:local";

export interface AppStage {
  readonly telegram: Child<TelegramCommands>;
  readonly app: Child<AppCommands>;
  readonly people: readonly SeededPerson[];
}

/** The app, its people and a local Telegram: three processes with PostgreSQL's own. */
export async function withApp<Result>(
  cluster: EmbeddedCluster,
  {
    database,
    people,
    checkInsEach,
  }: { readonly database: string; readonly people: number; readonly checkInsEach: number },
  work: (stage: AppStage) => Promise<Result>,
): Promise<Result> {
  return await withDatabase(cluster, database, async ({ url, client }) => {
    const seeded = await seedPeople(client, { people, checkInsEach });
    return await withTelegram(async (telegram, apiRoot) => {
      const app = startChild<AppCommands>(new URL("app-process.ts", import.meta.url));
      try {
        await app.call("open", { token: TOKEN, apiRoot, databaseUrl: url });
        return await work({ telegram, app, people: seeded });
      } finally {
        await app.stop();
      }
    });
  });
}

/** The bare bot beside a local Telegram of the same kind. */
export async function withBareBot<Result>(
  work: (telegram: Child<TelegramCommands>) => Promise<Result>,
): Promise<Result> {
  return await withTelegram(async (telegram, apiRoot) => {
    const bot = startChild<BareBotCommands>(new URL("bare-bot-process.ts", import.meta.url));
    try {
      await bot.call("open", { token: TOKEN, apiRoot });
      return await work(telegram);
    } finally {
      await bot.stop();
    }
  });
}

async function withTelegram<Result>(
  work: (telegram: Child<TelegramCommands>, apiRoot: string) => Promise<Result>,
): Promise<Result> {
  const telegram = startChild<TelegramCommands>(new URL("telegram-process.ts", import.meta.url));
  try {
    const { apiRoot } = await telegram.call("open", { token: TOKEN });
    return await work(telegram, apiRoot);
  } finally {
    await telegram.stop();
  }
}
