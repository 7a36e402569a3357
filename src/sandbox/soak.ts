import { writeFile } from "node:fs/promises";
import { SingleBar } from "cli-progress";
import { Command, InvalidArgumentError } from "commander";
import { MINUTE_MS } from "../domain/duration.ts";
import { keepCompiled } from "../keep-compiled.ts";
import { drawPanels } from "./draw-panels.ts";
import { pictureFile } from "./picture-file.ts";
import { simulate } from "./simulator/simulate.ts";
import {
  type holdings,
  judgeSoak,
  LEAST_SAMPLES,
  type Sample,
  type Trend,
  takeSample,
} from "./soak/judge-soak.ts";

// Its processes are started again and again.
keepCompiled();

const SAMPLE_EVERY_MS = 5_000;

const program = new Command("soak")
  .description(
    "Keeps the app under a steady load, day after simulated day without a pause, and looks whether it holds more and more: memory, timers, sockets, files, connections, jobs.",
  )
  .option("--minutes <count>", "how long", positive, 60)
  .option("--people <count>", "participants", positive, 60)
  .option("--picture <file>", "draw what was held as a PNG", pictureFile)
  .option("--json", "print the report as one JSON object")
  .action(run);

async function run({
  minutes,
  people,
  picture,
  json = false,
}: {
  readonly minutes: number;
  readonly people: number;
  readonly picture?: string;
  readonly json?: boolean;
}): Promise<void> {
  const bar = new SingleBar({
    format: "{bar} {value}/{total} minutes",
    stream: process.stderr,
    clearOnComplete: true,
    // Where nobody can watch a bar, a line a minute.
    noTTYOutput: true,
    notTTYSchedule: 60_000,
  });
  const samples: Sample[] = [];
  let began: number | undefined;
  let sampledAt = 0;
  let days = 0;
  bar.start(minutes, 0);
  const options = { people, days: 100_000, seed: 1, hardDaysOnly: false, faults: [], intensity: 1 };
  const { checkIns, taps, messages, alerts, violations } = await simulate(options, {
    exposesGc: true,
    async onDay({ db, apps }) {
      const now = performance.now();
      began ??= now;
      days += 1;
      if (now - sampledAt < SAMPLE_EVERY_MS) return;
      sampledAt = now;
      samples.push(await takeSample(db, apps, (now - began) / MINUTE_MS));
      bar.update(Math.floor((now - began) / MINUTE_MS));
    },
    isEnough: () => began !== undefined && performance.now() - began > minutes * MINUTE_MS,
  }).finally(() => bar.stop());

  const trends = judgeSoak(samples);
  const load = { people, days, checkIns, taps, messages, alerts, violations };
  const text = [
    `${minutes} minutes, ${people} people, ${days} days: ${taps} taps, ${messages} messages, ${alerts} alerts, ${violations} violations`,
    ...(trends
      ? [`${samples.length} samples; medians of the second and of the last quarter:`, ...trends.map(lineOf)]
      : []),
  ].join("\n");
  process.stdout.write(
    `${json ? JSON.stringify({ minutes, ...load, trends: trends ?? null, samples }) : text}\n`,
  );
  if (!trends)
    process.stderr.write(
      `${samples.length} samples are too few to tell whether anything grows: it takes ${LEAST_SAMPLES}, so let it run longer.\n`,
    );
  process.exitCode = violations > 0 || !trends || trends.some(({ grows }) => grows) ? 1 : 0;
  // Last: a disk that is full by now takes the picture with it, and nothing else.
  if (picture !== undefined) await writeFile(picture, await draw(samples, load));
}

function lineOf({ holding, early, late, grows }: Trend): string {
  return `  ${holding.padEnd(16)} ${String(early).padStart(7)} → ${String(late).padStart(7)}${grows ? "  GROWS" : ""}`;
}

async function draw(
  samples: readonly Sample[],
  { people, days, taps }: { readonly people: number; readonly days: number; readonly taps: number },
): Promise<Uint8Array> {
  const panel = (title: string, y: string, names: readonly (typeof holdings)[number][]) => ({
    title,
    x: "minutes",
    y,
    kind: "line" as const,
    series: names.map((name) => ({
      name,
      points: samples.map((sample) => [sample.minute, sample[name]] as const),
    })),
  });
  return await drawPanels(
    "The app under a steady load",
    `${people} people, ${days} simulated days, ${taps} taps`,
    [
      panel("Memory, garbage collected", "MB", ["heapMb", "residentMb"]),
      panel("Held at rest", "count", ["timers", "sockets", "openFiles", "connections"]),
      panel("Waiting", "count", ["jobs", "pendingMessages"]),
    ],
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("A number above 0.");
  return value;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

await program.parseAsync();
