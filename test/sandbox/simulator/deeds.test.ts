import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acknowledge } from "../../../src/alerts/acknowledge.ts";
import { askForHelp } from "../../../src/alerts/ask-for-help.ts";
import { recordContact } from "../../../src/alerts/record-contact.ts";
import { openCheckIn } from "../../../src/check-ins/open-check-in.ts";
import { recordAnswer } from "../../../src/check-ins/record-answer.ts";
import { inTransaction } from "../../../src/db/client.ts";
import type { Deps } from "../../../src/deps.ts";
import { addDays, dayOfDbDate, localDayAt } from "../../../src/domain/calendar.ts";
import { goAway } from "../../../src/duty/go-away.ts";
import { changeZone } from "../../../src/people/change-zone.ts";
import { eraseMyself } from "../../../src/people/erase.ts";
import { freezeMyself } from "../../../src/people/freeze.ts";
import { identify, type ParticipantPerson, type StaffPerson } from "../../../src/people/identify.ts";
import { chooseRhythm, pause } from "../../../src/people/schedule.ts";
import { withdraw } from "../../../src/people/withdraw.ts";
import { readSettings } from "../../../src/programme/read-settings.ts";
import { sendToParticipant } from "../../../src/relay/send-to-participant.ts";
import { sendToStaff } from "../../../src/relay/send-to-staff.ts";
import { MovableClock } from "../../../src/sandbox/movable-clock.ts";
import { type Acceptance, listen } from "../../../src/sandbox/simulator/acceptance.ts";
import { createAgenda } from "../../../src/sandbox/simulator/agenda.ts";
import { chanceOf } from "../../../src/sandbox/simulator/chance.ts";
import { Chronicle } from "../../../src/sandbox/simulator/chronicle.ts";
import { checkDeeds } from "../../../src/sandbox/simulator/deeds.ts";
import { foundProgrammes, type SimulatedPeople } from "../../../src/sandbox/simulator/found-programmes.ts";
import type { SimulatedParticipant } from "../../../src/sandbox/simulator/participant.ts";
import { Record } from "../../../src/sandbox/simulator/record.ts";
import { skipCalmDays } from "../../../src/sandbox/simulator/skip-calm-days.ts";
import type { SimulatedStaff } from "../../../src/sandbox/simulator/staff.ts";
import { startTelegram, type Telegram } from "../../../src/sandbox/telegram/telegram.ts";
import type { MessageView } from "../../../src/sandbox/telegram/views.ts";
import type { Update } from "../../../src/sandbox/telegram/wire.ts";
import {
  alertActionButton,
  answerButton,
  awayButton,
  dialogueButton,
  helpButton,
  ownButton,
  pauseButton,
  relayOpenButton,
  relaySendButton,
  relayWriteButton,
  rhythmButton,
  withdrawButton,
  zoneButton,
} from "../../../src/screens/callback-data.ts";
import { createTestDatabase, quietDeps, type TestDatabase } from "../../support/database.ts";

const MINUTE = 60_000;
let database: TestDatabase;
let telegram: Telegram;
let deps: Deps;
let clock: MovableClock;
let record: Record;
let acceptance: Acceptance;
let give: (update: Update) => void;
let bayu: SimulatedParticipant;
let counselor: SimulatedStaff;
let backup: SimulatedStaff;
let coordinator: SimulatedStaff;

let people: SimulatedPeople;
let count = 0;

/** A programme, and no app: what people do has the effect that a test gives it. */
beforeAll(async () => {
  database = await createTestDatabase();
  deps = quietDeps(database.db);
  clock = new MovableClock(new Date("2026-11-23T02:00:00Z"));
  telegram = await startTelegram({ token: "110201543:simulated", clock });
  record = new Record();
  const life = {
    ...{ clock, record, agenda: createAgenda(), chance: chanceOf(1), chronicle: new Chronicle(clock) },
    ...{ doubles: false, held: new Set<number>(), silence: { current: undefined } },
  };
  const only = Array.from({ length: 30 }, (_, index) => `BPN-${String(index + 1).padStart(3, "0")}`);
  people = await foundProgrammes(
    { deps, telegram, life },
    { people: only.length * 3, seed: 1, only, onEnrolled: () => undefined },
  );
  const listening: Pick<Telegram, "onUpdate"> = {
    onUpdate(listener) {
      give = listener;
      return () => undefined;
    },
  };
  acceptance = listen(listening, life, people);
});
afterAll(async () => {
  await telegram.stop();
  await database.drop();
});

