import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { expect, inject, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/db/open-database.ts";
import { createTestDatabase } from "../support/database.ts";

function memoryLog() {
  const lines: unknown[][] = [];
  const note = (...args: unknown[]) => void lines.push(args);
  return { lines, log: { info: note, warn: note } };
}

test("one that is down at the start is waited for, with a line in the log each time", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const url = new URL(database.url);
  const upstream = Number(url.port);
  const door = await reservePort();
  onTestFinished(door.close);
  url.port = String(door.port);
  const { lines, log } = memoryLog();
  const waited: number[] = [];
  const opened = await openDatabase({
    database: { kind: "url", url: url.href },
    log,
    wait: async (milliseconds) => {
      waited.push(milliseconds);
      if (waited.length === 3) await door.open(upstream);
    },
  });
  onTestFinished(opened.stop);
  expect(waited).toEqual([500, 1_000, 2_000]);
  expect(lines.slice(0, 3)).toEqual(
    waited.map((ms) => [
      { code: "ECONNREFUSED", retryInSeconds: ms / 1000 },
      "the database cannot be reached yet",
    ]),
  );
  expect(await opened.db.programme.count()).toBe(0);
});

test("one that never comes ends the start after two minutes, without its address", async () => {
  const door = await reservePort();
  let seconds = 0;
  const url = `postgresql://tp:hunter2@127.0.0.1:${door.port}/tp`;
  const opening = openDatabase({
    database: { kind: "url", url },
    ...memoryLog(),
    wait: async (milliseconds) => {
      seconds += milliseconds / 1000;
    },
  });
  await expect(opening).rejects.toThrow(
    /^The database could not be reached for two minutes\. Check DATABASE_URL/,
  );
  expect(seconds).toBeGreaterThan(100);
});

test.each([
  ["a wrong password", (url: URL) => Object.assign(url, { password: "hunter2" }), "user or password"],
  [
    "a database that does not exist",
    (url: URL) => Object.assign(url, { pathname: "/hunter2" }),
    "no database",
  ],
])("%s is not waited for", async (_, change, saying) => {
  const url = change(new URL(inject("clusterUrl"))).href;
  const opening = openDatabase({
    database: { kind: "url", url },
    ...memoryLog(),
    wait: () => Promise.reject(new Error("waited")),
  });
  await expect(opening).rejects.toThrow(saying);
  await expect(opening).rejects.not.toThrow("hunter2");
});

test("one whose times would be read in its own zone, as options in its address take the place of ours, is refused", async () => {
  const { db, url, drop } = await createTestDatabase();
  onTestFinished(drop);
  const inZone = async (zone: string) => {
    await db.$executeRawUnsafe(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET TimeZone TO '${zone}'`);
    const address = new URL(url);
    address.searchParams.set("options", "-c synchronous_commit=on");
    return await openDatabase({ database: { kind: "url", url: address.href }, ...memoryLog() });
  };
  await expect(inZone("Asia/Makassar")).rejects.toThrow(
    /^The database gives times of Asia\/Makassar .* ALTER ROLE/,
  );
  await (await inZone("Etc/UTC")).stop();
});

/** A port on which nothing listens until `open`; from then on it leads to another one. */
async function reservePort() {
  const listen = (server: Server, port: number) =>
    new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const first = createServer();
  await listen(first, 0);
  const { port } = first.address() as AddressInfo;
  await new Promise((resolve) => first.close(resolve));
  let server: Server | undefined;
  return {
    port,
    async open(upstreamPort: number) {
      server = createServer((socket: Socket) => {
        const upstream = connect(upstreamPort, "127.0.0.1");
        socket.pipe(upstream).pipe(socket);
        socket.on("error", () => upstream.destroy());
        upstream.on("error", () => socket.destroy());
      });
      await listen(server, port);
    },
    close: () => void server?.close(),
  };
}
