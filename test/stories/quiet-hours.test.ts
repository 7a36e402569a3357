import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;
let citra: Phone;

beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T12:00:00+08:00" });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "19:30" });
  citra = await enrol(town, team, { code: "BPN-002", hour: "22:00" });
});
afterAll(async () => await town.close());

const PROMPT = "Hai, waktunya cek harian 🙂 Siap?";
const seen = (phone: Phone, text: string) =>
  phone.sees().filter((message) => message.text?.includes(text)).length;
const rung = (phone: Phone, text: string) => phone.sounds().filter((line) => line.includes(text)).length;

test("a prompt that is late by our fault makes no sound at night; an hour of the night that was chosen does", async () => {
  town.world.clock.moveTo(new Date("2026-11-23T23:30:00+08:00"));
  await town.world.advance({ minutes: 1 });
  expect([seen(bayu, PROMPT), rung(bayu, PROMPT)]).toEqual([1, 0]);
  expect([seen(citra, PROMPT), rung(citra, PROMPT)]).toEqual([1, 1]);
});

test("what staff have to know by the morning makes no sound at night, and rings by day", async () => {
  const UNREACHABLE = "tidak bisa dikirimi pesan lagi";
  await town.does(bayu.blocksBot());
  for (const phone of [team.rina, team.dewi])
    expect([seen(phone, UNREACHABLE), rung(phone, UNREACHABLE)]).toEqual([1, 0]);
  await town.world.advanceTo(new Date("2026-11-24T09:00:00+08:00"));
  await town.does(citra.blocksBot());
  for (const phone of [team.rina, team.dewi])
    expect([seen(phone, UNREACHABLE), rung(phone, UNREACHABLE)]).toEqual([2, 1]);
});

test("who is on tonight, and a call for help, ring at any hour", async () => {
  await town.does(citra.unblocksBot());
  await town.world.advanceTo(new Date("2026-11-24T23:00:00+08:00"));
  await town.does(team.rina.blocksBot());
  expect(rung(team.dewi, "Rina tidak bisa dikirimi pesan lagi")).toBe(1);
  await town.does(citra.sends("/bantuan"));
  expect(rung(team.agus, "1 hal perlu dilihat · BPN-002")).toBe(1);
});
