import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import { createAgenda } from "../../../src/sandbox/simulator/agenda.ts";
import { chanceOf } from "../../../src/sandbox/simulator/chance.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import { foundProgrammes, type SimulatedPeople } from "../../../src/sandbox/simulator/found-programmes.ts";
import { type Onlookers, watch } from "../../../src/sandbox/simulator/onlookers.ts";
import type { SimulatedParticipant } from "../../../src/sandbox/simulator/participant.ts";
import { Record } from "../../../src/sandbox/simulator/record.ts";
import type { SimulatedStaff } from "../../../src/sandbox/simulator/staff.ts";
import { startTelegram, type Telegram } from "../../../src/sandbox/telegram/telegram.ts";
import type { ChatChange } from "../../../src/sandbox/telegram/views.ts";
import type { Update } from "../../../src/sandbox/telegram/wire.ts";
import { beginButton, openAlertButton } from "../../../src/screens/callback-data.ts";
import { createTestDatabase, quietDeps, type TestDatabase } from "../../support/database.ts";

const MINUTE = 60_000;
let database: TestDatabase;
let telegram: Telegram;
let clock: MovableClock;
let people: SimulatedPeople;
let onlookers: Onlookers;
let change: (change: ChatChange) => void;
let heard: (update: Update) => void;
let bayu: SimulatedParticipant;
let counselor: SimulatedStaff;
let stranger: SimulatedStaff;
let coordinator: SimulatedStaff;
const record = new Record();
let sent = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  clock = new MovableClock(new Date("2026-11-23T02:00:00Z"));
  telegram = await startTelegram({ token: "110201543:simulated", clock });
  const life = {
    ...{ clock, record, agenda: createAgenda(), chance: chanceOf(1) },
    ...{ chronicle: new Chronicle(clock), doubles: false, held: new Set<number>() },
    silence: { current: undefined },
  };
  people = await foundProgrammes(
    { deps: quietDeps(database.db), telegram, life },
    { people: 9, seed: 1, only: ["BPN-001", "BPN-002", "BER-001"], onEnrolled: () => undefined },
  );
  onlookers = watch(
    {
      onUpdate(listener) {
        heard = listener;
        return () => undefined;
      },
      subscribe(listener) {
        change = listener;
        return () => undefined;
      },
    },
    life,
    people,
  );
  const { staff, participants } = people;
  const found = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error("nobody");
    return one;
  };
  bayu = found(participants.find(({ code }) => code === "BPN-001"));
  counselor = found(staff.find(({ name }) => name === bayu.facts.counselor));
  coordinator = found(staff.find(({ facts }) => facts.place === "BPN" && facts.role === "coordinator"));
  stranger = found(staff.find(({ facts }) => facts.place === "BER" && facts.role === "counselor"));
});
afterAll(async () => {
  await telegram.stop();
  await database.drop();
});
beforeEach(() => clock.moveTo(new Date(clock.now().getTime() + 5 * MINUTE)));

function shows(
  { phone: { id: chatId } }: SimulatedParticipant | SimulatedStaff,
  text: string,
  {
    data,
    kind = "sent",
    silent = kind === "edited",
  }: { readonly data?: string; readonly kind?: "sent" | "edited"; readonly silent?: boolean } = {},
): readonly string[] {
  const buttons = data === undefined ? [] : [[{ label: "Lihat", data }]];
  const from = { id: 1, name: "", isBot: true };
  const message = { messageId: ++sent, from, date: 0, edited: false, text, entities: [], buttons };
  change({ kind, chatId, message: { ...message, protectContent: false }, silent });
  return onlookers.takeFound().map(({ invariant, what }) => `${invariant} ${what}`);
}

const ALERT = openAlertButton.pack({ alertId: 7 });

