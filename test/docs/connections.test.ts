import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  CONNECTIONS_PER_PROCESS,
  EMBEDDED_CONNECTIONS,
  POOL_SIZE,
  QUEUE_POOL_SIZE,
} from "../../src/db/connections.ts";

test("whoever plans the connections reads as many as a process takes", async () => {
  const read = async (page: string) => (await readFile(`docs/${page}.md`, "utf8")).replaceAll(/\s+/g, " ");
  expect(await read("operations")).toContain(`Each takes up to ${CONNECTIONS_PER_PROCESS} connections.`);
  expect(await read("scaling")).toContain(
    `Each process opens up to ${POOL_SIZE} for the bot and ${QUEUE_POOL_SIZE} for the queue. ` +
      `The embedded cluster allows ${EMBEDDED_CONNECTIONS}: two processes,`,
  );
  expect(2 * (CONNECTIONS_PER_PROCESS + 1)).toBeLessThan(EMBEDDED_CONNECTIONS);
});
