import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sealCauses } from "../../src/alerts/causes.ts";
import { inspect } from "../../src/auditor/inspect.ts";
import { storeAnswer } from "../../src/check-ins/stored-answers.ts";
import type { Prisma } from "../../src/db/generated/client.ts";
import { createSealer } from "../../src/db/seal.ts";
import { checkWork } from "../../src/doctor/check-work.ts";
import { assessHelp, type HelpKind } from "../../src/domain/assessment.ts";
import { addDays, dayClosesAt, dbDate, type LocalDay } from "../../src/domain/calendar.ts";
import { type Answer, route } from "../../src/domain/instrument.ts";
import type { PersonWeek } from "../../src/domain/person-week.ts";
import type { Tier } from "../../src/domain/tier.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";
import { createLog } from "../../src/log.ts";
import { collectWeek } from "../../src/summaries/collect-week.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const zone = "Asia/Makassar";
const monday = "2026-10-12";
const now = new Date("2026-10-19T00:00:00Z");
const createdAt = new Date("2026-08-01T00:00:00Z");
const instruments = loadInstruments();
const questions = route(instrumentOf(instruments, "recovery-dangers@1"), { form: "full", s6Form: "soft" });
const sealer = createSealer(randomBytes(32));

let database: TestDatabase;
let programmeId: number;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());
beforeEach(async () => {
  const { id } = await database.db.programme.create({
    data: { name: "P", zone, locale: "id", settings: {}, createdAt },
  });
  programmeId = id;
});

const collect = async (week: LocalDay = monday) =>
  await collectWeek(
    { db: database.db, sealer, instruments, log: createLog("silent") },
    { programmeId, monday: week },
    now,
  );

async function rowOf(code: string, week?: LocalDay): Promise<PersonWeek> {
  const row = (await collect(week)).people.find((person) => person.code === code);
  if (!row) throw new Error(`${code} is not in the summary`);
  return row;
}

let telegramIds = 1000n;

/** An active person with consent to the summary, unless said otherwise. */
async function enrol(
  code: string,
  {
    consents = [true],
    ...data
  }: Partial<Prisma.ParticipantUncheckedCreateInput> & { readonly consents?: readonly boolean[] } = {},
): Promise<number> {
  const { id } = await database.db.participant.create({
    data: {
      programmeId,
      code,
      status: "active",
      locale: "id",
      zone,
      checkInMinute: 19 * 60,
      releaseDate: dbDate("2026-09-01"),
      telegramId: telegramIds++,
      createdAt,
      ...data,
    },
  });
  for (const granted of consents)
    await database.db.consent.create({
      data: { participantId: id, purpose: "summary", granted, textHash: "h", locale: "id", at: createdAt },
    });
  return id;
}

interface Day {
  /** Of every sign; `answers` say otherwise for some. */
  readonly each?: Answer;
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly tier?: Tier | null;
  readonly state?: "prompted" | "started" | "completed" | "closed";
  readonly form?: string;
  readonly s6Form?: "soft" | "reporting";
}

async function checkIn(
  participantId: number,
  day: LocalDay,
  { each, answers = {}, tier = "green", state = "completed", form = "full", s6Form = "soft" }: Day,
) {
  const openedAt = new Date(`${day}T11:00:00Z`);
  const { id } = await database.db.checkIn.create({
    data: {
      participantId,
      localDay: dbDate(day),
      instrument: "recovery-dangers@1",
      form,
      s6Form,
      state,
      openedAt,
      closesAt: dayClosesAt(day, zone),
      tier,
    },
  });
  const given = questions.flatMap((question) => {
    const answer = answers[question.id] ?? (question.kind === "sign" ? each : undefined);
    return answer === undefined
      ? []
      : [
          {
            checkInId: id,
            questionId: question.id,
            answeredAt: openedAt,
            ...storeAnswer(sealer, id, question, answer),
          },
        ];
  });
  await database.db.answer.createMany({ data: given });
  return id;
}

const missed: Day = { state: "closed", tier: null };

