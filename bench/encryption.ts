import { performance } from "node:perf_hooks";
import { pino } from "pino";
import { recordAnswer } from "../src/check-ins/record-answer.ts";
import { systemClock } from "../src/clock.ts";
import { createDatabase } from "../src/db/client.ts";
import { newDataKey } from "../src/db/data-keys.ts";
import { createSealer, type Sealer } from "../src/db/seal.ts";
import { loadInstruments } from "../src/instruments/index.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";
import { seedPeople } from "./support/seed-people.ts";
import { median } from "./support/statistics.ts";

const NAME = "encryption-per-tap";
const TAPS_A_TURN = 40;
const WARM_UP_TURNS = 2;

/**
 * Milliseconds from a tap on the question that is sealed (S6) to its commit, each tap correcting the one before it.
 * Baseline: the same with a sealer that does not encrypt. The two take turns.
 */
export const encryption: Benchmark = {
  names: [NAME],
  async run(bench) {
    const turns = bench.quick ? 6 : 60;
    return await withDatabase(bench.cluster, "encryption", async ({ url, client }) => {
      const people = await seedPeople(client, { people: 2, checkInsEach: 1 });
      const db = createDatabase(url);
      const log = pino({ level: "warn" }, pino.destination(2));
      const sealers = [plainSealer, createSealer(newDataKey())];
      const times: [number[], number[]] = [[], []];
      try {
        for (let turn = 0; turn < turns + WARM_UP_TURNS; turn++)
          for (const which of [0, 1] as const) {
            const { telegramId, checkIns } = people[which] ?? { telegramId: 0, checkIns: [] };
            const [checkInId = 0] = checkIns;
            const deps = { db, log, sealer: sealers[which] ?? plainSealer, instruments: loadInstruments() };
            for (let tap = 0; tap < TAPS_A_TURN; tap++) {
              const began = performance.now();
              const recorded = await recordAnswer(
                deps,
                { checkInId, telegramId, questionId: "S6", answer: tap % 2 },
                systemClock.now(),
              );
              if (recorded.kind !== "next") throw new Error(`${NAME}: a tap was ${recorded.kind}`);
              if (turn >= WARM_UP_TURNS) times[which].push(performance.now() - began);
            }
            bench.progress(NAME, turn * 2 + which + 1, (turns + WARM_UP_TURNS) * 2);
          }
      } finally {
        await db.$disconnect();
      }
      const [plain, sealed] = times;
      return [figure(NAME, median(sealed), "ms", median(plain))];
    });
  },
};

const plainSealer: Sealer = {
  keyIds: [],
  seal: (plain) => Uint8Array.from(Buffer.from(plain)),
  open: (sealed) => Buffer.from(sealed).toString("utf8"),
  digest: (text) => Buffer.from(text),
};
