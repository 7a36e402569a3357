import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { Client } from "pg";
import type { Child } from "../src/sandbox/child-process.ts";
import type { Bench, Benchmark } from "./benchmark.ts";
import { type Figure, figure } from "./figure.ts";
import type { BackupCommands } from "./support/backup-process.ts";
import { withDatabase } from "./support/database.ts";
import { seedYears } from "./support/seed-years.ts";
import { startProcess } from "./support/start-process.ts";

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
        const backedUp = await alone(async (child) =>
          child.call("backup", { url, file, recipient }, (done, of) => bench.progress(BACKUP, done, of)),
        );
        const megabytes = Math.round((await stat(file)).size / MEGABYTE);
        process.stderr.write(`${BACKUP}: ${backedUp.rows} rows, the file has ${megabytes} MB\n`);
        figures.push(
          figure(BACKUP, backedUp.seconds, "s"),
          figure(`${BACKUP}-memory`, backedUp.grownMegabytes, "MB"),
        );
        if ([RESTORE, `${RESTORE}-memory`].some((name) => wanted.has(name)))
          figures.push(...(await restore(bench, file, identity, backedUp.rows)));
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
    const url = bench.cluster.url("restored");
    const restored = await alone(async (child) =>
      child.call("restore", { url, file, identity }, (done, of) => bench.progress(RESTORE, done, of)),
    );
    if (restored.rows !== rows) throw new Error(`${RESTORE}: ${restored.rows} rows`);
    await admin.query("DROP DATABASE restored WITH (FORCE)");
    return [
      figure(RESTORE, restored.seconds, "s"),
      figure(`${RESTORE}-memory`, restored.grownMegabytes, "MB"),
    ];
  } finally {
    await admin.end();
  }
}

/** As `npm run admin` does it. */
async function alone<Result>(work: (child: Child<BackupCommands>) => Promise<Result>): Promise<Result> {
  const module = new URL("support/backup-process.ts", import.meta.url);
  const child = startProcess<BackupCommands>(module);
  try {
    return await work(child);
  } finally {
    await child.stop();
  }
}
