import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Instrument } from "../domain/instrument.ts";
import { OperatorError } from "../operator-error.ts";
import recoveryDangers1 from "./recovery-dangers-1.json" with { type: "json" };
import { instrumentSchema } from "./schema.ts";

export type Instruments = ReadonlyMap<string, Instrument>;

/**
 * The built-in questionnaires and every `*.json` in `extraDir`. A file cannot redefine a key: open check-ins rely on
 * what it means.
 *
 * @throws {OperatorError} one that lists all problems by file
 */
export function loadInstruments(extraDir?: string): Instruments {
  const instruments = new Map<string, Instrument>();
  const problems: string[] = [];
  for (const { name, read } of [builtIn, ...(extraDir === undefined ? [] : filesIn(extraDir))]) {
    const found = check(read);
    if (found.kind === "invalid") problems.push(...found.problems.map((problem) => `${name}: ${problem}`));
    else if (instruments.has(found.instrument.key))
      problems.push(`${name}: ${found.instrument.key} exists already; give it the next version`);
    else instruments.set(found.instrument.key, found.instrument);
  }
  if (problems.length > 0)
    throw new OperatorError(
      `Questionnaires cannot be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
  return instruments;
}

/** Where a programme puts its own questionnaires, beside the built-in one. */
export function ownInstruments(dataDir: string): string | undefined {
  const directory = join(dataDir, "instruments");
  return existsSync(directory) ? directory : undefined;
}

/** @throws {OperatorError} when there is none: a check-in or a setting names a questionnaire whose file is gone */
export function instrumentOf(instruments: Instruments, key: string): Instrument {
  const instrument = instruments.get(key);
  if (!instrument)
    throw new OperatorError(
      `There is no questionnaire ${key}; there are ${[...instruments.keys()].join(", ")}`,
    );
  return instrument;
}

interface Source {
  readonly name: string;
  readonly read: () => unknown;
}

const builtIn: Source = { name: "recovery-dangers-1.json", read: () => recoveryDangers1 };

function filesIn(directory: string): readonly Source[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((file) => join(directory, file))
    .map((name) => ({ name, read: () => JSON.parse(readFileSync(name, "utf8")) }));
}

type Checked =
  | { readonly kind: "ok"; readonly instrument: Instrument }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

function check(read: () => unknown): Checked {
  let data: unknown;
  try {
    data = read();
  } catch (error) {
    // Its own message quotes the text.
    if (error instanceof SyntaxError) return { kind: "invalid", problems: ["is not JSON"] };
    throw error;
  }
  const parsed = instrumentSchema.safeParse(data);
  if (parsed.success) return { kind: "ok", instrument: parsed.data };
  return {
    kind: "invalid",
    problems: parsed.error.issues.map(({ path, message }) =>
      path.length > 0 ? `${path.join(".")}: ${message}` : message,
    ),
  };
}
