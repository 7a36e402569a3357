import { systemClock } from "../../src/clock.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { serve } from "./child.ts";
import { Crowd, type CrowdMember } from "./crowd.ts";
import { type RedPerson, redCheckIns } from "./red-check-ins.ts";

/** The local Telegram and its phones in a process of their own: they take no time from the bot's event loop. */
const commands = {
  async open({ token }: { readonly token: string }): Promise<{ readonly apiRoot: string }> {
    telegram = await startTelegram({ token, clock: systemClock, keepCalls: 100, keepMessages: 20 });
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
};

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
