import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rhythm } from "../../../src/domain/cadence.ts";
import { type AskedDaily, type Asking, checkAsked, isDueFor } from "../../../src/sandbox/simulator/asked.ts";
import { Standing } from "../../../src/sandbox/simulator/standing.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";

const MINUTE = 60_000;
const ID = 1;
const ZONE = "Asia/Makassar";
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.$executeRaw`
    INSERT INTO programmes (name, zone, locale, settings, created_at) VALUES ('BPN', 'Asia/Makassar', 'id', '{}', now())`;
  await database.db.$executeRaw`
    INSERT INTO participants (id, programme_id, code, zone, locale, status, release_date, check_in_minute, created_at)
    SELECT ${ID}, id, 'BPN-001', zone, 'id', 'active', '2026-11-01', 720, now() FROM programmes`;
});
afterAll(async () => await database.drop());

/** Noon in Makassar on the 23rd; the day ends at 04:00 of the 24th. */
const noon = new Date("2026-11-23T04:00:00Z");
const after = (minutes: number) => new Date(noon.getTime() + minutes * MINUTE);
const hours = (count: number) => after(count * 60);
const dayEnds = after(16 * 60);

async function found(standing: Standing, asking: Partial<Asking> = {}): Promise<readonly string[]> {
  const bayu: AskedDaily = {
    ...{ code: "BPN-001", standing },
    facts: { minute: 720 },
  };
  const violations = await checkAsked(database.db, [bayu], {
    ...{ began: after(-60), since: after(-60), now: after(17 * 60), graceMs: () => MINUTE, isLast: false },
    ...{ ticks: [after(0), after(30), after(60)], isLeftOut: () => false, ...asking },
  });
  return violations.map(({ what, who }) => `${what}: ${who}`);
}

async function opened(at: Date | undefined, day = "2026-11-23"): Promise<void> {
  await database.db.checkIn.deleteMany();
  if (!at) return;
  await database.db.checkIn.create({
    data: {
      ...{
        participantId: ID,
        localDay: new Date(day),
        instrument: "recovery-dangers@1",
        form: "full",
      },
      ...{ s6Form: "soft", state: "prompted", openedAt: at, closesAt: dayEnds },
    },
  });
}

const MISSED = ["a day without a check-in: BPN-001 on 2026-11-23"];

test("a day on which somebody was asked is as it should be; one without a check-in is found", async () => {
  await opened(noon);
  expect(await found(new Standing(ZONE))).toEqual([]);
  await opened(undefined);
  expect(await found(new Standing(ZONE))).toEqual(MISSED);
  expect(await found(new Standing(ZONE), { since: after(16 * 60 + 2) })).toEqual([]);
  expect(await found(new Standing(ZONE), { began: noon })).toEqual([]);
  expect(await found(new Standing(ZONE), { now: after(120) })).toEqual([]);
  expect(await found(new Standing(ZONE), { now: after(120), isLast: true })).toEqual(MISSED);
});

test("whoever moves is asked on the same day, by the clock of one place or the other", async () => {
  // 12:00 in Jayapura is 11:00 in Makassar.
  const went = (at: Date, to = "Asia/Jayapura") => {
    const standing = new Standing(ZONE);
    standing.moves(at, to);
    return standing;
  };
  await opened(after(-60));
  expect(await found(went(after(-90)))).toEqual([]);
  await opened(undefined);
  expect(await found(went(after(-90)), { began: after(-120) })).toEqual(MISSED);
  // East, over the day's end there, with no tick by then: the day is left out.
  expect(await found(went(after(15 * 60 + 30)), { ticks: [after(15 * 60 + 31)] })).toEqual([]);
  expect(await found(new Standing(ZONE), { ticks: [after(15 * 60 + 31)] })).toEqual(MISSED);
  // West, where the hour comes later.
  expect(await found(went(after(-90), "Asia/Jakarta"), { ticks: [after(30)] })).toEqual([]);
  expect(await found(went(after(-90), "Asia/Jakarta"), { ticks: [after(30), after(62)] })).toEqual(MISSED);
});

test("a day without a tick is on record as missed by us with the first tick afterwards, unless they had left or paused", async () => {
  await opened(undefined);
  const ticks = [after(-1), after(16 * 60 + 5)];
  const left = new Standing(ZONE);
  left.withdraws(after(60));
  const paused = new Standing(ZONE);
  paused.pauses(after(-120), "2026-11-25");
  expect(await found(left, { ticks })).toEqual([]);
  expect(await found(paused, { ticks })).toEqual([]);
  const ours = "a day that we missed, and on no record: BPN-001 on 2026-11-23";
  expect(await found(new Standing(ZONE), { ticks })).toEqual([ours]);
  const row = { kind: "prompt", priority: 10, intendedAt: noon, dueAt: dayEnds, state: "failed" } as const;
  const write = async (day: string) =>
    await database.db.outboxMessage.create({
      data: { ...row, participantId: ID, dedupeKey: day, params: { day }, error: "day-over" },
    });
  await write("2026-11-22");
  expect(await found(new Standing(ZONE), { ticks })).toEqual([ours]);
  await write("2026-11-23");
  expect(await found(new Standing(ZONE), { ticks })).toEqual([]);
  // Where a tick came it is no excuse.
  expect(await found(new Standing(ZONE))).toEqual(MISSED);
  // Unless it came before they were to be reminded, and none after that.
  const remindedAt = async (intendedAt: Date) =>
    await database.db.outboxMessage.updateMany({ data: { kind: "nudge", intendedAt } });
  await remindedAt(after(180));
  expect(await found(new Standing(ZONE))).toEqual([]);
  await remindedAt(after(30));
  expect(await found(new Standing(ZONE))).toEqual(MISSED);
  await database.db.outboxMessage.deleteMany();
});

