import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One of our programs as a process of its own, with nothing but the given environment. */
export interface RunningProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** The first line of the log that contains it. @throws Error when the process ends or time runs out before. */
  waitsForLine(text: string, withinMs?: number): Promise<Readonly<Record<string, unknown>>>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): Promise<number | string>;
}

export function runProgram(
  program: "src/main.ts" | "src/admin.ts",
  {
    args = [],
    env,
    cwd,
  }: { readonly args?: readonly string[]; readonly env: Record<string, string>; readonly cwd: string },
): RunningProcess {
  const child = spawn(process.execPath, [`${root}${program}`, ...args], {
    // Somewhere without a .env.
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of listeners) listener();
  };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    heard();
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
    heard();
  });
  const ended = once(child, "close").then(([code, signal]: (number | string)[]) => code ?? signal ?? "?");
  return {
    child,
    output: () => output,
    errors: () => errors,
    ended,
    async waitsForLine(text, withinMs = 90_000) {
      return await new Promise((resolve, reject) => {
        const finish = (): void => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        const fail = (why: string): void => {
          finish();
          reject(new Error(`${why} before "${text}":\n${output}\n${errors}`));
        };
        const look = (): void => {
          const line = output
            .split("\n")
            .slice(0, -1)
            .find((candidate) => candidate.includes(text));
          if (line === undefined) return;
          finish();
          resolve(JSON.parse(line));
        };
        const timer = setTimeout(() => fail("time ran out"), withinMs);
        listeners.add(look);
        look();
        void ended.then(() => fail("the process ended"));
      });
    },
    async kill(signal) {
      child.kill(signal);
      return await ended;
    },
  };
}
