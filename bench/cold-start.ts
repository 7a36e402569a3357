import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/clock.ts";
import { freePort } from "../src/free-port.ts";
import { startTelegram } from "../src/sandbox/telegram/telegram.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { median } from "./support/statistics.ts";

const TOKEN = "110201543:local";
const root = fileURLToPath(new URL("..", import.meta.url));

interface Start {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly until: string;
}

/**
 * From the command to the line that says that it is ready: `npm start` on an empty directory (a cluster is made, all
 * migrations run), again on the same one, and the demo until its page can be opened.
 */
export const coldStart: Benchmark = {
  names: ["cold-start", "warm-start", "cold-start-demo"],
  async run({ quick, progress }, wanted) {
    const rounds = quick ? 1 : 5;
    const telegram = await startTelegram({ token: TOKEN, clock: systemClock });
    const [cold, warm, demo]: [number[], number[], number[]] = [[], [], []];
    try {
      for (let round = 0; round < rounds; round++) {
        await inDirectory(async (directory) => {
          const start: Start = {
            program: "src/main.ts",
            args: [],
            env: {
              BOT_TOKEN: TOKEN,
              TELEGRAM_API_ROOT: telegram.apiRoot,
              DATA_DIR: directory,
              PORT: String(await freePort()),
              LOG_LEVEL: "info",
            },
            until: '"msg":"ready"',
          };
          cold.push(await secondsUntil(start));
          warm.push(await secondsUntil(start));
        });
        await inDirectory(async (directory) => {
          const args = ["--data", directory, "--port", String(await freePort())];
          demo.push(
            await secondsUntil({
              program: "src/sandbox/demo.ts",
              args,
              env: {},
              until: "Teman Pulih demo: http",
            }),
          );
        });
        progress("cold starts", round + 1, rounds);
      }
    } finally {
      await telegram.stop();
    }
    return [
      figure("cold-start", median(cold), "s"),
      figure("warm-start", median(warm), "s", median(cold)),
      figure("cold-start-demo", median(demo), "s"),
    ].filter(({ name }) => wanted.has(name));
  },
};

async function inDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "teman-pulih-cold-start-"));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Stops it again. */
async function secondsUntil({ program, args, env, until }: Start): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [`${root}${program}`, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  try {
    let output = "";
    for await (const text of child.stdout.setEncoding("utf8")) {
      output += text as string;
      if (output.includes(until)) return (performance.now() - began) / 1000;
    }
    throw new Error(`${program} ended before it was ready`);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}
