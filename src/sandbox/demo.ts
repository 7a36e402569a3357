import { resolve } from "node:path";
import cliProgress from "cli-progress";
import { Command, InvalidArgumentError } from "commander";
import { OperatorError } from "../operator-error.ts";
import { closeAll } from "./close-all.ts";
import { createDemoWeb } from "./demo/create-demo-web.ts";
import { listenLocally } from "./demo/listen-locally.ts";
import { playFortnight } from "./demo/play/play-fortnight.ts";
import { runDemo } from "./demo/run-demo.ts";

const STOP_WITHIN_MS = 9_500;
/** What a shell makes of a process that Ctrl-C has ended. */
const INTERRUPTED = 130;
/** The last is a terminal that is closed. */
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

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
for (const signal of stopSignals) process.on(signal, () => stopped.abort());
// A terminal that was closed takes no words any more; what is being stopped does not break off over that.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stopped.abort());

try {
  if (play) await playFortnight({ dataDir, out: process.stdout, signal: stopped.signal });
  else await serve();
} catch (error) {
  // A play that was broken off. To be stopped is how the page's demo ends.
  if (stopped.signal.aborted && error === stopped.signal.reason) process.exitCode = INTERRUPTED;
  else {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof OperatorError ? error.message : describe(error)}\n`);
  }
}
// Whatever a library may still hold open.
process.exit();

async function serve(): Promise<void> {
  stopped.signal.addEventListener("abort", () => setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref());
  const { demo, stop } = await runDemo({ dataDir, fresh });
  const closing = [stop];
  const bar = new cliProgress.SingleBar(
    {
      format: "Living through the first weeks {bar} {percentage} %",
      hideCursor: true,
      clearOnComplete: true,
    },
    cliProgress.Presets.shades_classic,
  );
  const ended = new Promise<void>((end) => {
    if (stopped.signal.aborted) end();
    stopped.signal.addEventListener("abort", () => end(), { once: true });
  });
  let isLived = false;
  try {
    const web = await listenLocally(createDemoWeb(demo, stopped.signal), port);
    closing.unshift(web.close);
    process.stdout.write(`Teman Pulih demo: http://127.0.0.1:${web.port}  (Ctrl-C stops it)\n`);
    let begun = false;
    const started = demo.start((share) => {
      if (!begun) bar.start(100, 0);
      begun = true;
      bar.update(Math.round(share * 100));
    });
    await Promise.race([
      started.then(() => {
        isLived = !stopped.signal.aborted;
      }),
      ended,
    ]);
    bar.stop();
    await ended;
  } finally {
    bar.stop();
    await closeAll(closing);
  }
  process.stdout.write(
    isLived
      ? "Stopped. The next `npm run demo` goes on from here.\n"
      : "Stopped during the first weeks. The next `npm run demo` lives through them again.\n",
  );
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
