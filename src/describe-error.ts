import { OperatorError } from "./operator-error.ts";

export interface ErrorDescription {
  readonly type: string;
  readonly explanation?: string;
  readonly facts?: Readonly<Record<string, string | number>>;
  readonly stack?: readonly string[];
  readonly causes?: readonly ErrorDescription[];
}

/** Codes and names out of libraries' own vocabulary, never of what people wrote. */
const factNames = [
  "code",
  "originalCode",
  "error_code",
  "errno",
  "syscall",
  "method",
  "kind",
  "severity",
  "routine",
];
const tableNames = ["schema", "table", "constraint", "modelName"];
const maxDepth = 4;

/**
 * An error as it may stand in a log. Messages are left out, because libraries quote what they were given: grammY the
 * request's URL with the token and the payload, Prisma and PostgreSQL values, JSON.parse the text. Ours for the operator
 * and those of system calls are kept.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (typeof error !== "object" || error === null) return { type: typeof error };
  const { name, message, stack, cause, meta, errors } = error as Record<string, unknown>;
  // grammY keeps what went wrong in `error`.
  const inner = (error as { error?: unknown }).error;
  const facts = factsOf({ ...(isObject(meta) ? meta : {}), ...ownFields(error) });
  const causes =
    depth < maxDepth
      ? [
          cause,
          inner,
          isObject(meta) ? meta.driverAdapterError : undefined,
          ...(Array.isArray(errors) ? errors : []),
        ]
          .filter(isObject)
          .map((each) => describeError(each, depth + 1))
      : [];
  return {
    type: typeof name === "string" ? name : "Error",
    ...(mayShowMessage(error) && { explanation: String(message) }),
    ...(Object.keys(facts).length > 0 && { facts }),
    ...(typeof stack === "string" && { stack: frames(stack, String(message ?? "")) }),
    ...(causes.length > 0 && { causes }),
  };
}

function mayShowMessage(error: object): boolean {
  return error instanceof OperatorError || (error instanceof Error && "syscall" in error && "code" in error);
}

function ownFields(error: object): Record<string, unknown> {
  return Object.fromEntries(
    [...factNames, ...tableNames].map((name) => [name, (error as Record<string, unknown>)[name]]),
  );
}

function factsOf(fields: Record<string, unknown>): Record<string, string | number> {
  const facts: Record<string, string | number> = {};
  for (const name of [...factNames, ...tableNames]) {
    const value = fields[name];
    if (typeof value === "number") facts[name] = value;
    // An identifier; whatever has spaces or more was not meant as one.
    else if (typeof value === "string" && /^[\w.-]{1,64}$/.test(value)) facts[name] = value;
  }
  return facts;
}

/** The lines of the stack behind the message; none when the two cannot be told apart. */
function frames(stack: string, message: string): string[] {
  const at = stack.indexOf(message);
  if (at < 0) return [];
  return stack
    .slice(at + message.length)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, 12);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
