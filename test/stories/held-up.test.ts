import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changeRelease } from "../../src/people/change-release.ts";
import { pause } from "../../src/people/schedule.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;

const PROMPT = "Hai, waktunya cek harian 🙂 Siap?";
const at = async (time: string) => await town.world.advanceTo(new Date(`2026-11-${time}:00+08:00`));
const shown = (phone: Phone, text: string) =>
  phone.sees().filter((message) => message.text?.includes(text)).length;
const idOf = async (code: string) =>
  (await town.world.db.participant.findFirstOrThrow({ where: { code } })).id;

/** What is to leave for this phone next, Telegram wants at this hour. */
function heldUntil(phone: Phone, time: string): void {
  const seconds = (new Date(`2026-11-${time}:00+08:00`).getTime() - town.world.clock.now().getTime()) / 1000;
  const later = { status: 429, description: "Too Many Requests", parameters: { retry_after: seconds } };
  town.world.telegram.faults.next({ method: "sendMessage", chatId: phone.id }, later);
}

async function settle(): Promise<void> {
  town = await startTown({ at: "2026-11-23T12:00:00+08:00" });
  team = await buildTeam(town);
}

describe("what waited for Telegram, or for us, until half past ten in the evening", () => {
  let bayu: Phone;
  let citra: Phone;
  let eko: Phone;
  let before: readonly number[];
  const sounds = () => [team.rina, team.dewi, citra].map((phone) => phone.sounds().length);

  beforeAll(async () => {
    await settle();
    const { db } = town.world;
    bayu = await enrol(town, team, { code: "BPN-001", hour: "19:30" });
    citra = await enrol(town, team, { code: "BPN-002", hour: "20:00" });
    eko = await enrol(town, team, { code: "BPN-003", hour: "20:15" });
    await town.does(eko.sends("/bantuan"));
    for (const button of ["Saya tangani", "Sudah bicara", "Setuju dibantu"])
      await town.does(team.rina.taps(button));
    await db.alert.updateMany({ data: { followUpAt: new Date("2026-11-23T19:55:00+08:00") } });
    await db.programme.updateMany({ data: { summaryDueAt: new Date("2026-11-23T22:15:00+08:00") } });

    await at("23T19:54");
    heldUntil(team.rina, "23T22:29");
    await at("23T20:45");
    await town.does(eko.taps("1 jam lagi"));
    await at("23T20:55");
    heldUntil(team.rina, "23T22:30");
    await town.does(bayu.sends("/cek"));
    await answers(town, bayu, { C2: 2 });
    heldUntil(citra, "23T22:30");
    await town.does(team.rina.tapsData(`ca:${await idOf("BPN-002")}:extra`));
    before = sounds();
  });
  afterAll(async () => await town.close());

  test("had not left by ten", async () => {
    await at("23T22:00");
    expect(shown(team.rina, "1 hal perlu dilihat · BPN-001")).toBe(0);
    const held = await town.world.db.outboxMessage.groupBy({
      by: ["kind"],
      where: { state: "pending" },
      orderBy: { kind: "asc" },
    });
    expect(held.map(({ kind }) => kind)).toEqual(["alert", "alert-follow-up", "prompt"]);
  });

  test("an hour of delay that was asked for is one of the night, and rings", async () => {
    expect(eko.sounds().filter((line) => line.includes(PROMPT))).toHaveLength(2);
  });

  test("comes, and makes no sound: an alert that is not red, a question, the summary, a prompt for the counselor", async () => {
    await at("23T22:45");
    expect(await town.world.db.outboxMessage.count({ where: { state: "pending" } })).toBe(0);
    expect(shown(team.rina, "1 hal perlu dilihat · BPN-001")).toBe(1);
    expect(shown(citra, PROMPT)).toBe(1);
    expect(team.dewi.sees().filter(({ photo, document }) => photo ?? document)).toHaveLength(2);
    expect(sounds()).toEqual(before);
  });
});

describe("a prompt", () => {
  beforeEach(async () => {
    await settle();
    return async () => await town.close();
  });

  const dayIsOver = async () => {
    await at("24T04:01");
    return await town.world.db.checkIn.count();
  };

  test("does not come after its reader has paused, nor where their release has been put off", async () => {
    const [bayu, citra] = [
      await enrol(town, team, { code: "BPN-001", hour: "13:00" }),
      await enrol(town, team, { code: "BPN-002", hour: "13:00" }),
    ];
    for (const phone of [bayu, citra]) heldUntil(phone, "23T13:00");
    await at("23T13:01");
    const { app, clock } = town.world;
    await pause(app.deps, { participantId: await idOf("BPN-001"), days: 3 }, clock.now());
    const putOff = { participantId: await idOf("BPN-002"), day: "2026-11-30" };
    expect(await changeRelease(app.deps, team.coordinator, putOff, clock.now())).toBe("done");
    await at("23T20:00");
    expect([bayu, citra].map((phone) => shown(phone, PROMPT))).toEqual([0, 0]);
    expect(await town.world.db.outboxMessage.count({ where: { kind: "nudge" } })).toBe(0);
    // Nor is the day one that was missed, by whomever.
    expect(await dayIsOver()).toBe(0);
    expect(await town.world.db.outboxMessage.count({ where: { error: "day-over" } })).toBe(0);
  });

  test("that Telegram refused for good leaves a day that we have missed, not the person", async () => {
    const bayu = await enrol(town, team, { code: "BPN-001", hour: "13:00" });
    const refusal = { status: 400, description: "Bad Request: wrong entity" };
    town.world.telegram.faults.next({ method: "sendMessage", chatId: bayu.id }, refusal, 100);
    await at("23T20:00");
    expect(await town.world.db.outboxMessage.count({ where: { state: "failed", error: "bug" } })).toBe(3);
    expect(await dayIsOver()).toBe(0);
    expect(await town.world.db.outboxMessage.findMany({ where: { error: "day-over" } })).toMatchObject([
      { kind: "prompt", state: "failed", params: { day: "2026-11-23" } },
    ]);
  });
});