async function raise(
  participantId: number,
  openedAt: string,
  data: Partial<Prisma.AlertUncheckedCreateInput> = {},
  events: Readonly<Record<string, string>> = {},
) {
  await database.db.alert.create({
    data: {
      participantId,
      tier: "orange",
      state: "closed",
      outcome: "talked",
      reasons: new Uint8Array([1]),
      rulesVersion: "rules@1",
      openedAt: new Date(openedAt),
      ...data,
      events: {
        create: Object.entries(events).map(([kind, at]) => ({
          kind,
          at: new Date(at),
          tier: "orange" as const,
        })),
      },
    },
  });
}

describe("the cells of a person", () => {
  test("follow the rows: colours, misses, half a check-in, a running day, days without a row", async () => {
    const id = await enrol("BPN-001");
    await checkIn(id, addDays(monday, 0), { each: 1, tier: "amber" });
    await checkIn(id, addDays(monday, 1), missed);
    await checkIn(id, addDays(monday, 2), { answers: { S1: 4 }, state: "closed", tier: "amber" });
    await checkIn(id, addDays(monday, 4), { answers: { S1: 1 }, state: "started", tier: null });
    const { cells, completed, due, silentDays } = await rowOf("BPN-001");
    expect(cells).toEqual(["amber", "missing", "amber", "not-due", "open", "not-due", "not-due"]);
    expect([completed, due, silentDays]).toEqual([1, 3, 0]);
  });

  test("show a missed day as missing also where it waits to be looked at (A4)", async () => {
    const id = await enrol("BPN-004");
    await checkIn(id, monday, { ...missed, tier: "amber" });
    const row = await rowOf("BPN-004");
    expect([row.cells[0], row.silentDays, row.waitingAmbers]).toEqual(["missing", 1, 1]);
    expect(row.tallies.at(-1)).toMatchObject({ amber: 0, missing: 1 });
  });

  test("begin with the release in the middle of the week", async () => {
    const id = await enrol("BPN-002", { releaseDate: dbDate("2026-10-16") });
    for (const day of ["2026-10-16", "2026-10-17", "2026-10-18"]) await checkIn(id, day, { each: 0 });
    expect(await rowOf("BPN-002")).toMatchObject({
      cells: ["not-due", "not-due", "not-due", "not-due", "green", "green", "green"],
      completed: 3,
      due: 3,
      daysSinceRelease: 2,
      byPhase: [{ phase: "first-fortnight", due: 3, completed: 3 }],
    });
  });

  test("stay blank through a pause, which is no silence", async () => {
    const id = await enrol("BPN-003", { pausedUntil: dbDate("2026-10-17") });
    for (let day = -10; day < 0; day++) await checkIn(id, addDays(monday, day), missed);
    await checkIn(id, "2026-10-12", missed);
    await checkIn(id, "2026-10-17", missed);
    await checkIn(id, "2026-10-18", missed);
    const { cells, silentDays } = await rowOf("BPN-003");
    expect(cells).toEqual(["missing", "not-due", "not-due", "not-due", "not-due", "missing", "missing"]);
    expect(silentDays).toBe(13);
  });
});