/** Somebody else in each test. */
beforeEach(() => {
  const member = (name: string | undefined) => {
    const found = people.staff.find((one) => one.name === name);
    if (!found) throw new Error(`no ${name}`);
    found.blocked.splice(0);
    return found;
  };
  const next = people.participants[count++];
  if (!next) throw new Error("nobody is left");
  bayu = next;
  record.takeDeeds(clock.now(), clock.now());
  record.takeTaps();
  counselor = member(bayu.facts.counselor);
  backup = member(bayu.facts.backup);
  coordinator = member(people.staff.find(({ facts }) => facts.role === "coordinator")?.name);
  clock.moveTo(new Date(clock.now().getTime() + 5 * MINUTE));
});

function taps({ phone: { id } }: SimulatedParticipant | SimulatedStaff, data: string): void {
  const user = { id, is_bot: false, first_name: "" };
  const message = {
    message_id: 1,
    from: user,
    chat: { id, type: "private", first_name: "" },
    date: 0,
  } as const;
  give({ update_id: 1, callback_query: { id: "1", from: user, message, chat_instance: "", data } });
}

function shows(data: string): MessageView {
  const from = { id: 1, name: "", isBot: true };
  return {
    ...{ messageId: 1, from, date: 0, edited: false, entities: [], protectContent: false },
    buttons: [[{ label: "", data }]],
  };
}

async function found(): Promise<readonly string[]> {
  const now = new Date(clock.now().getTime() + MINUTE);
  const violations = await checkDeeds(deps.db, record.takeDeeds(now, now), now, {
    graceMs: MINUTE,
    earlyMs: 0,
  });
  return violations.map(({ invariant, what }) => `${invariant} ${what}`);
}

const me = async () => (await identify(deps.db, bayu.phone.id)) as ParticipantPerson;
const staffOf = async ({ phone }: SimulatedStaff) => (await identify(deps.db, phone.id)) as StaffPerson;

describe("a call for help", () => {
  const calls = () => taps(bayu, helpButton.pack({}));

  test("without an alert is found, with one it is not", async () => {
    calls();
    expect(await found()).toEqual(["I2 a call for help: nothing came of it"]);
    calls();
    await askForHelp(deps, bayu.facts.id, "help-button", clock.now());
    expect(await found()).toEqual([]);
  });

  test("is not answered by an alert of before, nor by one that comes too late", async () => {
    await askForHelp(deps, bayu.facts.id, "help-button", new Date(clock.now().getTime() - 1));
    calls();
    await askForHelp(deps, bayu.facts.id, "help-button", new Date(clock.now().getTime() + 61_000));
    expect(await found()).toEqual(["I2 a call for help: nothing came of it"]);
  });

  test("of somebody who has left or locked the account before raises nothing, and may", async () => {
    taps(bayu, ownButton.pack({ action: "freeze-yes" }));
    await freezeMyself(deps, await me(), clock.now());
    calls();
    expect(await found()).toEqual([]);
  });

  test("counts when they leave afterwards in the same instant", async () => {
    calls();
    taps(bayu, withdrawButton.pack({ sure: "yes" }));
    await withdraw(deps, { participantId: bayu.facts.id, locale: "id" }, clock.now());
    expect(await found()).toEqual(["I2 a call for help: nothing came of it"]);
  });

  test("is looked at when it has had its minute, and once", () => {
    calls();
    const before = new Date(clock.now().getTime() - 1);
    expect(record.takeDeeds(before, before)).toEqual([]);
    expect(record.takeDeeds(clock.now(), before)).toHaveLength(1);
    expect(record.takeDeeds(clock.now(), before)).toEqual([]);
  });
});

