import { beforeEach, describe, expect, test } from "vitest";
import { askForQuiet } from "../../src/alerts/ask-for-quiet.ts";
import { inTransaction } from "../../src/db/client.ts";
import type { LocalDay } from "../../src/domain/calendar.ts";
import { assignBackup } from "../../src/duty/assign-backup.ts";
import { assignCounselor } from "../../src/duty/assign-counselor.ts";
import { comeBack, goAway } from "../../src/duty/go-away.ts";
import { handOver } from "../../src/duty/hand-over.ts";
import { changeRelease } from "../../src/people/change-release.ts";
import { enrolStaff } from "../../src/people/enrol-staff.ts";
import { identify, type StaffPerson } from "../../src/people/identify.ts";
import { markUnreachable } from "../../src/people/mark-reachability.ts";
import { pause } from "../../src/people/schedule.ts";
import { withdraw } from "../../src/people/withdraw.ts";
import { foundProgramme } from "../../src/programme/found-programme.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import {
  caseActionButton,
  caseButton,
  caseloadButton,
  followUpButton,
  openAlertButton,
  openAlertsButton,
} from "../../src/screens/callback-data.ts";
import { onRecord } from "../support/on-record.ts";
import { answers, buildTeam, endOfCheckIn, enrol, linkFor, type Team, tapsTwice } from "../support/team.ts";
import { startTown, type Town } from "../support/town.ts";

let town: Town;
let team: Team;
let bayu: Phone;

const at = async (iso: string) => await town.world.advanceTo(new Date(iso));
const pushes = (phone: Phone) =>
  phone.notifications().filter((text) => text.startsWith("1 hal perlu dilihat"));
const RED = { S8: 4, C1: 0 } as const;

beforeEach(async () => {
  town = await startTown({ at: "2026-11-23T07:30:00+08:00" });
  team = await buildTeam(town);
  bayu = await enrol(town, team, { code: "BPN-001", hour: "08:00", backup: false });
  return async () => await town.close();
});

/** Bayu, this morning. */
async function checksIn(digits: Parameters<typeof answers>[2]): Promise<void> {
  await at("2026-11-23T08:00:00+08:00");
  await town.does(bayu.taps("Siap"));
  await answers(town, bayu, digits);
}

/** As red, where no answer of his is read. */
const callsForHelp = async () => await town.does(bayu.sends("/bantuan"));

/** From the menu: who stands in, and the day back. */
async function leaves(phone: Phone, cover: string, until: string): Promise<void> {
  await town.does(phone.sends("/menu"));
  await town.does(phone.taps("Saya tidak ada"));
  await town.does(phone.taps(cover));
  await town.does(phone.sends(until));
}

async function person(phone: Phone): Promise<StaffPerson> {
  const found = await identify(town.world.db, phone.id);
  if (found.kind !== "staff") throw new Error(`${phone.name} is not staff`);
  return found;
}

async function joins(name: string, programmeId = team.programmeId) {
  const phone = town.phone(name);
  const { token } = await inTransaction(town.world.db, async (tx) =>
    enrolStaff(tx, { programmeId, role: "counselor", name, actor: "operator" }, town.world.clock.now()),
  );
  const link = linkFor(token);
  return { phone, link };
}

const lastButtons = (phone: Phone) =>
  (phone.sees().findLast(({ buttons }) => buttons.length > 0)?.buttons ?? [])
    .flat()
    .map(({ label }) => label);

async function opensCaseload(phone: Phone): Promise<void> {
  await town.does(phone.sends("/menu"));
  await town.does(phone.taps("Pesertaku"));
}

/** Bayu's message, opened by whoever answers for him. */
async function writes(text: string, reader: Phone): Promise<void> {
  await town.does(bayu.sends(text));
  await town.does(bayu.taps("Kirim"));
  await town.does(reader.taps("Baca"));
}

const words = (phone: Phone) =>
  phone
    .sees()
    .map(({ text }) => text)
    .join("\n");
const openAlertId = async () => (await town.world.db.alert.findFirstOrThrow()).id;

