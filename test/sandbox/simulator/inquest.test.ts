import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createSealer } from "../../../src/db/seal.ts";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import { createAgenda } from "../../../src/sandbox/simulator/agenda.ts";
import { chanceOf } from "../../../src/sandbox/simulator/chance.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import type { FaultPlan } from "../../../src/sandbox/simulator/faults.ts";
import { habitOf } from "../../../src/sandbox/simulator/habit.ts";
import { watchHands } from "../../../src/sandbox/simulator/in-hand.ts";
import { createInquest } from "../../../src/sandbox/simulator/inquest.ts";
import type { Life } from "../../../src/sandbox/simulator/life.ts";
import { markOf } from "../../../src/sandbox/simulator/marks.ts";
import { SimulatedParticipant } from "../../../src/sandbox/simulator/participant.ts";
import { Record } from "../../../src/sandbox/simulator/record.ts";
import type { SimulatedApps } from "../../../src/sandbox/simulator/simulated-apps.ts";
import { startTelegram } from "../../../src/sandbox/telegram/telegram.ts";
import { answerButton, questionButton } from "../../../src/screens/callback-data.ts";
import { createTestDatabase } from "../../support/database.ts";

test("I7: an answer of any question, a name, words, the token of an invitation that was opened, and a secret in a log; a name among the metrics; I8: what failed by itself", async () => {
  const database = await createTestDatabase();
  onTestFinished(async () => await database.drop());
  const { db } = database;
  const directory = await mkdtemp(join(tmpdir(), "teman-pulih-inquest-"));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  const logFile = join(directory, "app.log");
  const clock = new MovableClock(new Date("2026-11-23T02:00:00Z"));
  const telegram = await startTelegram({ token: "110201543:simulated", clock });
  onTestFinished(async () => await telegram.stop());
  const life: Life = {
    ...{ clock, record: new Record(), agenda: createAgenda(), chance: chanceOf(1) },
    ...{ chronicle: new Chronicle(clock), doubles: false, held: new Set<number>() },
    silence: { current: undefined },
  };
  const code = "BPN-001";
  const facts = {
    ...{ id: 1, code, place: "BPN", zone: "Asia/Makassar", minute: 1170, habit: habitOf(chanceOf(1), code) },
    ...{ counselor: "Rina", backup: "Agus" },
    ...{ nickname: markOf("nickname", code, 1), text: markOf("text", code, 1) },
  };
  const person = new SimulatedParticipant(life, facts, telegram.phone(7));
  await person.takesPhone(telegram.phone(8), `https://t.me/${telegram.botUsername}?start=Kx_93-invited`);
  let metrics = "";
  const inquest = createInquest({
    ...{ db, life, telegram, sealer: createSealer(new Uint8Array(32)), logFile, hardDaysOnly: false },
    people: { participants: [person], staff: [] },
    apps: { metrics: async () => [metrics] } as Partial<SimulatedApps> as SimulatedApps,
    faults: { offMs: () => 0, hindrances: [] } as Partial<FaultPlan> as FaultPlan,
    ...{ hands: watchHands(db, clock), onlookers: { takeFound: () => [] }, secrets: ["hook-secret"] },
  });
  let log = "";
  const found = async (line: string) => {
    log += `${line}\n`;
    await writeFile(logFile, log);
    return (await inquest.look(false)).filter(({ invariant }) => invariant === "I7").map(({ who }) => who);
  };
  const answers = [
    answerButton.pack({ checkInId: 12, question: "SAFETY", answer: "3" }),
    answerButton.pack({ checkInId: 12, question: "C1", answer: "10" }),
    answerButton.pack({ checkInId: 12, question: "S4", answer: "s" }),
    questionButton.pack({ checkInId: 12, question: "SAFETY" }),
    questionButton.pack({ checkInId: 12, question: "S2" }),
  ];
  for (const data of answers) expect(await found(`{"data":"${data}"}`)).toEqual([data]);
  expect(await found('{"url":"/x?start=Kx_93-invited"}')).toEqual(["a secret"]);
  expect(await found('{"header":"hook-secret"}')).toEqual(["a secret"]);
  for (const mark of [facts.nickname, facts.text])
    expect(await found(`{"err":"no ${mark}"}`)).toEqual([mark]);
  const failed = '{"level":"error","err":{"type":"TypeError"},"msg":"an update could not be handled"}';
  log += `${failed}\n`;
  await writeFile(logFile, log);
  expect(await inquest.look(false)).toMatchObject([
    { invariant: "I8", who: "an update could not be handled: TypeError" },
  ]);
  expect(await found("at schema:12:5, 10:12:59 and data:12:S, ::ffff:127.0.0.1, b:12")).toEqual([]);
  metrics = `updates_total{from="${facts.nickname}"} 1`;
  expect(await found("nothing")).toEqual([facts.nickname]);
});
