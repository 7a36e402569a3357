import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { alertActionButton, followUpButton } from "../../src/screens/callback-data.ts";
import { buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let people = 0;
let bayu: Phone;
let code: string;

beforeAll(async () => {
  town = await startTown();
  team = await buildTeam(town);
});
afterAll(async () => await town.close());
// Everybody new, so that the stories do not stand in each other's way.
beforeEach(async () => {
  code = `BPN-${String(++people).padStart(3, "0")}`;
  bayu = await enrol(town, team, { code });
  await town.does(bayu.sends("/bantuan"));
});

/** The alert that this story is about. */
const alertNow = async () =>
  await town.world.db.alert.findFirstOrThrow({ where: { participant: { code } }, orderBy: { id: "asc" } });
const copy = (phone: Phone) => phone.sees().findLast(({ text }) => text?.includes(code));
const pushes = (phone: Phone, words: string) =>
  phone.notifications().filter((text) => text.includes(code) && text.includes(words)).length;

describe("what came of it", () => {
  test("spoken, and then one tap: the alert ends with its outcome, each step with its time", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    await town.world.advance({ minutes: 10 });
    await town.does(team.rina.taps("Sudah bicara"));
    expect(await alertNow()).toMatchObject({ state: "contacted", outcome: null, unconnectedAt: null });
    expect(copy(team.rina)?.text).toMatch(/dikabari 09\.\d\d · diambil 09\.\d\d · bicara 09\.\d\d/);
    expect(copy(team.rina)?.text).toContain("Apa hasilnya?");
    await town.does(team.rina.taps("Setuju dibantu"));
    const { toldAt, acknowledgedAt, contactedAt, agreedAt, closedAt, ...alert } = await alertNow();
    expect(alert).toMatchObject({ state: "closed", outcome: "agreed", escalateAt: null, seenAt: null });
    const steps = [toldAt, acknowledgedAt, contactedAt, agreedAt, closedAt].map((at) => at?.getTime() ?? 0);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps[0]).toBeGreaterThan(0);
    expect(copy(team.rina)?.text).toContain("■ Setuju dibantu (Rina");
  });

  test("referred without a word typed; the place is kept, and contact counts as made", async () => {
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Rujuk"));
    expect(copy(team.rina)?.text).toContain("Dirujuk ke mana?");
    await town.does(team.rina.taps("Puskesmas"));
    const alert = await alertNow();
    expect(alert).toMatchObject({ state: "closed", outcome: "referred", referredTo: "clinic" });
    expect(alert.contactedAt).not.toBeNull();
    expect(alert.followUpAt).not.toBeNull();
  });

  test("spoken, and nobody says what came of it: asked once, then closed with what is known", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.world.advance({ hours: 24 });
    expect(pushes(team.rina, "belum ditutup")).toBe(1);
    expect(pushes(team.agus, "1 hal perlu dilihat")).toBe(0);
    await town.world.advance({ hours: 25 });
    expect(pushes(team.rina, "belum ditutup")).toBe(1);
    expect(await alertNow()).toMatchObject({ state: "closed", outcome: "talked" });
  });

  test("a week later one neutral question; they came, and four weeks later they are still there", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Setuju dibantu"));
    const { id } = await alertNow();
    const dueIn = async (days: number) =>
      await town.world.db.alert.update({
        where: { id },
        data: { followUpAt: new Date(town.world.clock.now().getTime() + days * 60_000) },
      });
    await dueIn(1);
    await town.world.advance({ minutes: 1 });
    expect(pushes(team.rina, "Satu ketukan saja")).toBe(1);
    await town.does(team.rina.taps("Belum"));
    expect((await alertNow()).followUpAt).not.toBeNull();
    await dueIn(1);
    await town.world.advance({ minutes: 1 });
    await town.does(team.rina.taps("Sudah datang"));
    expect(await alertNow()).toMatchObject({ stayedAt: null });
    expect((await alertNow()).seenAt).not.toBeNull();
    await town.does(team.rina.taps("Masih lanjut"));
    const { stayedAt, followUpAt } = await alertNow();
    expect([stayedAt === null, followUpAt]).toEqual([false, null]);
    expect(copy(team.rina)?.text).toContain("sudah tercatat");
  });

  test("the same can be said from the person's page, without waiting to be asked", async () => {
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Sudah bertemu"));
    await town.does(team.rina.sends("/menu"));
    const { id: participantId } = await town.world.db.participant.findFirstOrThrow({ where: { code } });
    await town.does(team.rina.tapsData(`ca:${participantId}:alerts`).then(() => undefined));
    const question = team.rina.sees().at(-1)?.buttons[0]?.[0]?.label ?? "";
    expect(question).toContain("kelanjutannya?");
    await town.does(team.rina.taps(question));
    await town.does(team.rina.taps("Sudah berhenti"));
    expect(await alertNow()).toMatchObject({ stayedAt: null, followUpAt: null });
  });
});

