import { PrismaPg } from "@prisma/adapter-pg";
import { POOL_SIZE } from "./connections.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";

export type Db = PrismaClient;

declare const insideTransaction: unique symbol;
/** A client bound to a transaction. The brand keeps a `Db` from being passed where atomicity is relied on. */
export type Tx = Prisma.TransactionClient & { readonly [insideTransaction]: true };

export interface PoolOptions {
  /** Connections, opened as they are needed. */
  readonly poolSize?: number;
  /** How long a query waits for a connection. */
  readonly connectMilliseconds?: number;
  /** How long an answer is waited for; longer than the server itself may take. */
  readonly queryMilliseconds?: number;
}

const CONNECT_MS = 5_000;
/** Longer than from one tick to the next: a new connection has to learn every table and statement again. */
const IDLE_MS = 60_000;
const QUERY_MS = 20_000;

/** A server that is gone without a word, behind a firewall or after a failover, is noticed in seconds, not in hours. */
export const patience = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  query_timeout: QUERY_MS,
} as const;

export function createDatabase(
  url: string,
  { poolSize = POOL_SIZE, connectMilliseconds = CONNECT_MS, queryMilliseconds = QUERY_MS }: PoolOptions = {},
): Db {
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max: poolSize,
      ...patience,
      query_timeout: queryMilliseconds,
      connectionTimeoutMillis: connectMilliseconds,
      idleTimeoutMillis: IDLE_MS,
      statement_timeout: 15_000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 20_000,
      application_name: "teman-pulih",
      // Prisma takes every time that it reads for UTC, whatever zone the server or the database is set to.
      options: "-c TimeZone=UTC",
    },
    { statementNameGenerator: statementNames() },
  );
  return new PrismaClient({ adapter });
}

/** Each costs memory on every connection. */
const mostNamedStatements = 300;

/**
 * A named statement is parsed once per connection and its plan can be kept; nameless, it is parsed and
 * planned at every tap.
 */
function statementNames(): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    let name = names.get(sql);
    if (name === undefined && names.size < mostNamedStatements) {
      name = `s${names.size}`;
      names.set(sql, name);
    }
    return name ?? "";
  };
}

const transactionAttempts = 5;

/** `maxWait` is longer than the wait for a connection, so that an exhausted pool reports itself. */
const limits = { maxWait: CONNECT_MS + 3_000, timeout: 10_000 };

/**
 * Runs `work` in one transaction. When the database gives it up for another one (deadlock, serialisation), it runs
 * again from the start: `work` must not do anything a rollback cannot take back.
 */
export async function inTransaction<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return await despiteConflicts(async () => await db.$transaction((tx) => work(tx as Tx), limits));
}

/** The same for a single statement, which is a transaction already. */
export async function despiteConflicts<Result>(statement: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await statement();
    } catch (error) {
      if (attempt === transactionAttempts || !isConflict(error)) throw error;
    }
  }
}

/** P2002. It does not say which key: what Prisma reports about that differs between adapters. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}

/**
 * The database cannot be reached, threw us out, or takes nothing for now (a full disk): the same work may succeed
 * when it is well again.
 */
export function isDatabaseDown(error: unknown): boolean {
  return errorChain(error).some(({ name, message, code, kind, originalCode }) => {
    const codes = [code, originalCode].filter((value) => typeof value === "string");
    return (
      name === "PrismaClientInitializationError" ||
      (code === undefined && lostConnection.test(String(message))) ||
      kind === "DatabaseNotReachable" ||
      kind === "ConnectionClosed" ||
      kind === "SocketTimeout" ||
      kind === "TooManyConnections" ||
      codes.some((value) => downCodes.has(value) || value.startsWith("08"))
    );
  });
}

export type Lack = "disk" | "memory" | "connections" | "writes";

/** What a database lacks that takes nothing for now; undefined where it is only away. */
export function lackOf(error: unknown): Lack | undefined {
  const lacks = Object.keys(codesOfLacks) as Lack[];
  return lacks.find((lack) => hasCode(error, codesOfLacks[lack]));
}

/**
 * The database is there, but one of the limits above ran out: for a lock, a statement, a transaction. A stall passes, and the
 * same work succeeds then; but it may be this very work that takes too long, so whoever tries it again must not do so for ever.
 */
export function isOutOfTime(error: unknown): boolean {
  return hasCode(error, outOfTimeCodes);
}

const codesOfLacks: Readonly<Record<Lack, ReadonlySet<string>>> = {
  disk: new Set(["53100"]),
  memory: new Set(["53200"]),
  connections: new Set(["53300", "P2037"]),
  // Read-only: over a full disk, or because it is a standby.
  writes: new Set(["25006"]),
};
const downCodes = new Set([
  ...["P1001", "P1002", "P1017", "P2024"],
  ...["57P01", "57P02", "57P03"],
  ...Object.values(codesOfLacks).flatMap((codes) => [...codes]),
  // Another resource is used up; an input or output error.
  ...["53000", "58030"],
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "EHOSTUNREACH"],
]);
/** pg's own errors have no code, only these messages. */
const lostConnection =
  /^(Connection terminated|timeout (exceeded|expired)|Query read timeout|Client has encountered a connection error)/;
/** Prisma's own limits for a transaction; then the server's for a statement, a lock, and silence inside a transaction. */
const outOfTimeCodes = new Set(["P2028", "57014", "55P03", "25P03"]);
const conflictCodes = new Set(["P2034", "40001", "40P01"]);

function isConflict(error: unknown): boolean {
  return (
    hasCode(error, conflictCodes) || errorChain(error).some(({ kind }) => kind === "TransactionWriteConflict")
  );
}

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  return errorChain(error).some(
    ({ code, originalCode }) => codes.has(String(code)) || codes.has(String(originalCode)),
  );
}

interface ErrorFacts {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly kind?: unknown;
  readonly originalCode?: unknown;
}

/** Prisma keeps what the driver said in `cause` or, for raw queries, in `meta.driverAdapterError`. */
function errorChain(error: unknown): ErrorFacts[] {
  const chain: ErrorFacts[] = [];
  for (let link = error; typeof link === "object" && link !== null && chain.length < 8; ) {
    chain.push(link);
    const { cause, meta } = link as { cause?: unknown; meta?: { driverAdapterError?: unknown } };
    link = meta?.driverAdapterError ?? cause;
  }
  return chain;
}
