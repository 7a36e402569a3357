import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runAudit } from "../../src/auditor/run-audit.ts";
import { createDatabase } from "../../src/db/client.ts";
import { firstInvitation } from "../../src/people/first-invitation.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { createEmptyDatabase } from "../support/database.ts";
import { DATA_KEY } from "../support/keys.ts";
import { operator } from "../support/operator.ts";
import { answers, buildTeam, enrol, forgetEverybody, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;

beforeAll(async () => {
  town = await startTown({ at: "2026-11-23T12:00:00+08:00" });
  team = await buildTeam(town);
});
afterAll(async () => await town.close());

const at = async (time: string) => await town.world.advanceTo(new Date(time));
const labels = (phone: Phone) => (phone.sees().at(-1)?.buttons ?? []).flat().map(({ label }) => label);
const personOf = async (code: string) =>
  await town.world.db.participant.findFirstOrThrow({ where: { code } });
const checkInsOf = async (code: string) =>
  await town.world.db.checkIn.findMany({ where: { participant: { code } }, orderBy: { localDay: "asc" } });
const daysOf = async (code: string) =>
  (await checkInsOf(code)).map(({ localDay }) => localDay.toISOString().slice(8, 10));
const found = async () => (await runAudit(town.world.app.deps, town.world.clock.now())).found;

async function moves(phone: Phone, to: string): Promise<void> {
  await town.does(phone.sends("/jam"));
  await town.does(phone.taps(to));
}

describe("Bayu goes from Balikpapan to Jakarta, an hour to the west", () => {
  let bayu: Phone;
  beforeAll(async () => {
    bayu = await enrol(town, team, { code: "BPN-001", hour: "19:00" });
  });

  test("chooses the clock of the place beside the hour, and the prompt of that day comes at his hour there", async () => {
    await town.does(bayu.sends("/jam"));
    expect(bayu.lastText()).toContain("Jamnya menurut WITA (Makassar)");
    expect(labels(bayu)).toEqual(expect.arrayContaining(["WIB (Jakarta)", "WIT (Jayapura)"]));
    await town.does(bayu.taps("WIB (Jakarta)"));
    expect(bayu.lastText()).toMatch(/WIB \(Jakarta\)\. Cek berikutnya Sen, 23 Nov.* 19[.]00/);
    await at("2026-11-23T18:59:00+07:00");
    expect(await daysOf("BPN-001")).toEqual([]);
    await at("2026-11-23T19:00:00+07:00");
    expect(await daysOf("BPN-001")).toEqual(["23"]);
  });

  test("what Rina sees of him says by which clock his hour is", async () => {
    const { id } = await personOf("BPN-001");
    await town.does(team.rina.tapsData(`cp:${id}:0`));
    expect(team.rina.lastText()).toMatch(/Cek berikutnya: Sel, 24 Nov.* 19[.]00 WIB \(Jakarta\)/);
  });

  test("back home in the evening, he is not asked a second time, and has until 04:00 there", async () => {
    await moves(bayu, "WITA (Makassar)");
    expect(bayu.lastText()).toMatch(/Cek berikutnya Sel, 24 Nov.* 19[.]00/);
    const [today] = await checkInsOf("BPN-001");
    expect(today?.closesAt).toEqual(new Date("2026-11-24T04:00:00+08:00"));
    await town.does(bayu.sends("/cek"));
    await answers(town, bayu, {});
    await at("2026-11-24T19:00:00+08:00");
    expect(await daysOf("BPN-001")).toEqual(["23", "24"]);
    expect(await found()).toEqual([]);
  });

  test("a zone that is none of the programme's changes nothing, nor does a second tap on the same", async () => {
    const before = await personOf("BPN-001");
    await town.does(bayu.tapsData("zn:Europe/Berlin"));
    await town.does(bayu.tapsData("zn:nowhere"));
    await town.does(bayu.tapsData("zn:Asia/Makassar"));
    expect(await personOf("BPN-001")).toEqual(before);
    expect(await town.world.db.auditEvent.count({ where: { action: "change-zone" } })).toBe(2);
  });

  test("what is stored about him says where he lives now, and that he said so is on record", async () => {
    await moves(bayu, "WIT (Jayapura)");
    await town.does(bayu.tapsData("m:profile"));
    expect(bayu.lastText()).toContain("Jam: 19:00 WIT (Jayapura)");
    expect(await town.world.db.auditEvent.count({ where: { action: "change-zone" } })).toBe(3);
  });
});

describe("Sari goes east, to Jayapura", () => {
  let sari: Phone;
  beforeAll(async () => {
    await forgetEverybody(town);
    sari = await enrol(town, team, { code: "BPN-002", hour: "21:00" });
    await at("2026-11-25T20:30:00+08:00");
  });

  test("where her hour has passed already: she is asked at once, and no day is lost", async () => {
    const days = await daysOf("BPN-002");
    await moves(sari, "WIT (Jayapura)");
    await at("2026-11-25T20:31:00+08:00");
    expect(await daysOf("BPN-002")).toEqual([...days, "25"]);
    await at("2026-11-26T21:00:00+09:00");
    expect(await daysOf("BPN-002")).toEqual([...days, "25", "26"]);
    expect(await found()).toEqual([]);
  });

  test("in the night, when the day has ended there: what is open stays open until it would have closed", async () => {
    await moves(sari, "WIB (Jakarta)");
    await at("2026-11-27T03:30:00+07:00");
    await moves(sari, "WIT (Jayapura)");
    const [newest] = (await checkInsOf("BPN-002")).slice(-1);
    expect(newest).toMatchObject({ state: "prompted", closesAt: new Date("2026-11-27T04:00:00+07:00") });
    await town.does(sari.sends("/cek"));
    await at("2026-11-27T21:00:00+09:00");
    expect((await daysOf("BPN-002")).slice(-2)).toEqual(["26", "27"]);
  });
});

test("whoever has checked in before the hour is not promised another check that day by the clock of another place", async () => {
  const fajar = await enrol(town, team, { code: "BPN-005", hour: "20:30" });
  await town.does(fajar.sends("/cek"));
  await answers(town, fajar, {});
  await moves(fajar, "WIB (Jakarta)");
  expect(fajar.lastText()).toMatch(/Cek berikutnya Sab, 28 Nov.* 20[.]30/);
});

test("a nudge keeps out of the night by the new clock; an hour to which it was put off stays", async () => {
  const [gita, hadi] = [
    await enrol(town, team, { code: "BPN-006", hour: "17:30" }),
    await enrol(town, team, { code: "BPN-007", hour: "17:30" }),
  ];
  await at("2026-11-28T17:31:00+08:00");
  const nudge = async (code: string) => (await checkInsOf(code)).at(-1)?.nudgeAt;
  expect(await nudge("BPN-006")).toEqual(new Date("2026-11-28T20:30:00+08:00"));
  await town.does(hadi.taps("1 jam lagi"));
  for (const phone of [gita, hadi]) await moves(phone, "WIT (Jayapura)");
  // Half past nine there; the last half hour of the day is left instead.
  expect(await nudge("BPN-006")).toEqual(new Date("2026-11-28T20:30:00+09:00"));
  expect(await nudge("BPN-007")).toEqual(new Date("2026-11-28T18:31:00+08:00"));
});

test("an hour to which it was put off, after the day's end on the new clock, does not make the day one that we missed", async () => {
  const eka = await enrol(town, team, { code: "BPN-008", hour: "22:30" });
  await at("2026-11-29T02:30:00+08:00");
  await town.does(eka.taps("1 jam lagi"));
  await moves(eka, "WIT (Jayapura)");
  await at("2026-11-29T04:10:00+08:00");
  const day = new Date("2026-11-28");
  const checkIns = (await checkInsOf("BPN-008")).filter(
    ({ localDay }) => localDay.getTime() === day.getTime(),
  );
  expect(checkIns).toMatchObject([{ state: "closed" }]);
});

test("whoever has left is told so, whatever zone a button names", async () => {
  const eka = await enrol(town, team, { code: "BPN-004", hour: "19:00" });
  await town.does(eka.sends("/berhenti"));
  await town.does(eka.taps("Ya"));
  await town.does(eka.tapsData("zn:nowhere"));
  await town.does(eka.tapsData("zn:Asia/Jakarta"));
  expect((await personOf("BPN-004")).zone).toBe("Asia/Makassar");
  expect(town.log()).not.toContain("an update could not be handled");
});

describe("a programme that names other zones", () => {
  test("offers those, and its own", async () => {
    const { db } = town.world;
    const programme = await db.programme.findFirstOrThrow();
    const settings = { ...(programme.settings as object), zones: ["Asia/Kuala_Lumpur"] };
    await db.programme.update({ where: { id: programme.id }, data: { settings } });
    const dian = await enrol(town, team, { code: "BPN-003", hour: "19:00" });
    await town.does(dian.sends("/jam"));
    expect(labels(dian)).toContain("GMT+8 (Kuala Lumpur)");
    expect(labels(dian)).not.toContain("WIB (Jakarta)");
  });
});

describe("the programme itself lives by the clock of Padang, an hour to the west", () => {
  const dues = { summaryDueAt: true, coverageDueAt: true, purgeDueAt: true } as const;
  const now = new Date("2026-11-23T12:00:00+08:00");

  test("it is founded before the first start, and the first coordinator's link is for it", async () => {
    const { url, remove } = await createEmptyDatabase();
    const db = createDatabase(url);
    const founding = ["programme", "--name", "Rutan Padang", "--zone", "Asia/Jakarta"];
    const founds = async (...more: readonly string[]) =>
      await operator([...founding, ...more], { DATABASE_URL: url, DATA_KEY });
    const programmes = async () => await db.programme.findMany({ select: { name: true, zone: true } });
    const padang = { name: "Rutan Padang", zone: "Asia/Jakarta" };
    expect((await founds()).output).toBe(
      "Programme 1, Rutan Padang, by Asia/Jakarta. Its first coordinator: " +
        "npm run admin -- invite --role coordinator --name NAME --programme 1\n",
    );
    await firstInvitation(db, now);
    expect(await programmes()).toEqual([padang]);
    expect(await db.staff.findMany()).toMatchObject([{ role: "coordinator", programmeId: 1 }]);

    // Nothing takes a programme away again, so a second one is never founded by mistake.
    const again = await founds();
    expect(again.code).toBe(1);
    expect(again.errors).toMatch(
      /programme 1, Rutan Padang \(Asia\/Jakarta\), already.*zone ZONE --programme 1.*--another/s,
    );
    expect(await programmes()).toEqual([padang]);
    expect((await founds("--another")).output).toContain("--programme 2\n");
    expect(await programmes()).toEqual([padang, padang]);
    await db.$disconnect();
    await remove();
  });

  test("whoever noticed only afterwards moves it, with all that is due, as long as nobody takes part", async () => {
    await town.close();
    town = await startTown({ at: now.toISOString() });
    const { db } = town.world;
    const moves = async (zone: string) =>
      await operator(["zone", zone], { DATABASE_URL: town.world.database.url, DATA_KEY }, now);
    expect((await moves("Asia/Jakarta")).output).toContain("Asia/Jakarta");
    expect(await db.programme.findFirstOrThrow({ select: { zone: true, ...dues } })).toEqual({
      zone: "Asia/Jakarta",
      summaryDueAt: new Date("2026-11-30T08:00:00+07:00"),
      coverageDueAt: new Date("2026-11-23T16:00:00+07:00"),
      purgeDueAt: new Date("2026-11-24T03:30:00+07:00"),
    });
    expect(await db.auditEvent.count({ where: { action: "move-programme", actor: "operator" } })).toBe(1);
    expect((await moves("Jakarta")).errors).toContain("an IANA time zone");

    team = await buildTeam(town);
    await enrol(town, team, { code: "PDG-001" });
    expect((await personOf("PDG-001")).zone).toBe("Asia/Jakarta");
    expect(await moves("Asia/Makassar")).toMatchObject({
      code: 1,
      errors: expect.stringContaining("somebody takes part"),
    });
    expect((await db.programme.findFirstOrThrow()).zone).toBe("Asia/Jakarta");
  });
});