describe("totals", () => {
  const week = async (code: string, day: Day) => {
    const id = await enrol(code);
    for (let index = 0; index < 3; index++) await checkIn(id, addDays(monday, index), day);
    return await rowOf(code);
  };

  test("count the sealed sign, which appears nowhere else", async () => {
    const row = await week("BPN-010", { each: 1, answers: { S6: 4, S8: 2 } });
    // Eight signs at 1, S6 at 4, S8 at 2.
    expect(row.meanTotal).toBe(14);
    expect(row.strongestSigns.map(({ en }) => en)).toEqual(["craving", "people & places"]);
    expect(JSON.stringify(row)).not.toMatch(/S6|zat|substance/);
  });

  test("are the same where S6 was skipped as where it is 0", async () => {
    expect((await week("BPN-011", { each: 2, answers: { S6: "skipped" } })).meanTotal).toBe(18);
    expect((await week("BPN-018", { each: 2, answers: { S6: 0 } })).meanTotal).toBe(18);
  });

  test("are none for half a check-in and for the short form", async () => {
    expect(await week("BPN-012", { answers: { S1: 4, S2: 4 } })).not.toHaveProperty("meanTotal");
    expect(await week("BPN-013", { each: 4, form: "short" })).not.toHaveProperty("meanTotal");
  });

  test("take a corrected answer as it stands now", async () => {
    const id = await enrol("BPN-014");
    for (let index = 0; index < 3; index++) {
      const checkInId = await checkIn(id, addDays(monday, index), { each: 1 });
      const key = { checkInId, questionId: "S1" };
      const answeredAt = createdAt;
      await database.db.answerRevision.create({
        data: { ...key, value: 4, skipped: false, answeredAt, replacedAt: answeredAt },
      });
      await database.db.answer.update({ where: { checkInId_questionId: key }, data: { value: 0 } });
    }
    expect((await rowOf("BPN-014")).meanTotal).toBe(9);
  });

  test("are compared with the four weeks before and with nothing older", async () => {
    const id = await enrol("BPN-015");
    await checkIn(id, addDays(monday, -29), { each: 4 });
    for (let day = -28; day < -23; day++) await checkIn(id, addDays(monday, day), { each: 0 });
    for (let day = 0; day < 3; day++) await checkIn(id, addDays(monday, day), { each: 1 });
    expect(await rowOf("BPN-015")).toMatchObject({
      usualTotal: 0,
      meanTotal: 10,
      direction: "up",
      concerns: ["heavier"],
    });
  });

  test("are not readable where an answer was moved or damaged, and everybody else's stand", async () => {
    const id = await enrol("BPN-016");
    const other = await enrol("BPN-017");
    for (const day of ["2026-10-12", "2026-10-13", "2026-10-14"]) await checkIn(other, day, { each: 1 });
    for (const day of ["2026-10-12", "2026-10-13"]) await checkIn(id, day, { each: 1 });
    const from = await checkIn(id, "2026-10-14", { each: 1 });
    const to = await checkIn(id, "2026-10-15", {});
    await database.db.answer.updateMany({
      where: { checkInId: from, questionId: "S6" },
      data: { checkInId: to },
    });
    const row = await rowOf("BPN-016");
    expect(row).toMatchObject({
      unreadable: { week: true, before: false },
      concerns: ["unreadable"],
      direction: "unknown",
      completed: 4,
    });
    expect(row).not.toHaveProperty("meanTotal");
    expect(await rowOf("BPN-017")).toMatchObject({ meanTotal: 10, concerns: [] });
    const noted = await database.db.auditEvent.findMany({
      where: { programmeId, action: "answer-unreadable" },
    });
    // Twice collected, once noted.
    expect(noted.map(({ subject, actor }) => [subject, actor])).toEqual([[`check-in:${to}`, "system"]]);
    const told = (await inspect(database.db, now)).filter((finding) => finding.programmeId === programmeId);
    expect(told.find(({ kind }) => kind === "answer-unreadable")?.ids).toEqual([to]);
    const work = await checkWork(database.db, now);
    expect(work.find(({ says }) => says.includes("answers that could not be opened"))?.next).toContain(
      "in the log",
    );
  });
});

