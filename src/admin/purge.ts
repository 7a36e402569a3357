import { Command } from "commander";
import { chainOneBatch } from "../audit-chain/chain-one-batch.ts";
import { systemClock } from "../clock.ts";
import { unlock } from "../db/key-check.ts";
import { createSealer } from "../db/seal.ts";
import { describeError } from "../describe-error.ts";
import { sum } from "../domain/sum.ts";
import { OperatorError } from "../operator-error.ts";
import { categories } from "../retention/categories.ts";
import { countOver, purgeBatch, retentionOf } from "../retention/purge.ts";
import { wholeNumber } from "./shared/arguments.ts";
import { chooseProgramme } from "./shared/choose-programme.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";
import { progressBar } from "./shared/progress.ts";
import { table } from "./shared/table.ts";

interface Options {
  readonly dryRun?: true;
  readonly programme?: number;
}

export function purgeCommand(): Command {
  return new Command("purge")
    .description(
      "delete what the programme's settings no longer allow to be kept; the bot does so every night",
    )
    .option("--dry-run", "only count")
    .option("--programme <id>", "one programme only", wholeNumber)
    .action(purge);
}

async function purge({ dryRun, programme }: Options): Promise<void> {
  const config = storageConfig();
  await withDatabase(config, async ({ db, url }) => {
    const programmes =
      programme === undefined
        ? await db.programme.findMany({ orderBy: { id: "asc" } })
        : [await chooseProgramme(db, programme)];
    const now = systemClock.now();
    const failures = new Map<string, unknown>();
    const sealer = dryRun ? undefined : createSealer(...(await unlock(url, config, now)));
    try {
      while (sealer && (await chainOneBatch({ db, sealer })));
    } catch (error) {
      failures.set("chaining the audit", error);
    }
    for (const { id: programmeId, name } of programmes) {
      const retention = await retentionOf(db, programmeId).catch((error: unknown) => {
        if (!(error instanceof OperatorError)) throw error;
        failures.set(`${programmeId}  ${name}`, error);
        return undefined;
      });
      if (!retention) continue;
      const before = await countOver(db, programmeId, now);
      const total = sum(Object.values(before));
      const removed: Record<string, number> = {};
      if (sealer) {
        const bar = progressBar("rows");
        for (let more = true; more; ) {
          const batch = await purgeBatch({ db, sealer }, { programmeId, actor: "operator" }, now);
          for (const { name: what, error } of batch.failed) failures.set(what, error);
          for (const [what, count] of Object.entries(batch.counts))
            removed[what] = (removed[what] ?? 0) + count;
          bar.show(sum(Object.values(removed)), total);
          more = batch.more;
        }
        bar.stop();
      }
      const after = dryRun ? before : await countOver(db, programmeId, now);
      process.stdout.write(
        `${programmeId}  ${name}\n${table(
          ["what", "kept days", "over its time", "removed", "left"],
          categories.map(({ name: what, keptDays }) => [
            what,
            String(keptDays(retention)),
            String(before[what] ?? 0),
            String(removed[what] ?? 0),
            String(after[what] ?? 0),
          ]),
        )}`,
      );
    }
    if (dryRun) process.stdout.write("Nothing was deleted: --dry-run.\n");
    if (failures.size > 0)
      throw new OperatorError(["Could not be done:", ...Array.from(failures, sayFailure)].join("\n"));
  });
}

function sayFailure([what, error]: readonly [string, unknown]): string {
  if (error instanceof OperatorError) return `${what}: ${error.message}`;
  const { type, facts = {} } = describeError(error);
  return `${what}: ${[type, ...Object.values(facts)].join(" ")}`;
}
