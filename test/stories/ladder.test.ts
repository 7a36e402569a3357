import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inspect } from "../../src/auditor/inspect.ts";
import { assignCounselor } from "../../src/duty/assign-counselor.ts";
import { comeBack, goAway } from "../../src/duty/go-away.ts";
import { readSettings } from "../../src/programme/read-settings.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import type { MessageView } from "../../src/sandbox/telegram/views.ts";
import { openAlertButton } from "../../src/screens/callback-data.ts";
import { answers, buildTeam, enrol, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;

const at = async (iso: string) => await town.world.advanceTo(new Date(`${iso}+08:00`));
const heard = (phone: Phone, words: string | readonly string[]) =>
  phone.notifications().filter((text) => [words].flat().some((each) => text.startsWith(each))).length;
const NEW = "1 hal perlu dilihat";
const AGAIN = ["Masih ada 1 hal", "BPN-001 masih belum ada yang pegang", "Sudah diingatkan 3 kali"];
const LAST = "BPN-001 masih menunggu";
const EXPIRED = "BPN-001 terbuka lagi";
const OVERDUE = "BPN-001 belum dihubungi, dan batas waktunya sudah lewat";
const copy = (phone: Phone, code = "BPN-001") => phone.sees().findLast(({ text }) => text?.includes(code));
const alert = async () => await town.world.db.alert.findFirstOrThrow();

/** At nine on Monday. */
async function settle(): Promise<void> {
  town = await startTown();
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "20:00" });
}
/** Nothing new happens from here on. */
const isAskedNothing = async () =>
  await town.world.db.participant.updateMany({ data: { nextPromptAt: null } });
/** What the auditor finds of people who should have been told. */
const leftOut = async () => {
  const kinds = new Set(["alert-untold", "rung-skipped"]);
  return await inspect(town.world.db, town.world.clock.now(), { kinds });
};
afterEach(async () => await town.close());

