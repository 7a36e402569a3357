import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askForQuiet } from "../../src/alerts/ask-for-quiet.ts";
import { readLives } from "../../src/back-tests/read-lives.ts";
import { readPerson } from "../../src/caseload/read-person.ts";
import { addDays } from "../../src/domain/calendar.ts";
import { replay } from "../../src/domain/replay.ts";
import { identify } from "../../src/people/identify.ts";
import { readSettings } from "../../src/programme/read-settings.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, enrol, ROUTE, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const MONDAY = "2026-11-23";

let town: Town;
let team: Team;
let bayu: Phone;

/** Bayu checks in on that day, counted from Monday, at eight. */
async function checksIn(day: number, digits: Record<string, number>): Promise<void> {
  await town.world.advanceTo(new Date(`${addDays(MONDAY, day)}T08:00:00+08:00`));
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, digits);
}

/** Rina's yellow list, without its other buttons. */
async function yellowList(): Promise<readonly string[]> {
  await town.does(team.rina.sends("/menu"));
  await town.does(team.rina.tapsData("wl:0"));
  const { buttons = [] } = team.rina.sees().findLast((message) => message.buttons.length > 0) ?? {};
  return buttons
    .flat()
    .map(({ label }) => label)
    .filter((label) => label.startsWith("🟡"));
}

const looksAt = async (entry: string) => {
  await yellowList();
  await town.does(team.rina.taps(entry));
  await town.does(team.rina.taps("✔ Sudah kulihat"));
};

beforeAll(async () => {
  town = await startTown({ at: `${MONDAY}T07:30:00+08:00` });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00" });
  const { settings } = await town.world.db.programme.findFirstOrThrow();
  const other = { ...(settings as object), repeats: { days: { A2: 3 } } };
  // Two Mondays go by whose summaries nobody reads.
  await town.world.db.programme.updateMany({ data: { settings: other, summaryDueAt: null } });
});
afterAll(async () => await town.close());

describe("one sign is at its highest, day after day, and is told again after three days (A2)", () => {
  const worst = { S1: 4 };

  test("the second day adds no entry while nobody has looked at the first", async () => {
    await checksIn(0, worst);
    await checksIn(1, worst);
    expect(await yellowList()).toEqual(["🟡 BPN-001 · Sen, 23 Nov"]);
    await looksAt("🟡 BPN-001 · Sen, 23 Nov");
    expect(await yellowList()).toEqual([]);
    const { tier } = await town.world.db.checkIn.findFirstOrThrow({ orderBy: { id: "desc" } });
    expect(tier).toBe("amber");
  });

  test("something else is said at once: it is the third time within five check-ins", async () => {
    await checksIn(2, { S1: 3 });
    expect(await yellowList()).toEqual(["🟡 BPN-001 · Rab, 25 Nov"]);
    await looksAt("🟡 BPN-001 · Rab, 25 Nov");
  });

  test("after three days it is said again", async () => {
    await checksIn(3, worst);
    expect(await yellowList()).toEqual(["🟡 BPN-001 · Kam, 26 Nov"]);
    await looksAt("🟡 BPN-001 · Kam, 26 Nov");
  });

  test("a correction is judged beside what was told on other days", async () => {
    await checksIn(4, worst);
    expect(await yellowList()).toEqual([]);
    const { id } = await town.world.db.checkIn.findFirstOrThrow({ orderBy: { id: "desc" } });
    const corrects = async (sign: string, value: string) => {
      await town.does(bayu.tapsData(`q:${id}:${sign}`));
      await town.does(bayu.taps(value));
    };
    await corrects("S1", "0");
    await corrects("S1", "4");
    expect(await yellowList()).toEqual([]);
    await town.world.db.checkIn.deleteMany({ where: { localDay: { lt: new Date(addDays(MONDAY, 4)) } } });
    await corrects("S1", "0");
    await corrects("S1", "4");
    expect(await yellowList()).toEqual(["🟡 BPN-001 · Jum, 27 Nov"]);
    await looksAt("🟡 BPN-001 · Jum, 27 Nov");
  });

  test("whoever asked for quiet about a person is spared it until that ends", async () => {
    const { db, clock, app } = town.world;
    const rina = await identify(db, team.rina.id);
    if (rina.kind !== "staff") throw new Error("Rina is not linked");
    const { id } = await db.participant.findFirstOrThrow();
    await checksIn(5, {});
    await checksIn(6, {});
    const quiet = { kind: "snooze", until: addDays(MONDAY, 8) } as const;
    expect(await askForQuiet(app.deps, rina, id, quiet, clock.now())).toEqual({ kind: "done" });
    await checksIn(7, worst);
    expect(await yellowList()).toEqual([]);
    await checksIn(8, worst);
    expect(await yellowList()).toEqual(["🟡 BPN-001 · Sel, 1 Des"]);
  });
});