describe("who appears", () => {
  test("only people who take part and agreed to the summary, a locked account too; others are numbers", async () => {
    await enrol("SHOWN");
    await enrol("LOCKED", { status: "frozen" });
    await enrol("LOCKED-REFUSED", { status: "frozen", consents: [false] });
    await enrol("AGREED-LATER", { consents: [false, true] });
    await enrol("REFUSED", { consents: [false] });
    await enrol("TOOK-BACK", { consents: [true, false] });
    await enrol("NEVER-ASKED", { consents: [] });
    await enrol("INVITED", { status: "invited", telegramId: null, consents: [] });
    await enrol("CONSENTING", { status: "consenting" });
    await enrol("DECLINED", { status: "declined" });
    await enrol("LEFT", { status: "withdrawn", consents: [true, false] });
    const { people, active, notShown, notStarted } = await collect();
    expect(people.map(({ code }) => code).toSorted()).toEqual(["AGREED-LATER", "LOCKED", "SHOWN"]);
    expect({ active, notShown, notStarted }).toEqual({ active: 7, notShown: 4, notStarted: 3 });
  });

  test("those who are not shown are in no figure either", async () => {
    for (let number = 1; number <= 5; number++)
      await checkIn(await enrol(`SHOWN-${number}`), monday, { each: 0 });
    const hidden = await enrol("HIDDEN", { consents: [false] });
    await checkIn(hidden, monday, { ...missed });
    await raise(hidden, `${monday}T12:00:00Z`);
    const { figures } = await collect();
    expect(figures.completion).toEqual({ kind: "value", people: 5, value: { completed: 5, due: 5 } });
    expect(figures.alertsByTier.orange).toBe(0);
  });

  test("and nobody of another programme", async () => {
    const first = programmeId;
    await enrol("HERE");
    const other = await database.db.programme.create({
      data: { name: "Q", zone, locale: "id", settings: {}, createdAt },
    });
    programmeId = other.id;
    await enrol("THERE");
    programmeId = first;
    expect((await collect()).people.map(({ code }) => code)).toEqual(["HERE"]);
  });

  test.each([
    ["reachable", {}],
    ["blocked", { unreachableSince: createdAt }],
    ["unlinked", { telegramId: null }],
    ["locked", { status: "frozen" as const }],
  ])("%s", async (reach, data) => {
    await enrol("BPN-020", data);
    expect((await rowOf("BPN-020")).reach).toBe(reach);
  });

  test("more people than one batch, each once", async () => {
    const codes = Array.from({ length: 430 }, (_, index) => `C-${String(index).padStart(3, "0")}`);
    const people = await database.db.participant.createManyAndReturn({
      data: codes.map((code) => ({
        ...{ programmeId, code, status: "active" as const, locale: "id", zone, checkInMinute: 0, createdAt },
        releaseDate: dbDate("2026-09-01"),
      })),
      select: { id: true },
    });
    await database.db.consent.createMany({
      data: people.map(({ id }) => ({
        ...{
          participantId: id,
          purpose: "summary" as const,
          granted: true,
          textHash: "h",
          locale: "id",
          at: createdAt,
        },
      })),
    });
    expect((await collect()).people.map(({ code }) => code)).toEqual(codes);
  });
});