describe("going away", () => {
  test("alerts go to the cover at once, who can open and take them; the participant hears the right name", async () => {
    await leaves(team.rina, "Agus", "1-12-2026");
    expect(team.rina.lastText()).toContain("Penggantimu: Agus");
    expect(team.agus.notifications().at(-1)).toContain("Kamu menggantikan Rina sampai Sel, 1 Des");
    expect(team.dewi.notifications().at(-1)).toContain("Penggantinya Agus");
    await checksIn(RED);
    expect(endOfCheckIn(bayu)).toContain("Agus sudah dikabari");
    expect(pushes(team.rina)).toEqual([]);
    expect(pushes(team.agus)).toHaveLength(1);
    await town.does(team.agus.taps("Lihat"));
    expect(team.agus.lastText()).toContain("BPN-001");
    await town.does(team.agus.taps("Saya tangani"));
    expect(team.agus.answers().at(-1)?.text).toBe("Oke, kamu yang pegang.");
  });

  test("what is open when somebody leaves moves to the cover at once, also what they had taken", async () => {
    await callsForHelp();
    await town.does(team.rina.taps("Saya tangani"));
    expect(pushes(team.agus)).toEqual([]);
    await leaves(team.rina, "Agus", "2026-12-01");
    expect(pushes(team.agus)).toHaveLength(1);
    const alert = await town.world.db.alert.findFirstOrThrow();
    expect(alert).toMatchObject({ state: "open", holderId: null });
    expect(alert.escalateAt).not.toBeNull();
  });

  test("what she had spoken about goes to the cover as hers: everybody reads who spoke", async () => {
    const told = async () => {
      await town.does(bayu.sends("/menu"));
      await town.does(bayu.taps("🌱"));
      await town.does(bayu.taps("Kenapa"));
      return bayu.lastText();
    };
    await callsForHelp();
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.taps("Sudah bicara"));
    expect(team.rina.lastText()).toContain("\n\nSudah bicara. Apa hasilnya?");
    await leaves(team.rina, "Agus", "2026-12-01");
    expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({
      ...{ state: "contacted", holderId: team.ids.agus },
    });
    expect(words(team.agus)).toContain("✔ Sudah dihubungi Rina · ");
    await town.does(team.agus.taps("Lihat"));
    expect(words(team.agus)).toContain("\n\nRina sudah bicara. Apa hasilnya?");
    expect(await told()).toContain("Rina sudah bicara denganmu.");
    await town.does(team.agus.taps("Cukup bicara"));
    expect(words(team.agus)).toContain("■ Sudah bicara (Rina");
    expect(await told()).toContain("Rina sudah bicara denganmu.");
  });

  test("another cover, or none, named on an old menu: the former one reads that they stand in no more", async () => {
    await leaves(team.rina, "Agus", "2026-12-01");
    const rina = await person(team.rina);
    const { deps } = town.world.app;
    const names = async (coverId: number | null) => {
      await goAway(deps, rina, { until: "2026-12-01", coverId }, town.world.clock.now());
      await town.world.advance({ minutes: 1 });
    };
    const lines = () =>
      [team.agus, team.dewi].map(
        (phone) =>
          phone.notifications().filter((text) => text.includes("tidak lagi menggantikan Rina")).length,
      );
    await town.world.advance({ minutes: 1 });
    const told = [team.agus, team.dewi].map((phone) => phone.notifications().length);
    await names(team.ids.agus);
    expect(lines()).toEqual([0, 0]);
    // The same once more, as when the update comes again: everybody knows.
    expect([team.agus, team.dewi].map((phone) => phone.notifications().length)).toEqual(told);
    await names(team.ids.dewi);
    expect(lines()).toEqual([1, 0]);
    await names(null);
    expect(lines()).toEqual([1, 1]);
  });

  test("the cover is away too: the cover's cover is told", async () => {
    const budi = await joins("Budi");
    await town.does(budi.phone.opensLink(budi.link));
    await leaves(team.rina, "Agus", "2026-12-01");
    await leaves(team.agus, "Budi", "2026-11-30");
    await callsForHelp();
    expect(pushes(budi.phone)).toHaveLength(1);
    expect(pushes(team.agus)).toEqual([]);
  });

  test("the cover goes away and comes back: for whom else they stood in is said to everybody it changes for", async () => {
    const budi = await joins("Budi");
    await town.does(budi.phone.opensLink(budi.link));
    await leaves(team.rina, "Agus", "2026-12-01");
    const phones = { budi: budi.phone, agus: team.agus, dewi: team.dewi };
    const seen = new Map(Object.values(phones).map((phone) => [phone, phone.notifications().length]));
    /** What each has read of Rina since it was last asked. */
    const ofRina = async () => {
      await town.world.advance({ minutes: 1 });
      const lines = Object.entries(phones).map(([name, phone]) => {
        const read = phone.notifications();
        const news = read.slice(seen.get(phone)).filter((text) => text.includes("Rina"));
        seen.set(phone, read.length);
        return [name, news];
      });
      return Object.fromEntries(lines) as Record<keyof typeof phones, string[]>;
    };
    await ofRina();
    await leaves(team.agus, "Budi", "2026-11-30");
    expect(await ofRina()).toEqual({
      budi: [expect.stringContaining("Kamu menggantikan Rina sampai Sel, 1 Des")],
      agus: [],
      dewi: [expect.stringContaining("Rina tidak ada sampai Sel, 1 Des. Penggantinya Budi")],
    });
    const names = async (until: LocalDay, coverId: number | null) =>
      await goAway(town.world.app.deps, await person(team.agus), { until, coverId }, town.world.clock.now());
    await names("2026-11-29", null);
    expect(await ofRina()).toEqual({
      budi: [expect.stringContaining("Kamu tidak lagi menggantikan Rina")],
      agus: [],
      dewi: [expect.stringContaining("Rina tidak ada sampai Sel, 1 Des, tanpa pengganti")],
    });
    await names("2026-11-30", (await person(budi.phone)).id);
    await ofRina();
    await town.does(team.agus.sends("/menu"));
    await town.does(team.agus.taps("Saya sudah kembali"));
    expect(await ofRina()).toEqual({
      budi: [expect.stringContaining("Kamu tidak lagi menggantikan Rina")],
      agus: [expect.stringContaining("Kamu menggantikan Rina sampai Sel, 1 Des")],
      dewi: [expect.stringContaining("Rina tidak ada sampai Sel, 1 Des. Penggantinya Agus")],
    });
  });

  test("a cover reads how many are kept quiet, and sees whom", async () => {
    const { app, db, clock } = town.world;
    const { id } = await db.participant.findFirstOrThrow();
    const quiet = { kind: "snooze", until: "2026-12-10" } as const;
    await askForQuiet(app.deps, await person(team.rina), id, quiet, clock.now());
    await leaves(team.rina, "Agus", "2026-12-01");
    expect(team.agus.notifications().at(-1)).toBe(
      "Kamu menggantikan Rina sampai Sel, 1 Des; 1 orang sedang diredam (🔕). /menu",
    );
    await opensCaseload(team.agus);
    expect(lastButtons(team.agus)[0]).toContain("🔕↪");
  });

  test.each([
    ["without a cover", "Tanpa pengganti", "tanpa pengganti"],
    ["with one who blocked the bot", "Agus", "Penggantinya Agus"],
  ])("%s the next rung is told at once", async (_, cover, news) => {
    await leaves(team.rina, cover, "2026-12-01");
    expect(team.dewi.notifications().at(-1)).toContain(news);
    await town.does(team.agus.blocksBot());
    await callsForHelp();
    expect(pushes(team.dewi)).toHaveLength(1);
    expect(bayu.lastText()).toContain("Dewi sudah dikabari");
  });

  test("a coordinator who is away is not told", async () => {
    await leaves(team.dewi, "Agus", "2026-12-01");
    await leaves(team.rina, "Tanpa pengganti", "2026-12-01");
    await callsForHelp();
    expect(pushes(team.dewi)).toEqual([]);
    expect(bayu.lastText()).toContain("belum ada orang yang bisa dikabari");
  });

  test("told yesterday and gone today: a call for help reaches nobody, loudly, until somebody can be told", async () => {
    await town.does(team.dewi.blocksBot());
    await checksIn({ C2: 2 });
    expect(pushes(team.rina)).toHaveLength(1);
    town.world.clock.moveTo(new Date("2026-11-24T07:50:00+08:00"));
    await town.world.advance({});
    await leaves(team.rina, "Tanpa pengganti", "2026-12-01");
    await town.does(bayu.sends("/bantuan"));
    expect(bayu.lastText()).toContain("belum ada orang yang bisa dikabari");
    const alert = await town.world.db.alert.findFirstOrThrow();
    expect(alert).toMatchObject({ state: "open", tier: "red" });
    expect(alert.undeliveredAt).not.toBeNull();
    await town.does(team.dewi.unblocksBot());
    await town.world.advance({ minutes: 1 });
    expect(pushes(team.dewi)).toHaveLength(1);
    expect((await town.world.db.alert.findFirstOrThrow()).undeliveredAt).toBeNull();
  });

  test("back early: the people come back, and the cover sees nothing of them any more", async () => {
    await leaves(team.rina, "Agus", "2026-12-01");
    await checksIn(RED);
    await town.does(team.agus.taps("Lihat"));
    await town.does(team.agus.taps("Saya tangani"));
    await town.does(team.rina.sends("/menu"));
    expect(team.rina.lastText()).toContain("tidak ada sampai Sel, 1 Des");
    await town.does(team.rina.taps("Saya sudah kembali"));
    expect(pushes(team.rina)).toHaveLength(1);
    expect(team.agus.notifications().at(-1)).toContain("Rina sudah kembali");
    const onScreen = team.agus.sees().map(({ text }) => text);
    expect(onScreen.some((text) => text?.includes("dorongan"))).toBe(false);
    await town.does(team.agus.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    expect(team.agus.answers().at(-1)?.text).toContain("bukan untukmu");
    expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ state: "open", holderId: null });
  });

  test("what the cover has read leaves their chat with the absence; standing in again they can read it again", async () => {
    await leaves(team.rina, "Agus", "2026-12-01");
    await writes("aku di rumah kakak", team.agus);
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Saya sudah kembali"));
    expect(words(team.agus)).not.toContain("rumah kakak");
    await leaves(team.rina, "Agus", "2026-12-01");
    await town.does(team.agus.taps("Baca"));
    expect(words(team.agus)).toContain("rumah kakak");
    await town.does(team.agus.taps("Baca"));
    expect(team.agus.answers().at(-1)?.text).toContain("Sudah ada");
  });

  test("screens that the cover asked for leave their chat with the absence as well, and not what they turned into since", async () => {
    await leaves(team.rina, "Agus", "2026-12-01");
    await checksIn(RED);
    const { id: participantId } = await town.world.db.participant.findFirstOrThrow();
    const opens = async (...ways: readonly string[]) => {
      await town.does(team.agus.sends("/menu"));
      for (const way of ways) await town.does(team.agus.tapsData(way));
    };
    const [page, alertId] = [caseButton.pack({ participantId }), await openAlertId()];
    const SHOWN = [/Kenapa/, /jawaban terakhir/, /catatan terakhir/, /dorongan/];
    const shows = (action: "answers" | "notes") => caseActionButton.pack({ participantId, action, from: 0 });
    await opens(openAlertsButton.pack({ page: 0 }), openAlertButton.pack({ alertId }));
    await opens(page, shows("answers"));
    await opens(page, shows("notes"));
    await opens(page, caseloadButton.pack({ page: 0 }), openAlertsButton.pack({ page: 0 }));
    const list = team.agus.lastText();
    expect(list).toContain("Yang masih terbuka (1)");
    for (const shown of SHOWN) expect(words(team.agus)).toMatch(shown);
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Saya sudah kembali"));
    for (const shown of SHOWN) expect(words(team.agus)).not.toMatch(shown);
    expect(words(team.agus)).toContain(list);
    expect(await town.world.db.$queryRaw`SELECT FROM shown_screens`).toEqual([]);
  });

  test("what the cover has closed is not theirs any more either: a month later they read nothing, and add nothing", async () => {
    await leaves(team.rina, "Agus", "2026-12-01");
    await callsForHelp();
    await town.does(team.agus.taps("Lihat"));
    await town.does(team.agus.taps("Sudah bicara"));
    await town.does(team.agus.taps("Setuju dibantu"));
    expect(team.agus.lastText()).toContain("■ Setuju dibantu (Agus");
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Saya sudah kembali"));
    const alertId = await openAlertId();
    town.world.clock.moveTo(new Date("2026-12-23T12:00:00+08:00"));
    for (const data of [
      openAlertButton.pack({ alertId }),
      followUpButton.pack({ alertId, answer: "came" }),
    ]) {
      await town.does(team.agus.tapsData(data));
      expect(team.agus.answers().at(-1)?.text).toContain("bukan untukmu");
    }
    expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ seenAt: null });
  });

  test("in the moment of the day back the cover can still say what came of it, and then keeps nothing", async () => {
    await leaves(team.rina, "Agus", "2026-11-24");
    await checksIn(RED);
    await town.does(team.agus.taps("Lihat"));
    await town.does(team.agus.taps("Sudah bicara"));
    town.world.clock.moveTo(new Date("2026-11-24T04:00:00+08:00"));
    await town.does(team.agus.taps("Cukup bicara"));
    expect(team.agus.answers().at(-1)?.text).toBe("Tercatat. Terima kasih.");
    expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({
      state: "closed",
      outcome: "talked",
    });
    expect(team.agus.sees().some(({ text }) => text?.includes("dorongan"))).toBe(false);
    expect(words(team.agus)).toContain("1 hal sudah ditutup. Terima kasih.");
  });

  test("on the day back, at four in the morning, the same happens by itself", async () => {
    await leaves(team.rina, "Agus", "2026-11-24");
    await callsForHelp();
    expect(pushes(team.agus)).toHaveLength(1);
    await town.does(team.agus.taps("Lihat"));
    town.world.clock.moveTo(new Date("2026-11-24T03:59:00+08:00"));
    await town.world.advance({});
    const before = pushes(team.rina).length;
    await town.does(team.agus.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    expect(team.agus.answers().at(-1)?.text).toBeUndefined();
    await at("2026-11-24T04:00:00+08:00");
    expect(pushes(team.rina)).toHaveLength(before + 1);
    expect(team.rina.sees().some(({ text }) => text?.includes("Selamat datang kembali, Rina"))).toBe(true);
    await town.does(team.agus.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    expect(team.agus.answers().at(-1)?.text).toContain("bukan untukmu");
    expect(
      (await town.world.db.staff.findUniqueOrThrow({ where: { id: team.ids.rina } })).awayUntil,
    ).toBeNull();
  });
});