describe("whoever could not be told when it was their turn", () => {
  beforeEach(settle);
  const told = () => [team.rina, team.agus, team.dewi].map((phone) => heard(phone, NEW));

  test("is told of what is open as soon as they let the bot in again, and the ladder stays where it is", async () => {
    await town.does(team.dewi.blocksBot());
    await town.does(team.rina.blocksBot());
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T09:20:00");
    const { step, escalateAt } = await alert();
    expect(told()).toEqual([0, 1, 0]);
    await town.does(team.rina.unblocksBot());
    expect(await alert()).toMatchObject({ step, escalateAt });
    expect(told()).toEqual([1, 1, 0]);
    // Nobody else is left by then: her turn has come, and passed.
    await at("2026-11-23T09:40:00");
    await town.does(team.dewi.unblocksBot());
    expect(heard(team.dewi, [NEW, ...AGAIN])).toBe(1);
    await town.does(team.dewi.blocksBot());
    await town.does(team.dewi.unblocksBot());
    expect(heard(team.dewi, [NEW, ...AGAIN])).toBe(1);
    expect(await inspect(town.world.db, town.world.clock.now())).toEqual([]);
  });

  test("a coordinator who was away is told on coming back", async () => {
    const { app, clock } = town.world;
    const until = "2026-11-26";
    const dewi = team.coordinator;
    expect(await goAway(app.deps, dewi, { until, coverId: null }, clock.now())).toMatchObject({
      kind: "away",
    });
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T12:00:00");
    expect(told()).toEqual([1, 1, 0]);
    expect(await comeBack(app.deps, dewi, clock.now())).toBe(true);
    await town.world.advance({});
    expect(told()).toEqual([1, 1, 1]);
    expect(await inspect(town.world.db, clock.now())).toEqual([]);
  });

  test("a coordinator whose copy was refused while another one's arrived is told when the bot may write again", async () => {
    const { db, clock, telegram } = town.world;
    const sri = town.phone("Sri");
    const since = { createdAt: clock.now(), linkedAt: clock.now() };
    const { programmeId } = team;
    await db.staff.create({
      data: { name: "Sri", role: "coordinator", locale: "id", telegramId: sri.id, programmeId, ...since },
    });
    await town.does(sri.sends("/menu"));
    for (const phone of [team.rina, team.agus]) await town.does(phone.blocksBot());
    const refused = { status: 403, description: "Forbidden: bot was blocked by the user" };
    telegram.faults.next({ method: "sendMessage", chatId: team.dewi.id }, refused);
    await town.does(bayu.sends("/bantuan"));
    expect([heard(sri, NEW), heard(team.dewi, NEW)]).toEqual([1, 0]);
    await town.does(team.dewi.sends("/menu"));
    expect([heard(sri, NEW), heard(team.dewi, NEW)]).toEqual([1, 1]);
  });

  test("nobody could be told: whoever comes back first is, at once", async () => {
    const { app, clock } = town.world;
    for (const phone of [team.rina, team.agus]) await town.does(phone.blocksBot());
    await goAway(app.deps, team.coordinator, { until: "2026-11-26", coverId: null }, clock.now());
    await town.does(bayu.sends("/bantuan"));
    expect((await alert()).undeliveredAt).not.toBeNull();
    await comeBack(app.deps, team.coordinator, clock.now());
    await town.world.advance({});
    expect(heard(team.dewi, NEW)).toBe(1);
    expect((await alert()).undeliveredAt).toBeNull();
  });

  test("a backup who came back while somebody had it is told when that somebody loses it", async () => {
    const { app, clock, db } = town.world;
    const agus = { ...team.coordinator, id: team.ids.agus, role: "counselor" as const };
    await goAway(app.deps, agus, { until: "2026-11-26", coverId: null }, clock.now());
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T09:15:00");
    // The backup has nobody in their place: the coordinator is next.
    expect(told()).toEqual([1, 0, 1]);
    await town.does(team.rina.taps("Saya tangani"));
    await comeBack(app.deps, agus, clock.now());
    await town.world.advance({});
    expect(told()).toEqual([1, 0, 1]);
    await at("2026-11-23T11:15:00");
    expect(await alert()).toMatchObject({ state: "open", holderId: null });
    expect(heard(team.agus, [NEW, ...AGAIN])).toBe(1);
    expect(await inspect(db, clock.now())).toEqual([]);
  });

  test("and so when the next one is told: nobody is left out by a step that was theirs while another had it", async () => {
    const { app, clock, db } = town.world;
    const agus = { ...team.coordinator, id: team.ids.agus, role: "counselor" as const };
    await goAway(app.deps, agus, { until: "2026-11-26", coverId: team.ids.rina }, clock.now());
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.rina.taps("Saya tangani"));
    await db.alert.updateMany({ data: { step: 2 } });
    await comeBack(app.deps, agus, clock.now());
    await at("2026-11-23T11:00:00");
    expect(await alert()).toMatchObject({ state: "open", step: 3 });
    expect(told()).toEqual([1, 1, 1]);
    await at("2026-11-23T11:20:00");
    expect(await inspect(db, clock.now())).toEqual([]);
  });

  test("called again after everybody had been told for the last time: a coordinator who was away meanwhile hears it too", async () => {
    const { app, clock } = town.world;
    await isAskedNothing();
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T12:00:00");
    expect(told()).toEqual([1, 1, 1]);
    await goAway(app.deps, team.coordinator, { until: "2026-11-24", coverId: null }, clock.now());
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T15:00:00");
    expect(told()).toEqual([2, 2, 1]);
    clock.moveTo(new Date("2026-11-24T04:00:00+08:00"));
    await town.world.advance({});
    expect(told()).toEqual([2, 2, 2]);
    expect(await leftOut()).toEqual([]);
  });

  test("and a counselor who could not reach him, was not to be written to when it went on without her, and is again", async () => {
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T09:10:00");
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Tidak tersambung"));
    await at("2026-11-23T12:00:00");
    await town.does(team.rina.blocksBot());
    expect(await alert()).toMatchObject({ state: "open", step: 2 });
    expect(told()).toEqual([1, 1, 0]);
    await at("2026-11-23T12:05:00");
    await town.does(team.rina.unblocksBot());
    expect(told()).toEqual([2, 1, 0]);
  });

  test("all had been told and then could not be written to: whoever comes back hears it again, each of them", async () => {
    const everybody = [team.rina, team.agus, team.dewi];
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T09:35:00");
    expect(told()).toEqual([1, 1, 1]);
    for (const phone of everybody) await town.does(phone.blocksBot());
    await town.does(bayu.sends("/bantuan"));
    expect((await alert()).undeliveredAt).not.toBeNull();
    await town.does(team.agus.unblocksBot());
    await town.world.advance({});
    expect(told()).toEqual([1, 2, 1]);
    await town.does(team.rina.unblocksBot());
    expect(told()).toEqual([2, 2, 1]);
    await town.world.advance({ minutes: 14 });
    expect(await leftOut()).toEqual([]);
  });
});