describe("an answer that tells of danger", () => {
  const NOTHING = ["I3 an answer that tells of danger: nothing came of it"];
  let checkInId: number;
  beforeEach(async () => {
    const participant = await deps.db.participant.findUniqueOrThrow({ where: { id: bayu.facts.id } });
    const settings = await readSettings(deps.db, participant.programmeId);
    const day = localDayAt(clock.now(), bayu.facts.zone);
    const id = await inTransaction(deps.db, async (tx) =>
      openCheckIn(tx, participant, settings, day, clock.now()),
    );
    if (id === undefined) throw new Error("no check-in");
    await deps.db.checkIn.update({ where: { id }, data: { safety: "beforeClosing" } });
    checkInId = id;
  });
  const answers = (answer: string) =>
    taps(bayu, answerButton.pack({ checkInId, question: "SAFETY", answer }));
  const records = async (answer: number) =>
    await recordAnswer(
      deps,
      { checkInId, telegramId: bayu.phone.id, questionId: "SAFETY", answer },
      clock.now(),
    );
  const later = (minutes: number) => clock.moveTo(new Date(clock.now().getTime() + minutes * MINUTE));
  const closesAlert = async () =>
    await deps.db.alert.updateMany({
      where: { participantId: bayu.facts.id },
      data: { state: "closed", closedAt: clock.now() },
    });

  test("and nobody is told as of a red, whatever tier the day got", async () => {
    answers("2");
    expect(await found()).toEqual(NOTHING);
    answers("3");
    await askForContact();
    expect(await found()).toEqual(NOTHING);
    answers("2");
    await records(2);
    expect(await found()).toEqual([]);
  });

  test("counts anew when nobody has the one before in hand any more, and not when it tells of none", async () => {
    answers("2");
    await records(2);
    expect(await found()).toEqual([]);
    later(5);
    answers("2");
    await closesAlert();
    expect(await found()).toEqual([]);
    later(5);
    answers("2");
    expect(await found()).toEqual(NOTHING);
    answers("2");
    await records(2);
    expect(await found()).toEqual([]);
    later(5);
    await closesAlert();
    later(5);
    answers("1");
    answers("s");
    expect(await found()).toEqual([]);
  });

  test("while a red alert is open is heard of", async () => {
    await askForHelp(deps, bayu.facts.id, "help-button", clock.now());
    later(5);
    answers("2");
    expect(await found()).toEqual([]);
    await closesAlert();
    later(5);
    answers("3");
    expect(await found()).toEqual(NOTHING);
  });

  test("counts after the end of its day as well, where the answer does not; of a locked account it may be none", async () => {
    await deps.db.checkIn.update({
      where: { id: checkInId },
      data: { closesAt: new Date(clock.now().getTime() - MINUTE) },
    });
    answers("3");
    expect(await found()).toEqual(NOTHING);
    taps(bayu, ownButton.pack({ action: "freeze-yes" }));
    await freezeMyself(deps, await me(), clock.now());
    answers("2");
    expect(await found()).toEqual([]);
  });

  /** An alert, but no emergency. */
  async function askForContact(): Promise<void> {
    await askForHelp(deps, bayu.facts.id, "lapse", clock.now());
  }
});