describe("alerts", () => {
  test.each([
    ["when the day closed on Monday", dayClosesAt("2026-10-18", zone)],
    ["on Tuesday, the host having been down", dayClosesAt("2026-10-19", zone)],
  ])("of a missed Sunday, raised %s, belong to the Sunday", async (_, opened) => {
    const id = await enrol("BPN-030");
    const sunday = await checkIn(id, "2026-10-18", missed);
    await raise(id, opened.toISOString(), { checkInId: sunday, state: "open", outcome: null });
    expect((await rowOf("BPN-030")).alerts).toHaveLength(1);
    expect((await rowOf("BPN-030", "2026-10-19")).alerts).toHaveLength(0);
  });

  test("without a check-in belong to the person's local day", async () => {
    const id = await enrol("BPN-031");
    // Monday 03:59 in Makassar is still Sunday's day; the second is the first minute of the next week.
    await raise(id, "2026-10-18T19:59:00Z");
    await raise(id, "2026-10-18T20:00:00Z");
    expect((await rowOf("BPN-031")).alerts.map(({ day }) => day)).toEqual(["2026-10-18"]);
    expect((await rowOf("BPN-031", "2026-10-19")).alerts.map(({ day }) => day)).toEqual(["2026-10-19"]);
  });

  test("are taken when somebody first took them, even if they came back later", async () => {
    const id = await enrol("BPN-032");
    await raise(
      id,
      "2026-10-14T02:00:00Z",
      { acknowledgedAt: new Date("2026-10-15T02:00:00Z"), contactedAt: new Date("2026-10-15T03:00:00Z") },
      {
        opened: "2026-10-14T02:00:00Z",
        taken: "2026-10-14T02:12:00Z",
        "no-answer": "2026-10-14T02:30:00Z",
        talked: "2026-10-15T03:00:00Z",
      },
    );
    expect(await rowOf("BPN-032")).toMatchObject({ minutesToTaken: 12, minutesToContacted: 25 * 60 });
  });

  test("of somebody whose phone is lost stay in the summary once the account is locked", async () => {
    const id = await enrol("BPN-034", { status: "frozen" });
    await raise(id, "2026-10-14T02:00:00Z", { state: "open", outcome: null, tier: "red" });
    expect((await rowOf("BPN-034")).concerns).toEqual(["red-open", "unreachable"]);
    expect((await collect()).figures.alertsByTier.red).toBe(1);
  });

  test("of before tell of a call for help that joined them in the week", async () => {
    const id = await enrol("BPN-035");
    await raise(id, "2026-10-10T02:00:00Z", { tier: "red" }, { opened: "2026-10-10T02:00:00Z" });
    const { id: alertId } = await database.db.alert.findFirstOrThrow({ where: { participantId: id } });
    await database.db.alertEvent.create({
      data: { alertId, kind: "attached", at: new Date("2026-10-14T02:00:00Z"), tier: "red", isCall: true },
    });
    expect(await rowOf("BPN-035")).toMatchObject({ alerts: [], concerns: ["red"] });
    expect((await rowOf("BPN-035", "2026-10-05")).concerns).toEqual(["red"]);
    expect((await rowOf("BPN-035", "2026-09-28")).concerns).toEqual([]);
  });

  test("colour each day that was answered by what was told of it", async () => {
    const id = await enrol("BPN-036");
    for (const day of [0, 1, 2]) await checkIn(id, addDays(monday, day), { each: 0 });
    const cause = { kind: "help", at: "2026-10-13T02:00:00Z", quiet: [], waiting: [], total: 0 } as const;
    const told = (kind: HelpKind, day: LocalDay) => ({ ...cause, ...assessHelp(kind), day, waiting: [] });
    const causes = [told("help-button", monday), told("lapse", addDays(monday, 1))];
    await raise(id, "2026-10-12T02:00:00Z", { reasons: sealCauses(sealer, id, causes), tier: "red" });
    expect((await rowOf("BPN-036")).cells.slice(0, 3)).toEqual(["red", "orange", "green"]);
    // However long it had been open, and though it is closed now.
    const long = { openedAt: new Date("2026-08-10T02:00:00Z"), closedAt: new Date("2026-10-14T02:00:00Z") };
    await database.db.alert.updateMany({ where: { participantId: id }, data: long });
    const row = await rowOf("BPN-036");
    expect(row.cells.slice(0, 3)).toEqual(["red", "orange", "green"]);
    expect([row.alerts, row.openItems, row.furthestSteps]).toEqual([[], [], []]);
  });

  test("that nobody took have no times; open ones of before are open items", async () => {
    const id = await enrol("BPN-033");
    await raise(id, "2026-09-30T02:00:00Z", { state: "open", outcome: null, tier: "red" });
    const row = await rowOf("BPN-033");
    expect(row.openItems).toEqual([{ tier: "red", day: "2026-09-30", held: false }]);
    expect(row).not.toHaveProperty("minutesToTaken");
    expect(row.alerts).toEqual([]);
    const taken = { state: "acknowledged" as const, acknowledgedAt: createdAt };
    await database.db.alert.updateMany({ where: { participantId: id }, data: taken });
    expect((await rowOf("BPN-033")).openItems).toMatchObject([{ held: true }]);
  });
});

test("safety answers and free answers outside the signs are not even read", async () => {
  const id = await enrol("BPN-040");
  const checkInId = await checkIn(id, monday, { each: 0, answers: { C1: 0, C2: 2 } });
  const unreadable = {
    checkInId,
    questionId: "SAFETY",
    sealed: new Uint8Array([9, 9]),
    answeredAt: createdAt,
  };
  await database.db.answer.create({ data: unreadable });
  expect((await rowOf("BPN-040")).cells[0]).toBe("green");
});

test("the week under way counts up to today", async () => {
  await enrol("BPN-041", { releaseDate: dbDate("2026-10-20") });
  expect((await collect()).running).toBe(false);
  expect((await collect("2026-10-19")).running).toBe(true);
  expect((await rowOf("BPN-041", "2026-10-19")).daysSinceRelease).toBe(-1);
});