test("no tick until the day has ended excuses it, and so does a day left out on purpose", async () => {
  await opened(undefined);
  expect(await found(new Standing(ZONE), { ticks: [after(-1), after(16 * 60)] })).toEqual([]);
  expect(await found(new Standing(ZONE), { ticks: [after(5 * 60)] })).toEqual(MISSED);
  expect(await found(new Standing(ZONE), { isLeftOut: (_, day) => day === "2026-11-23" })).toEqual([]);
});

test("whoever has left or paused is not asked, and is asked again after the pause", async () => {
  await opened(undefined);
  const left = new Standing(ZONE);
  left.withdraws(after(-5));
  expect(await found(left)).toEqual([]);
  const paused = new Standing(ZONE);
  paused.pauses(after(-5), "2026-11-24");
  expect(await found(paused)).toEqual([]);
  const pausedThen = new Standing(ZONE);
  pausedThen.pauses(after(10 * 60), "2026-11-24");
  expect(await found(pausedThen)).toEqual([]);
  const back = new Standing(ZONE);
  back.pauses(after(-3 * 24 * 60), "2026-11-23");
  expect(await found(back)).toEqual(MISSED);
});

test("a check-in of somebody who has left or locked the account is found, but not one of the same minute", async () => {
  await opened(noon);
  const left = new Standing(ZONE);
  left.withdraws(after(-5));
  expect(await found(left)).toEqual(["a check-in of somebody who does not take part: BPN-001 on 2026-11-23"]);
  const locked = new Standing(ZONE);
  locked.freezes(after(-5));
  expect(await found(locked)).toHaveLength(1);
  locked.links(after(-2));
  expect(await found(locked)).toEqual([]);
  const leaving = new Standing(ZONE);
  leaving.withdraws(after(0));
  expect(await found(leaving)).toEqual([]);
});

test("a check-in during a pause is found, but not one after it or of the same minute", async () => {
  await opened(noon);
  const until = async (at: Date, day: string) => {
    const standing = new Standing(ZONE);
    standing.pauses(at, day);
    return await found(standing);
  };
  expect(await until(after(-5), "2026-11-24")).toEqual(["a check-in during a pause: BPN-001 on 2026-11-23"]);
  expect(await until(after(-5), "2026-11-23")).toEqual([]);
  expect(await until(after(0), "2026-11-24")).toEqual([]);
});

describe("three a week", () => {
  const at = (day: string, time = "12:00") => new Date(`2026-11-${day}T${time}:00+08:00`);
  const due = (
    day: string,
    {
      chosen = [],
      reds = [],
    }: { readonly chosen?: readonly (readonly [Date, Rhythm])[]; readonly reds?: readonly Date[] },
  ) => {
    const standing = new Standing(ZONE);
    for (const [when, rhythm] of chosen) standing.chooses(when, rhythm);
    const asked = { day: `2026-11-${day}`, zone: "Asia/Makassar", graceMs: MINUTE };
    return isDueFor(standing, reds, asked);
  };
  const three = [[at("09"), "three-a-week"]] as const;

  test.each<[string, string, Parameters<typeof due>[1], string]>([
    ["whoever has not chosen is asked on a Tuesday", "24", {}, "yes"],
    ["whoever has chosen is not", "24", { chosen: three }, "no"],
    ["but on Wednesdays", "25", { chosen: three }, "yes"],
    ["and daily when that was chosen since", "24", { chosen: [...three, [at("20"), "daily"]] }, "yes"],
    ["around the choice nobody knows", "24", { chosen: [[at("23"), "three-a-week"]] }, "maybe"],
    ["a red begins daily again", "24", { chosen: three, reds: [at("20")] }, "yes"],
    ["around the red nobody knows", "24", { chosen: three, reds: [at("23")] }, "maybe"],
    ["one before the choice changes nothing", "24", { chosen: three, reds: [at("07")] }, "no"],
    ["nor one afterwards", "24", { chosen: three, reds: [at("26")] }, "no"],
    [
      "a choice after the red holds",
      "24",
      { chosen: [...three, [at("20"), "three-a-week"]], reds: [at("18")] },
      "no",
    ],
  ])("%s", (_, day, facts, expected) => {
    expect(due(day, facts)).toBe(expected);
  });

  test("a check-in on a free day is found, and its absence is not missed", async () => {
    const free = new Standing(ZONE);
    free.chooses(at("09"), "three-a-week");
    const tuesday = { now: hours(41), since: hours(23), ticks: [hours(24), hours(25)] };
    await opened(undefined);
    expect(await found(new Standing(ZONE), tuesday)).toEqual([
      "a day without a check-in: BPN-001 on 2026-11-24",
    ]);
    expect(await found(free, tuesday)).toEqual([]);
    await opened(hours(24), "2026-11-24");
    expect(await found(new Standing(ZONE), tuesday)).toEqual([]);
    expect(await found(free, tuesday)).toEqual(["a check-in on a free day: BPN-001 on 2026-11-24"]);
  });
});