describe("taken, and then nothing", () => {
  beforeEach(settle);

  test("red opens again after two hours: the holder hears it, the next one up is told, and every copy says so", async () => {
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T09:15:00");
    await town.does(team.rina.taps("Saya tangani"));
    await at("2026-11-23T11:14:00");
    expect((await alert()).state).toBe("acknowledged");
    expect(heard(team.dewi, NEW)).toBe(0);
    expect(copy(team.agus)?.text).toContain("Ditangani Rina");
    await at("2026-11-23T11:15:00");
    expect(await alert()).toMatchObject({ state: "open", holderId: null });
    expect(heard(team.rina, EXPIRED)).toBe(1);
    expect(heard(team.dewi, NEW)).toBe(1);
    expect(copy(team.agus)?.text).not.toContain("Ditangani");
    expect(
      copy(team.agus)
        ?.buttons.flat()
        .map(({ label }) => label),
    ).toContain("Saya tangani");
    await town.does(team.agus.taps("Lihat"));
    await town.does(team.agus.taps("Sudah bicara"));
    await town.does(team.agus.taps("Cukup bicara"));
    for (const phone of [team.rina, team.dewi]) expect(copy(phone)?.text).toContain("■ Sudah bicara (Agus");
    await at("2026-11-23T19:00:00");
    expect(await alert()).toMatchObject({ state: "closed", escalateAt: null });
  });

  test("whoever loses it hears that once, also where everybody is told again in the same moment", async () => {
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T09:31:00");
    await town.does(team.dewi.taps("Saya tangani"));
    await at("2026-11-23T11:31:00");
    const everybody = [team.rina, team.agus, team.dewi];
    expect(everybody.map((phone) => heard(phone, EXPIRED))).toEqual([0, 0, 1]);
    expect(everybody.map((phone) => heard(phone, AGAIN))).toEqual([1, 1, 0]);
    await at("2026-11-23T12:01:00");
    expect(everybody.map((phone) => heard(phone, AGAIN))).toEqual([2, 2, 1]);
  });

  test("nobody but whoever loses it can be told: that they lose it is their telling, and the ladder counts it", async () => {
    const { db, clock } = town.world;
    await db.staff.updateMany({
      where: { id: { not: team.ids.dewi } },
      data: { unreachableSince: clock.now() },
    });
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.dewi.taps("Saya tangani"));
    await at("2026-11-23T11:00:00");
    expect([heard(team.dewi, EXPIRED), heard(team.dewi, AGAIN)]).toEqual([1, 0]);
    expect(await alert()).toMatchObject({ state: "open", step: 4, undeliveredAt: null });
    expect(await db.alertEvent.count({ where: { kind: "told-again" } })).toBe(1);
    await at("2026-11-23T11:30:00");
    expect(heard(team.dewi, AGAIN)).toBe(1);
  });

  describe("the backup took it before it was their turn, which it is when they lose it", () => {
    beforeEach(async () => {
      await town.does(bayu.sends("/bantuan"));
      const { id } = await alert();
      await town.does(team.agus.tapsData(`aa:${id}:take`));
      expect((await alert()).holderId).toBe(team.ids.agus);
      await at("2026-11-23T10:59:00");
    });

    test("they hear it once, and the coordinators after them", async () => {
      await at("2026-11-23T11:00:00");
      expect([heard(team.agus, EXPIRED), heard(team.agus, NEW)]).toEqual([1, 0]);
      expect([(await alert()).step, heard(team.dewi, NEW)]).toEqual([2, 0]);
      await at("2026-11-23T11:15:00");
      expect(heard(team.dewi, NEW)).toBe(1);
    });

    test("what Telegram refuses is passed on at once", async () => {
      const refusal = { status: 400, description: "Bad Request: wrong entity" };
      town.world.telegram.faults.next({ method: "sendMessage", chatId: team.agus.id }, refusal);
      await at("2026-11-23T11:00:00");
      expect([heard(team.agus, EXPIRED), heard(team.dewi, NEW)]).toEqual([0, 1]);
    });
  });

  const leadsOn = { text: "Lanjut di pesan yang lebih baru.", buttons: [] };
  /** The messages about the alert on Rina's phone, of which she is told once more at eleven. */
  async function toldTwice(): Promise<() => readonly MessageView[]> {
    await town.does(bayu.sends("/bantuan"));
    const first = team.rina.sees().at(-1)?.messageId ?? 0;
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Saya tangani"));
    await at("2026-11-23T11:00:00");
    return () => team.rina.sees().filter(({ messageId }) => messageId >= first);
  }

  test("told again: the message before leads on to the newer one, and changes show in that one only", async () => {
    const { db } = town.world;
    const edits = async () =>
      await db.outboxMessage.count({ where: { kind: "alert-update", staff: { name: "Rina" } } });
    const seen = await toldTwice();
    expect(seen()).toMatchObject([leadsOn, { text: expect.stringContaining(EXPIRED) }]);
    // Nobody else has been told twice.
    expect(copy(team.agus)?.text).toContain(NEW);
    const before = await edits();
    await town.does(team.agus.taps("Saya tangani"));
    expect(seen()).toMatchObject([leadsOn, { text: expect.stringContaining("Ditangani Agus") }]);
    expect(await edits()).toBe(before + 1);
  });

  test("opened on the message before after all, which a slow phone may do: with the next change it leads on again", async () => {
    const seen = await toldTwice();
    const { id: alertId } = await alert();
    await town.does(team.rina.tapsData(openAlertButton.pack({ alertId }), seen()[0]?.messageId));
    expect(seen()[0]?.text).toContain("menekan tombol bantuan");
    await town.does(team.agus.taps("Saya tangani"));
    expect(seen()).toMatchObject([leadsOn, { text: expect.stringContaining("Ditangani Agus") }]);
    await at("2026-11-23T11:05:00");
    await town.does(team.agus.taps("Sudah bicara"));
    expect(seen()[0]).toMatchObject(leadsOn);
    // Said when it was told again, and twice until the opening was over for sure.
    const leading = { kind: "alert-update", params: { path: ["isOld"], equals: "yes" } };
    expect(await town.world.db.outboxMessage.count({ where: leading })).toBe(3);
    await town.does(team.agus.taps("Cukup bicara"));
    expect(await town.world.db.outboxMessage.count({ where: leading })).toBe(3);
  });

  test("killed before the message before could lead on: it does with the next change", async () => {
    const { db } = town.world;
    const seen = await toldTwice();
    const leading = { where: { kind: "alert-update", params: { path: ["isOld"], equals: "yes" } } };
    expect(await db.outboxMessage.deleteMany(leading)).toEqual({ count: 1 });
    await town.does(team.agus.taps("Saya tangani"));
    expect(await db.outboxMessage.findMany(leading)).toMatchObject([{ state: "sent" }]);
    expect(seen()[0]).toMatchObject(leadsOn);
  });

  test("handed over meanwhile: nothing about the person is left in any of the messages", async () => {
    const seen = await toldTwice();
    const { db, clock, app } = town.world;
    const { id: participantId } = await db.participant.findFirstOrThrow();
    const since = { createdAt: clock.now(), linkedAt: clock.now(), telegramId: town.phone("Budi").id };
    const { id: counselorId } = await db.staff.create({
      data: { programmeId: team.programmeId, role: "counselor", name: "Budi", locale: "id", ...since },
    });
    await assignCounselor(app.deps, team.coordinator, { participantId, counselorId }, clock.now());
    await town.world.settle();
    const [before, last] = seen();
    expect(before).toMatchObject(leadsOn);
    expect(last?.text).toBe("1 hal sudah diserahkan ke rekan lain. Terima kasih.");
  });

  test("an outcome in time keeps it from opening again", async () => {
    await town.does(bayu.sends("/bantuan"));
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    await at("2026-11-23T12:00:00");
    expect(heard(team.rina, EXPIRED)).toBe(0);
    expect(heard(team.agus, NEW)).toBe(0);
  });

  test("orange that was taken in quiet hours, before anybody was told: whoever loses it hears that once", async () => {
    await at("2026-11-23T22:00:00");
    await town.does(bayu.sends("/cek"));
    await answers(town, bayu, { C2: 2 });
    await isAskedNothing();
    const { id } = await alert();
    await town.does(team.rina.tapsData(`aa:${id}:take`));
    await at("2026-11-25T07:00:00");
    expect(await alert()).toMatchObject({ state: "open", step: 1 });
    await at("2026-11-25T07:15:00");
    expect(await leftOut()).toEqual([]);
    await town.does(team.rina.blocksBot());
    await town.does(team.rina.unblocksBot());
    expect([heard(team.rina, EXPIRED), heard(team.rina, NEW)]).toEqual([1, 0]);
  });

  test("orange that was taken in the evening opens again after a day and a night", async () => {
    await at("2026-11-23T20:00:00");
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, { C2: 2 });
    await isAskedNothing();
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
  beforeEach(settle);

  test("everybody is told again in other words, four times in red, and then no more; it stays open", async () => {
    await town.does(bayu.sends("/bantuan"));
    await isAskedNothing();
    await at("2026-11-23T10:00:00");
    for (const phone of [team.rina, team.agus, team.dewi]) expect(heard(phone, AGAIN)).toBe(1);
    await at("2026-11-23T11:29:00");
    expect([heard(team.rina, AGAIN), heard(team.rina, LAST)]).toEqual([3, 0]);
    await at("2026-11-24T09:00:00");
    for (const phone of [team.rina, team.agus, team.dewi]) {
      expect(heard(phone, LAST)).toBe(1);
      expect(heard(phone, `${LAST}. Tidak ada pengingat lagi sampai batas waktu kontak (`)).toBe(1);
      // What reads like the message before it is taken for that one.
      expect(AGAIN.map((words) => heard(phone, words))).toEqual([1, 1, 1]);
    }
    const { state, escalateAt } = await alert();
    expect(state).toBe("open");
    expect(escalateAt?.getTime()).toBeGreaterThan(town.world.clock.now().getTime());
    // The last to be told was Dewi; what is new must not wait for her.
    await town.does(team.dewi.blocksBot());
    const before = heard(team.rina, NEW);
    await town.does(bayu.taps("Aku terlanjur"));
    expect(bayu.lastText()).toContain("Rina sudah dikabari");
    expect(heard(team.rina, NEW)).toBe(before + 1);
  });

  /** So many quarters of an hour, ticked once each: while nothing can leave, the ladder would look again each minute. */
  async function quarters(count: number): Promise<void> {
    const { clock } = town.world;
    for (let quarter = 0; quarter < count; quarter++) {
      clock.moveTo(new Date(clock.now().getTime() + 15 * 60_000));
      await town.world.advance({});
    }
  }

  test("what cannot leave uses up no reminder: each phone rings once when Telegram is back, and again half an hour later", async () => {
    const everybody = [team.rina, team.agus, team.dewi];
    const told = (words: string | readonly string[]) => everybody.map((phone) => heard(phone, words));
    const away = { status: 429, description: "Too Many Requests", parameters: { retry_after: 1800 } };
    const outages = everybody.map(({ id: chatId }) =>
      town.world.telegram.faults.next({ method: "sendMessage", chatId }, away, 1000),
    );
    await town.does(bayu.sends("/bantuan"));
    await quarters(10);
    expect(told([NEW, ...AGAIN, LAST])).toEqual([0, 0, 0]);
    for (const outage of outages) outage.cancel();
    // The first of them leaves at 11:45.
    await at("2026-11-23T12:14:00");
    expect([NEW, [...AGAIN, LAST]].map(told)).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
    await at("2026-11-23T12:15:00");
    expect([AGAIN, LAST].map(told)).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
    await at("2026-11-23T14:00:00");
    expect([NEW, AGAIN, LAST].map(told)).toEqual([
      [1, 1, 1],
      [3, 3, 3],
      [1, 1, 1],
    ]);
  });

  test("Telegram goes away after the first telling: of what was written meanwhile each phone gets the newest alone", async () => {
    const everybody = [team.rina, team.agus, team.dewi];
    const told = (words: string | readonly string[]) => everybody.map((phone) => heard(phone, words));
    await town.does(bayu.sends("/bantuan"));
    const away = { status: 429, description: "Too Many Requests", parameters: { retry_after: 1800 } };
    const outage = town.world.telegram.faults.next({ method: "sendMessage" }, away, 1000);
    await quarters(10);
    outage.cancel();
    await at("2026-11-23T12:00:00");
    expect([NEW, AGAIN, LAST].map(told)).toEqual([
      [1, 0, 0],
      [1, 1, 1],
      [0, 0, 0],
    ]);
  });

  test("a reminder that leaves late, when somebody has it, says that and not that nobody has", async () => {
    await town.does(bayu.sends("/bantuan"));
    await at("2026-11-23T09:59:00");
    const later = { status: 429, description: "Too Many Requests", parameters: { retry_after: 600 } };
    town.world.telegram.faults.next({ method: "sendMessage", chatId: team.rina.id }, later);
    await at("2026-11-23T10:05:00");
    expect([heard(team.rina, AGAIN), heard(team.agus, AGAIN)]).toEqual([0, 1]);
    await town.does(team.agus.taps("Saya tangani"));
    await at("2026-11-23T10:15:00");
    expect(heard(team.rina, AGAIN)).toBe(0);
    expect(copy(team.rina)?.text).toMatch(/^1 hal perlu dilihat · BPN-001\n✔ Ditangani Agus/);
  });

  test("orange: the aim is missed on every copy, at the end of the day everybody hears it, then twice more, and no more", async () => {
    await town.does(bayu.sends("/cek"));
    await answers(town, bayu, { C2: 2 });
    await isAskedNothing();
    await at("2026-11-23T10:59:00");
    expect(copy(team.rina)?.text).not.toContain("Menunggu kontak");
    await at("2026-11-23T11:00:00");
    for (const phone of [team.rina, team.agus])
      expect(copy(phone)?.text).toContain("target 11.00 terlewat · paling lambat 20.00");
    await at("2026-11-23T19:59:00");
    const everybody = [team.rina, team.agus, team.dewi];
    const told = (words: string | readonly string[]) => everybody.map((phone) => heard(phone, words));
    expect([told(NEW), told(OVERDUE)]).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
    await at("2026-11-23T20:00:00");
    expect(told(OVERDUE)).toEqual([1, 1, 1]);
    for (const phone of everybody) expect(copy(phone)?.text).toContain("batas 20.00 terlewat");
    await at("2026-11-24T08:59:00");
    expect(told(AGAIN)).toEqual([0, 0, 0]);
    await at("2026-11-24T09:00:00");
    expect(told(AGAIN)).toEqual([1, 1, 1]);
    await at("2026-11-24T14:59:00");
    expect(told(LAST)).toEqual([0, 0, 0]);
    await at("2026-11-24T15:00:00");
    expect(told(`${LAST}. Ini pengingat terakhir`)).toEqual([1, 1, 1]);
    await at("2026-11-27T09:00:00");
    expect([NEW, OVERDUE, AGAIN, LAST].map(told)).toEqual(Array(4).fill([1, 1, 1]));
    expect((await alert()).state).toBe("open");
  });

  test("a limit that falls into quiet hours is looked at when they end, and by then somebody may have called", async () => {
    const { db } = town.world;
    const settings = await readSettings(db, team.programmeId);
    const serviceHours = { from: 8 * 60, to: 21 * 60 };
    await db.programme.updateMany({ data: { settings: { ...settings, serviceHours } } });
    const citra = await enrol(town, team, { code: "BPN-002", hour: "20:00" });
    await at("2026-11-23T18:00:00");
    for (const phone of [bayu, citra]) {
      await town.does(phone.sends("/cek"));
      await answers(town, phone, { C2: 2 });
    }
    await at("2026-11-23T21:30:00");
    for (const code of ["BPN-001", "BPN-002"])
      expect(copy(team.agus, code)?.text).toContain("paling lambat 21.00");
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Sudah bicara"));
    await at("2026-11-24T06:59:00");
    expect(heard(team.rina, OVERDUE)).toBe(0);
    await at("2026-11-24T07:00:00");
    for (const phone of [team.rina, team.agus, team.dewi])
      expect([heard(phone, OVERDUE), heard(phone, OVERDUE.replace("001", "002"))]).toEqual([1, 0]);
    expect(copy(team.agus)?.text).toContain("batas 21.00 terlewat");
  });
});