describe("what was reported about use", () => {
  test("is counted from the reporting form, of nobody by name, with the missing apart", async () => {
    const each = async (code: string, S6: Answer | undefined, day: Day = { each: 0 }) => {
      const id = await enrol(code);
      await checkIn(id, monday, {
        ...day,
        s6Form: "reporting",
        ...(S6 !== undefined && { answers: { S6 } }),
      });
    };
    for (const number of [1, 2, 3, 4, 5, 6, 7]) await each(`NONE-${number}`, 2);
    for (const number of [1, 2, 3, 4, 5]) await each(`USED-${number}`, 3);
    await each("SKIPPED", "skipped");
    await each("MISSED", undefined, missed);
    await checkIn(await enrol("SOFT"), monday, { each: 4 });
    const report = await collect();
    expect(report.figures.abstinence).toEqual({
      kind: "value",
      people: 13,
      value: { atLeast: 5, atMost: 13, missing: 1 },
    });
    expect(JSON.stringify(report.people)).not.toMatch(/selfReport|"use"|no-use/);
  });
});

describe("what waits", () => {
  test("an amber day that nobody has looked at for a week; none that was seen, is fresh, or has an alert", async () => {
    const id = await enrol("BPN-050");
    await checkIn(id, addDays(monday, -3), { each: 1, tier: "amber" });
    const seen = await checkIn(id, addDays(monday, -2), { each: 1, tier: "amber" });
    await database.db.checkIn.update({ where: { id: seen }, data: { amberSeenAt: createdAt } });
    await checkIn(id, monday, { each: 1, tier: "amber" });
    await checkIn(id, addDays(monday, 1), { each: 1, tier: "amber" });
    expect(await rowOf("BPN-050")).toMatchObject({ waitingAmbers: 2, concerns: ["amber-waiting"] });
    await raise(id, "2026-10-13T02:00:00Z", { state: "open", outcome: null });
    expect((await rowOf("BPN-050")).waitingAmbers).toBe(0);
  });
});

describe("who still takes part", () => {
  test("completed a check-in in the seven days before day 28, not on it, and not half of one", async () => {
    const release = "2026-09-01";
    const day = (since: number) => addDays(release, since);
    const at28 = async (code: string, since: number, state: Day["state"] = "completed") => {
      const id = await enrol(code, {
        releaseDate: dbDate(release),
        createdAt: new Date("2026-08-20T00:00:00Z"),
      });
      await checkIn(id, day(since), { each: 0, state });
      return (await rowOf(code)).engagement;
    };
    expect(await at28("FIRST", 21)).toEqual(["engaged", "not-reached", "not-reached"]);
    expect((await at28("LAST", 27))[0]).toBe("engaged");
    expect((await at28("EARLIER", 20))[0]).toBe("not-engaged");
    expect((await at28("LATER", 28))[0]).toBe("not-engaged");
    expect((await at28("HALF", 25, "closed"))[0]).toBe("not-engaged");
    await enrol("NEW", { releaseDate: dbDate(release), createdAt: new Date("2026-10-01T00:00:00Z") });
    expect((await rowOf("NEW")).engagement[0]).toBe("joined-later");
  });

  test.each([
    [90, 1],
    [180, 2],
  ])("the same before day %i", async (milestone, place) => {
    // The milestone is the last day of the week.
    const release = addDays(monday, 6 - milestone);
    const created = { createdAt: new Date(`${addDays(release, -3)}T00:00:00Z`) };
    const completedOn = async (code: string, since: number, more: object = created) => {
      const id = await enrol(code, { releaseDate: dbDate(release), ...more });
      await checkIn(id, addDays(release, since), { each: 0 });
    };
    await completedOn("FIRST", milestone - 7);
    await completedOn("LAST", milestone - 1);
    await completedOn("EARLIER", milestone - 8);
    await completedOn("LATER", milestone);
    const joined = new Date(`${addDays(release, milestone - 6)}T00:00:00Z`);
    await completedOn("NEW", milestone - 2, { createdAt: joined });
    await completedOn("DAY-BEFORE", milestone - 3, { ...created, releaseDate: dbDate(addDays(release, 1)) });
    const { people, figures } = await collect();
    expect(Object.fromEntries(people.map(({ code, engagement }) => [code, engagement[place]]))).toEqual({
      FIRST: "engaged",
      LAST: "engaged",
      EARLIER: "not-engaged",
      LATER: "not-engaged",
      NEW: "joined-later",
      "DAY-BEFORE": "not-reached",
    });
    expect(figures.engaged[place]).toMatchObject({
      milestone,
      engaged: { kind: "too-few", people: 4 },
      notReached: 1,
      joinedLater: 1,
    });
  });

  test("of five people or more as a number", async () => {
    const release = addDays(monday, 6 - 180);
    const created = new Date(`${addDays(release, -3)}T00:00:00Z`);
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const id = await enrol(`P-${number}`, { releaseDate: dbDate(release), createdAt: created });
      await checkIn(id, addDays(release, 85), { each: 0 });
      if (number > 2) await checkIn(id, addDays(release, 175), { each: 0 });
    }
    expect((await collect()).figures.engaged.map(({ milestone, engaged }) => [milestone, engaged])).toEqual([
      [28, { kind: "value", people: 6, value: 0 }],
      [90, { kind: "value", people: 6, value: 6 }],
      [180, { kind: "value", people: 6, value: 4 }],
    ]);
  });
});

