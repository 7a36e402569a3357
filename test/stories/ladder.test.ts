import { beforeEach, describe, expect, test } from "vitest";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;

const at = async (iso: string) => await town.world.advanceTo(new Date(`${iso}+08:00`));
const heard = (phone: Phone, words: string) =>
  phone.notifications().filter((text) => text.startsWith(words)).length;
const NEW = "1 hal perlu dilihat";
const AGAIN = "Masih ada 1 hal";
const LAST = "BPN-001 masih menunggu. Ini pengingat terakhir";
const EXPIRED = "BPN-001 terbuka lagi";
const alert = async () => await town.world.db.alert.findFirstOrThrow();

beforeEach(async () => {
  town = await startTown({ at: "2026-11-23T08:50:00+08:00" });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "20:00" });
  return async () => await town.close();
});

describe("taken, and then nothing", () => {
  test("red opens again after two hours: the holder hears it, and the next one up is told", async () => {
    await at("2026-11-23T09:00:00");
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.rina.taps("Saya tangani"));
    await at("2026-11-23T10:59:00");
    expect((await alert()).state).toBe("acknowledged");
    expect(heard(team.agus, NEW)).toBe(0);
    await at("2026-11-23T11:00:00");
    expect(await alert()).toMatchObject({ state: "open", holderId: null });
    expect(heard(team.rina, EXPIRED)).toBe(1);
    expect(heard(team.agus, NEW)).toBe(1);
    await at("2026-11-23T11:15:00");
    expect(heard(team.dewi, NEW)).toBe(1);
    await town.does(team.agus.taps("Lihat"));
    await town.does(team.agus.taps("Sudah bicara"));
    await town.does(team.agus.taps("Cukup bicara"));
    await at("2026-11-23T19:00:00");
    expect(await alert()).toMatchObject({ state: "closed", escalateAt: null });
  });

  test("an outcome in time keeps it from opening again", async () => {
    await at("2026-11-23T09:00:00");
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    await at("2026-11-23T12:00:00");
    expect(heard(team.rina, EXPIRED)).toBe(0);
    expect(heard(team.agus, NEW)).toBe(0);
  });

  test("orange that was taken in the evening opens again after a day and a night", async () => {
    await at("2026-11-23T20:00:00");
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, { C2: 2 });
    await at("2026-11-23T21:30:00");
    await town.does(team.rina.taps("Saya tangani"));
    await at("2026-11-25T06:59:00");
    expect(heard(team.rina, EXPIRED)).toBe(0);
    await at("2026-11-25T07:00:00");
    expect(heard(team.rina, EXPIRED)).toBe(1);
    expect(heard(team.agus, NEW)).toBe(1);
  });
});

describe("nobody takes it", () => {
  test("everybody is told again in other words, four times in red, and then no more; it stays open", async () => {
    await at("2026-11-23T09:00:00");
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T10:00:00");
    for (const phone of [team.rina, team.agus, team.dewi]) expect(heard(phone, AGAIN)).toBe(1);
    await at("2026-11-23T11:29:00");
    expect([heard(team.rina, AGAIN), heard(team.rina, LAST)]).toEqual([3, 0]);
    await at("2026-11-24T09:00:00");
    for (const phone of [team.rina, team.agus, team.dewi])
      expect([heard(phone, AGAIN), heard(phone, LAST)]).toEqual([3, 1]);
    const { state, escalateAt } = await alert();
    expect(state).toBe("open");
    expect(escalateAt?.getTime()).toBeGreaterThan(town.world.clock.now().getTime());
  });
});

test("orange that rises to red begins again with the counselor, in red's time", async () => {
  await at("2026-11-23T20:00:00");
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { C2: 2 });
  expect((await alert()).tier).toBe("orange");
  await at("2026-11-23T23:00:00");
  await town.does(bayu.sends("/bantuan"));
  expect((await alert()).tier).toBe("red");
  expect(heard(team.rina, NEW)).toBe(2);
  await at("2026-11-23T23:15:00");
  expect(heard(team.agus, NEW)).toBe(1);
});

test("something orange and new at night waits for seven, also for whoever has the alert, and Bayu hears when", async () => {
  await at("2026-11-23T20:00:00");
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, { C2: 2 });
  await at("2026-11-23T21:40:00");
  await town.does(team.rina.taps("Saya tangani"));
  await at("2026-11-24T21:30:00");
  await town.does(bayu.sends("/cek"));
  await answers(town, bayu, { C2: 2 });
  expect(heard(team.rina, NEW)).toBe(1);
  expect(bayu.lastText()).toMatch(/Rina akan dikabari .*25 Nov.*07\.00/);
  await at("2026-11-25T06:59:00");
  expect(heard(team.rina, NEW)).toBe(1);
  await at("2026-11-25T07:00:00");
  expect(heard(team.rina, NEW)).toBe(2);
});
