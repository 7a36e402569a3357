import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolParticipant } from "../../src/people/enrol-participant.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let citra: Phone;

beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T09:00:00+08:00" });
  team = await buildTeam(town);
  await enrol(town, team, { code: "BPN-001", releaseDate: "2026-11-24" });
  citra = await enrol(town, team, { code: "BPN-002", releaseDate: "2026-11-24" });
  await enrol(town, team, { code: "BPN-003", releaseDate: "2026-11-20" });
});
afterAll(async () => await town.close());

/** Whom Rina's yellow list says to call. */
async function toCall(): Promise<readonly string[]> {
  await town.does(team.rina.sends("/menu"));
  await town.does(team.rina.tapsData("wl:0"));
  const { buttons = [] } = team.rina.sees().findLast((message) => message.buttons.length > 0) ?? {};
  return buttons
    .flat()
    .map(({ label }) => label)
    .filter((label) => label.startsWith("📞"));
}

test("whoever is released is to be called within 48 hours, whatever they answer; whoever came later was met then", async () => {
  expect(await toCall()).toEqual([]);
  await town.world.advanceTo(new Date("2026-11-24T09:00:00+08:00"));
  expect(await toCall()).toEqual([
    "📞 Baru bebas, telepon: BPN-001 · Sel, 24 Nov",
    "📞 Baru bebas, telepon: BPN-002 · Sel, 24 Nov",
  ]);
  await town.does(team.rina.taps("📞 Baru bebas, telepon: BPN-001"));
  expect(team.rina.lastText()).toContain("telepon dalam 48 jam");
});

test("a note, or a message that arrived, is on record as having been in touch; without any it stays, marked", async () => {
  await town.does(team.rina.taps("➕ Catatan"));
  await town.does(team.rina.sends("Sudah telepon, baik-baik saja."));
  expect(await toCall()).toEqual(["📞 Baru bebas, telepon: BPN-002 · Sel, 24 Nov"]);
  // Two days without an answer are an alert, and there nothing else is needed.
  await town.world.db.participant.updateMany({ data: { nextPromptAt: null } });
  await town.world.advanceTo(new Date("2026-11-27T09:00:00+08:00"));
  expect(await toCall()).toEqual(["📞 Baru bebas, telepon: BPN-002 · Sel, 24 Nov ⏰"]);
  await town.does(team.rina.taps("📞 Baru bebas, telepon: BPN-002"));
  await town.does(team.rina.taps("Tulis pesan"));
  await town.does(citra.blocksBot());
  await town.does(team.rina.sends("Halo, apa kabar?"));
  expect(await toCall()).toHaveLength(1);
  await town.does(citra.unblocksBot());
  await town.does(team.rina.taps("Coba lagi"));
  expect(await toCall()).toEqual([]);
});

test("so is whoever has not opened their link, as long as they have not", async () => {
  const { app, db, clock } = town.world;
  const person = {
    code: "BPN-004",
    releaseDate: "2026-11-27",
    counselorId: team.ids.rina,
    backupId: null,
  } as const;
  await enrolParticipant(app.deps, team.coordinator, person, clock.now());
  expect(await toCall()).toEqual(["📞 Baru bebas, telepon: BPN-004 · Jum, 27 Nov"]);
  await town.does(team.rina.taps("📞 Baru bebas, telepon: BPN-004"));
  expect(team.rina.lastText()).toContain("belum membuka undangannya: telepon dalam 48 jam");
  await db.participant.updateMany({ where: { code: "BPN-004" }, data: { status: "consenting" } });
  expect(await toCall()).toEqual([]);
});
