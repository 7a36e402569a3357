import { open, stat } from "node:fs/promises";
import type { ErrorDescription } from "../../describe-error.ts";

/** What the app has logged since it was last asked. */
export function followLog(path: string): () => Promise<string> {
  let readUpTo = 0;
  return async () => {
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    if (size <= readUpTo) return "";
    const file = await open(path);
    try {
      const { buffer } = await file.read({ buffer: Buffer.alloc(size - readUpTo), position: readUpTo });
      readUpTo = size;
      return buffer.toString("utf8");
    } finally {
      await file.close();
    }
  };
}

/** Data of buttons that tell an answer, or which question somebody is at. */
export function answersIn(text: string): readonly string[] {
  return text.match(/\b[aq]:\d+:[A-Za-z][A-Za-z0-9-]*(:(\d+|s))?(?![A-Za-z0-9-])/g) ?? [];
}

/** Warnings and errors, in a word or two each; nothing of what people wrote is ever logged. */
export function complaintsIn(log: string): readonly string[] {
  return log.split("\n").flatMap((line) => {
    if (!/^\{"level":"(warn|error|fatal)".*\}$/.test(line)) return [];
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: ErrorDescription };
    return [[msg, err?.explanation ?? err?.type, err?.facts?.code].filter(Boolean).join(": ")];
  });
}

/** By SQLSTATE, how many lines tell of a database that was not there or took nothing: 53100 is a full disk. */
export function databaseErrorsIn(log: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of log.split("\n"))
    for (const code of new Set(
      [...line.matchAll(/"(?:code|originalCode)":"((?:08|25|53|57|58)[0-9A-Z]{3})"/g)].map(([, one]) => one),
    ))
      if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
