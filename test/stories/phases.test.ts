import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDays } from "../../src/domain/calendar.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { lapseButton } from "../../src/screens/callback-data.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const MONDAY = "2026-11-23";

let town: Town;
let team: Team;
let bayu: Phone;

/** Until that time of a day, counted from Monday. */
const at = async (day: number, time = "08:00") =>
  await town.world.advanceTo(new Date(`${addDays(MONDAY, day)}T${time}:00+08:00`));

async function checksIn(day: number, digits: Record<string, number> = {}): Promise<void> {
  await at(day);
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, digits);
}

/** What Rina sees of Bayu. */
async function page(): Promise<string> {
  await town.does(team.rina.sends("/menu"));
  const { id } = await town.world.db.participant.findFirstOrThrow({ where: { code: "BPN-001" } });
  await town.does(team.rina.tapsData(`cp:${id}:0`));
  return team.rina.lastText() ?? "";
}

async function speaksWithBayu(): Promise<void> {
  await town.does(team.rina.taps("Lihat"));
  await town.does(team.rina.taps("Sudah bicara"));
  await town.does(team.rina.taps("Cukup bicara"));
}

const told = () => team.rina.notifications().filter((text) => text.startsWith("1 hal perlu dilihat")).length;

beforeAll(async () => {
  town = await startTown({ at: `${MONDAY}T07:30:00+08:00` });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00", releaseDate: "2026-08-15" });
});
afterAll(async () => await town.close());

describe("a hundred days after release the first phase begins again", () => {
  test("with a red day: what Rina sees, and after how many days of silence she hears of it", async () => {
    await checksIn(0);
    expect(await page()).toContain("Hari ke-100 sejak bebas (sampai hari ke-180)");
    await checksIn(1, { S8: 4, C1: 0 });
    await speaksWithBayu();
    await checksIn(2);
    expect(await page()).toContain(
      "Hari ke-102 sejak bebas; fase mulai lagi Sel, 24 Nov: hari ke-1 (dua minggu pertama)",
    );
    const before = told();
    await at(4, "07:30");
    expect(told()).toBe(before);
    await at(5, "07:30");
    expect(told()).toBe(before + 1);
    await speaksWithBayu();
  });

  test("with use that was reported, on the day on which it was", async () => {
    await town.does(bayu.tapsData(lapseButton.pack({})));
    expect(await page()).toContain("fase mulai lagi Sab, 28 Nov: hari ke-0");
    const { reenteredOn } = await town.world.db.participant.findFirstOrThrow();
    expect(reenteredOn).toHaveLength(2);
    await speaksWithBayu();
  });
});
