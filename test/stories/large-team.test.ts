import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { LIST_PAGE } from "../../src/screens/pages.ts";
import { buildTeam, newToken, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

/** More than Telegram takes buttons on one message. */
const TEAM = 120;

let town: Town;
let team: Team;

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
  const { db, clock } = town.world;
  const phones = ["Konselor 020", "Konselor 021"].map((name) => town.phone(name));
  const others = TEAM - (await db.staff.count());
  const names = Array.from(
    { length: others },
    (_, index) => `Konselor ${String(index + 1).padStart(3, "0")}`,
  );
  await db.staff.createMany({
    data: names.map((name, index) => ({
      ...{ programmeId: team.programmeId, role: "counselor" as const, name, locale: "id" },
      ...{ createdAt: clock.now(), linkedAt: clock.now() },
      telegramId: phones.find((phone) => phone.name === name)?.id ?? 7_000_000_000 + index,
    })),
  });
  await town.does(Promise.all(phones.map(async (phone) => await phone.sends("/menu"))));
  await newToken(town, team, "BPN-001");
});
afterAll(async () => await town.close());

const labels = (phone: Phone) =>
  (phone.sees().findLast(({ buttons }) => buttons.length > 0)?.buttons ?? [])
    .flat()
    .map(({ label }) => label);
const named = (phone: Phone) => labels(phone).filter((label) => !/^[‹›☰←]/.test(label));
const nameOf = async (id: number | null) =>
  (await town.world.db.staff.findFirst({ where: { id: id ?? 0 } }))?.name;
const participant = async (code: string) =>
  await town.world.db.participant.findFirstOrThrow({ where: { code } });

async function goesTo(phone: Phone, ...path: readonly string[]): Promise<void> {
  await town.does(phone.sends("/menu"));
  for (const label of path) await town.does(phone.taps(label));
}

/** From page to page until the name is there. */
async function chooses(phone: Phone, name: string): Promise<void> {
  for (let page = 0; page * LIST_PAGE < TEAM && !labels(phone).includes(name); page++)
    await town.does(phone.taps("›"));
  await town.does(phone.taps(name));
}

test("the team reads page by page, everybody once, and back leads to the page that one came from", async () => {
  const { dewi } = team;
  await goesTo(dewi, "Tim");
  expect(dewi.lastText()).toMatch(/^Tim \(120\):\nAgus · /);
  const pages = [named(dewi)];
  while (labels(dewi).includes("›")) {
    await town.does(dewi.taps("›"));
    pages.push(named(dewi));
  }
  expect(pages.map(({ length }) => length)).toEqual(Array.from({ length: 15 }, () => LIST_PAGE));
  expect(new Set(pages.flat()).size).toBe(TEAM);
  await town.does(dewi.taps("Rina"));
  await town.does(dewi.taps("Serahkan semua"));
  await chooses(dewi, "Konselor 020");
  expect(dewi.lastText()).toContain("dari Rina ke Konselor 020");
  await town.does(dewi.taps("← Kembali"));
  expect(named(dewi)).toContain("Konselor 020");
  for (const _ of ["to Rina", "to the team"]) await town.does(dewi.taps("← Kembali"));
  expect(named(dewi)).toEqual(pages.at(-1));
  await town.does(dewi.taps("‹"));
  expect(named(dewi)).toEqual(pages.at(-2));
  await town.does(dewi.tapsData("sl:99"));
  expect(named(dewi)).toEqual(pages[0]);
});

test("somebody is invited with a counselor and a backup from later pages", async () => {
  const { dewi } = team;
  await goesTo(dewi, "➕ Undang peserta", "BPN-002");
  await chooses(dewi, "Konselor 020");
  expect(labels(dewi)).toEqual(expect.arrayContaining(["›", "Tanpa pengganti", "Batal"]));
  await town.does(dewi.taps("›"));
  await town.does(dewi.taps("‹"));
  await chooses(dewi, "Konselor 021");
  await town.does(dewi.taps("Hari ini"));
  const { counselorId, backupId } = await participant("BPN-002");
  expect([await nameOf(counselorId), await nameOf(backupId)]).toEqual(["Konselor 020", "Konselor 021"]);
});

test("somebody gets another counselor and another backup from later pages", async () => {
  const { dewi } = team;
  await goesTo(dewi, "Peserta", "BPN-001", "Ganti pendamping");
  await chooses(dewi, "Konselor 020");
  expect(dewi.lastText()).toContain("Pendamping: Konselor 020");
  await town.does(dewi.taps("Ganti pengganti"));
  expect(labels(dewi)).toContain("Tanpa pengganti");
  await chooses(dewi, "Konselor 021");
  const { counselorId, backupId } = await participant("BPN-001");
  expect([await nameOf(counselorId), await nameOf(backupId)]).toEqual(["Konselor 020", "Konselor 021"]);
});

test("whoever goes away names a stand-in from a later page", async () => {
  const { rina } = team;
  await goesTo(rina, "Saya tidak ada");
  await chooses(rina, "Konselor 020");
  await town.does(rina.taps("Sel, 24 Nov"));
  expect(rina.lastText()).toContain("Penggantimu: Konselor 020");
});
