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

interface Complaint {
  readonly level: "warn" | "error" | "fatal";
  readonly msg?: string;
  readonly err?: ErrorDescription;
  /** Of the app's auditor. */
  readonly finding?: string;
  readonly count?: number;
  readonly repaired?: boolean;
}

function linesIn(log: string): readonly Complaint[] {
  return log
    .split("\n")
    .filter((line) => /^\{"level":"(warn|error|fatal)".*\}$/.test(line))
    .map((line) => JSON.parse(line) as Complaint);
}

const inWords = ({ msg, err }: Complaint): string =>
  [msg, err?.explanation ?? err?.type, err?.facts?.code].filter(Boolean).join(": ");

/** Warnings and errors, in a word or two each; nothing of what people wrote is ever logged. */
export function complaintsIn(log: string): readonly string[] {
  return linesIn(log).map(inWords);
}

export interface Failures {
  /** What has failed, and nothing that is done to the database or to Telegram explains it. */
  readonly own: readonly string[];
  /** By what has failed, how often one of these two was to blame. */
  readonly excused: ReadonlyMap<string, number>;
}

/** Errors that something of the app ended with. */
export function failuresIn(log: string): Failures {
  const failed = linesIn(log).filter(({ level, err }) => level !== "warn" && err !== undefined);
  const own: string[] = [];
  const excused = new Map<string, number>();
  for (const line of failed) {
    const { msg = "", err } = line;
    if (err && isExcused(err)) excused.set(msg, (excused.get(msg) ?? 0) + 1);
    else own.push(inWords(line));
  }
  return { own, excused };
}

/** The database was away, or took too long, or took nothing: by SQLSTATE, and by codes of Prisma and of the system. */
const TROUBLES = /^((08|53|57|58)...|25006|25P03|55P03|P1001|P1002|P1017|P2024|P2028|P2037|E[A-Z_]{4,})$/;
const TROUBLED = new Set(["ConnectionClosed", "DatabaseNotReachable", "SocketTimeout", "TooManyConnections"]);

function isExcused({ type, facts = {}, stack: [first = ""] = [], causes = [] }: ErrorDescription): boolean {
  const { code, originalCode, kind, error_code: refusal } = facts;
  return (
    type === "HttpError" ||
    (type === "GrammyError" && (refusal === 429 || Number(refusal) >= 500)) ||
    [code, originalCode].some((one) => TROUBLES.test(String(one))) ||
    TROUBLED.has(String(kind)) ||
    // A lost connection has no code there.
    (code === undefined && /\/node_modules\/pg(-pool)?\//.test(first)) ||
    causes.some(isExcused)
  );
}

/** By what was wrong, how much of it the app's auditor has put right. */
export function repairsIn(log: string): ReadonlyMap<string, number> {
  const repairs = new Map<string, number>();
  for (const { finding, count = 0, repaired = false } of linesIn(log))
    if (finding !== undefined && repaired) repairs.set(finding, (repairs.get(finding) ?? 0) + count);
  return repairs;
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