describe("an answer that cannot be opened any more", () => {
  const newest = async () => await town.world.db.checkIn.findFirstOrThrow({ orderBy: { id: "desc" } });
  const damage = async () =>
    await town.world.db.$executeRaw`
      UPDATE answers SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)
      WHERE sealed IS NOT NULL AND check_in_id = ${(await newest()).id}`;
  const upToS6 = async (day: number) => {
    await town.world.advanceTo(new Date(`${addDays(MONDAY, day)}T08:00:00+08:00`));
    await town.does(bayu.taps("Siap"));
    for (const id of ROUTE.slice(0, ROUTE.indexOf("S6") + 1))
      await town.does(bayu.taps(id === "S1" ? "4" : "0"));
  };

  test("keeps nobody from finishing a later day; today's is asked for again", async () => {
    await damage();
    await upToS6(9);
    await damage();
    await town.does(bayu.taps("4"));
    expect(bayu.lastText()).toContain("Seberapa dekat alkohol");
    await town.does(bayu.taps("0"));
    await town.does(bayu.taps("0"));
    expect(await newest()).toMatchObject({ state: "completed", tier: "amber" });
    // What is unreadable of the day before may have said anything.
    expect(await yellowList()).toContain("🟡 BPN-001 · Rab, 2 Des");
    expect(town.log()).toContain("an answer cannot be opened");
  });

  test("is no silence when the day ends without it", async () => {
    await upToS6(10);
    await town.world.db.answer.deleteMany({ where: { checkInId: (await newest()).id, sealed: null } });
    await damage();
    await town.world.advanceTo(new Date(`${addDays(MONDAY, 11)}T05:00:00+08:00`));
    expect(await newest()).toMatchObject({ state: "closed", tier: "green" });
  });
});

test("that somebody blocks the bot is news, also after a yellow day from before it (A4)", async () => {
  await checksIn(12, { S1: 4 });
  expect(await yellowList()).toContain("🟡 BPN-001 · Sab, 5 Des");
  await town.world.advanceTo(new Date(`${addDays(MONDAY, 13)}T08:00:00+08:00`));
  await town.does(bayu.taps("Siap"));
  await town.does(bayu.taps("1"));
  await town.does(bayu.blocksBot());
  await town.world.advanceTo(new Date(`${addDays(MONDAY, 14)}T05:00:00+08:00`));
  const blockedOn = "🟡 BPN-001 · Min, 6 Des";
  expect(await yellowList()).toContain(blockedOn);
  await town.does(team.rina.taps("🟡 BPN-001 · Sab, 5 Des"));
  expect(team.rina.lastText()).not.toContain("A4");
  await yellowList();
  await town.does(team.rina.taps(blockedOn));
  expect(team.rina.lastText()).toContain("A4");
});

describe("a day on which nothing was answered (A4)", () => {
  const [citras, dodis] = ["🟡 BPN-002 · Sen, 7 Des", "🟡 BPN-003 · Sen, 7 Des"];
  let dodi: Phone;

  test("stands in the list when the bot was blocked before it, or when most of fourteen days are missing", async () => {
    const { db } = town.world;
    const citra = await enrol(town, team, { code: "BPN-002", hour: "08:00" });
    dodi = await enrol(town, team, { code: "BPN-003", hour: "08:00" });
    const { id: participantId } = await db.participant.findFirstOrThrow({ where: { code: "BPN-003" } });
    for (let day = 1; day <= 13; day++) {
      const at = new Date(addDays(MONDAY, day));
      const how = { state: "closed", tier: "green", instrument: "recovery-dangers@1" } as const;
      const when = { localDay: at, openedAt: at, startedAt: at, closesAt: at };
      const answers = { create: { questionId: "S1", value: 0, answeredAt: at } };
      await db.checkIn.create({
        data: { participantId, ...how, form: "full", s6Form: "soft", ...when, answers },
      });
    }
    await town.does(citra.blocksBot());
    await town.world.advanceTo(new Date(`${addDays(MONDAY, 15)}T05:00:00+08:00`));
    expect(await yellowList()).toEqual(expect.arrayContaining([citras, dodis]));
    await town.does(team.rina.taps(citras));
    expect(team.rina.lastText()).toContain("pesan bot tidak sampai lagi");
    await yellowList();
    await town.does(team.rina.taps(dodis));
    expect(team.rina.lastText()).toContain("hanya 0 dari 14 cek terakhir yang selesai");
  });

  test("is no answered day for that, and is said again after fourteen days only", async () => {
    const rina = await identify(town.world.db, team.rina.id);
    if (rina.kind !== "staff") throw new Error("Rina is not linked");
    const { id } = await town.world.db.participant.findFirstOrThrow({ where: { code: "BPN-003" } });
    const page = await readPerson(town.world.app.deps, rina, id, town.world.clock.now());
    expect(page?.week.at(-2)).toEqual({ day: "2026-12-07", cell: "missing" });
    await looksAt(dodis);
    await town.world.advanceTo(new Date(`${addDays(MONDAY, 15)}T08:00:00+08:00`));
    await town.does(dodi.taps("Siap"));
    await answers(town, dodi, {});
    const { tier, amberQuiet } = await town.world.db.checkIn.findFirstOrThrow({
      where: { participantId: id },
      orderBy: { localDay: "desc" },
    });
    expect({ tier, amberQuiet }).toEqual({ tier: "amber", amberQuiet: true });
  });

  test("the back-test lists the same days", async () => {
    const { db, app } = town.world;
    const settings = await readSettings(db, team.programmeId);
    const lives = await Array.fromAsync(readLives(app.deps, team.programmeId, "everybody", "2026-10-01"));
    const his = lives.filter(({ code }) => code === "BPN-003").flatMap((life) => replay(life, settings));
    expect(his.map((flag) => [flag.day, flag.tier, flag.rules])).toEqual([["2026-12-07", "amber", ["A4"]]]);
  });
});