describe("back on one day, whoever left and whoever stood in for them", () => {
  test.each([["Rina"], ["Agus"]])("%s left first: who did it is thanked, nobody else", async (first) => {
    const budi = await joins("Budi");
    await town.does(budi.phone.opensLink(budi.link));
    const [one, other] = first === "Rina" ? [team.rina, team.agus] : [team.agus, team.rina];
    await leaves(one, other.name, "2026-11-24");
    await leaves(other, "Budi", "2026-11-24");
    await callsForHelp();
    expect(pushes(budi.phone)).toHaveLength(1);
    town.world.clock.moveTo(new Date("2026-11-24T03:59:00+08:00"));
    await town.world.advance({});
    const phones = [one, other, budi.phone];
    const before = phones.map((phone) => phone.sees().length);
    const told = pushes(team.rina).length;
    await at("2026-11-24T04:00:00+08:00");
    const lines = phones.map((phone, index) =>
      phone
        .sees()
        .slice(before[index])
        .flatMap(({ text }) => (text?.includes("kembali") || text?.includes("menggantikan") ? [text] : []))
        .toSorted(),
    );
    const isBack = (name: string) => expect.stringContaining(`${name} sudah kembali. Terima kasih`);
    expect(lines).toEqual([
      [expect.stringContaining(`Selamat datang kembali, ${one.name}`)],
      [expect.stringContaining(`Selamat datang kembali, ${other.name}`)],
      [isBack("Agus"), isBack("Rina")],
    ]);
    expect(pushes(team.rina)).toHaveLength(told + 1);
  });
});

describe("at night", () => {
  test("nobody is woken by a planned return, who stands in by it or who does no more; whoever takes over a new absence is", async () => {
    const { deps } = town.world.app;
    const budi = await joins("Budi");
    await town.does(budi.phone.opensLink(budi.link));
    await leaves(team.rina, "Agus", "2026-12-01");
    await leaves(team.agus, "Budi", "2026-11-24");
    town.world.clock.moveTo(new Date("2026-11-24T03:59:00+08:00"));
    await town.world.advance({});
    const phones = [team.agus, budi.phone];
    const ofRina = (phone: Phone) =>
      words(phone)
        .split("\n")
        .filter((line) => line.includes("menggantikan Rina"));
    const before = phones.map((phone) => phone.sounds().length);
    await at("2026-11-24T04:00:00+08:00");
    expect(ofRina(team.agus).at(-1)).toContain("Kamu menggantikan Rina sampai Sel, 1 Des");
    expect(ofRina(budi.phone).at(-1)).toContain("Kamu tidak lagi menggantikan Rina");
    expect(phones.map((phone) => phone.sounds().length)).toEqual(before);
    const { id: coverId } = await person(budi.phone);
    await goAway(deps, await person(team.agus), { until: "2026-11-26", coverId }, town.world.clock.now());
    await town.world.advance({ minutes: 1 });
    const rung = budi.phone.sounds().slice(before[1]);
    expect(rung.filter((line) => line.includes("Kamu menggantikan Rina"))).toHaveLength(1);
  });
});

