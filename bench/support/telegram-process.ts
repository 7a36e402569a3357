import { systemClock } from "../../src/clock.ts";
import { serve } from "../../src/sandbox/child-process.ts";
import { TELEGRAM_LIMITS } from "../../src/sandbox/telegram/rate-limit.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { Crowd, type CrowdMember } from "./crowd.ts";
import { type Rush, watchRush } from "./prompt-rush.ts";
import { callForHelp, type RedPerson, redCheckIns } from "./red-check-ins.ts";

export interface TelegramSetting {
  /** People who have begun a chat with the bot before. */
  readonly chats?: readonly number[];
  /** Refuses what Telegram would: more than 30 messages a second over the whole bot. */
  readonly limited?: boolean;
}

/** The local Telegram and its phones in a process of their own: they take no time from the bot's event loop. */
const commands = {
  async open({
    token,
    chats = [],
    limited = false,
  }: TelegramSetting & { readonly token: string }): Promise<{ readonly apiRoot: string }> {
    telegram = await startTelegram({
      token,
      clock: systemClock,
      keepCalls: 100,
      keepMessages: 20,
      ...(limited && { rateLimit: TELEGRAM_LIMITS }),
      memory: { chats: chats.map(begunChat), files: [] },
    });
    return { apiRoot: telegram.apiRoot };
  },

  async latency({ milliseconds }: { readonly milliseconds: number }): Promise<void> {
    opened().faults.latency(milliseconds);
  },

  async begin({ members }: { readonly members: readonly CrowdMember[] }): Promise<void> {
    crowd = new Crowd(opened(), members);
    await crowd.begin();
  },

  /** Answers per second over a while. */
  async rate({ milliseconds }: { readonly milliseconds: number }): Promise<number> {
    return await tapping().rate(milliseconds);
  },

  async screens(
    { count }: { readonly count: number },
    progress: (done: number, of: number) => void,
  ): Promise<void> {
    await tapping().screens(count, progress);
  },

  async end(_: object): Promise<void> {
    await tapping().end();
    crowd = undefined;
  },

  async redCheckIns(
    { people }: { readonly people: readonly RedPerson[] },
    progress: (done: number, of: number) => void,
  ): Promise<number[]> {
    return await redCheckIns(opened(), people, progress);
  },

  /** Opens the chat of each of these and waits for the bot's answer. */
  async greet({ ids }: { readonly ids: readonly number[] }): Promise<void> {
    for (const id of ids) {
      const phone = opened().phone(id);
      await phone.sends("/start");
      await phone.waitsFor(() => true, { withinMs: 30_000 });
    }
  },

  async callForHelp({
    withinMs,
    ...person
  }: Omit<RedPerson, "checkIn"> & { readonly withinMs: number }): Promise<number> {
    return await callForHelp(opened(), person, withinMs);
  },

  async watchRush(
    rush: { readonly dueAt: number; readonly prompts: number; readonly red: RedPerson },
    progress: (done: number, of: number) => void,
  ): Promise<Rush> {
    return await watchRush(opened(), rush, progress);
  },
};

function begunChat(id: number) {
  return {
    chat: { id, type: "private", first_name: "Orang" },
    messages: [],
    lastMessageId: 0,
    begun: true,
    refusal: undefined,
    replyKeyboard: undefined,
  } as const;
}

export type TelegramCommands = typeof commands;

let telegram: Telegram | undefined;
let crowd: Crowd | undefined;

function opened(): Telegram {
  if (!telegram) throw new Error("not opened");
  return telegram;
}

function tapping(): Crowd {
  if (!crowd) throw new Error("nobody taps");
  return crowd;
}

serve(commands, async () => await telegram?.stop());
