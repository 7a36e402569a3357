import { writeFile } from "node:fs/promises";
import { SingleBar } from "cli-progress";
import { Command, InvalidArgumentError } from "commander";
import { keepCompiled } from "../keep-compiled.ts";
import { pictureFile } from "./picture-file.ts";
import { drawReport } from "./simulator/draw-report.ts";
import { FAULTS, type FaultKind, faultKinds } from "./simulator/fault-kinds.ts";
import type { SimulationOptions } from "./simulator/options.ts";
import { type Reduced, reduce } from "./simulator/reduce.ts";
import { historyOf, historyText, reportText } from "./simulator/report.ts";
import { type Progress, simulate } from "./simulator/simulate.ts";

// Its processes are started again and again.
keepCompiled();

const REDUCE_WITHIN_MS = 15 * 60_000;
const SAME_SIGNAL_MS = 1000;
/** What a shell makes of a process that a signal has ended. */
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;

const program = new Command("simulate")
  .description(
    "Plays whole programmes on the real app, a real PostgreSQL and a local Telegram, on a virtual clock.",
  )
  .option("--people <count>", "participants", wholeNumber, 100)
  .option("--days <count>", "how long", wholeNumber, 28)
  .option("--seed <number>", "the same seed gives the same people and the same days", wholeNumber, 1)
  .option(
    "--faults <names>",
    `all, or some of: ${Object.entries(FAULTS)
      .map(([name, what]) => `${name} (${what})`)
      .join(", ")}`,
    chosen,
    [],
  )
  .option("--intensity <times>", "how many times more often than usual things fail", wholeNumber, 1)
  .option("--only <codes>", "only these of them, such as BPN-003,BER-001", (text) => text.split(","))
  .option("--hard-days-only", "leave out calm days, to live through a long time of alerts", false)
  .option("--stop-at-first", "end with the day on which something wrong is found", false)
  .option("--no-reduce", "do not look for the smallest run that ends with the same violation")
  .option("--picture <file>", "draw the report as a PNG", pictureFile)
  .option("--json", "print the report as one JSON object")
  .action(run);

async function run({
  json = false,
  reduce: shouldReduce,
  picture,
  stopAtFirst = false,
  ...options
}: SimulationOptions & {
  readonly reduce: boolean;
  readonly picture?: string;
  readonly json?: boolean;
  readonly stopAtFirst?: boolean;
}): Promise<void> {
  const { progress, say, stop } = createBar();
  const endAsked = onSignal(() => say("Ends with this day and tells of it; once more to end at once."));
  try {
    const report = await simulate(options, {
      progress,
      onFound: (found) => say(historyText(historyOf(found)).join("\n")),
      isEnough: (found) => endAsked.by !== undefined || (stopAtFirst && found.length > 0),
    });
    const [first] = report.found;
    const isEnough = () => endAsked.by !== undefined;
    const reduced =
      first && shouldReduce && !isEnough()
        ? await reduce(options, first, { progress, isEnough, withinMs: REDUCE_WITHIN_MS })
        : undefined;
    stop();
    const text = [reportText(report), ...(reduced ? ["", reducedText(reduced)] : [])].join("\n");
    process.stdout.write(`${json ? JSON.stringify({ ...report, ...(reduced && { reduced }) }) : text}\n`);
    process.exitCode = report.violations > 0 ? 1 : endAsked.by === undefined ? 0 : INTERRUPTED[endAsked.by];
    // Last: a disk that is full by now takes the picture with it, and nothing else.
    if (picture !== undefined) await writeFile(picture, await drawReport(report));
  } finally {
    stop();
  }
}

/** A progress bar on stderr, and what is said above it. */
function createBar() {
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {what}",
    stream: process.stderr,
    clearOnComplete: true,
    // Where nobody can watch a bar, a line a minute.
    noTTYOutput: true,
    notTTYSchedule: 60_000,
  });
  let current: string | undefined;
  const stop = (): void => {
    bar.stop();
    current = undefined;
  };
  const progress: Progress = (what, done, of) => {
    if (what !== current) bar.start(of, done, { what });
    else bar.update(done);
    current = what;
  };
  const say = (text: string): void => {
    stop();
    process.stderr.write(`${text}\n`);
  };
  return { progress, say, stop };
}

/** The first signal is a wish. Ctrl-C under npm comes twice at once: from the terminal and from npm. */
function onSignal(told: () => void): { readonly by: keyof typeof INTERRUPTED | undefined } {
  const asked: { by: keyof typeof INTERRUPTED | undefined } = { by: undefined };
  let at = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      // The database goes with this process; the disk it was on is cleared away by the next run.
      if (asked.by && performance.now() - at > SAME_SIGNAL_MS) process.exit(INTERRUPTED[signal]);
      if (asked.by) return;
      asked.by = signal;
      at = performance.now();
      told();
    });
  return asked;
}

function reducedText({ command, tries, history }: Reduced): string {
  return [
    `The smallest run found in ${tries} tries that ends with the same: ${command}`,
    ...historyText(history),
  ].join("\n");
}

function chosen(text: string): readonly FaultKind[] {
  if (text === "all") return faultKinds;
  const wanted = text.split(",").map((name) => name.trim());
  const unknown = wanted.find((name) => !faultKinds.some((kind) => kind === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is none of: all, ${faultKinds.join(", ")}.`);
  return faultKinds.filter((kind) => wanted.includes(kind));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 on.");
  return value;
}

await program.parseAsync();
