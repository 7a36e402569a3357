import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { TcpProxy } from "../../src/sandbox/tcp-proxy.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { lapseButton, ownButton, safeButton } from "../../src/screens/callback-data.ts";
import { holding } from "../support/database.ts";
import { standBefore } from "../support/stand-before.ts";
import { answers, buildTeam, endOfCheckIn, enrol, linkFor, newToken, type Team } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

const PATIENCE = 20_000;
/** What waits for the database here is given up after eight seconds at the soonest: what is there before did not wait for it. */
const SOON = 7000;

let town: Town;
let team: Team;
let proxy: TcpProxy;
let bayu: Phone;

beforeAll(async () => {
  town = await startTown({
    at: "2026-11-23T09:30:00+08:00",
    behind: async (url) => {
      const before = await standBefore(url);
      proxy = before.proxy;
      // So that nobody waits ten seconds for a lock here.
      before.through.searchParams.set("lock_timeout", "2000");
      return before.through.href;
    },
  });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001" });
  // As the tick does every quarter of a minute: numbers that were confirmed since the start are known.
  await town.world.advance({ minutes: 1 });
});
afterAll(async () => {
  await town.close();
  await proxy.close();
});

const pushes = (phone: Phone) =>
  phone.notifications().filter((text) => text.startsWith("1 hal perlu dilihat"));
const since = (phone: Phone, count: number) =>
  phone
    .sees()
    .filter(({ from }) => from.isBot)
    .slice(count)
    .map(({ text }) => text ?? "");
const seen = (phone: Phone) => phone.sees().filter(({ from }) => from.isBot).length;

