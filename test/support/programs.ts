import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { BOT_TOKEN } from "./keys.ts";
import { operator, type Said } from "./operator.ts";
import { ownPort } from "./own-port.ts";
import { type RunningProcess, runProgram } from "./run-process.ts";

/** Real time: programs have a second of work before they can do anything. */
export const PATIENCE = 60_000;

/** The bot and the operator's commands as they are started on a machine, in a directory of their own. */
export interface Programs {
  readonly telegram: Telegram;
  readonly home: string;
  readonly port: number;
  start(env?: Record<string, string>): RunningProcess;
  admin(args: readonly string[], env?: Record<string, string>): RunningProcess;
  /** The same, in this process; see `operator`. */
  operator(args: readonly string[], env?: Record<string, string>): Promise<Said>;
  get(path: string): Promise<Response>;
  close(): Promise<void>;
}

export async function preparePrograms(): Promise<Programs> {
  const home = await mkdtemp(join(tmpdir(), "teman-pulih-process-"));
  const port = await ownPort();
  const telegram = await startTelegram({
    token: BOT_TOKEN,
    clock: systemClock,
    botUsername: "cek_harian_bot",
  });
  const running = new Set<RunningProcess>();
  const settings = {
    BOT_TOKEN,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DATA_DIR: join(home, "data"),
  };
  return {
    ...{ telegram, home, port },
    start(env = {}) {
      const bot = runProgram("src/main.ts", { cwd: home, env: { ...settings, PORT: String(port), ...env } });
      running.add(bot);
      return bot;
    },
    admin: (args, env = {}) => runProgram("src/admin.ts", { args, cwd: home, env: { ...settings, ...env } }),
    operator: async (args, env = {}) => await operator(args, { ...settings, ...env }),
    get: async (path) => await fetch(`http://127.0.0.1:${port}${path}`),
    async close() {
      for (const { child } of running) if (child.exitCode === null) child.kill("SIGKILL");
      await telegram.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export async function taps(phone: Phone, label: string, then: string | RegExp): Promise<void> {
  await phone.taps(label);
  await phone.waitsFor(then, { withinMs: PATIENCE });
}

export function pushes(phone: Phone): readonly string[] {
  return phone.notifications().filter((text) => text.startsWith("1 hal perlu dilihat"));
}

export const question = (number: number): string => `Pertanyaan ${number} dari 12`;
