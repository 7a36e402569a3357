import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const DEMO = new URL("../../../../src/sandbox/demo.ts", import.meta.url).pathname;

export interface DemoServer {
  readonly url: string;
  /** SIGTERM, or another signal; the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  output(): string;
}

/** `npm run demo` as a process of its own. @throws Error with its output when it does not come up. */
export async function startDemoServer({
  dataDir,
  port = 18_090,
}: {
  dataDir: string;
  port?: number;
}): Promise<DemoServer> {
  const { child, output } = spawnDemo(["--data", dataDir, "--port", String(port)]);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", () => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0];
      if (found) resolve(found);
    });
    child.once("close", (code) => reject(new Error(`The demo ended with ${code}:\n${output()}`)));
  });
  return { url, output, stop: (signal) => stopProcess(child, signal) };
}

/** What it says on either stream is its output. */
export function spawnDemo(args: readonly string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [DEMO, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => {
      output += data.toString();
    });
  return { child, output: () => output };
}

async function stopProcess(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, "close");
  child.kill(signal);
  const [code] = await ended;
  return code;
}