describe("what somebody decides about the question", () => {
  test("a pause that is not kept, and one that ends on another day", async () => {
    const pauses = () => taps(bayu, pauseButton.pack({ days: 3 }));
    pauses();
    expect(await found()).toEqual(["I2 a pause: nothing came of it"]);
    pauses();
    await pause(deps, { participantId: bayu.facts.id, days: 2 }, clock.now());
    const until = addDays(localDayAt(clock.now(), bayu.facts.zone), 3);
    expect(await found()).toEqual([`I2 a pause: they are not paused until ${until}`]);
    pauses();
    await pause(deps, { participantId: bayu.facts.id, days: 3 }, clock.now());
    expect(await found()).toEqual([]);
  });

  test("a pause over which the simulation wrote that it skips calm days", async () => {
    taps(bayu, pauseButton.pack({ days: 1 }));
    await pause(deps, { participantId: bayu.facts.id, days: 1 }, clock.now());
    const daysLater = { now: () => new Date(clock.now().getTime() + 2 * 1440 * MINUTE) };
    await skipCalmDays(deps.db, { clock: daysLater, chance: () => 0.99 }, [bayu]);
    expect(await found()).toEqual([]);
    const { pausedUntil } = await deps.db.participant.findUniqueOrThrow({ where: { id: bayu.facts.id } });
    expect(pausedUntil && dayOfDbDate(pausedUntil)).toBe(bayu.standing.skippedTo);
    expect(bayu.standing.skippedTo).toBeDefined();
  });

  test("three a week that is not kept, except where a red came between", async () => {
    const { id } = bayu.facts;
    const chooses = () => taps(bayu, rhythmButton.pack({ rhythm: "three-a-week" }));
    chooses();
    expect(await found()).toEqual(["I2 a rhythm (three-a-week): nothing came of it"]);
    const releaseDate = new Date(clock.now().getTime() - 120 * 1440 * MINUTE);
    await deps.db.participant.update({ where: { id }, data: { releaseDate } });
    chooses();
    await chooseRhythm(deps, { participantId: id, rhythm: "three-a-week" }, clock.now());
    expect(await found()).toEqual([]);
    await deps.db.participant.update({ where: { id }, data: { threeAWeekSince: null } });
    chooses();
    await deps.db.participant.update({ where: { id }, data: { reenteredOn: [clock.now()] } });
    expect(await found()).toEqual([]);
  });

  test("a change of zone that is not kept", async () => {
    const zone = "Asia/Jakarta";
    const moves = () => taps(bayu, zoneButton.pack({ zone }));
    moves();
    expect(await found()).toEqual(["I2 a change of zone: nothing came of it"]);
    moves();
    await changeZone(deps, { participantId: bayu.facts.id, zone }, clock.now());
    expect(await found()).toEqual([]);
    expect(bayu.standing.zoneAt(clock.now())).toBe(zone);
  });

  test("a withdrawal that is not kept, and one after which they are still to be asked", async () => {
    taps(bayu, withdrawButton.pack({ sure: "no" }));
    expect(await found()).toEqual([]);
    taps(bayu, withdrawButton.pack({ sure: "yes" }));
    const deeds = record.takeDeeds(clock.now(), clock.now());
    const check = async () =>
      (await checkDeeds(deps.db, deeds, clock.now(), { graceMs: MINUTE, earlyMs: 0 })).map(
        ({ what }) => what,
      );
    expect(await check()).toEqual(["a withdrawal: nothing came of it"]);
    await withdraw(deps, { participantId: bayu.facts.id, locale: "id" }, clock.now());
    expect(await check()).toEqual([]);
    await deps.db.participant.update({
      where: { id: bayu.facts.id },
      data: { nextPromptAt: clock.now() },
    });
    expect(await check()).toEqual(["a withdrawal: they are still to be asked"]);
  });

  test("an account that is not locked", async () => {
    // The first tap only asks.
    taps(bayu, ownButton.pack({ action: "freeze" }));
    expect(await found()).toEqual([]);
    taps(bayu, ownButton.pack({ action: "freeze-yes" }));
    expect(await found()).toEqual(["I2 an account locked: nothing came of it"]);
  });

  test("an erasure that is not done, and one that leaves no tombstone", async () => {
    taps(bayu, ownButton.pack({ action: "erase" }));
    const deeds = record.takeDeeds(clock.now(), clock.now());
    const check = async () =>
      (await checkDeeds(deps.db, deeds, clock.now(), { graceMs: MINUTE, earlyMs: 0 })).map(
        ({ what }) => what,
      );
    expect(await check()).toEqual(["an erasure: nothing came of it"]);
    await eraseMyself(deps, await me(), clock.now());
    expect(await check()).toEqual([]);
    await deps.db.tombstone.deleteMany({ where: { participantId: bayu.facts.id } });
    expect(await check()).toEqual(["an erasure: no tombstone is left"]);
    expect(bayu.erasedAt).toEqual(clock.now());
  });
});

