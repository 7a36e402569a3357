import { type MockInstance, vi } from "vitest";
import { runAdmin } from "../../src/admin/cli.ts";
import { systemClock } from "../../src/clock.ts";

export interface Said {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/**
 * One of the operator's commands, with nothing but the given environment, in this process: starting another takes longer
 * than most of them run. Where the start, a signal or a `kill -9` is the story, `runProgram` it.
 */
export async function operator(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  now?: Date,
): Promise<Said> {
  const before = { env: process.env, exitCode: process.exitCode };
  const output = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const errors = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const time = now && vi.spyOn(systemClock, "now").mockReturnValue(now);
  process.env = { ...env };
  process.exitCode = 0;
  try {
    await runAdmin(args);
    return { code: process.exitCode, output: written(output), errors: written(errors) };
  } finally {
    for (const spy of [output, errors, time]) spy?.mockRestore();
    Object.assign(process, before);
  }
}

function written({ mock }: MockInstance<typeof process.stdout.write>): string {
  return mock.calls.map(([text]) => String(text)).join("");
}