describe("who may say it", () => {
  test("not somebody else while one holds it, not from another caseload, and not twice", async () => {
    const { id: alertId } = await alertNow();
    await town.does(team.rina.taps("Saya tangani"));
    const tap = async (phone: Phone, data: string) =>
      await town.does(phone.tapsData(data).then(() => undefined));
    await tap(team.agus, alertActionButton.pack({ alertId, action: "agreed" }));
    expect(team.agus.answers().at(-1)?.text).toBe("Sudah dipegang Rina.");
    await tap(bayu, alertActionButton.pack({ alertId, action: "met" }));
    expect(await alertNow()).toMatchObject({ state: "acknowledged", outcome: null });
    await tap(team.rina, alertActionButton.pack({ alertId, action: "enough" }));
    await tap(team.rina, alertActionButton.pack({ alertId, action: "met" }));
    expect(team.rina.answers().at(-1)?.text).toBe("Sudah selesai sebelumnya.");
    expect(await alertNow()).toMatchObject({ state: "closed", outcome: "talked", agreedAt: null });
    await tap(team.rina, followUpButton.pack({ alertId, answer: "stayed" }));
    expect(await alertNow()).toMatchObject({ stayedAt: null });
  });

  test("two say at once what came of it: one counts, the other is told who", async () => {
    const { id: alertId } = await alertNow();
    await town.does(
      Promise.all([
        team.rina.tapsData(alertActionButton.pack({ alertId, action: "enough" })),
        team.agus.tapsData(alertActionButton.pack({ alertId, action: "met" })),
      ]).then(() => undefined),
    );
    const { outcome } = await alertNow();
    const loser = outcome === "talked" ? team.agus : team.rina;
    expect(loser.answers().at(-1)?.text).toBe("Sudah selesai sebelumnya.");
  });
});

describe("nobody gets through", () => {
  test("after an hour the numbers come again, and every copy says since when, until there is contact", async () => {
    await town.world.advance({ minutes: 59 });
    expect(bayu.notifications().at(-1)).not.toContain("menelepon");
    await town.world.advance({ minutes: 1 });
    const shown = bayu.notifications().at(-1);
    expect(shown).toContain("0812-3456-7890 · 112 · 119");
    expect(shown).not.toContain("RSJD");
    expect((await alertNow()).unconnectedAt).not.toBeNull();
    for (const phone of [team.rina, team.agus, team.dewi])
      expect(copy(phone)?.text).toContain("‼ Belum tersambung sejak");
    await town.world.advance({ hours: 2 });
    expect(bayu.notifications().filter((text) => text.includes("menelepon"))).toHaveLength(1);
    await town.does(team.agus.taps("Saya tangani"));
    await town.does(team.agus.taps("Sudah bicara"));
    expect(copy(team.rina)?.text).not.toContain("Belum tersambung");
    expect((await alertNow()).unconnectedAt).toBeNull();
  });
});