describe("a message to the counselor", () => {
  const sends = () => {
    const sending = {
      staffId: counselor.facts.id,
      updateId: count,
      sourceMessageId: 8,
      replyToMessageId: 0,
    };
    taps(bayu, relaySendButton.pack(sending));
  };
  const kept = async () =>
    await sendToStaff(
      deps,
      {
        ...{ participantId: bayu.facts.id, updateId: count, sourceMessageId: 8, staffId: counselor.facts.id },
        content: { kind: "text", text: "Halo" },
        ...{ confirmationId: 9, replyToMessageId: undefined },
      },
      clock.now(),
    );

  test("that is not kept, and one that nobody is told of", async () => {
    sends();
    expect(await found()).toEqual(["I2 a message to the counselor: nothing came of it"]);
    sends();
    await kept();
    expect(await found()).toEqual(["I2 a message to the counselor: nobody was told that it is there"]);
    sends();
    const { id: relayId } = await deps.db.relayMessage.findFirstOrThrow({
      where: { participantId: bayu.facts.id },
    });
    acceptance.seenByStaff(shows(relayOpenButton.pack({ relayId })));
    expect(await found()).toEqual([]);
  });

  test("waits a day until it is asked where it is", () => {
    sends();
    const dayBefore = new Date(clock.now().getTime() - 86_400_000);
    expect(record.takeDeeds(clock.now(), dayBefore)).toEqual([]);
    expect(record.takeDeeds(clock.now(), clock.now())).toHaveLength(1);
  });

  test("that they were asked about anew, or that nobody could read, is not lost", async () => {
    sends();
    const sending = { updateId: count, sourceMessageId: 8, replyToMessageId: 0 };
    acceptance.seenByParticipant(shows(relaySendButton.pack({ ...sending, staffId: counselor.facts.id })));
    expect(await found()).toHaveLength(1);
    sends();
    acceptance.seenByParticipant(shows(relaySendButton.pack({ ...sending, staffId: backup.facts.id })));
    expect(await found()).toEqual([]);
    // Before the yes that is no reason.
    sends();
    expect(await found()).toHaveLength(1);
  });

  test("is not lost where nobody of those who look after them is there", async () => {
    counselor.blocked.push({ from: new Date(clock.now().getTime() - MINUTE) });
    sends();
    expect(await found()).toHaveLength(1);
    backup.blocked.push({ from: new Date(clock.now().getTime() - MINUTE) });
    sends();
    expect(await found()).toEqual([]);
  });
});

describe("a reply to a participant", () => {
  const asks = () => taps(counselor, relayWriteButton.pack({ participantId: bayu.facts.id, relayId: 0 }));
  const writes = (text = "Baik") => {
    const { id } = counselor.phone;
    const from = { id, is_bot: false, first_name: "" };
    const chat = { id, type: "private", first_name: "" } as const;
    give({ update_id: 1000 + count, message: { message_id: 12, from, chat, date: 0, text } });
  };
  const sends = async () => {
    const message = { updateId: 1000 + count, sourceMessageId: 12, replyToId: null };
    const content = { kind: "text", text: "Baik" } as const;
    const staff = await staffOf(counselor);
    return await sendToParticipant(
      deps,
      { staff, participantId: bayu.facts.id, ...message, content },
      clock.now(),
    );
  };

  test("that is not kept is found, with one that is kept or refused it is not", async () => {
    asks();
    writes();
    expect(await found()).toEqual(["I2 a reply to a participant: nothing came of it"]);
    asks();
    writes();
    expect(await sends()).toEqual({ kind: "sending" });
    expect(await found()).toEqual([]);
    await deps.db.relayMessage.deleteMany({ where: { participantId: bayu.facts.id } });
    await withdraw(deps, { participantId: bayu.facts.id, locale: "id" }, clock.now());
    asks();
    writes();
    expect(await sends()).toMatchObject({ kind: "not-taking-part" });
    expect(await found()).toEqual([]);
  });

  test("is none where they have done something else since, or type a command; of whoever is erased nothing is kept", async () => {
    asks();
    taps(counselor, relayOpenButton.pack({ relayId: 1 }));
    writes();
    asks();
    writes("/menu");
    writes();
    expect(await found()).toEqual([]);
    asks();
    writes();
    await eraseMyself(deps, await me(), clock.now());
    expect(await found()).toEqual([]);
  });
});

