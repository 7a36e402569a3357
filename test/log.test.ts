import { readFile } from "node:fs/promises";
import { Bot, GrammyError } from "grammy";
import { afterAll, describe, expect, test } from "vitest";
import { createLog } from "../src/log.ts";
import { OperatorError } from "../src/operator-error.ts";
import { createTestDatabase } from "./support/database.ts";

const database = await createTestDatabase();
afterAll(() => database.drop());

const token = "123456:secret-token";
const words = "kemarin aku hampir pakai lagi";

/** What a log call writes. */
function written(call: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  call(createLog("trace", { write: (line) => lines.push(line) }));
  return lines.join("");
}

async function failure(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

/** A real call to a Bot API server that is not there: grammY's error carries the URL, and with it the token. */
const unreachable = () =>
  failure(() => new Bot(token, { client: { apiRoot: "http://127.0.0.1:1" } }).api.sendMessage(7, words));

const refused = () =>
  new GrammyError(
    `Call to 'sendMessage' failed! (400: ${words})`,
    { ok: false, error_code: 400, description: `Bad Request: can't parse "${words}"` },
    "sendMessage",
    { chat_id: 7, text: words },
  );

const rejectedByPrisma = () =>
  failure(() =>
    database.db.programme.create({ data: { name: words, zone: 7 as unknown as string } as never }),
  );

const rejectedByPostgres = () => failure(() => database.db.$queryRawUnsafe(`SELECT '${words}'::int`));

const unparsable = () => failure(() => JSON.parse(`{"note": ${words}}`));

describe("neither the token nor what somebody wrote comes out of", () => {
  test.each<[string, () => unknown, string]>([
    ["a Bot API server that is away", unreachable, "HttpError"],
    ["a request that Telegram refuses", refused, '"error_code":400'],
    ["a row that Prisma refuses", rejectedByPrisma, "PrismaClientValidationError"],
    ["a statement that PostgreSQL refuses", rejectedByPostgres, '"code":"P2010"'],
    ["a text that is no JSON", unparsable, "SyntaxError"],
    ["an error whose message looks like a stack", () => new Error(`x\n    at ${words} (y:1:1)`), "Error"],
    [
      "a cause inside a cause",
      () => new Error("a", { cause: new Error(words, { cause: refused() }) }),
      "sendMessage",
    ],
    ["several at once", () => new AggregateError([new Error(words), refused()], words), "sendMessage"],
    ["something thrown that is no error", () => words, '"type":"string"'],
  ])("%s", async (_, make, telling) => {
    const error = await make();
    const lines = written((log) => {
      log.error({ err: error }, "it failed");
      log.error({ err: error });
      if (error instanceof Error) log.error(error);
      log.error({ error }, "it failed for %s", words);
    });
    expect(lines).toContain(telling);
    expect(lines).not.toContain("hampir");
    expect(lines).not.toContain("secret-token");
  });
});

test("what helps to find the fault stays: class, code, method, where", () => {
  const line = JSON.parse(written((log) => log.warn({ err: refused(), outbox: 4 }, "not delivered")));
  expect(line).toMatchObject({
    level: "warn",
    msg: "not delivered",
    outbox: 4,
    err: { type: "GrammyError", facts: { error_code: 400, method: "sendMessage" } },
  });
  expect(line.err.stack[0]).toMatch(/^at .*log\.test\.ts/);
});

test("messages written for the operator, and those of system calls, are shown", async () => {
  const lines = written((log) => log.error({ err: new OperatorError("Free some space.") }, "stopped"));
  expect(lines).toContain("Free some space.");
  const missing = await failure(() => readFile("/no/such/file"));
  expect(written((log) => log.error({ err: missing }, "stopped"))).toContain("ENOENT: no such file");
});

test("fields that hold content are struck out even when somebody passes them", () => {
  const fields = [
    ...["token", "secret", "password", "key", "authorization", "url", "text", "caption", "name", "nickname"],
    ...["message", "answer", "value", "reasons", "payload", "update", "ctx"],
  ];
  for (const field of fields)
    for (const content of [{ [field]: words }, { [field]: { deep: [words] } }])
      for (const facts of [content, { row: content }, { row: { part: content } }]) {
        const line = written((log) => log.info(facts, "x"));
        expect(line).toContain(`"${field}":"[redacted]"`);
        expect(line, field).not.toContain("hampir");
      }
});
