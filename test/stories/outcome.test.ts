import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { raiseAlert } from "../../src/alerts/raise-alert.ts";
import { inTransaction } from "../../src/db/client.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { type AlertAction, alertActionButton, followUpButton } from "../../src/screens/callback-data.ts";
import { onRecord } from "../support/on-record.ts";
import { buildTeam, enrol, forgetEverybody, type Team } from "../support/team.ts";
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
  await forgetEverybody(town);
  code = `BPN-${String(++people).padStart(3, "0")}`;
  bayu = await enrol(town, team, { code });
  await town.does(bayu.sends("/bantuan"));
});

/** The alert that this story is about. */
const alertNow = async () =>
  await town.world.db.alert.findFirstOrThrow({ where: { participant: { code } }, orderBy: { id: "asc" } });
const copy = (phone: Phone) => phone.sees().findLast(({ text }) => text?.includes(code));
/** On this story's alert, whatever else stands in the chat. */
const acts = async (phone: Phone, action: AlertAction) => {
  const data = alertActionButton.pack({ alertId: (await alertNow()).id, action });
  await town.does(phone.tapsData(data).then(() => undefined));
};
/** What Rina, and nobody else, is known to have done with it. */
const isOnRecord = async (...acts: readonly string[]) => {
  const done = { subject: `alert:${(await alertNow()).id}`, action: { startsWith: "alert-" } };
  expect(await onRecord(town, done)).toEqual(acts.map((act) => `staff:${team.ids.rina} alert-${act}`));
};
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
    await isOnRecord("taken", "talked", "closed-agreed");
  });

  test("opened from the list it leads back there, also once something was done with it; a copy stays", async () => {
    const labels = (messageId = 0) =>
      team.rina
        .sees()
        .find((message) => message.messageId === messageId)
        ?.buttons.flat()
        .map(({ label }) => label);
    await town.does(team.rina.taps("Lihat"));
    expect(labels(copy(team.rina)?.messageId)).not.toContain("← Daftar");
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Yang masih terbuka"));
    const list = team.rina.sees().at(-1)?.messageId ?? 0;
    const entry = labels(list)?.find((label) => label.includes(code)) ?? "";
    await town.does(team.rina.tapsOn(list, entry));
    await town.does(team.rina.tapsOn(list, "Saya tangani"));
    expect(labels(list)).toEqual(expect.arrayContaining(["Sudah bicara", "← Daftar"]));
    await town.does(team.rina.tapsOn(list, "← Daftar"));
    expect(labels(list)?.[0]).toMatch(new RegExp(`${code}.*Rina`));
  });

  test("an open alert leads on to the person's page, for whoever may work there, and to the menu, and stays", async () => {
    const labels = (phone: Phone) =>
      copy(phone)
        ?.buttons.flat()
        .map(({ label }) => label);
    await town.does(team.rina.taps("Lihat"));
    expect(labels(team.rina)).toEqual(expect.arrayContaining([`Buka ${code}`, "☰ Menu"]));
    await town.world.advance({ minutes: 15 });
    await town.does(team.agus.taps("Lihat"));
    expect(labels(team.agus)).toContain("☰ Menu");
    expect(labels(team.agus)).not.toContain(`Buka ${code}`);
    const alert = copy(team.rina)?.messageId ?? 0;
    await town.does(team.rina.tapsOn(alert, `Buka ${code}`));
    expect(labels(team.rina)).toContain("🔒 Kunci akun");
    await town.does(team.rina.tapsOn(alert, "☰ Menu"));
    expect(team.rina.lastText()).toContain("Rina");
    expect(team.rina.sees().find(({ messageId }) => messageId === alert)?.text).toContain(`${code} · Merah`);
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
    // Nothing new happens meanwhile.
    await town.world.db.participant.updateMany({ where: { code }, data: { nextPromptAt: null } });
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.world.advance({ hours: 24 });
    expect(pushes(team.rina, "belum ditutup")).toBe(1);
    expect(pushes(team.agus, "1 hal perlu dilihat")).toBe(0);
    await town.world.advance({ hours: 25 });
    expect(pushes(team.rina, "belum ditutup")).toBe(1);
    expect(await alertNow()).toMatchObject({ state: "closed", outcome: "talked" });
    expect(copy(team.rina)?.text).toContain("■ Sudah bicara (Rina");
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
    await isOnRecord(
      ...["taken", "talked", "closed-agreed"],
      ...["follow-up-not-yet", "follow-up-came", "follow-up-stayed"],
    );
    await town.does(team.rina.taps(`Buka ${code}`));
    expect(team.rina.lastText()).not.toContain("sudah tercatat");
  });

  test("what became known later can be said at any time: from the alert itself, also where talking was the end", async () => {
    await acts(team.rina, "enough");
    expect((await alertNow()).agreedAt).toBeNull();
    await town.world.advance({ hours: 1 });
    await town.does(team.rina.taps("Kelanjutannya?"));
    await town.does(team.rina.taps("Setuju dibantu"));
    const agreed = await alertNow();
    expect(agreed.agreedAt?.getTime()).toBeGreaterThan(agreed.closedAt?.getTime() ?? Infinity);
    expect(agreed.followUpAt).not.toBeNull();
    await town.does(team.rina.taps("Sudah datang"));
    await town.does(team.rina.taps("Masih lanjut"));
    const { agreedAt, seenAt, stayedAt } = await alertNow();
    expect([agreedAt, seenAt === null, stayedAt === null]).toEqual([agreed.agreedAt, false, false]);
  });

  test("nobody is asked at night how it went on", async () => {
    await acts(team.rina, "agreed");
    const night = new Date(town.world.clock.now());
    night.setUTCHours(15 + 24, 30, 0, 0);
    await town.world.db.alert.update({ where: { id: (await alertNow()).id }, data: { followUpAt: night } });
    await town.world.db.participant.updateMany({ where: { code }, data: { nextPromptAt: null } });
    await town.world.advanceTo(new Date(night.getTime() + 8 * 3_600_000));
    expect(pushes(team.rina, "Satu ketukan saja")).toBe(0);
    // Nor is somebody asked who cannot be, while another one can.
    await town.does(Promise.all([team.rina.blocksBot(), team.agus.blocksBot(), team.dewi.blocksBot()]));
    await town.world.advanceTo(new Date(night.getTime() + 8.5 * 3_600_000));
    expect((await alertNow()).followUpAt).toEqual(new Date(night.getTime() + 32.5 * 3_600_000));
    for (const phone of [team.agus, team.dewi]) await town.does(phone.unblocksBot());
    await town.world.advanceTo(new Date(night.getTime() + 32.5 * 3_600_000));
    expect(pushes(team.rina, "Satu ketukan saja")).toBe(0);
    expect(pushes(team.agus, "Satu ketukan saja")).toBe(1);
    await town.does(team.rina.unblocksBot());
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
    await town.does(team.rina.taps("Tidak lanjut lagi"));
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

describe("something new while somebody has it, or has spoken", () => {
  test("a second emergency opens it for everybody: every copy says so, and whoever had it hears it", async () => {
    await town.world.advance({ minutes: 15 });
    await town.does(team.agus.taps("Saya tangani"));
    expect(copy(team.rina)?.text).toContain("Ditangani Agus");
    await town.world.advance({ minutes: 5 });
    await town.does(bayu.sends("/bantuan"));
    expect(await alertNow()).toMatchObject({ state: "open", holderId: null, acknowledgedAt: null });
    for (const phone of [team.rina, team.agus])
      for (const { text } of phone.sees().filter(({ text }) => text?.includes(code)))
        expect(text).not.toContain("Ditangani");
    expect(pushes(team.agus, "terbuka lagi")).toBe(1);
    expect(pushes(team.rina, "1 hal perlu dilihat")).toBe(2);
    expect(pushes(team.rina, "terbuka lagi")).toBe(0);
  });

  /** A button of this screen, for a thumb that is slower than the screen; what then stands on that message. */
  const offered = (phone: Phone, label: string) => {
    const isMeant = (button: { readonly label: string }) => button.label.startsWith(label);
    const { messageId, buttons = [] } =
      phone.sees().findLast((seen) => seen.buttons.flat().some(isMeant)) ?? {};
    const data = buttons.flat().find(isMeant)?.data ?? "no such button";
    return async () => {
      await town.does(phone.tapsData(data, messageId).then(() => undefined));
      return phone.sees().find((seen) => seen.messageId === messageId)?.text;
    };
  };
  const CHANGED = "Belum tercatat: keadaannya sudah berubah. Baca dulu di sini.";

  test("a screen from before it closes nothing: what is new is shown first, and then everything can be said", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    const enough = offered(team.rina, "Cukup bicara");
    await town.does(bayu.sends("/bantuan"));
    expect(await enough()).toContain("menekan tombol bantuan");
    expect(team.rina.answers().at(-1)?.text).toBe(CHANGED);
    expect(await alertNow()).toMatchObject({ state: "open", outcome: null, holderId: null, closedAt: null });
    // A button from before buttons said what was seen.
    await acts(team.rina, "enough");
    expect([(await alertNow()).state, team.rina.answers().at(-1)?.text]).toEqual(["open", CHANGED]);
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    expect(await alertNow()).toMatchObject({ state: "closed", outcome: "talked" });
  });

  test("nor does it silence anything, and what asks on from it shows what is new instead", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    const taps = [
      offered(team.rina, "Tidak tersambung"),
      offered(team.rina, "Sudah bicara"),
      offered(team.rina, "Rujuk"),
      offered(team.rina, "Salah alarm"),
    ];
    await town.does(bayu.sends("/bantuan"));
    for (const tap of taps) {
      expect(await tap()).toContain("menekan tombol bantuan");
      expect(team.rina.answers().at(-1)?.text).toBe(CHANGED);
      expect(await alertNow()).toMatchObject({ state: "open", acknowledgedAt: null, contactedAt: null });
    }
    expect(await offered(team.rina, "Rujuk")()).toContain("Dirujuk ke mana?");
    const clinic = offered(team.rina, "Puskesmas");
    await town.does(bayu.sends("/bantuan"));
    await clinic();
    expect([(await alertNow()).state, team.rina.answers().at(-1)?.text]).toEqual(["open", CHANGED]);
  });

  test("'could not reach them' after one's own 'we have spoken' is not said to be noted", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    const noAnswer = offered(team.rina, "Tidak tersambung");
    const talked = offered(team.rina, "Sudah bicara");
    await talked();
    await noAnswer();
    expect(team.rina.answers().at(-1)?.text).toBe(CHANGED);
    expect((await alertNow()).state).toBe("contacted");
    // The same twice is one thing said.
    await talked();
    expect(team.rina.answers().at(-1)?.text).toBe("Tercatat. Terima kasih.");
  });

  test("an orange day after contact is not covered by what was said before", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    const before = await alertNow();
    await town.world.advanceTo(new Date(town.world.clock.now().getTime() + 3_600_000));
    const { id: participantId } = await town.world.db.participant.findFirstOrThrow({ where: { code } });
    const { deps } = town.world.app;
    const assessment = {
      tier: "orange" as const,
      reasons: [
        { rule: "O2" as const, kind: "asked-for-contact" as const, tier: "orange" as const, answers: [] },
      ],
      total: 3,
      waiting: [],
      reenters: false,
    };
    await town.does(
      inTransaction(town.world.db, async (tx) =>
        raiseAlert(deps, tx, { participantId, cause: "check-in", assessment }, town.world.clock.now()),
      ),
    );
    const after = await alertNow();
    expect(after).toMatchObject({ state: "open", holderId: null, tier: "red" });
    expect(after.contactedAt).toEqual(before.contactedAt);
    expect(after.waitingSince).toEqual(town.world.clock.now());
    expect(pushes(team.rina, "terbuka lagi")).toBe(1);
  });
});