describe("something new", () => {
  beforeEach(settle);

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

  test("called again before anybody takes it: everybody whose turn has come hears it, and the others when theirs comes", async () => {
    const told = () => [team.rina, team.agus, team.dewi].map((phone) => heard(phone, NEW));
    await town.does(bayu.sends("/bantuan"));
    expect(told()).toEqual([1, 0, 0]);
    await at("2026-11-23T09:10:00");
    await town.does(bayu.sends("/bantuan"));
    expect(told()).toEqual([2, 0, 0]);
    await at("2026-11-23T09:15:00");
    expect(told()).toEqual([2, 1, 0]);
    await at("2026-11-23T09:20:00");
    await town.does(bayu.sends("/bantuan"));
    expect(told()).toEqual([3, 2, 0]);
    expect(bayu.lastText()).toContain("sudah dikabari");
    await at("2026-11-23T09:30:00");
    expect(told()).toEqual([3, 2, 1]);
    await at("2026-11-23T09:59:00");
    await town.does(bayu.sends("/bantuan"));
    expect(told()).toEqual([4, 3, 2]);
    await at("2026-11-23T10:00:00");
    expect([team.rina, team.agus, team.dewi].map((phone) => heard(phone, AGAIN))).toEqual([1, 1, 1]);
  });

  test("called again where nobody whose turn has come can be told any more: the next one hears it", async () => {
    await town.does(bayu.sends("/bantuan"));
    await town.world.db.staff.update({
      where: { id: team.ids.rina },
      data: { unreachableSince: town.world.clock.now() },
    });
    await at("2026-11-23T09:05:00");
    await town.does(bayu.sends("/bantuan"));
    expect([heard(team.rina, NEW), heard(team.agus, NEW), heard(team.dewi, NEW)]).toEqual([1, 1, 0]);
    await at("2026-11-23T09:20:00");
    expect(heard(team.dewi, NEW)).toBe(1);
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
});

describe("where the clocks are not those of Balikpapan", () => {
  test("the night is an hour longer: red counts minutes, orange waits for seven and for eight on the wall", async () => {
    const berlin = async (iso: string) => await town.world.advanceTo(new Date(iso));
    town = await startTown({ at: "2026-10-24T18:00:00+02:00" });
    await town.world.db.programme.updateMany({ data: { zone: "Europe/Berlin" } });
    team = await buildTeam(town);
    bayu = await enrol(town, team, { code: "BPN-001", hour: "20:00", releaseDate: "2026-10-20" });
    const citra = await enrol(town, team, { code: "BPN-002", hour: "20:00", releaseDate: "2026-10-20" });
    await berlin("2026-10-24T22:00:00+02:00");
    await town.does(bayu.taps("Lanjut"));
    await answers(town, bayu, { C2: 2 });
    expect(bayu.lastText()).toMatch(/Rina akan dikabari .*25 Okt.*07\.00/);
    // Ten minutes later the clocks show two again.
    await berlin("2026-10-25T02:50:00+02:00");
    await town.does(citra.sends("/bantuan"));
    const emergency = `${NEW} · BPN-002`;
    expect([heard(team.rina, emergency), heard(team.agus, emergency)]).toEqual([1, 0]);
    await berlin("2026-10-25T02:05:00+01:00");
    expect([heard(team.agus, emergency), heard(team.dewi, emergency)]).toEqual([1, 0]);
    await berlin("2026-10-25T02:20:00+01:00");
    expect(heard(team.dewi, emergency)).toBe(1);
    await town.does(team.rina.taps("Saya tangani"));
    expect(copy(team.agus, "BPN-002")?.text).toContain("Ditangani Rina · Min, 25 Okt, 02.20");
    await town.does(team.rina.taps("Sudah bicara"));
    const wish = `${NEW} · BPN-001`;
    await berlin("2026-10-25T06:59:00+01:00");
    expect(heard(team.rina, wish)).toBe(0);
    await berlin("2026-10-25T07:00:00+01:00");
    expect(heard(team.rina, wish)).toBe(1);
    await berlin("2026-10-25T09:59:00+01:00");
    expect(heard(team.agus, wish)).toBe(0);
    await berlin("2026-10-25T10:00:00+01:00");
    expect([heard(team.agus, wish), heard(team.dewi, wish)]).toEqual([1, 0]);
    await berlin("2026-10-25T14:00:00+01:00");
    expect(heard(team.dewi, wish)).toBe(1);
  });

  test("Bayu lives an hour behind the programme: asked by his clock, told in his; his people sleep by theirs", async () => {
    town = await startTown({ at: "2026-11-23T08:50:00+08:00" });
    const { programme } = town.world.db;
    await programme.updateMany({ data: { zone: "Asia/Jakarta" } });
    team = await buildTeam(town);
    bayu = await enrol(town, team, { code: "BPN-001", hour: "20:00" });
    await programme.updateMany({ data: { zone: "Asia/Makassar" } });
    await at("2026-11-23T20:59:00");
    expect(heard(bayu, "Hai, waktunya cek harian")).toBe(0);
    await at("2026-11-23T21:00:00");
    expect(heard(bayu, "Hai, waktunya cek harian")).toBe(1);
    await town.does(bayu.taps("Siap"));
    await answers(town, bayu, { C2: 2 });
    expect(bayu.lastText()).toMatch(/Rina akan dikabari .*24 Nov.*06\.00/);
    await at("2026-11-24T06:59:00");
    expect(heard(team.rina, NEW)).toBe(0);
    await at("2026-11-24T07:00:00");
    expect(heard(team.rina, NEW)).toBe(1);
    await at("2026-11-24T10:00:00");
    expect(heard(team.agus, NEW)).toBe(1);
    await town.does(team.rina.taps("Saya tangani"));
    expect(copy(team.agus)?.text).toContain("Ditangani Rina · Sel, 24 Nov, 10.00");
  });
});