describe("I5", () => {
  test("a code on the phone of somebody who does not care for the person, each time", () => {
    expect(shows(counselor, "BPN-001", { data: ALERT })).toEqual([]);
    expect(shows(coordinator, "BPN-001", { data: ALERT })).toEqual([]);
    const found = ["I5 somebody of staff who sees somebody else's person"];
    expect(shows(stranger, "BPN-001", { data: ALERT })).toEqual(found);
    expect(shows(stranger, "BPN-001", { data: ALERT, kind: "edited" })).toEqual(found);
  });

  test("a copy that is edited when its reader no longer stands in for the counselor", () => {
    const { name: backup } = counselor;
    const other = people.staff.find(
      ({ name, facts }) => name !== backup && facts.place === "BPN" && facts.role === "counselor",
    );
    const { backup: own } = bayu.facts;
    Object.assign(bayu.facts, { backup });
    const [from, until] = [clock.now(), new Date(clock.now().getTime() + MINUTE)];
    counselor.standIns.push({ name: counselor.name, coverId: other?.facts.id, from, until });
    if (!other) throw new Error("nobody");
    expect(shows(other, "BPN-001", { data: ALERT })).toEqual([]);
    // Until the first tick afterwards has handed over what they hold.
    clock.moveTo(new Date(until.getTime() + 3 * 60 * MINUTE));
    expect(shows(other, "BPN-001", { data: ALERT, kind: "edited" })).toEqual([]);
    record.couldTick(clock.now());
    clock.moveTo(new Date(clock.now().getTime() + 19 * MINUTE));
    expect(shows(other, "BPN-001", { data: ALERT, kind: "edited" })).toEqual([]);
    clock.moveTo(new Date(clock.now().getTime() + 2 * MINUTE));
    expect(shows(other, "BPN-001", { data: ALERT, kind: "edited" })).toHaveLength(1);
    Object.assign(bayu.facts, { backup: own });
  });

  describe("a sealed answer on a coordinator's screen", () => {
    const found = ["I5 a sealed answer on a coordinator's screen"];
    const reads = (words: string, who = coordinator) => shows(who, `BPN-001: ${words}`, { kind: "edited" });

    test("in words that stand nowhere else, but not on the counselor's", () => {
      const words = [
        "Ya, dan aku takut akan melakukannya",
        "Ditawari, kutolak",
        "Ya, sekali",
        "Lebih dari sekali",
      ];
      for (const one of words) expect([reads(one), reads(one, counselor)]).toEqual([found, []]);
    });

    test("after the question's name: in any words, as a number, or that it was skipped", () => {
      const named = [
        ...["zat di sekitar: Terlihat", "zat di sekitar: Hampir", "zat di sekitar: Tidak ada"],
        ...[
          "O1 — zat terasa dekat (zat di sekitar 3)",
          "zat di sekitar dilewati",
          "substances nearby: In sight",
        ],
        ...["keselamatan diri: Tidak", "keselamatan diri dilewati"],
      ];
      for (const one of named) expect([reads(one), reads(one, counselor)]).toEqual([found, []]);
    });

    test("but not the same words elsewhere", () => {
      const elsewhere = [
        ...[
          "Tidak ada yang terbuka.",
          "Jatah peringatan hampir habis",
          "Hampir",
          "Terlihat",
          "jauh di atas biasanya",
        ],
        ...[
          "zat di sekitar",
          "keinginan memakai 3",
          "sedih & sendiri dilewati",
          "mau dihubungi: Ya, secepatnya",
        ],
      ];
      for (const one of elsewhere) expect(reads(one)).toEqual([]);
    });

    test("is theirs to read where they stand in for the counselor", () => {
      const [from, until] = [clock.now(), new Date(clock.now().getTime() + 60 * MINUTE)];
      counselor.standIns.push({ name: counselor.name, coverId: coordinator.facts.id, from, until });
      expect(reads("zat di sekitar 3")).toEqual([]);
      expect(shows(coordinator, "zat di sekitar 3", { kind: "edited" })).toEqual(found);
      counselor.standIns.pop();
    });
  });

  test("words on the phone of somebody who does not care for whoever wrote them; a nickname on any of staff", () => {
    const sees = (who: SimulatedStaff, words: string) => shows(who, `dari ${words}`, { kind: "edited" });
    const { text, nickname } = bayu.facts;
    expect(sees(counselor, text)).toEqual([]);
    for (const who of [stranger, coordinator])
      expect(sees(who, text)).toEqual(["I5 somebody reads what was written to somebody else"]);
    expect(sees(counselor, nickname)).toEqual(["I5 a nickname on a screen of staff"]);
  });

  test("another participant's code, words or name on a participant's phone", () => {
    const [other] = people.participants.filter(({ code }) => code === "BPN-002");
    if (!other) throw new Error("nobody");
    const sees = (words: string) => shows(bayu, `Halo ${words}`, { kind: "edited" });
    for (const own of [bayu.code, bayu.facts.text, bayu.facts.nickname]) expect(sees(own)).toEqual([]);
    expect(sees(other.code)).toEqual(["I5 a participant sees another one's code"]);
    for (const words of [other.facts.text, other.facts.nickname])
      expect(sees(words)).toEqual(["I5 a participant reads another one's words"]);
  });
});

