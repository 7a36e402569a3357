import { performance } from "node:perf_hooks";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { systemClock } from "../src/clock.ts";
import { newDataKey } from "../src/db/data-keys.ts";
import { unlock } from "../src/db/key-check.ts";
import { rotateKeys } from "../src/db/rotate-keys.ts";
import { createSealer, type Sealer } from "../src/db/seal.ts";
import { sealContext } from "../src/db/sealed-columns.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";

const NAME = "rotate-1m-answers";

/** Seconds to seal a million answers anew. Baseline: rewriting the same rows by one plain UPDATE. */
export const rotate: Benchmark = {
  names: [NAME],
  async run(bench) {
    const answers = bench.quick ? 100_000 : 1_000_000;
    return await withDatabase(bench.cluster, "rotate", async ({ url, client }) => {
      const [old, fresh] = [newDataKey(), newDataKey()];
      const now = systemClock.now();
      const dataDir = "/nowhere";
      await unlock(url, { dataKeys: [old], dataDir }, now);
      bench.progress(`${NAME}: filling the database`, 0, 1);
      await seedSealedAnswers(client, createSealer(old), answers);
      const began = performance.now();
      await client.query("UPDATE answers SET answered_at = answered_at");
      const plain = (performance.now() - began) / 1000;
      await client.query("VACUUM FULL answers");
      await client.query("CHECKPOINT");

      await unlock(url, { dataKeys: [fresh, old], dataDir }, now);
      const start = performance.now();
      const rotated = await rotateKeys(url, {
        sealer: createSealer(fresh, old),
        now,
        progress: (done, of) => bench.progress(NAME, done, of),
      });
      const seconds = (performance.now() - start) / 1000;
      if (rotated.kind !== "done" || rotated.sealed !== answers)
        throw new Error(`${NAME}: ${JSON.stringify(rotated)}`);
      return [figure(NAME, seconds, "s", plain)];
    });
  },
};

/** Their check-ins are not needed for it. */
async function seedSealedAnswers(client: Client, sealer: Sealer, count: number): Promise<void> {
  await client.query("SET session_replication_role = replica");
  const copy = client.query(
    copyFrom("COPY answers (check_in_id, question_id, sealed, skipped, answered_at) FROM STDIN"),
  );
  await pipeline(Readable.from(rows()), copy);
  await client.query("SET session_replication_role = DEFAULT");
  await client.query("VACUUM ANALYZE answers");

  function* rows(): Generator<string> {
    for (let id = 1; id <= count; id++) {
      const sealed = Buffer.from(sealer.seal(String(id % 5), sealContext.answer(id, "S6"))).toString("hex");
      yield `${id}\tS6\t\\\\x${sealed}\tf\t2026-11-23 19:30:00+08\n`;
    }
  }
}
