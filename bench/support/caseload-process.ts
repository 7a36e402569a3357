import { performance } from "node:perf_hooks";
import { listCaseload } from "../../src/caseload/list-caseload.ts";
import { createDatabase } from "../../src/db/client.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { identify } from "../../src/people/identify.ts";
import { serve } from "../../src/sandbox/child-process.ts";
import { memory } from "./peak-memory.ts";

/** The list of one counselor again and again, in a process of its own, so that its peak of memory is its own. */
const commands = {
  async list(
    {
      url,
      counselor,
      now,
      people,
      rounds,
    }: {
      readonly url: string;
      /** Their Telegram account. */
      readonly counselor: number;
      readonly now: number;
      readonly people: number;
      readonly rounds: number;
    },
    progress: (done: number, of: number) => void,
  ) {
    const db = createDatabase(url);
    try {
      const rina = await identify(db, counselor);
      if (rina.kind !== "staff") throw new Error("the counselor is missing");
      const instruments = loadInstruments();
      globalThis.gc?.();
      const before = memory().now;
      const milliseconds: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const began = performance.now();
        const page = { skip: 0, take: people };
        const { entries } = await listCaseload({ db, instruments }, rina, page, new Date(now));
        milliseconds.push(performance.now() - began);
        if (entries.length !== people) throw new Error(`${entries.length} people are in the caseload`);
        progress(round + 1, rounds);
      }
      return {
        milliseconds,
        megabytes: memory().peak,
        megabytesBefore: before,
      };
    } finally {
      await db.$disconnect();
    }
  },
};

export type CaseloadCommands = typeof commands;

serve(commands, async () => undefined);