describe("the wait for a voice", () => {
  test("is counted from the first emergency after the last contact, not from the alert's first day", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.world.advance({ hours: 3 });
    // Nobody can be told either, so that the ladder is at its end at once.
    const { db, clock } = town.world;
    await db.staff.updateMany({ data: { unreachableSince: clock.now() } });
    await town.does(bayu.sends("/bantuan"));
    await town.world.advance({ minutes: 59 });
    expect((await alertNow()).unconnectedAt).toBeNull();
    await town.world.advance({ minutes: 1 });
    await db.staff.updateMany({ data: { unreachableSince: null } });
    expect((await alertNow()).unconnectedAt).not.toBeNull();
    expect(bayu.notifications().filter((text) => text.includes("menelepon"))).toHaveLength(1);
  });

  test("goes on while somebody has it, and after a call that nobody answered", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    expect(copy(team.rina)?.text).toMatch(
      /⏳ Menunggu kontak sejak .* · target \d\d\.\d\d · paling lambat .*\d\d\.\d\d/,
    );
    await town.does(team.rina.taps("Tidak tersambung"));
    await town.world.advance({ hours: 1 });
    expect(copy(team.rina)?.text).toContain("‼ Belum tersambung sejak");
    expect(bayu.notifications().at(-1)).toContain("menelepon");
    await town.world.advance({ hours: 1 });
    expect(copy(team.rina)?.text).toMatch(/⏰ Menunggu kontak sejak .* terlewat/);
  });

  test("is loud at its limit: whoever could take it hears it once more, and the copies say it", async () => {
    await town.world.db.alert.update({
      where: { id: (await alertNow()).id },
      // As if the ladder had long been silent.
      data: { step: 9, escalateAt: new Date(town.world.clock.now().getTime() + 86_400_000) },
    });
    await town.world.advance({ hours: 11, minutes: 59 });
    expect(pushes(team.dewi, "batas waktunya")).toBe(0);
    await town.world.advance({ minutes: 1 });
    for (const phone of [team.rina, team.agus, team.dewi]) {
      expect(pushes(phone, "batas waktunya sudah lewat")).toBe(1);
      expect(copy(phone)?.text).toContain("‼ Belum ada kontak sejak");
    }
    await acts(team.agus, "talked");
    expect(copy(team.dewi)?.text).not.toContain("Belum ada kontak");
    expect((await alertNow()).contactDueAt).toBeNull();
  });
});

