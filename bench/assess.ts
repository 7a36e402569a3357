import { performance } from "node:perf_hooks";
import { readCheckIn } from "../src/check-ins/current-check-in.ts";
import { judgeCheckIn } from "../src/check-ins/judge-check-in.ts";
import { readHistory } from "../src/check-ins/read-history.ts";
import { storeAnswer } from "../src/check-ins/stored-answers.ts";
import { systemClock } from "../src/clock.ts";
import { createDatabase } from "../src/db/client.ts";
import { createSealer } from "../src/db/seal.ts";
import { assess } from "../src/domain/assessment.ts";
import { route } from "../src/domain/instrument.ts";
import { loadInstruments } from "../src/instruments/index.ts";
import { createLog } from "../src/log.ts";
import { defaultSettings } from "../src/programme/settings.ts";
import type { Benchmark } from "./benchmark.ts";
import { figure } from "./figure.ts";
import { withDatabase } from "./support/database.ts";
import { seedPeople } from "./support/seed-people.ts";

const NAME = "assess-42-days";
const DAYS = 43;
const MILLISECONDS = 3000;

/**
 * Assessments a second of one finished check-in against the 42 days before it: all rules, the person's own usual
 * included. Baseline: the same with the check-in and the days read from the database, S6 unsealed, as at a last tap.
 */
export const assessment: Benchmark = {
  names: [NAME],
  async run({ cluster, quick, progress }) {
    return await withDatabase(cluster, "assess", async ({ url, client }) => {
      const [person] = await seedPeople(client, { people: 1, checkInsEach: DAYS });
      const db = createDatabase(url);
      const sealer = createSealer(new Uint8Array(32));
      const deps = { db, sealer, instruments: loadInstruments(), log: createLog("silent") };
      try {
        const instrument = deps.instruments.get(defaultSettings.instrument);
        if (!person || !instrument) throw new Error("nothing to assess");
        const questions = route(instrument, { form: "full", s6Form: "soft" });
        const now = systemClock.now();
        for (const [index, checkInId] of person.checkIns.entries())
          await db.answer.createMany({
            data: questions.map((question, place) => ({
              checkInId,
              questionId: question.id,
              answeredAt: now,
              ...storeAnswer(
                deps.sealer,
                checkInId,
                question,
                Math.min(question.choices.length - 1, (index * 7 + place * 3) % 3),
              ),
            })),
          });
        await db.checkIn.updateMany({
          data: { state: "completed", startedAt: now, completedAt: now, tier: "green" },
        });

        const newest = await db.checkIn.findFirstOrThrow({ orderBy: { localDay: "desc" } });
        const read = async () => {
          const checkIn = await readCheckIn(deps, db, { checkInId: newest.id });
          if (!checkIn) throw new Error("the check-in is gone");
          return checkIn;
        };
        const checkIn = await read();
        const { participantId, localDay: today } = checkIn;
        const { rules } = defaultSettings;
        const window = { participantId, today, windowDays: rules.baseline.windowDays };
        const history = await readHistory(deps, db, window, now);
        if (history.days.length !== DAYS - 1)
          throw new Error(`${history.days.length} days instead of ${DAYS - 1}`);

        const milliseconds = quick ? MILLISECONDS / 10 : MILLISECONDS;
        progress(NAME, 0, 2);
        const pure = await perSecond(milliseconds, () => {
          for (let count = 0; count < 100; count++) assess(checkIn, history, rules);
          return 100;
        });
        progress(NAME, 1, 2);
        const stored = await perSecond(milliseconds, async () => {
          await judgeCheckIn(deps, db, await read(), now);
          return 1;
        });
        progress(NAME, 2, 2);
        return [figure(NAME, pure, "1/s", stored)];
      } finally {
        await db.$disconnect();
      }
    });
  },
};

/** `work` says how many it has done. The first tenth is not counted. */
async function perSecond(milliseconds: number, work: () => number | Promise<number>): Promise<number> {
  const warmUntil = performance.now() + milliseconds / 10;
  while (performance.now() < warmUntil) await work();
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < milliseconds) done += await work();
  return done / ((performance.now() - began) / 1000);
}
