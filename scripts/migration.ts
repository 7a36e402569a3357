import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { systemClock } from "../src/clock.ts";
import { migrationsDirectory, readMigrations, readSchema } from "../src/db/schema-engine.ts";
import { startThrowawayCluster } from "../src/sandbox/throwaway-cluster.ts";
import { missingSql } from "./missing-sql.ts";

const usage = `usage: npm run migration -- new <name>   write the step from the migrations to prisma/schema.prisma
       npm run migration -- check         fail when the two have drifted apart
`;

async function missing(): Promise<string | undefined> {
  const cluster = await startThrowawayCluster({ log: pino({ level: "warn" }) });
  try {
    const databases = { home: cluster.url("postgres"), shadow: cluster.url() };
    return await missingSql(databases, await readMigrations(), await readSchema());
  } finally {
    await cluster.stop();
  }
}

async function check(): Promise<number> {
  const sql = await missing();
  if (sql === undefined) return 0;
  process.stdout.write(`prisma/schema.prisma and prisma/migrations have drifted apart. Missing:\n\n${sql}\n`);
  return 1;
}

async function create(name: string): Promise<number> {
  const sql = await missing();
  if (sql === undefined) {
    process.stdout.write("The migrations already lead to the schema.\n");
    return 1;
  }
  const stamp = systemClock.now().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const directory = join(migrationsDirectory, `${stamp}_${name}`);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "migration.sql"), sql);
  process.stdout.write(`${join(directory, "migration.sql")}\n`);
  return 0;
}

const [command, name] = process.argv.slice(2);
if (command === "check" && name === undefined) {
  process.exitCode = await check();
} else if (command === "new" && name && /^[a-z0-9_]+$/.test(name)) {
  process.exitCode = await create(name);
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
