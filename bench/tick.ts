import { performance } from "node:perf_hooks";
import { pino } from "pino";
import { createDatabase } from "../src/db/client.ts";
import { createSealer } from "../src/db/seal.ts";
import { loadInstruments } from "../src/instruments/index.ts";
import { createTicker } from "../src/jobs/tick.ts";
import { Hands } from "../src/outbox/hands.ts";
import { MovableClock } from "../src/sandbox/movable-clock.ts";
import type { Bench, Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";
import { seedDueParticipants } from "./support/seed-people.ts";
import { median } from "./support/statistics.ts";

interface Size {
  readonly name: string;
  readonly participants: number;
}

const SMALLEST: Size = { name: "tick-1k", participants: 1000 };
const LARGER: readonly Size[] = [
  { name: "tick-100k", participants: 100_000 },
  { name: "tick-1m", participants: 1_000_000 },
];
const DUE = 100;
const ROUNDS = 10;

const AT = new Date("2026-11-23T10:00:00+08:00");
const MINUTE = 60_000;

/**
 * One tick with 100 people due, among more and more who are not. Baseline: among a thousand. The sizes take
 * turns, so that all meet the same machine.
 */
export const tick: Benchmark = {
  names: [SMALLEST, ...LARGER].map(({ name }) => name),
  async run(bench, wanted) {
    const sizes = [SMALLEST, ...LARGER.filter(({ name }) => wanted.has(name))];
    const times = await withTowns(bench, sizes, async (towns) => {
      const measured = towns.map((): number[] => []);
      for (let round = 0; round < ROUNDS; round++)
        for (const [index, town] of towns.entries()) {
          measured[index]?.push(await town.tick(round));
          bench.progress("ticks", round * towns.length + index + 1, ROUNDS * towns.length);
        }
      // The first one opens the connections.
      return measured.map((all) => median(all.slice(1)));
    });
    const [smallest = Number.NaN] = times;
    bench.draw({
      title: "A tick with 100 people due, among more and more who are not",
      ...{ x: "participants", y: "milliseconds", kind: "line", xScale: "log" },
      series: [
        {
          name: "median of ten",
          points: sizes.map(({ participants }, index) => [participants, times[index] ?? Number.NaN]),
        },
      ],
    });
    return sizes
      .map(({ name }, index) =>
        figure(name, times[index] ?? Number.NaN, "ms", index === 0 ? undefined : smallest),
      )
      .filter(({ name }) => wanted.has(name));
  },
};

interface Town {
  /** Milliseconds of the tick at the minute in which the next hundred are due. */
  tick(round: number): Promise<number>;
}

async function withTowns<Result>(
  bench: Bench,
  sizes: readonly Size[],
  work: (towns: readonly Town[]) => Promise<Result>,
  towns: readonly Town[] = [],
): Promise<Result> {
  const [size, ...others] = sizes;
  if (!size) return await work(towns);
  return await withTown(bench, size, async (town) => await withTowns(bench, others, work, [...towns, town]));
}

async function withTown<Result>(
  bench: Bench,
  { name, participants }: Size,
  work: (town: Town) => Promise<Result>,
): Promise<Result> {
  return await withDatabase(bench.cluster, name.replaceAll("-", "_"), async ({ url, client }) => {
    const count = bench.quick ? Math.max(SMALLEST.participants, participants / 10) : participants;
    bench.progress(`${name}: filling the database`, 0, 1);
    await seedDueParticipants(client, { participants: count, at: AT, rounds: ROUNDS, duePerRound: DUE });
    const db = createDatabase(url);
    const clock = new MovableClock(AT);
    const log = pino({ level: "warn" }, pino.destination(2));
    const deps = { db, log, sealer: createSealer(new Uint8Array(32)), instruments: loadInstruments() };
    const ticker = createTicker({ ...deps, hands: new Hands("bench") }, clock, async () => undefined);
    try {
      return await work({
        async tick(round) {
          clock.moveTo(new Date(AT.getTime() + round * MINUTE));
          const began = performance.now();
          await ticker.tick();
          const milliseconds = performance.now() - began;
          const prompts = await db.outboxMessage.count({ where: { kind: "prompt" } });
          if (prompts !== (round + 1) * DUE)
            throw new Error(`${name}: ${prompts} prompts instead of ${(round + 1) * DUE}`);
          return milliseconds;
        },
      });
    } finally {
      await ticker.stop();
      await db.$disconnect();
    }
  });
}
