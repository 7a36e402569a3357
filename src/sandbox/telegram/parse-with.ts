import type * as z from "zod";
import { type ApiError, badRequest } from "./errors.ts";

/** @throws ApiError 400 that names the field. `where` is the method or type the fields belong to. */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw issue ? describe(issue, where) : badRequest(`can't parse ${where}`);
}

const MISSING: Readonly<Record<string, string>> = {
  chat_id: "chat_id is empty",
  text: "message text is empty",
  message_id: "message identifier is not specified",
};

function describe(issue: z.core.$ZodIssue, where: string): ApiError {
  const nested =
    issue.code === "invalid_union" ? issue.errors.flat().find((inner) => inner.path.length > 0) : undefined;
  if (nested) return describe({ ...nested, path: [...issue.path, ...nested.path] }, where);
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys")
    // Telegram ignores unknown fields. For tests a misspelled one must be seen.
    return badRequest(
      `field "${[...path, issue.keys[0]].join(".")}" of ${where} is unknown or not supported here`,
    );
  const [field] = path;
  if (path.length === 1 && field !== undefined && isMissing(issue))
    return badRequest(MISSING[field] ?? `parameter "${field}" is required`);
  return badRequest(`can't parse "${path.join(".")}" of ${where}: ${issue.message}`);
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return (issue.code === "invalid_type" || issue.code === "invalid_union") && issue.input === undefined;
}