describe("the backup goes away", () => {
  let budi: Phone;
  const hour = async (time: string) => await at(`2026-11-23T${time}:00+08:00`);
  const returns = async (phone: Phone) => {
    await town.does(phone.sends("/menu"));
    await town.does(phone.taps("Saya sudah kembali"));
  };

  beforeEach(async () => {
    await town.world.db.participant.updateMany({ data: { backupId: team.ids.agus } });
    const joined = await joins("Budi");
    budi = joined.phone;
    await town.does(budi.opensLink(joined.link));
    await checksIn({ C2: 2 });
  });

  test("nobody hears of it before the backup's turn; after it, whoever stands in is told at once", async () => {
    await hour("09:00");
    await leaves(team.agus, "Budi", "2026-12-01");
    await returns(team.agus);
    await hour("12:00");
    expect([pushes(team.rina), pushes(team.agus), pushes(budi)].map(({ length }) => length)).toEqual([
      1, 1, 0,
    ]);
    await hour("12:05");
    await leaves(team.agus, "Budi", "2026-12-01");
    expect([pushes(team.rina), pushes(team.agus), pushes(budi)].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ]);
    await hour("12:10");
    await leaves(budi, "Tanpa pengganti", "2026-11-25");
    expect(pushes(team.dewi)).toHaveLength(1);
  });

  test("what the stand-in has taken opens again when the backup returns, and theirs is none of it", async () => {
    await leaves(team.agus, "Budi", "2026-12-01");
    await hour("12:00");
    await town.does(budi.taps("Saya tangani"));
    await returns(team.agus);
    expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ state: "open", holderId: null });
    expect(pushes(team.rina)).toHaveLength(2);
    expect(budi.sees().some(({ text }) => text?.includes("diserahkan ke rekan lain"))).toBe(true);
  });

  test("Dewi names another one, or none: who is told next is told at once, the counselor not again", async () => {
    const names = async (name: string) => {
      await town.does(team.dewi.sends("/menu"));
      await town.does(team.dewi.taps("Peserta"));
      await town.does(team.dewi.taps("BPN-001"));
      await town.does(team.dewi.taps("Ganti pengganti"));
      await town.does(team.dewi.taps(name));
    };
    await hour("12:00");
    expect(pushes(team.agus)).toHaveLength(1);
    await names("Budi");
    expect(team.dewi.lastText()).toContain("Pengganti: Budi");
    expect([pushes(team.rina), pushes(budi)].map(({ length }) => length)).toEqual([1, 1]);
    expect(budi.notifications().some((text) => text.includes("BPN-001: kamu penggantinya sekarang"))).toBe(
      true,
    );
    expect(team.agus.notifications().at(-1)).toContain("BPN-001: kamu tidak jadi penggantinya lagi");
    expect(team.agus.sees().some(({ text }) => text?.includes("diserahkan ke rekan lain"))).toBe(true);
    await names("Tanpa pengganti");
    expect(team.dewi.sees().some(({ text }) => text?.includes("Pengganti: –"))).toBe(true);
    expect([pushes(team.rina), pushes(team.dewi)].map(({ length }) => length)).toEqual([1, 1]);
    const { id } = await town.world.db.participant.findFirstOrThrow();
    const noted = { action: "assign-backup", subject: `participant:${id}`, actor: `staff:${team.ids.dewi}` };
    expect(await town.world.db.auditEvent.count({ where: noted })).toBe(2);
    // Nobody is their own backup.
    await town.does(team.dewi.tapsData(`bo:${id}:${team.ids.rina}`));
    expect(await town.world.db.participant.findFirstOrThrow()).toMatchObject({ backupId: null });
  });

  test("what the counselor has taken stays with the counselor, who need not hear of it", async () => {
    await town.does(team.rina.taps("Saya tangani"));
    await leaves(team.agus, "Budi", "2026-12-01");
    expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ holderId: team.ids.rina });
    expect([pushes(team.rina), pushes(budi)].map(({ length }) => length)).toEqual([1, 0]);
  });
});

describe("what else is news", () => {
  test("a break of a participant is told to whoever stands in", async () => {
    await leaves(team.rina, "Agus", "2026-12-01");
    const before = team.rina.notifications().length;
    await town.does(bayu.sends("/jeda"));
    await town.does(bayu.taps("3"));
    expect(team.agus.notifications().at(-1)).toContain("BPN-001 istirahat");
    expect(team.rina.notifications()).toHaveLength(before);
  });

  test("a counselor who blocks the bot: the coordinator reads it once, and alerts climb one rung, not more", async () => {
    await callsForHelp();
    await town.does(team.rina.blocksBot());
    const news = () => team.dewi.notifications().filter((text) => text.startsWith("Rina tidak bisa"));
    expect(news()).toHaveLength(1);
    expect(pushes(team.dewi)).toHaveLength(1);
    const [alert] = await town.world.db.alert.findMany();
    await inTransaction(
      town.world.db,
      async (tx) =>
        await markUnreachable(tx, { participantId: null, staffId: team.ids.rina }, town.world.clock.now()),
    );
    await town.world.settle();
    expect(news()).toHaveLength(1);
    expect((await town.world.db.alert.findFirstOrThrow()).step).toBe(alert?.step);
  });
});

describe("whose turn it was", () => {
  const turns = () => [team.rina, team.agus, team.dewi].map((phone) => pushes(phone).length);
  const relinks = async (name: string) => {
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Tim"));
    await town.does(team.dewi.taps(name));
    await town.does(team.dewi.taps("Tautan baru"));
    const seen = team.dewi.sees().length;
    await tapsTwice(town, team.dewi, "Ya, buat");
    expect(
      team.dewi
        .sees()
        .slice(seen)
        .filter(({ media }) => media !== undefined),
    ).toHaveLength(1);
  };

  beforeEach(async () => {
    await town.world.db.participant.updateMany({ data: { backupId: team.ids.agus } });
    await at("2026-11-23T09:00:00+08:00");
    await town.does(bayu.sends("/bantuan"));
    expect(turns()).toEqual([1, 0, 0]);
  });

  test("is no rung of the ladder when they block the bot, before the next one is due", async () => {
    await at("2026-11-23T09:20:00+08:00");
    expect(turns()).toEqual([1, 1, 0]);
    await town.does(team.rina.blocksBot());
    expect(turns()).toEqual([1, 1, 0]);
    await at("2026-11-23T09:30:00+08:00");
    expect(turns()).toEqual([1, 1, 1]);
    await town.does(team.agus.blocksBot());
    expect(turns()).toEqual([1, 1, 1]);
    expect((await town.world.db.alert.findFirstOrThrow()).step).toBe(3);
  });

  test("goes on at once when the one whose turn it is blocks the bot", async () => {
    await at("2026-11-23T09:20:00+08:00");
    await town.does(team.agus.blocksBot());
    expect(turns()).toEqual([1, 1, 1]);
  });

  test("another phone for the backup: the next one is told at once, and the counselor not again", async () => {
    await at("2026-11-23T09:16:00+08:00");
    expect(turns()).toEqual([1, 1, 0]);
    await relinks("Agus");
    expect(turns()).toEqual([1, 1, 1]);
  });

  test("another phone for the counselor: the backup is told at once", async () => {
    await at("2026-11-23T09:10:00+08:00");
    await relinks("Rina");
    expect(turns()).toEqual([1, 1, 0]);
    await at("2026-11-23T09:25:00+08:00");
    expect(turns()).toEqual([1, 1, 1]);
  });
});