describe("whoever has it falls silent", () => {
  const ONE_MINUTE = 60_000;
  /** Half an hour before the limit, after the ladder of a red alert had long been silent. */
  beforeEach(async () => {
    await town.does(team.rina.taps("Saya tangani"));
    const { id, waitingSince } = await alertNow();
    const { clock, db } = town.world;
    const since = new Date(clock.now().getTime() - 719 * ONE_MINUTE);
    expect(waitingSince).not.toBeNull();
    await db.alert.update({
      where: { id },
      data: { waitingSince: since, openedAt: since, contactDueAt: clock.now() },
    });
  });

  test("nobody can take it from her before others are asked to look, and each of them can from then on", async () => {
    await acts(team.agus, "take");
    expect(team.agus.answers().at(-1)?.text).toBe("Sudah dipegang Rina.");
    await town.world.advance({ minutes: 1 });
    expect(pushes(team.dewi, "batas waktunya sudah lewat")).toBe(1);
    for (const phone of [team.dewi, team.agus]) {
      await acts(phone, "talked");
      expect(phone.answers().at(-1)?.text).toBe("Sudah dipegang Rina.");
    }
    await town.does(team.dewi.taps("Saya tangani"));
    expect(await alertNow()).toMatchObject({ state: "acknowledged", holderId: team.ids.dewi });
    expect(pushes(team.rina, "sekarang ditangani rekan lain")).toBe(1);
    expect(copy(team.rina)?.text).toContain("✔ Ditangani Dewi");
    const { db } = town.world;
    const { id } = await alertNow();
    expect(await db.alertEvent.count({ where: { alertId: id, kind: "taken", actorId: team.ids.dewi } })).toBe(
      1,
    );
    expect(
      await db.auditEvent.count({
        where: { subject: `alert:${id}`, action: "alert-taken", actor: `staff:${team.ids.dewi}` },
      }),
    ).toBe(1);
    // Dewi has only just begun.
    await acts(team.agus, "take");
    expect(team.agus.answers().at(-1)?.text).toBe("Sudah dipegang Dewi.");
    await acts(team.rina, "talked");
    expect(await alertNow()).toMatchObject({ state: "acknowledged", holderId: team.ids.dewi });
    await acts(team.dewi, "talked");
    expect((await alertNow()).state).toBe("contacted");
  });

  test("two at once: one has it, the other is told who, and she hears it once", async () => {
    await acts(team.rina, "no-answer");
    await town.world.advance({ minutes: 1 });
    const data = alertActionButton.pack({ alertId: (await alertNow()).id, action: "take" });
    await town.does(Promise.all([team.dewi.tapsData(data), team.agus.tapsData(data)]));
    const { holderId, state } = await alertNow();
    expect(state).toBe("acknowledged");
    const [loser, name] = holderId === team.ids.dewi ? [team.agus, "Dewi"] : [team.dewi, "Agus"];
    expect(loser.answers().at(-1)?.text).toBe(`Sudah dipegang ${name}.`);
    expect(pushes(team.rina, "sekarang ditangani rekan lain")).toBe(1);
  });

  test("heard of again after the limit, she keeps it", async () => {
    await town.world.advance({ minutes: 1 });
    await acts(team.rina, "no-answer");
    await acts(team.agus, "take");
    expect(team.agus.answers().at(-1)?.text).toBe("Sudah dipegang Rina.");
    expect(await alertNow()).toMatchObject({ state: "notReached", holderId: team.ids.rina });
  });
});