test("I5: whoever has another phone is asked on that one, and not on the one they lost", async () => {
  const [person] = people.participants.filter(({ code }) => code === "BER-001");
  if (!person) throw new Error("nobody");
  const prompt = { data: beginButton.pack({ checkInId: 1 }) };
  const former = { phone: person.phone } as SimulatedParticipant;
  expect(shows(former, "Cek harian", prompt)).toEqual([]);
  const link = `https://t.me/${telegram.botUsername}?start=again`;
  await person.takesPhone(telegram.phone(person.phone.id + 300_000_000), link);
  // It may have been on its way.
  expect(shows(former, "Cek harian", prompt)).toEqual([]);
  clock.moveTo(new Date(clock.now().getTime() + 3 * MINUTE));
  expect(shows(former, "Cek harian", prompt)).toEqual(["I5 a lost phone is asked"]);
  expect(shows(former, "Cek harian", { ...prompt, kind: "edited" })).toEqual([]);
  expect(shows(former, "Sampai jumpa")).toEqual([]);
  const name = `Halo ${person.facts.nickname}`;
  expect(shows(former, name, { kind: "edited" })).toEqual(["I5 a lost phone shows something"]);
  expect(shows(person, name, { kind: "edited" })).toEqual([]);
  expect(shows(person, "Cek harian", prompt)).toEqual([]);
});

describe("I7", () => {
  test("words on a lock screen, even in the minute in which the phone is used, if nobody has asked for them", () => {
    const words = `dari ${bayu.facts.text}`;
    const found = ["I7 a name or somebody's words on a lock screen"];
    expect(shows(counselor, words)).toEqual(found);
    Object.defineProperty(counselor, "usedAt", { get: () => clock.now(), configurable: true });
    expect(shows(counselor, words)).toEqual([]);
    expect(shows(counselor, words, { data: ALERT })).toEqual(found);
    Reflect.deleteProperty(counselor, "usedAt");
  });

  test("words that come without a sound, a while after they were asked for", () => {
    const used = clock.now();
    Object.defineProperty(counselor, "usedAt", { get: () => used, configurable: true });
    const words = `dari ${bayu.facts.text}`;
    clock.moveTo(new Date(used.getTime() + MINUTE / 2));
    expect(shows(counselor, words, { silent: true })).toEqual([]);
    clock.moveTo(new Date(used.getTime() + 5 * MINUTE));
    expect(shows(counselor, words, { silent: true })).toEqual([
      "I7 a name or somebody's words on a lock screen",
    ]);
    Reflect.deleteProperty(counselor, "usedAt");
  });

  test("a name where the menu comes minutes late, because Telegram was away, but not where it comes hours late", () => {
    const name = `Halo ${bayu.facts.nickname}`;
    const asked = (minutesAgo: number) => {
      const chat = { id: bayu.phone.id, type: "private", first_name: "" } as const;
      const from = { id: chat.id, is_bot: false, first_name: "" };
      const date = clock.now().getTime() / 1000 - minutesAgo * 60;
      heard({ update_id: 1, message: { message_id: 1, chat, from, date, text: "/menu" } });
    };
    const found = ["I7 a name or somebody's words on a lock screen"];
    expect(shows(bayu, name)).toEqual(found);
    asked(60);
    expect(shows(bayu, name)).toEqual(found);
    asked(3);
    expect(shows(bayu, name)).toEqual([]);
    clock.moveTo(new Date(clock.now().getTime() + 1000));
    expect(shows(bayu, name)).toEqual(found);
  });

  test("the name of a sign on a lock screen", () => {
    expect(shows(counselor, "BPN-001: ajakan & tempat", { data: ALERT })).toEqual([
      "I7 a sign on a lock screen",
    ]);
    expect(shows(bayu, "ajakan & tempat")).toEqual(["I7 a sign on a lock screen"]);
    expect(shows(bayu, "Cek harian", { data: beginButton.pack({ checkInId: 1 }) })).toEqual([]);
  });
});

test("I1 and I6: whoever has left is not asked, and of whoever is erased nothing is sent, to staff told before either", () => {
  const prompt = { data: beginButton.pack({ checkInId: 1 }) };
  expect(shows(counselor, "BPN-001", { data: ALERT })).toEqual([]);
  bayu.standing.withdraws(clock.now());
  expect(shows(bayu, "Cek harian", prompt)).toEqual([]);
  clock.moveTo(new Date(clock.now().getTime() + 3 * MINUTE));
  expect(shows(bayu, "Cek harian", prompt)).toEqual(["I1 somebody who does not take part is asked"]);
  bayu.standing.erases(clock.now());
  clock.moveTo(new Date(clock.now().getTime() + 3 * MINUTE));
  expect(shows(counselor, "BPN-001", { data: ALERT })).toEqual([
    "I6 a message about somebody who was erased",
  ]);
  expect(shows(bayu, "BPN-001", { kind: "edited" })).toEqual([]);
  expect(shows(bayu, "BPN-001")).toEqual(["I6 a message with the code of somebody who was erased"]);
});
