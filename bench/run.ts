import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { pino } from "pino";
import { drawPanels, type Panel } from "../src/sandbox/draw-panels.ts";
import { pictureFile } from "../src/sandbox/picture-file.ts";
import { startThrowawayCluster } from "../src/sandbox/throwaway-cluster.ts";
import { benchmarks, known, names } from "./benchmarks.ts";
import { type Figure, table } from "./figure.ts";

interface Options {
  readonly json?: boolean;
  readonly picture?: string;
  readonly quick?: boolean;
  readonly only?: readonly string[];
}

const program = new Command("bench")
  .description("Measures the app on durable embedded PostgreSQL and a local Telegram.")
  .option("--json", "print an array of { name, value, unit, baseline?, ratio? }")
  .option(
    "--picture <file>",
    "draw, as a PNG, cost against size and how delays are spread, where those are measured",
    pictureFile,
  )
  .option("--only <name>", `measure one of: ${names.join(", ")} (can be repeated)`, known)
  .option("--quick", "a tenth of the work or less, for trying out; the figures mean little")
  .action(run);

async function run({ json = false, quick = false, picture, only = names }: Options): Promise<void> {
  const wanted = new Set(only);
  if (quick) process.stderr.write("--quick: a tenth of the work or less; not figures to quote\n");
  const bar = progressBar();
  const cluster = await startThrowawayCluster({
    durable: true,
    settings: { max_connections: "120" },
    log: pino({ level: "warn" }, pino.destination(2)),
  });
  const figures: Figure[] = [];
  const panels: Panel[] = [];
  const draw = (panel: Panel): void => void panels.push(panel);
  try {
    for (const benchmark of benchmarks)
      if (benchmark.names.some((name) => wanted.has(name)))
        figures.push(...(await benchmark.run({ cluster, quick, progress: bar.show, draw }, wanted)));
  } finally {
    bar.stop();
    await cluster.stop();
  }
  process.stdout.write(`${json ? JSON.stringify(figures, null, 2) : table(figures)}\n`);
  // Last: a disk that is full by now takes the picture with it, and nothing else.
  if (picture !== undefined) await drawTo(picture, panels, quick);
}

async function drawTo(file: string, panels: readonly Panel[], quick: boolean): Promise<void> {
  if (panels.length === 0) {
    process.stderr.write("--picture: nothing that was measured is drawn; tick-1m and alert-delay-p50 are\n");
    return;
  }
  const machine = `${availableParallelism()} cores, Node ${process.version}`;
  const day = new Date().toISOString().slice(0, 10);
  await writeFile(
    file,
    await drawPanels("Benchmarks", `${day}, ${machine}${quick ? ", --quick" : ""}`, panels),
  );
}

function progressBar() {
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {what}",
    stream: process.stderr,
    clearOnComplete: true,
  });
  let current: string | undefined;
  return {
    show(what: string, done: number, of: number): void {
      if (what !== current) bar.start(of, done, { what });
      else bar.update(done);
      current = what;
    },
    stop: () => bar.stop(),
  };
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    // The cluster goes with this process.
    process.exit(130);
  });

await program.parseAsync();
