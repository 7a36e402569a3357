import { performance } from "node:perf_hooks";
import { pino } from "pino";
import { createDatabase } from "../src/db/client.ts";
import { createSealer } from "../src/db/seal.ts";
import { loadInstruments } from "../src/instruments/index.ts";
import { createTicker } from "../src/jobs/tick.ts";
import { MovableClock } from "../src/sandbox/movable-clock.ts";
import type { Bench, Benchmark } from "./benchmark.ts";
import { type Figure, figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";
import { seedDueParticipants } from "./support/seed-people.ts";
import { median } from "./support/statistics.ts";

const SMALLEST = { name: "tick-1k", participants: 1000 };
const LARGER = [
  { name: "tick-100k", participants: 100_000 },
  { name: "tick-1m", participants: 1_000_000 },
];
const DUE = 100;
const ROUNDS = 10;

const AT = new Date("2026-11-23T10:00:00+08:00");
const MINUTE = 60_000;

/** One tick with 100 people due, among more and more who are not. Baseline: among a thousand. */
export const tick: Benchmark = {
  names: [SMALLEST, ...LARGER].map(({ name }) => name),
  async run(bench, wanted) {
    const smallest = await measure(bench, SMALLEST.name, SMALLEST.participants);
    const figures: Figure[] = wanted.has(SMALLEST.name) ? [figure(SMALLEST.name, smallest, "ms")] : [];
    for (const { name, participants } of LARGER)
      if (wanted.has(name))
        figures.push(
          figure(name, await measure(bench, name, participants / (bench.quick ? 10 : 1)), "ms", smallest),
        );
    return figures;
  },
};

async function measure(bench: Bench, name: string, participants: number): Promise<number> {
  return await withDatabase(bench.cluster, name.replaceAll("-", "_"), async ({ url, client }) => {
    bench.progress(name, 0, ROUNDS);
    await seedDueParticipants(client, { participants, at: AT, rounds: ROUNDS, duePerRound: DUE });
    const db = createDatabase(url);
    const clock = new MovableClock(AT);
    const log = pino({ level: "warn" }, pino.destination(2));
    const deps = { db, log, sealer: createSealer(new Uint8Array(32)), instruments: loadInstruments() };
    const ticker = createTicker(deps, clock, async () => undefined);
    try {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        clock.moveTo(new Date(AT.getTime() + round * MINUTE));
        const began = performance.now();
        await ticker.tick();
        times.push(performance.now() - began);
        await assertOpened((round + 1) * DUE);
        bench.progress(name, round + 1, ROUNDS);
      }
      // The first one opens the connections.
      return median(times.slice(1));
    } finally {
      await ticker.stop();
      await db.$disconnect();
    }

    async function assertOpened(expected: number): Promise<void> {
      const { rows } = await client.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM outbox WHERE kind = 'prompt'",
      );
      if (rows[0]?.count !== expected) throw new Error(`${rows[0]?.count} prompts instead of ${expected}`);
    }
  });
}