describe("an orange alert that Rina has from ten in the morning on", () => {
  const HOUR = 3_600_000;
  let ten: number;
  const hours = async (after: number) => await town.world.advanceTo(new Date(ten + after * HOUR));
  /** Its aim is at noon, its limit at eight in the evening. */
  beforeEach(async () => {
    const { app, clock, db } = town.world;
    ten = Math.ceil((clock.now().getTime() - 2 * HOUR) / (24 * HOUR)) * 24 * HOUR + 2 * HOUR;
    await hours(0);
    const now = clock.now();
    const { id } = await alertNow();
    await db.alert.update({
      where: { id },
      data: { tier: "orange", step: 1, waitingSince: now, contactDueAt: now },
    });
    await acts(team.rina, "take");
    await app.tick();
  });

  test("taken again by her after the limit, it is hers for the time of the aim, and anybody's then", async () => {
    await hours(24);
    expect((await alertNow()).state).toBe("open");
    await acts(team.rina, "take");
    await hours(25.9);
    await acts(team.agus, "take");
    expect(team.agus.answers().at(-1)?.text).toBe("Sudah dipegang Rina.");
    await hours(26);
    await acts(team.agus, "take");
    expect(await alertNow()).toMatchObject({ state: "acknowledged", holderId: team.ids.agus });
    expect(pushes(team.rina, "sekarang ditangani rekan lain")).toBe(1);
  });

  test("stays hers where she was heard of after the limit, however late that was noted", async () => {
    await hours(9);
    const { app, clock } = town.world;
    const before = pushes(team.dewi, "batas waktunya sudah lewat");
    clock.moveTo(new Date(ten + 10.25 * HOUR));
    await acts(team.rina, "no-answer");
    await app.tick();
    await town.world.settle();
    expect(pushes(team.dewi, "batas waktunya sudah lewat")).toBe(before + 1);
    await acts(team.agus, "take");
    expect(team.agus.answers().at(-1)?.text).toBe("Sudah dipegang Rina.");
  });

  test("rings her again where whoever took it over lets it pass too", async () => {
    await hours(10);
    await acts(team.agus, "take");
    await hours(33.9);
    const before = pushes(team.rina, "1 hal perlu dilihat");
    await hours(34);
    expect(await alertNow()).toMatchObject({ state: "open" });
    expect(pushes(team.rina, "1 hal perlu dilihat")).toBe(before + 1);
  });
});

describe("a slip of the finger", () => {
  test("after 'spoken' can be taken back while nobody has said what came of it: the person has waited all along", async () => {
    const since = (await alertNow()).waitingSince;
    await town.does(team.rina.taps("Saya tangani"));
    await town.world.advance({ minutes: 10 });
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Belum – salah tekan"));
    expect(await alertNow()).toMatchObject({
      state: "acknowledged",
      holderId: team.ids.rina,
      contactedAt: null,
      waitingSince: since,
    });
    await isOnRecord("taken", "talked", "talk-taken-back");
    await town.world.advance({ minutes: 50 });
    expect((await alertNow()).unconnectedAt).not.toBeNull();
    await town.world.advance({ hours: 2 });
    expect((await alertNow()).state).toBe("open");
  });

  test("not by somebody else, and not after the outcome", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    await acts(team.agus, "not-talked");
    expect((await alertNow()).state).toBe("contacted");
    await town.does(team.rina.taps("Cukup bicara"));
    await acts(team.rina, "not-talked");
    expect((await alertNow()).state).toBe("closed");
    expect(team.rina.answers().at(-1)?.text).toBe("Sudah selesai sebelumnya.");
  });
});
