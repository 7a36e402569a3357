import { expect, onTestFinished, test } from "vitest";
import { createDatabase } from "../../../src/db/client.ts";
import { stuffPages } from "../../../src/sandbox/simulator/stuff-pages.ts";
import { createTestDatabase } from "../../support/database.ts";

test("with its pages stuffed a table has to grow with the next row, which a full disk refuses; nothing of it stays", async () => {
  const database = await createTestDatabase();
  const db = createDatabase(database.url);
  onTestFinished(async () => {
    await db.$disconnect();
    await database.drop();
  });
  const size = async () => {
    const [row] = await db.$queryRaw<{ bytes: number }[]>`
      SELECT pg_relation_size('audit_events')::int AS bytes`;
    return row?.bytes ?? 0;
  };
  const write = async () => {
    await db.auditEvent.create({ data: { at: new Date(), actor: "system", action: "nothing" } });
  };
  await write();
  const giveBack = await stuffPages(database.url);
  const before = await size();
  // One row less than fits counts as the end of a page.
  await write();
  await write();
  expect(await size()).toBeGreaterThan(before);
  await giveBack();
  expect(await db.outboxMessage.count()).toBe(0);
  expect(await db.auditEvent.count()).toBe(3);
});
