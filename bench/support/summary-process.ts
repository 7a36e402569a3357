import { performance } from "node:perf_hooks";
import { pino } from "pino";
import { createDatabase } from "../../src/db/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { translator } from "../../src/i18n.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { serve } from "../../src/sandbox/child-process.ts";
import { collectWeek } from "../../src/summaries/collect-week.ts";
import { drawWeek } from "../../src/summaries/draw-week.ts";
import { weekMessage } from "../../src/summaries/write-week-message.ts";
import { writeWorkbook } from "../../src/summaries/write-workbook.ts";
import { memory } from "./peak-memory.ts";
import { DATA_KEY } from "./seed-weeks.ts";

/** One summary with all its parts, in a process of its own, so that its peak of memory is its own. */
const commands = {
  async summarise({
    url,
    monday,
    now,
    people,
  }: {
    readonly url: string;
    readonly monday: string;
    readonly now: number;
    readonly people: number;
  }) {
    const db = createDatabase(url);
    try {
      await db.programme.count();
      globalThis.gc?.();
      const before = memory().now;
      const cpu = process.cpuUsage();
      const began = performance.now();
      const deps = {
        db,
        sealer: createSealer(DATA_KEY),
        instruments: loadInstruments(),
        log: pino({ level: "warn" }, pino.destination(2)),
      };
      const report = await collectWeek(deps, { programmeId: 1, monday }, new Date(now));
      const collected = performance.now();
      const { user, system } = process.cpuUsage(cpu);
      if (report.people.length !== people)
        throw new Error(`${report.people.length} people are in the summary`);
      const t = translator("id");
      if (!weekMessage(report, t, "id")) throw new Error("no message");
      await drawWeek(report, t, "id");
      const drawn = performance.now();
      await writeWorkbook(report, t, "id");
      const written = performance.now();
      return {
        seconds: (written - began) / 1000,
        parts: [collected - began, (user + system) / 1000, drawn - collected, written - drawn].map(
          Math.round,
        ),
        megabytes: memory().peak,
        megabytesBefore: before,
      };
    } finally {
      await db.$disconnect();
    }
  },
};

export type SummaryCommands = typeof commands;

serve(commands, async () => undefined);