describe("an alert", () => {
  let alertId: number;
  beforeEach(async () => {
    await askForHelp(deps, bayu.facts.id, "help-button", clock.now());
    ({ id: alertId } = await deps.db.alert.findFirstOrThrow({
      where: { participantId: bayu.facts.id },
    }));
    clock.moveTo(new Date(clock.now().getTime() + MINUTE));
  });
  const acts = (member: SimulatedStaff, action: "take" | "talked") =>
    taps(member, alertActionButton.pack({ alertId, action }));

  test("that is taken, and is not; and where contact is made", async () => {
    acts(counselor, "take");
    expect(await found()).toEqual(["I2 an alert (take): nothing came of it"]);
    acts(counselor, "take");
    await acknowledge(deps, { alertId, staff: await staffOf(counselor), messageId: 1 }, clock.now());
    expect(await found()).toEqual([]);
    acts(counselor, "talked");
    expect(await found()).toEqual(["I2 an alert (talked): nothing came of it"]);
    acts(counselor, "talked");
    await recordContact(deps, { alertId, staff: await staffOf(counselor), messageId: 1 }, clock.now());
    expect(await found()).toEqual([]);
  });

  test("that somebody else has is not theirs to take, until it is free again", async () => {
    await acknowledge(deps, { alertId, staff: await staffOf(coordinator), messageId: 1 }, clock.now());
    acts(counselor, "take");
    expect(await found()).toEqual([]);
    clock.moveTo(new Date(clock.now().getTime() + MINUTE));
    await askForHelp(deps, bayu.facts.id, "help-button", clock.now());
    clock.moveTo(new Date(clock.now().getTime() + MINUTE));
    acts(counselor, "take");
    expect(await found()).toEqual(["I2 an alert (take): nothing came of it"]);
  });

  test("is gone with whoever is erased", async () => {
    acts(counselor, "take");
    await eraseMyself(deps, await me(), clock.now());
    expect(await found()).toEqual([]);
  });
});

test("an answer is expected of whoever takes part, and not of a locked account", () => {
  const answers = () => taps(bayu, answerButton.pack({ checkInId: 7, question: "S1", answer: "3" }));
  answers();
  expect(record.takeTaps()).toMatchObject([{ code: bayu.code, question: "S1", answer: 3 }]);
  taps(bayu, ownButton.pack({ action: "freeze-yes" }));
  answers();
  expect(record.takeTaps()).toEqual([]);
});

describe("an absence", () => {
  const until = "2026-11-26";
  const says = (member: SimulatedStaff, cover = "none") => {
    taps(member, awayButton.pack({ step: "ask" }));
    taps(member, dialogueButton.pack({ dialogue: "go-away", question: 1, choice: cover }));
    taps(member, dialogueButton.pack({ dialogue: "go-away", question: 2, choice: until }));
  };

  test("that nobody notes", async () => {
    says(counselor);
    expect(await found()).toEqual([`I2 an absence until ${until}: nothing came of it`]);
    says(counselor);
    await goAway(deps, await staffOf(counselor), { until, coverId: null }, clock.now());
    expect(await found()).toEqual([]);
  });

  test("whose dialogue they left, or whose cover goes in the same minute, may be refused", async () => {
    taps(counselor, awayButton.pack({ step: "ask" }));
    taps(counselor, relayOpenButton.pack({ relayId: 1 }));
    taps(counselor, dialogueButton.pack({ dialogue: "go-away", question: 2, choice: until }));
    expect(await found()).toEqual([]);
    backup.blocked.push({ from: clock.now() });
    says(counselor);
    expect(await found()).toEqual([]);
  });

  test("with somebody in their place who is away, without a cover or with themselves for one, may be refused", async () => {
    const there = `I2 an absence until ${until}: nothing came of it`;
    const [from, back] = [-1, 24 * 60].map(
      (hours) => new Date(clock.now().getTime() + hours * 60 * MINUTE),
    ) as [Date, Date];
    const goes = (member: SimulatedStaff, coverId: number | undefined) =>
      member.standIns.push({ name: member.name, coverId, from, until: back });
    const [one, two] = [String(backup.facts.id), String(coordinator.facts.id)];
    says(counselor, one);
    expect(await found()).toEqual([there]);
    goes(backup, coordinator.facts.id);
    says(counselor, one);
    expect(await found()).toEqual([there]);
    goes(coordinator, undefined);
    says(counselor, two);
    says(counselor, one);
    expect(await found()).toEqual([]);
    goes(coordinator, counselor.facts.id);
    says(counselor, one);
    expect(await found()).toEqual([]);
  });
});