describe("what is refused", () => {
  test("a day that is past, today, too far ahead or none; then it goes on", async () => {
    await leaves(team.rina, "Agus", "22-11-2026");
    expect(team.rina.lastText()).toContain("harus sesudah hari ini");
    await town.does(team.rina.sends("2026-11-23"));
    expect(team.rina.lastText()).toContain("harus sesudah hari ini");
    await town.does(team.rina.sends("2027-01-23"));
    expect(team.rina.lastText()).toContain("sampai Jum, 22 Jan");
    await town.does(team.rina.sends("31-2-2027"));
    expect(team.rina.lastText()).toContain("belum kebaca");
    await town.does(team.rina.sends("2027-01-22"));
    expect(team.rina.lastText()).toContain("Penggantimu: Agus");
  });

  test("a circle of covers", async () => {
    await leaves(team.rina, "Agus", "2026-12-01");
    await leaves(team.agus, "Rina", "2026-12-01");
    expect(team.agus.lastText()).toContain("sedang digantikan olehmu");
    await town.does(team.agus.taps("Dewi"));
    await town.does(team.agus.taps("Sel, 24 Nov"));
    expect(team.agus.lastText()).toContain("Penggantimu: Dewi");
    await callsForHelp();
    expect(pushes(team.dewi)).toHaveLength(1);
  });

  test("two who name each other at the same moment: one of them is refused", async () => {
    const [rina, agus] = [await person(team.rina), await person(team.agus)];
    const now = town.world.clock.now();
    const { deps } = town.world.app;
    const outcomes = await Promise.all([
      goAway(deps, rina, { until: "2026-12-01", coverId: agus.id }, now),
      goAway(deps, agus, { until: "2026-12-01", coverId: rina.id }, now),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["away", "cycle"]);
  });

  test("somebody who is away themselves, where whoever stands in for them cannot be written to", async () => {
    const budi = await joins("Budi");
    await town.does(budi.phone.opensLink(budi.link));
    await leaves(team.agus, "Budi", "2026-12-01");
    await town.does(budi.phone.blocksBot());
    await leaves(team.rina, "Agus", "2026-11-25");
    expect(team.rina.lastText()).toContain(
      "Orang itu, atau siapa yang menggantikannya, tidak bisa dikirimi pesan",
    );
    await callsForHelp();
    expect([pushes(team.rina), pushes(team.dewi)].map(({ length }) => length)).toEqual([1, 0]);
  });

  test("oneself, somebody of another programme, somebody without a phone, somebody who blocked the bot", async () => {
    const { db, clock } = town.world;
    const now = clock.now();
    const elsewhere = await inTransaction(
      db,
      async (tx) => await foundProgramme(tx, { name: "Lain", zone: "Asia/Makassar", locale: "id" }, now),
    );
    const stranger = await joins("Sari", elsewhere);
    await town.does(stranger.phone.opensLink(stranger.link));
    await joins("Budi");
    const unlinked = await db.staff.findFirstOrThrow({ where: { name: "Budi" } });
    await town.does(team.agus.blocksBot());
    const rina = await person(team.rina);
    const { deps } = town.world.app;
    const naming = async (coverId: number) =>
      (await goAway(deps, rina, { until: "2026-12-01", coverId }, now)).kind;
    expect(await naming(rina.id)).toBe("yourself");
    expect(await naming((await person(stranger.phone)).id)).toBe("cannot-be-told");
    expect(await naming(unlinked.id)).toBe("cannot-be-told");
    expect(await naming(team.ids.agus)).toBe("cannot-be-told");
    expect(await naming(999_999)).toBe("cannot-be-told");
    expect((await db.staff.findUniqueOrThrow({ where: { id: rina.id } })).awayUntil).toBeNull();
  });
});

describe("handing over", () => {
  async function handsOver(from: string, to: string): Promise<void> {
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Tim"));
    await town.does(team.dewi.taps(from));
    await town.does(team.dewi.taps("Serahkan semua"));
    await town.does(team.dewi.taps(to));
  }

  /** That Dewi, once, has given Bayu to somebody else. */
  async function isOnRecord(): Promise<void> {
    const { id } = await town.world.db.participant.findFirstOrThrow();
    const assigned = { action: "assign", subject: `participant:${id}` };
    expect(await onRecord(town, assigned)).toEqual([`staff:${team.ids.dewi} assign`]);
  }

  test("a whole caseload with its open alerts; both are told, and the former one keeps nothing", async () => {
    await checksIn(RED);
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Saya tangani"));
    await handsOver("Rina", "Agus");
    expect(team.dewi.lastText()).toContain(
      "1 peserta pindah dari Rina ke Agus. Yang masih terbuka ikut pindah.",
    );
    expect((await town.world.db.participant.findFirstOrThrow()).counselorId).toBe(team.ids.rina);
    await town.does(team.dewi.taps("← Kembali"));
    expect(team.dewi.lastText()).toContain("pindah ke siapa?");
    await town.does(team.dewi.taps("Agus"));
    await town.does(team.dewi.taps("Ya, pindahkan"));
    expect(team.dewi.lastText()).toBe("1 peserta pindah dari Rina ke Agus.");
    await isOnRecord();
    expect(pushes(team.agus)).toHaveLength(1);
    expect(team.agus.notifications()).toContainEqual(expect.stringContaining("1 orang dari Rina"));
    expect(team.rina.notifications().at(-1)).toContain("sekarang bersama Agus");
    expect(team.rina.sees().some(({ text }) => text?.includes("dorongan"))).toBe(false);
    await town.does(team.rina.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    expect(team.rina.answers().at(-1)?.text).toContain("bukan untukmu");
    await town.does(team.agus.taps("Lihat"));
    await town.does(team.agus.taps("Sudah bicara"));
    await town.does(team.agus.taps("Cukup bicara"));
    expect((await town.world.db.alert.findFirstOrThrow()).state).toBe("closed");
  });

  test("what the former one has read goes as well: messages, and alerts that have ended", async () => {
    await checksIn(RED);
    await town.does(team.rina.taps("Lihat"));
    await town.does(team.rina.taps("Sudah bicara"));
    await town.does(team.rina.taps("Cukup bicara"));
    await writes("aku di rumah kakak", team.rina);
    expect(words(team.rina)).toMatch(/dorongan.*rumah kakak/s);
    await handsOver("Rina", "Agus");
    await town.does(team.dewi.taps("Ya, pindahkan"));
    expect(words(team.rina)).not.toMatch(/dorongan|rumah kakak/);
    expect(words(team.rina)).toContain("1 hal sudah diserahkan ke rekan lain");
  });

  test("those for whom somebody stands in go along, and nobody is backup and counselor of one person", async () => {
    const { db } = town.world;
    const places = async (code: string) => {
      const { counselorId, backupId } = await db.participant.findFirstOrThrow({ where: { code } });
      return [counselorId, backupId];
    };
    const { rina, agus, dewi } = team.ids;
    await enrol(town, team, { code: "BPN-002" });
    await db.participant.updateMany({
      where: { code: "BPN-001" },
      data: { counselorId: rina, backupId: agus },
    });
    await db.participant.updateMany({
      where: { code: "BPN-002" },
      data: { counselorId: dewi, backupId: agus },
    });
    await callsForHelp();
    await town.world.advance({ hours: 1 });
    expect(pushes(team.agus)).not.toEqual([]);
    await handsOver("Agus", "Dewi");
    expect(team.dewi.lastText()).toContain("Untuk 2 peserta penggantinya bukan lagi Agus, tetapi Dewi");
    await town.does(team.dewi.taps("Ya, pindahkan"));
    const read = team.dewi.sees().map(({ text }) => text);
    expect(read).toContain("Untuk 1 peserta penggantinya sekarang Dewi, bukan Agus.");
    expect([await places("BPN-001"), await places("BPN-002")]).toEqual([
      [rina, dewi],
      [dewi, null],
    ]);
    expect(team.agus.notifications().at(-1)).toContain("Untuk 2 orang kamu bukan penggantinya lagi");
    await town.does(team.agus.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    expect(team.agus.answers().at(-1)?.text).toContain("bukan untukmu");
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Tim"));
    await town.does(team.dewi.taps("Dewi"));
    expect(team.dewi.lastText()).toContain("Pengganti untuk: 1");
  });

  test("whoever has left goes along, and is counted apart", async () => {
    const { db } = town.world;
    await enrol(town, team, { code: "BPN-002", backup: false });
    await db.participant.updateMany({ where: { code: "BPN-002" }, data: { status: "withdrawn" } });
    await town.does(team.dewi.sends("/menu"));
    for (const label of ["Tim", "Rina"]) await town.does(team.dewi.taps(label));
    expect(team.dewi.lastText()).toContain("Peserta: 1");
    for (const label of ["Serahkan semua", "Agus"]) await town.does(team.dewi.taps(label));
    expect(team.dewi.lastText()).toMatch(
      /^1 peserta pindah dari Rina ke Agus.*\n1 orang yang tidak ikut lagi/,
    );
    await town.does(team.dewi.taps("Ya, pindahkan"));
    expect(team.dewi.lastText()).toMatch(
      /^1 peserta pindah dari Rina ke Agus\.\n1 orang yang tidak ikut lagi/,
    );
    expect(team.agus.notifications()).toContainEqual(expect.stringContaining("1 orang dari Rina"));
    expect(await db.participant.count({ where: { counselorId: team.ids.agus } })).toBe(2);
    await opensCaseload(team.agus);
    expect(team.agus.lastText()).toContain("Pesertaku (1)");
  });

  test("one person only: what is open goes along too", async () => {
    await callsForHelp();
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Peserta"));
    await town.does(team.dewi.taps("BPN-001"));
    await town.does(team.dewi.taps("Ganti pendamping"));
    await town.does(team.dewi.taps("Agus"));
    await isOnRecord();
    expect(pushes(team.agus)).toHaveLength(1);
    expect(team.rina.sees().some(({ text }) => text?.includes("diserahkan ke rekan lain"))).toBe(true);
  });

  test.each([
    ["one person", ["Peserta", "BPN-001", "Ganti pendamping", "Agus"]],
    ["a whole caseload", ["Tim", "Rina", "Serahkan semua", "Agus", "Ya, pindahkan"]],
  ])("%s: the quiet that one counselor asked for is not the next one's", async (_, labels) => {
    const { db, app, clock } = town.world;
    const rina = await person(team.rina);
    const { id } = await db.participant.findFirstOrThrow();
    for (const quiet of [
      { kind: "snooze", until: "2026-12-10" },
      { kind: "expected-level", total: 30, until: "2026-12-10" },
    ] as const)
      expect(await askForQuiet(app.deps, rina, id, quiet, clock.now())).toEqual({ kind: "done" });
    await opensCaseload(team.rina);
    expect(lastButtons(team.rina)[0]).toContain("🔕");
    expect(team.rina.lastText()).toContain("🔕 diredam");
    await town.does(team.dewi.sends("/menu"));
    for (const label of labels) await town.does(team.dewi.taps(label));
    await opensCaseload(team.agus);
    expect(lastButtons(team.agus)[0]).toMatch(/BPN-001(?!.*🔕)/);
    await checksIn({ S1: 3, S2: 3, S3: 3, S5: 3 });
    expect(pushes(team.agus)).toHaveLength(1);
  });

  test("to their own backup: that place is empty then, and the former one keeps nothing, not as a backup either", async () => {
    const { db } = town.world;
    await db.participant.updateMany({ data: { backupId: team.ids.agus } });
    await writes("aku di rumah kakak", team.rina);
    await town.does(team.dewi.sends("/menu"));
    for (const label of ["Peserta", "BPN-001", "Ganti pendamping", "Agus"])
      await town.does(team.dewi.taps(label));
    const places = { counselorId: team.ids.agus, backupId: null };
    expect(await db.participant.findFirstOrThrow()).toMatchObject(places);
    expect(words(team.rina)).not.toContain("rumah kakak");
    expect(team.rina.notifications().at(-1)).toContain("sekarang bersama rekan lain");
  });

  test("whoever is away and had the former one to stand in gets the receiver, also for what is open", async () => {
    const { db } = town.world;
    const citra = await joins("Citra");
    await town.does(citra.phone.opensLink(citra.link));
    await leaves(team.rina, "Agus", "2026-12-01");
    await callsForHelp();
    expect(pushes(team.agus)).toHaveLength(1);
    // Somebody of his own, so that there is something to hand over.
    await enrol(town, team, { code: "BPN-002" });
    await db.participant.updateMany({
      where: { code: "BPN-002" },
      data: { counselorId: team.ids.agus, backupId: null },
    });
    await handsOver("Agus", "Citra");
    await town.does(team.dewi.taps("Ya, pindahkan"));
    expect(citra.phone.notifications()).toContainEqual(expect.stringContaining("menggantikan Rina sampai"));
    expect(team.agus.notifications()).toContainEqual(expect.stringContaining("tidak lagi menggantikan Rina"));
    expect(pushes(citra.phone)).toHaveLength(1);
    await town.does(team.agus.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    expect(team.agus.answers().at(-1)?.text).toContain("bukan untukmu");
  });

  test("whoever looks after nobody and only covers hands that over as well, to somebody whom the bot can write to", async () => {
    const { db, clock } = town.world;
    const citra = await joins("Citra");
    await leaves(team.rina, "Agus", "2026-12-01");
    const covering = async () => (await db.staff.findFirstOrThrow({ where: { name: "Rina" } })).coverId;
    await handsOver("Agus", "Citra");
    expect(team.dewi.lastText()).toContain("Untuk 1 rekan yang tidak ada penggantinya bukan lagi Agus");
    await town.does(team.dewi.taps("Ya, pindahkan"));
    expect(team.dewi.answers().at(-1)?.text).toContain("tidak bisa dikirimi pesan");
    expect(await covering()).toBe(team.ids.agus);

    await town.does(citra.phone.opensLink(citra.link));
    clock.moveTo(new Date("2026-11-23T07:31:00+08:00"));
    await handsOver("Agus", "Citra");
    await town.does(team.dewi.taps("Ya, pindahkan"));
    expect(team.dewi.lastText()).toBe(
      "Untuk 1 rekan yang tidak ada penggantinya sekarang Citra, bukan Agus.",
    );
    const { id } = await db.staff.findFirstOrThrow({ where: { name: "Citra" } });
    expect(await covering()).toBe(id);
    const moved = { action: "change-cover", subject: `staff:${team.ids.rina}` };
    expect(await db.auditEvent.count({ where: { ...moved, actor: `staff:${team.ids.dewi}` } })).toBe(1);
  });

  test.each([
    ["whom the one who hands over stands in for", "Rina", async () => {}],
    [
      "whom the one who hands over, away as well, stands in for",
      "Rina",
      async () => {
        const absence = { until: "2026-11-25", coverId: team.ids.dewi };
        await goAway(town.world.app.deps, await person(team.rina), absence, town.world.clock.now());
      },
    ],
    ["whose stand-in blocked the bot", "Dewi", async () => await town.does(team.dewi.blocksBot())],
  ])(
    "a receiver who is away, %s, takes no cover over, and nobody reads that they do",
    async (_, cover, then) => {
      const { db, app, clock } = town.world;
      const citra = await joins("Citra");
      await town.does(citra.phone.opensLink(citra.link));
      await leaves(citra.phone, "Rina", "2026-12-01");
      await leaves(team.agus, cover, "2026-12-01");
      const { coverId } = await db.staff.findFirstOrThrow({ where: { name: "Citra" } });
      const before = team.rina.notifications().length;
      await then();
      const { rina: fromId, agus: toId } = team.ids;
      const coversOf = { covers: 0, coversLeft: cover === "Rina" ? 2 : 1 };
      expect(await handOver(app.deps, team.coordinator, { fromId, toId }, clock.now())).toMatchObject(
        coversOf,
      );
      expect(await db.staff.findFirstOrThrow({ where: { name: "Citra" } })).toMatchObject({ coverId });
      await town.world.settle();
      const read = team.rina.notifications().slice(before);
      expect(read.filter((text) => text.includes("menggantikan"))).toEqual([]);
    },
  );

  test("the receiver's own absence does not make them their own stand-in, and nobody reads two things at once", async () => {
    await leaves(team.agus, "Rina", "2026-12-01");
    const before = team.rina.notifications().length;
    await handsOver("Rina", "Agus");
    await town.does(team.dewi.taps("Ya, pindahkan"));
    const read = team.rina.notifications().slice(before);
    expect(read).toContainEqual(expect.stringContaining("sekarang bersama Agus"));
    expect(read.filter((text) => text.includes("menggantikan Agus"))).toEqual([]);
  });

  test("only a coordinator can, and only inside the programme", async () => {
    const data = `ho:${team.ids.rina}`;
    await town.does(team.agus.tapsData(data));
    expect(team.agus.answers().at(-1)?.text).toContain("tidak berlaku");
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.tapsData(`ht:${team.ids.rina}:999999:yes`));
    const { counselorId } = await town.world.db.participant.findFirstOrThrow();
    expect(counselorId).toBe(team.ids.rina);
  });
});

describe("another phone", () => {
  test("the old account loses access at once, the alert goes on, and the new link brings it all back", async () => {
    await checksIn(RED);
    await town.does(team.rina.taps("Saya tangani"));
    await town.does(team.rina.sends("/menu"));
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Tim"));
    await town.does(team.dewi.taps("Rina"));
    await town.does(team.dewi.taps("Tautan baru"));
    expect(team.dewi.lastText()).toContain("Akun lama Rina");
    await town.does(team.dewi.taps("Ya, buat"));
    expect(await onRecord(town, { action: "relink", subject: `staff:${team.ids.rina}` })).toEqual([
      `staff:${team.ids.dewi} relink`,
    ]);
    expect(pushes(team.dewi)).toHaveLength(1);
    await town.does(team.rina.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    expect(team.rina.answers().at(-1)?.text).toBe("Tombol ini sudah tidak berlaku.");
    expect(await identify(town.world.db, team.rina.id)).toEqual({ kind: "stranger" });
    const invitation = team.dewi.sees().findLast(({ photo }) => photo !== undefined);
    const link = /https:\S+/.exec(invitation?.caption ?? "")?.[0] ?? "";
    const newPhone = town.phone("Rina baru");
    await town.does(newPhone.opensLink(link));
    expect((await person(newPhone)).id).toBe(team.ids.rina);
    await town.does(newPhone.sends("/menu"));
    await town.does(newPhone.taps("Pesertaku"));
    expect(newPhone.lastText()).toContain("Pesertaku (1)");
    await town.does(newPhone.taps("🔴 BPN-001"));
    await town.does(newPhone.taps("🔴 Lihat"));
    expect(newPhone.lastText()).toContain("dorongan");
    await town.does(newPhone.taps("Saya tangani"));
    expect(await town.world.db.alert.findFirstOrThrow()).toMatchObject({ holderId: team.ids.rina });
    const [onOld, onNew] = [team.rina.notifications().length, pushes(newPhone).length];
    await town.does(bayu.sends("/bantuan"));
    expect(pushes(newPhone)).toHaveLength(onNew + 1);
    expect(team.rina.notifications()).toHaveLength(onOld);
  });

  test("the old one shows no message and no alert any more: what is too old to be deleted lost its words", async () => {
    await checksIn(RED);
    await town.does(team.rina.taps("Lihat"));
    await writes("aku di rumah kakak", team.rina);
    const longAgo = new Date(town.world.clock.now().getTime() - 49 * 3_600_000);
    await town.world.db.outboxMessage.updateMany({
      where: { staffId: team.ids.rina },
      data: { sentAt: longAgo },
    });
    await town.world.db.staff.update({ where: { id: team.ids.rina }, data: { linkedAt: longAgo } });
    await writes("sekarang di pasar", team.rina);
    await town.does(team.rina.sends("/menu"));
    await town.does(team.rina.taps("Pesertaku"));
    await town.does(team.rina.taps("🔴 BPN-001"));
    await town.does(team.rina.taps("Jawaban"));
    expect(words(team.rina)).toMatch(/dorongan.*rumah kakak.*di pasar.*jawaban terakhir/s);
    // Its copy is edited now, which makes it no younger.
    await town.does(team.dewi.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    await town.does(team.dewi.taps("Saya tangani"));
    expect(words(team.rina)).toContain("BPN-001");
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Tim"));
    await town.does(team.dewi.taps("Rina"));
    await town.does(team.dewi.taps("Tautan baru"));
    await town.does(team.dewi.taps("Ya, buat"));
    expect(words(team.rina)).not.toMatch(/dorongan|rumah kakak|di pasar|jawaban terakhir|BPN-001/);
    expect(words(team.rina)).toContain("Pesan ini sudah tidak ada");
  });

  test("its numbers begin anew: an old copy is not edited there, where something else has its number", async () => {
    await checksIn(RED);
    await town.world.advance({ minutes: 1 });
    const newPhone = town.phone("Rina baru");
    await town.world.db.staff.update({
      where: { id: team.ids.rina },
      data: { telegramId: newPhone.id, linkedAt: town.world.clock.now() },
    });
    await town.does(newPhone.sends("/menu"));
    const shown = newPhone.sees();
    await town.world.db.outboxMessage.updateMany({
      where: { kind: "alert", staffId: team.ids.rina },
      data: { messageId: shown.at(-1)?.messageId ?? 0 },
    });
    await town.does(team.dewi.tapsData(openAlertButton.pack({ alertId: await openAlertId() })));
    await town.does(team.dewi.taps("Saya tangani"));
    expect(newPhone.sees()).toEqual(shown);
  });

  test("nobody cuts off themselves", async () => {
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.tapsData(`rl:${team.ids.dewi}:yes`));
    expect((await person(team.dewi)).id).toBe(team.ids.dewi);
  });
});

describe("who is on tonight", () => {
  test("on demand: for each caseload who would be told, in order", async () => {
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Siapa yang siaga"));
    expect(team.dewi.lastText()).toContain("Rina · 1 peserta\n→ Rina → Dewi");
    await leaves(team.rina, "Agus", "2026-12-01");
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Siapa yang siaga"));
    expect(team.dewi.lastText()).toContain("→ Agus → Dewi");
  });

  test("by itself at four in the afternoon, once, and only when nobody would be told", async () => {
    // Of Bayu nothing is due that would have to be told.
    await town.world.db.participant.updateMany({ data: { nextPromptAt: null } });
    await at("2026-11-23T16:30:00+08:00");
    const gaps = () => team.dewi.notifications().filter((text) => text.startsWith("Malam ini"));
    expect(gaps()).toEqual([]);
    await leaves(team.dewi, "Tanpa pengganti", "2026-12-01");
    await leaves(team.rina, "Tanpa pengganti", "2026-11-26");
    await at("2026-11-24T15:59:00+08:00");
    expect(gaps()).toEqual([]);
    await at("2026-11-24T16:00:00+08:00");
    expect(gaps()).toEqual([
      "Malam ini tidak ada yang akan dikabari untuk BPN-001. Bisa diatur sekarang: /menu",
    ]);
    await at("2026-11-24T20:00:00+08:00");
    expect(gaps()).toHaveLength(1);
    await at("2026-11-26T20:00:00+08:00");
    expect(gaps()).toHaveLength(2);
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Siapa yang siaga"));
    expect(team.dewi.lastText()).toContain("→ Rina");
  });

  test("a blocked bot counts as nobody", async () => {
    await town.does(team.rina.blocksBot());
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Siapa yang siaga"));
    expect(team.dewi.lastText()).toContain("Rina · 1 peserta\n→ Dewi");
    await leaves(team.dewi, "Tanpa pengganti", "2026-12-01");
    await town.does(team.dewi.sends("/menu"));
    await town.does(team.dewi.taps("Siapa yang siaga"));
    expect(team.dewi.lastText()).toContain("tidak ada yang akan dikabari: BPN-001");
  });
});

describe("after hours without Telegram nothing is told that is not so any more", () => {
  const withoutTelegram = () =>
    town.world.telegram.faults.next({ method: "sendMessage" }, { cut: true }, 1e6);
  const now = () => town.world.clock.now();

  /** While nothing can be sent, and with what came afterwards on each of the phones. */
  async function away(meanwhile: () => Promise<void>): Promise<(phone: Phone) => readonly string[]> {
    const before = new Map(
      [team.rina, team.agus, team.dewi].map((phone) => [phone, phone.notifications().length]),
    );
    const outage = withoutTelegram();
    await meanwhile();
    outage.cancel();
    await town.world.advance({ minutes: 10 });
    return (phone) => phone.notifications().slice(before.get(phone));
  }
  const leavesUntil = async (until: string, coverId: number | null, who = team.rina) =>
    await goAway(town.world.app.deps, await person(who), { until, coverId }, now());
  const comesBack = async () => await comeBack(town.world.app.deps, await person(team.rina), now());

  test("who has come back: the cover only reads so, and nobody reads that they are away", async () => {
    const told = await away(async () => {
      await leavesUntil("2026-12-01", team.ids.agus);
      await town.world.advance({ minutes: 20 });
      await comesBack();
    });
    expect(told(team.agus)).toEqual(["Rina sudah kembali. Terima kasih sudah menggantikan."]);
    expect(told(team.rina)).toEqual([expect.stringContaining("Selamat datang kembali, Rina")]);
    expect(told(team.dewi)).toEqual([]);
  });

  test("who has left again: the cover reads until when now, and is not thanked", async () => {
    const told = await away(async () => {
      await leavesUntil("2026-12-01", team.ids.agus);
      await town.world.advance({ minutes: 5 });
      await comesBack();
      await town.world.advance({ minutes: 5 });
      await leavesUntil("2026-11-30", team.ids.agus);
    });
    expect(told(team.agus)).toEqual([expect.stringContaining("Kamu menggantikan Rina sampai Sen, 30 Nov")]);
    expect(told(team.rina)).toEqual([]);
    expect(told(team.dewi)).toEqual([expect.stringContaining("Rina tidak ada sampai Sen, 30 Nov")]);
  });

  test("another cover and the first one again: nobody reads of a change that is taken back", async () => {
    const told = await away(async () => {
      for (const coverId of [team.ids.agus, team.ids.dewi, team.ids.agus]) {
        await leavesUntil("2026-12-01", coverId);
        await town.world.advance({ minutes: 5 });
      }
    });
    const standsIn = expect.stringContaining("Kamu menggantikan Rina");
    const noMore = expect.stringContaining("tidak lagi menggantikan Rina");
    expect(new Set(told(team.agus))).toEqual(new Set([standsIn]));
    expect(told(team.dewi)).toContainEqual(noMore);
    expect(told(team.dewi)).not.toContainEqual(standsIn);
  });

  test.each([
    ["the gap was closed", "2026-11-23T17:00:00+08:00", true, 0],
    ["the night is over", "2026-11-24T04:00:00+08:00", false, 0],
    ["nothing has changed", "2026-11-23T17:00:00+08:00", false, 1],
  ])("for whom nobody is on tonight, where %s", async (_what, until, comes, lines) => {
    await town.world.db.participant.updateMany({ data: { nextPromptAt: null } });
    await leavesUntil("2026-12-01", null, team.dewi);
    await leavesUntil("2026-12-01", null);
    await town.world.settle();
    await at("2026-11-23T15:59:00+08:00");
    const told = await away(async () => {
      await at("2026-11-23T16:01:00+08:00");
      if (comes) await comesBack();
      await at(until);
    });
    expect(
      await town.world.db.outboxMessage.count({ where: { dedupeKey: { startsWith: "uncovered" } } }),
    ).toBe(1);
    expect(told(team.dewi)).toHaveLength(lines);
  });

  /** BPN-002; nobody is asked on these days. */
  async function anotherWithAgus(): Promise<void> {
    const { db } = town.world;
    await db.participant.updateMany({ data: { nextPromptAt: null } });
    await db.participant.create({
      data: {
        ...{ programmeId: team.programmeId, code: "BPN-002", counselorId: team.ids.agus, status: "active" },
        ...{ locale: "id", zone: "Asia/Makassar", checkInMinute: 480, createdAt: now() },
        releaseDate: new Date("2026-11-01"),
      },
    });
  }

  test("for whom nobody is on tonight, where one of two gaps was closed: the other alone is named", async () => {
    await anotherWithAgus();
    for (const phone of [team.dewi, team.rina, team.agus]) await leavesUntil("2026-12-01", null, phone);
    await town.world.settle();
    await at("2026-11-23T15:59:00+08:00");
    const told = await away(async () => {
      await at("2026-11-23T16:01:00+08:00");
      await comesBack();
      await at("2026-11-23T16:30:00+08:00");
    });
    expect(told(team.dewi)).toEqual([
      "Malam ini tidak ada yang akan dikabari untuk BPN-002. Bisa diatur sekarang: /menu",
    ]);
  });

  test("that somebody has left, or their day was moved, is passed on to whoever answers for them by then, once", async () => {
    const { deps } = town.world.app;
    const { id: participantId } = await town.world.db.participant.findFirstOrThrow();
    const [dewi, rina] = [await person(team.dewi), await person(team.rina)];
    const told = await away(async () => {
      for (const day of ["2026-11-20", "2026-11-21"] as const)
        await changeRelease(deps, dewi, { participantId, day }, now());
      await withdraw(deps, { participantId, locale: "id" }, now());
      for (const { id: counselorId } of [dewi, rina, await person(team.agus)])
        await assignCounselor(deps, dewi, { participantId, counselorId }, now());
    });
    const news = (phone: Phone) => told(phone).filter((text) => !text.includes("sekarang bersama"));
    expect(news(team.agus).toSorted()).toEqual([
      "BPN-001 tidak ikut cek harian lagi.",
      expect.stringContaining("BPN-001: tanggalnya diperbaiki menjadi Sab, 21 Nov"),
    ]);
    expect(news(team.rina)).toEqual([]);
    expect(news(team.dewi)).toEqual([]);
  });

  test("that somebody has left is passed on where its reader has blocked the bot meanwhile", async () => {
    const { deps } = town.world.app;
    const { id: participantId } = await town.world.db.participant.findFirstOrThrow();
    const told = await away(async () => {
      await withdraw(deps, { participantId, locale: "id" }, now());
      await team.rina.blocksBot();
    });
    expect([...told(team.agus), ...told(team.dewi)]).toContain("BPN-001 tidak ikut cek harian lagi.");
  });

  test("for whom nobody is on tonight, where those named are looked after and others are not: how many these are", async () => {
    await anotherWithAgus();
    for (const phone of [team.dewi, team.rina]) await leavesUntil("2026-12-01", null, phone);
    await town.world.settle();
    await at("2026-11-23T15:59:00+08:00");
    const told = await away(async () => {
      await at("2026-11-23T16:01:00+08:00");
      await leavesUntil("2026-12-01", null, team.agus);
      await comesBack();
      await at("2026-11-23T16:30:00+08:00");
    });
    expect(told(team.dewi)).toContain(
      "Malam ini tidak ada yang akan dikabari untuk 1 orang. Bisa diatur sekarang: /menu",
    );
  });

  test("the code of somebody who was handed over is told only to whoever answers for them", async () => {
    const { deps } = town.world.app;
    const { id: participantId } = await town.world.db.participant.findFirstOrThrow();
    const dewi = await person(team.dewi);
    const [rinas, agusis] = [team.ids.rina, team.ids.agus];
    const told = await away(async () => {
      await pause(deps, { participantId, days: 3 }, now());
      await assignCounselor(deps, dewi, { participantId, counselorId: agusis }, now());
      await pause(deps, { participantId, days: 5 }, now());
      await assignBackup(deps, dewi, { participantId, backupId: rinas }, now());
      await assignBackup(deps, dewi, { participantId, backupId: null }, now());
    });
    expect(told(team.rina).toSorted()).toEqual([
      "BPN-001 sekarang bersama rekan lain. Terima kasih.",
      "BPN-001: kamu tidak jadi penggantinya lagi. Terima kasih.",
    ]);
    expect(told(team.agus).toSorted()).toEqual([
      expect.stringContaining("BPN-001 istirahat"),
      expect.stringContaining("BPN-001 sekarang bersamamu"),
    ]);
  });
});