test("the funnel goes over five weeks and takes the alert's own times", async () => {
  for (let number = 0; number < 5; number++) {
    const id = await enrol(`F-${number}`);
    const at = (days: number) => new Date(new Date("2026-09-20T02:00:00Z").getTime() + days * 86_400_000);
    await raise(id, "2026-09-20T02:00:00Z", {
      toldAt: at(0),
      acknowledgedAt: at(0),
      contactedAt: number < 4 ? at(0) : null,
      agreedAt: number < 3 ? at(0) : null,
      seenAt: number < 2 ? at(7) : null,
      stayedAt: number < 1 ? at(28) : null,
    });
    await raise(id, "2026-09-10T02:00:00Z");
  }
  expect((await collect()).figures.funnel).toEqual({
    kind: "value",
    people: 5,
    value: { opened: 5, told: 5, taken: 5, contacted: 4, agreed: 3, seen: 2, stayed: 1 },
  });
});

describe("where clocks change and people live elsewhere", () => {
  test("Sunday ends at 04:00 of the clock on the wall, an hour later than the day before", async () => {
    // In Berlin the clocks go back on Sunday, 25 October 2026: 04:00 of Monday is 03:00 UTC.
    const id = await enrol("BPN-060", { zone: "Europe/Berlin" });
    await raise(id, "2026-10-26T02:59:59Z");
    await raise(id, "2026-10-26T03:00:00Z", { tier: "red" });
    expect((await rowOf("BPN-060", "2026-10-19")).alerts.map(({ day }) => day)).toEqual(["2026-10-25"]);
    expect((await rowOf("BPN-060", "2026-10-26")).alerts.map(({ day }) => day)).toEqual(["2026-10-26"]);
  });

  test.each([
    ["Pacific/Kiritimati", "2026-10-11T14:00:00Z", "2026-10-18T13:59:59Z"],
    ["Pacific/Pago_Pago", "2026-10-12T15:00:00Z", "2026-10-19T14:59:59Z"],
  ])("the week of somebody in %s is their own, whatever the programme's zone", async (home, first, last) => {
    const id = await enrol(`BPN-${home}`, { zone: home });
    const beyond = (instant: string, seconds: number) =>
      new Date(new Date(instant).getTime() + seconds * 1000).toISOString();
    for (const at of [beyond(first, -1), first, last, beyond(last, 1)]) await raise(id, at);
    const { alerts } = await rowOf(`BPN-${home}`);
    expect(alerts.map(({ openedAt }) => openedAt.toISOString())).toEqual(
      [first, last].map((at) => new Date(at).toISOString()),
    );
  });
});
