import { SingleBar } from "cli-progress";
import { Command, InvalidArgumentError } from "commander";
import { FAULTS, type FaultKind } from "./simulator/faults.ts";
import { reportText } from "./simulator/report.ts";
import { simulate } from "./simulator/simulate.ts";

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
    faultKinds,
    [],
  )
  .option("--hard-days-only", "leave out calm days, to live through a long time of alerts", false)
  .option("--json", "print the report as one JSON object")
  .action(run);

async function run({
  json = false,
  ...options
}: {
  readonly people: number;
  readonly days: number;
  readonly seed: number;
  readonly hardDaysOnly: boolean;
  readonly faults: readonly FaultKind[];
  readonly json?: boolean;
}): Promise<void> {
  const bar = new SingleBar({
    format: "{bar} {value}/{total} {what}",
    stream: process.stderr,
    clearOnComplete: true,
  });
  let current: string | undefined;
  const report = await simulate(options, (what, done, of) => {
    if (what !== current) bar.start(of, done, { what });
    else bar.update(done);
    current = what;
  }).finally(() => bar.stop());
  process.stdout.write(`${json ? JSON.stringify(report) : reportText(report)}\n`);
  process.exitCode = report.violations > 0 ? 1 : 0;
}

function faultKinds(text: string): readonly FaultKind[] {
  const known = Object.keys(FAULTS) as FaultKind[];
  if (text === "all") return known;
  const wanted = text.split(",").map((name) => name.trim());
  const unknown = wanted.find((name) => !known.some((kind) => kind === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`"${unknown}" is none of: all, ${known.join(", ")}.`);
  return known.filter((kind) => wanted.includes(kind));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 on.");
  return value;
}

await program.parseAsync();
