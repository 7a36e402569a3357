import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { Client } from "pg";
import { restoreBackup } from "../src/backup/restore-backup.ts";
import { writeBackup } from "../src/backup/write-backup.ts";
import { systemClock } from "../src/clock.ts";
import type { Bench, Benchmark } from "./benchmark.ts";
import { type Figure, figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";
import { seedYears } from "./support/seed-years.ts";

const BACKUP = "backup-1gb";
const RESTORE = "restore-1gb";
const MEGABYTE = 1024 * 1024;
const GIGABYTE = 1024 * MEGABYTE;

/**
 * Seconds to back up a database of 1 GB (tables and indexes) and to restore it into an empty one, and how much
 * the memory of the process grew meanwhile.
 */
export const backup: Benchmark = {
  names: [BACKUP, `${BACKUP}-memory`, RESTORE, `${RESTORE}-memory`],
  async run(bench, wanted) {
    const size = bench.quick ? GIGABYTE / 10 : GIGABYTE;
    const home = await mkdtemp(join(tmpdir(), "teman-pulih-bench-backup-"));
    const identity = await generateX25519Identity();
    try {
      return await withDatabase(bench.cluster, "backup", async ({ url, client }) => {
        await seedYears(client, size, (done, of) => bench.progress("filling the database", done, of));
        const file = join(home, "backup.age");
        const figures: Figure[] = [];
        const recipient = await identityToRecipient(identity);
        const backedUp = await measured(async () =>
          writeBackup({
            url,
            file,
            lock: { kind: "recipient", recipient },
            release: "bench",
            now: systemClock.now(),
            progress: (done, of) => bench.progress(BACKUP, done, of),
          }),
        );
        const megabytes = Math.round((await stat(file)).size / MEGABYTE);
        process.stderr.write(`${BACKUP}: ${backedUp.result.rows} rows, the file has ${megabytes} MB\n`);
        figures.push(
          figure(BACKUP, backedUp.seconds, "s"),
          figure(`${BACKUP}-memory`, backedUp.grownMegabytes, "MB"),
        );
        if ([RESTORE, `${RESTORE}-memory`].some((name) => wanted.has(name)))
          figures.push(...(await restore(bench, file, identity, backedUp.result.rows)));
        return figures.filter(({ name }) => wanted.has(name));
      });
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
};

async function restore(
  bench: Bench,
  file: string,
  identity: string,
  rows: number,
): Promise<readonly Figure[]> {
  const admin = new Client({ connectionString: bench.cluster.url("postgres") });
  await admin.connect();
  try {
    await admin.query("CREATE DATABASE restored");
    const { result, seconds, grownMegabytes } = await measured(async () =>
      restoreBackup({
        url: bench.cluster.url("restored"),
        file,
        key: { kind: "identity", identity },
        now: systemClock.now(),
        accept: async () => undefined,
        progress: (done, of) => bench.progress(RESTORE, done, of),
      }),
    );
    if (result.kind !== "restored" || result.rows !== rows) throw new Error(`${RESTORE}: ${result.kind}`);
    await admin.query("DROP DATABASE restored WITH (FORCE)");
    return [figure(RESTORE, seconds, "s"), figure(`${RESTORE}-memory`, grownMegabytes, "MB")];
  } finally {
    await admin.end();
  }
}

async function measured<Result>(work: () => Promise<Result>) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const began = performance.now();
  try {
    const result = await work();
    const seconds = (performance.now() - began) / 1000;
    return { result, seconds, grownMegabytes: Math.max(1, (most - before) / MEGABYTE) };
  } finally {
    clearInterval(watch);
  }
}