describe("help", () => {
  test("keeps its order: warm words, numbers, company, means, one minute; then who was told", async () => {
    const before = seen(bayu);
    await town.does(bayu.sends("/bantuan"));
    const [first = "", told, ...more] = since(bayu, before);
    const places = ["tidak sendiri", "0812-3456-7890", "112", "menemanimu", "melukaimu", "Satu menit"].map(
      (words) => first.indexOf(words),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(told).toContain("Rina sudah dikabari");
    expect(more).toEqual([]);
  });

  test("somebody who has not agreed to anything yet sees the numbers, and that nobody was told", async () => {
    const eko = town.phone("Eko");
    await town.does(eko.opensLink(linkFor(await newToken(town, team, "BPN-002"))));
    const before = seen(eko);
    await town.does(eko.sends("/bantuan"));
    const [first, told] = since(eko, before);
    expect(first).toContain("0812-3456-7890");
    expect(told).toContain("belum ada yang dikabari");
    expect(await town.world.db.alert.count({ where: { participant: { code: "BPN-002" } } })).toBe(0);
  });

  test("somebody who has left still sees the numbers", async () => {
    const lala = await enrol(town, team, { code: "BPN-003" });
    await town.does(lala.sends("/berhenti"));
    await town.does(lala.taps("Ya"));
    const before = seen(lala);
    await town.does(lala.sends("/bantuan"));
    const [first, told] = since(lala, before);
    expect(first).toContain("0812-3456-7890");
    expect(told).toContain("belum ada yang dikabari");
  });

  test("with the database away the numbers come at once and once, and the alert when it is back", async () => {
    await town.does(team.rina.sends("/menu"));
    const before = seen(bayu);
    const told = pushes(team.rina).length;
    await proxy.close();
    await bayu.sends("/bantuan");
    await vi.waitFor(() => expect(since(bayu, before)).toHaveLength(1), PATIENCE);
    expect(since(bayu, before)[0]).toContain("0812-3456-7890");
    await vi.waitFor(() => expect(town.log()).toContain("the database is away; the update waits"), PATIENCE);
    expect(pushes(team.rina)).toHaveLength(told);
    await proxy.open();
    await vi.waitFor(() => expect(since(bayu, before)).toHaveLength(2), PATIENCE);
    expect(since(bayu, before)[1]).toContain("Rina sudah dikabari");
    await vi.waitFor(() => expect(pushes(team.rina)).toHaveLength(told + 1), PATIENCE);
    await town.world.settle();
  });

  test("a database that stalls is only waited for: the alert is there when it goes on", async () => {
    const before = seen(bayu);
    const told = pushes(team.rina).length;
    await holding(town.world.db, async (other) => {
      await other.$queryRaw`SELECT id FROM participants WHERE code = 'BPN-001' FOR NO KEY UPDATE`;
      await bayu.sends("/bantuan");
      await vi.waitFor(() => expect(town.log()).toContain("the database stalls; the update waits"), PATIENCE);
    });
    await vi.waitFor(() => expect(pushes(team.rina)).toHaveLength(told + 1), PATIENCE);
    await town.world.settle();
    const shown = since(bayu, before);
    expect(shown).toHaveLength(2);
    expect(shown[1]).toContain("Rina sudah dikabari");
  });

  test("the own plan comes with the database away too, but not on a phone that was locked", async () => {
    const [sari, tini] = [
      await enrol(town, team, { code: "BPN-007" }),
      await enrol(town, team, { code: "BPN-008", language: "English" }),
    ] as const;
    for (const [phone, begin, text, done] of [
      [sari, "✍️ Mulai", "susah tidur", "Lanjut nanti"],
      [tini, "✍️ Begin", "cannot sleep", "Later"],
    ] as const) {
      await town.does(phone.sends("/rencana"));
      await town.does(phone.taps(begin));
      await town.does(phone.sends(text));
      await town.does(phone.taps(done));
    }
    await town.does(tini.sends("/kunci"));
    await town.does(tini.taps("Lock now"));
    await town.does(tini.taps("Yes, lock"));
    await town.world.advance({ minutes: 1 });
    await proxy.close();
    await Promise.all([sari.sends("/bantuan"), sari.sends("/rencana"), tini.sends("/rencana")]);
    await vi.waitFor(() => expect(sari.lastText()).toContain("susah tidur"), PATIENCE);
    expect(sari.lastText()).toContain("0812-3456-7890");
    await vi.waitFor(() => expect(tini.lastText()).toContain("cannot be opened just now"), PATIENCE);
    await proxy.open();
    await town.world.settle();
    await vi.waitFor(() => expect(sari.lastText()).toContain("Rina sudah dikabari"), PATIENCE);
  });

  test("whom nobody knows is not turned away while nobody can be looked up", async () => {
    await proxy.close();
    const stranger = town.phone("Seseorang", "en");
    await stranger.sends("/help");
    await vi.waitFor(() => expect(stranger.lastText()).toContain("112"), PATIENCE);
    expect(stranger.lastText()).toContain("You are not alone");
    await proxy.open();
    await town.world.settle();
  });
});

describe("in whatever state somebody is", () => {
  let citra: Phone;
  const ORDER = ["not alone", "0812-3456-7890", "112", "Who could be with you", "First move", "one minute"];
  const code = "BPN-010";
  const alerts = async () => await town.world.db.alert.count({ where: { participant: { code } } });
  /** Taps the button on the newest screen that has one, or types. */
  async function asksForHelp(typed?: string): Promise<readonly string[]> {
    const before = seen(citra);
    await town.does(typed === undefined ? citra.taps("🆘") : citra.sends(typed));
    return since(citra, before);
  }
  function keepsItsOrder(text: string | undefined): void {
    const places = ORDER.map((words) => text?.indexOf(words));
    expect(places, text).toEqual(places.toSorted((a = 0, b = 0) => a - b));
    expect(places, text).not.toContain(-1);
  }

  beforeAll(async () => {
    citra = await enrol(town, team, { code, language: "English" });
  });

  test("before any check-in", async () => {
    expect(await town.world.db.checkIn.count({ where: { participant: { code } } })).toBe(0);
    const [first, told] = await asksForHelp("/bantuan");
    keepsItsOrder(first);
    expect(told).toContain("Rina has been told");
    expect(await alerts()).toBe(1);
  });

  test("in the middle of a check-in, which goes on afterwards", async () => {
    await town.does(citra.sends("/cek"));
    await town.does(citra.taps("1"));
    const screen = citra.sees().at(-1)?.messageId ?? 0;
    const [first, told] = await asksForHelp();
    keepsItsOrder(first);
    expect(told).toContain("Rina has been told");
    await town.does(citra.tapsOn(screen, "2"));
    expect(citra.sees().find(({ messageId }) => messageId === screen)?.text).toContain("Question 3 of");
  });

  test("in the middle of a dialogue, which takes none of the next words: they are meant for a human", async () => {
    const opensName = async () => {
      await town.does(citra.sends("/menu"));
      for (const label of ["🔒", "Correct", "Name"]) await town.does(citra.taps(label));
    };
    await opensName();
    const question = citra.sees().at(-1)?.messageId;
    const [first, told] = await asksForHelp("/help");
    keepsItsOrder(first);
    expect(told).toContain("Rina has been told");
    await town.does(citra.sends("I am scared"));
    expect(citra.lastText()).toBe("Send this to Rina?");
    expect(citra.sees().find(({ messageId }) => messageId === question)?.text).toContain("no longer open");
    await town.does(citra.taps("Don't"));
    await opensName();
    await town.does(citra.sends("Cit"));
    await town.does(citra.sends("/menu"));
    expect(citra.lastText()).toContain("Hi Cit");
  });

  test("what was too long for a part of one's plan leaves the chat with the dialogue that the call ends", async () => {
    await town.does(citra.sends("/rencana"));
    await town.does(citra.taps("✍️"));
    await town.does(citra.sends("wandering ".repeat(100)));
    const chat = () => citra.sees().map(({ text }) => text ?? "");
    expect(chat().filter((text) => text.includes("wandering"))).toHaveLength(1);
    await asksForHelp("/help");
    await town.does(citra.sends("I am scared"));
    expect(citra.lastText()).toBe("Send this to Rina?");
    expect(chat().join("\n")).not.toContain("wandering");
    await town.does(citra.taps("Don't"));
  });

  test.each([
    ["after a lapse", () => lapseButton.pack({})],
    ["of whom is not safe", (alertId: number) => safeButton.pack({ alertId, safe: "no" })],
  ])("%s the next words become no secret word either", async (_when, data) => {
    await town.does(citra.tapsData(ownButton.pack({ action: "lock-word" })));
    expect(citra.lastText()).toContain("secret word");
    const alert = await town.world.db.alert.findFirstOrThrow({ where: { participant: { code } } });
    await town.does(citra.tapsData(data(alert.id)));
    await town.does(citra.sends("please call me, I am alone"));
    expect(citra.lastText()).toBe("Send this to Rina?");
    expect(await town.world.db.lock.count()).toBe(0);
  });

  test("while something of theirs is still under way: nothing waits for it", async () => {
    await town.does(citra.sends("/cek"));
    const { id } = await town.world.db.checkIn.findFirstOrThrow({
      where: { participant: { code } },
      orderBy: { id: "desc" },
    });
    const screen = citra.sees().at(-1)?.messageId ?? 0;
    await town.does(citra.sends("/menu"));
    for (const label of ["🔒", "Correct"]) await town.does(citra.taps(label));
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    onTestFinished(() => letGo());
    const held = town.world.telegram.faults.next({ chatId: citra.id }, { hang });
    await citra.taps("Name");
    await vi.waitFor(() => expect(held.remaining()).toBe(0), PATIENCE);
    const before = seen(citra);
    const aid = () => since(citra, before).filter((text) => text.includes("not alone"));
    await citra.sends("/help");
    await vi.waitFor(() => expect(aid()).toHaveLength(1), PATIENCE);
    await citra.tapsData(`a:${id}:SAFETY:2`, screen);
    await vi.waitFor(() => expect(aid()).toHaveLength(2), PATIENCE);
    letGo();
    await town.world.settle();
    await town.does(citra.sends("/cancel"));
  });

  test("during a break", async () => {
    await town.does(citra.sends("/jeda"));
    await town.does(citra.taps("3 days"));
    const [first, told] = await asksForHelp();
    keepsItsOrder(first);
    expect(told).toContain("Rina has been told");
  });

  test("with Telegram slow the order holds, and nobody waits for it to be told", async () => {
    const told = pushes(team.rina).length;
    const before = seen(citra);
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    town.world.telegram.faults.next({ method: "sendMessage", chatId: citra.id }, { hang });
    await citra.sends("/help");
    await vi.waitFor(() => expect(pushes(team.rina)).toHaveLength(told + 1), PATIENCE);
    expect(since(citra, before)).toEqual([]);
    letGo();
    await town.world.settle();
    const [first, second, ...more] = since(citra, before);
    keepsItsOrder(first);
    expect(second).toContain("Rina has been told");
    expect(more).toEqual([]);
  });

  test("with the database stalled the numbers do not wait for it", async () => {
    const before = seen(citra);
    const { promise: stalled, resolve: goesOn } = Promise.withResolvers<void>();
    proxy.slow(stalled);
    await citra.sends("/help");
    await vi.waitFor(() => expect(since(citra, before)).toHaveLength(1), SOON);
    keepsItsOrder(since(citra, before)[0]);
    goesOn();
    proxy.slow(0);
    await vi.waitFor(() => expect(since(citra, before)).toHaveLength(2), PATIENCE);
    expect(since(citra, before)[1]).toContain("Rina has been told");
    await town.world.settle();
  });

  test("on a phone that was locked: the numbers, nothing of the person, and nobody is told by it", async () => {
    await town.does(citra.sends("/kunci"));
    await town.does(citra.taps("Lock now"));
    await town.does(citra.taps("Yes, lock"));
    const before = seen(citra);
    const told = pushes(team.rina).length;
    const shown = await asksForHelp("/help");
    expect(shown).toHaveLength(1);
    keepsItsOrder(shown[0]);
    expect(seen(citra)).toBe(before + 1);
    expect(shown[0]).not.toMatch(/Cit\b|Rina/);
    expect(pushes(team.rina)).toHaveLength(told);
  });
});

describe("the card for an overdose", () => {
  test("says call first, and tells nobody by being read", async () => {
    const told = pushes(team.rina).length;
    await town.does(bayu.sends("/darurat"));
    expect(bayu.lastText()?.startsWith("Telepon dulu")).toBe(true);
    expect(bayu.lastText()).toContain("119");
    expect(bayu.lastText()).not.toContain("nalokson");
    expect(pushes(team.rina)).toHaveLength(told);
  });

  test("has no button that tells somebody where there is nobody to tell: for staff, and for whom nobody knows", async () => {
    const stranger = town.phone("somebody");
    for (const phone of [team.rina, stranger]) {
      await town.does(phone.sends("/darurat"));
      expect(phone.lastText()).toContain("112");
      expect(phone.sees().at(-1)?.buttons.flat()).toEqual([]);
      await town.does(phone.sends("/langkah"));
      await town.does(phone.taps("Langkah lain"));
      expect(phone.sees().at(-1)?.buttons.flat()).toHaveLength(1);
    }
  });

  test("'right now' is red at once", async () => {
    const told = pushes(team.rina).length;
    await town.does(bayu.taps("Overdosis sekarang"));
    expect(bayu.lastText()).toContain("Rina sudah dikabari");
    expect(pushes(team.rina)).toHaveLength(told + 1);
    await town.does(team.rina.taps("Lihat"));
    expect(team.rina.lastText()).toContain("overdosis sekarang");
  });
});

test("after a lapse: no lecture, and somebody hears of it today; a coordinator does not read why", async () => {
  const gilang = await enrol(town, team, { code: "BPN-004" });
  await town.does(gilang.sends("/bantuan"));
  const before = seen(gilang);
  await town.does(gilang.taps("Aku terlanjur"));
  const [first, told] = since(gilang, before);
  expect(first).toContain("Satu kali bukan akhir");
  expect(first).toContain("takaran lama");
  expect(told).toContain("Rina sudah dikabari");
  await town.does(team.rina.taps("Lihat"));
  expect(team.rina.lastText()).toContain("terlanjur");
  const { id } = await town.world.db.alert.findFirstOrThrow({ where: { participant: { code: "BPN-004" } } });
  await town.does(team.dewi.tapsData(`al:${id}`));
  expect(team.dewi.lastText()).toContain("BPN-004");
  expect(team.dewi.lastText()).not.toContain("terlanjur");
});

test.each([
  ["somebody whom nobody knows", async () => town.phone("Orang lain")],
  [
    "an account that is nobody's any more",
    async () => {
      const phone = await enrol(town, team, { code: "BPN-006" });
      const nobodys = { telegramId: null, linkedAt: null };
      await town.world.db.participant.updateMany({ where: { code: "BPN-006" }, data: nobodys });
      return phone;
    },
  ],
])("after a lapse %s gets the numbers that hold everywhere, and nothing of the programme", async (_, of) => {
  const phone = await of();
  await town.does(phone.sends("/bantuan"));
  const told = pushes(team.rina).length;
  const forgotten = {
    status: 400,
    description: "Bad Request: query is too old and response timeout expired",
  };
  town.world.telegram.faults.next({ method: "answerCallbackQuery" }, forgotten);
  onTestFinished(() => town.world.telegram.faults.clear());
  const before = seen(phone);
  await town.does(phone.taps("Aku terlanjur"));
  const [shown, ...more] = since(phone, before);
  expect(shown).toContain("112");
  expect(shown).not.toContain("0812-3456-7890");
  expect(more).toEqual([]);
  expect(pushes(team.rina)).toHaveLength(told);
});

describe("a red day brings it unasked", () => {
  const OFFERED = "kamu tidak sendiri. Kalau butuh seseorang";
  const offered = (phone: Phone) => since(phone, 0).filter((text) => text.includes(OFFERED)).length;
  async function begins(code: string): Promise<Phone> {
    const phone = await enrol(town, team, { code });
    await town.does(phone.sends("/cek"));
    return phone;
  }
  const checkInOf = async (code: string) =>
    await town.world.db.checkIn.findFirstOrThrow({ where: { participant: { code } } });
  async function corrects(phone: Phone, code: string, question: string, label: string): Promise<void> {
    const { id, messageId } = await checkInOf(code);
    await town.does(phone.tapsData(`q:${id}:${question}`, messageId ?? 0));
    await town.does(phone.tapsOn(messageId ?? 0, label));
  }

  test("below the end of the check-in, with the numbers, once however it is corrected; it names no sign", async () => {
    const phone = await begins("BPN-020");
    const before = seen(phone);
    await answers(town, phone, { S8: 4, C1: 1 });
    const [help = "", ...more] = since(phone, before);
    expect(help).toContain(OFFERED);
    expect(help).toContain("0812-3456-7890");
    expect(help).not.toMatch(/keinginan|dorongan/);
    expect(more).toEqual([]);
    expect(endOfCheckIn(phone)).toContain("Rina sudah dikabari");
    await corrects(phone, "BPN-020", "C1", "0 ");
    expect((await checkInOf("BPN-020")).tier).toBe("red");
    expect(offered(phone)).toBe(1);
  });

  test("on a day that a correction makes red, then who was told; not on one that is orange", async () => {
    const phone = await begins("BPN-021");
    await answers(town, phone, { C1: 1 });
    expect(offered(phone)).toBe(0);
    const before = seen(phone);
    await corrects(phone, "BPN-021", "S8", "4 ");
    const [help, told, ...more] = since(phone, before);
    expect(help).toContain(OFFERED);
    expect(told).toContain("Rina sudah dikabari");
    expect(more).toEqual([]);
    const { messageId } = await checkInOf("BPN-021");
    await town.does(phone.tapsOn(messageId ?? 0, "0 "));
    expect(endOfCheckIn(phone)).toContain("Rina sudah dikabari");
    expect(offered(phone)).toBe(1);
  });

  test("not again where fear has brought it in the same check-in", async () => {
    const phone = await begins("BPN-022");
    await answers(town, phone, { S8: 4, SAFETY: 2, C1: 0 });
    expect((await checkInOf("BPN-022")).tier).toBe("red");
    expect(since(phone, 0).filter((text) => text.includes("0812-3456-7890"))).toHaveLength(1);
    expect(offered(phone)).toBe(0);
  });
});
