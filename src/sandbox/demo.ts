import { resolve } from "node:path";
import cliProgress from "cli-progress";
import { Command, InvalidArgumentError } from "commander";
import { OperatorError } from "../operator-error.ts";
import { createDemoWeb } from "./demo/create-demo-web.ts";
import { listenLocally } from "./demo/listen-locally.ts";
import { playFortnight } from "./demo/play/play-fortnight.ts";
import { runDemo } from "./demo/run-demo.ts";

const STOP_WITHIN_MS = 9_500;

const { port, fresh, play, data } = new Command("npm run demo --")
  .description(
    "Teman Pulih with a local Telegram: three phones in the browser and a clock to move on. No token, no network.",
  )
  .option("--port <number>", "port on 127.0.0.1; the next free one when it is taken", readPort, 8090)
  .option("--fresh", "forget what happened in the demo so far", false)
  .option("--play", "play a scripted fortnight in the terminal instead", false)
  .option("--data <directory>", "where the demo keeps its database and files", "data/demo")
  .parse()
  .opts<{ port: number; fresh: boolean; play: boolean; data: string }>();
const dataDir = resolve(data);
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopped.abort());

try {
  if (play) await playFortnight({ dataDir, out: process.stdout, signal: stopped.signal });
  else await serve();
} catch (error) {
  if (!stopped.signal.aborted) {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof OperatorError ? error.message : describe(error)}\n`);
  }
}
// Whatever a library may still hold open.
process.exit();

async function serve(): Promise<void> {
  const bar = new cliProgress.SingleBar(
    { format: "Making some weeks of history {bar} {percentage} %", hideCursor: true, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  let begun = false;
  const running = await runDemo({
    dataDir,
    fresh,
    signal: stopped.signal,
    onProgress(share) {
      if (!begun) {
        begun = true;
        bar.start(100, 0);
        // Without a terminal there is no bar.
        if (!process.stderr.isTTY) process.stdout.write("Making some weeks of history …\n");
      }
      bar.update(Math.round(share * 100));
    },
  }).finally(() => bar.stop());
  const web = await listenLocally(createDemoWeb(running.demo, stopped.signal), port);
  process.stdout.write(`Teman Pulih demo: http://127.0.0.1:${web.port}  (Ctrl-C stops it)\n`);

  if (!stopped.signal.aborted)
    await new Promise((stop) => stopped.signal.addEventListener("abort", stop, { once: true }));
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  await web.close();
  await running.stop();
  process.stdout.write("Stopped. The next `npm run demo` goes on from here.\n");
}

function readPort(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError("It must be a number from 1 to 65535.");
  return number;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
