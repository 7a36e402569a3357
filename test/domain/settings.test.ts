import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CrisisNumber,
  defaultSettings,
  NUMBERS_EVERYWHERE,
  parseSettings,
  readableSettings,
  readyForParticipants,
} from "../../src/programme/settings.ts";

function problems(change: unknown): readonly string[] {
  const parsed = parseSettings(change);
  return parsed.kind === "invalid" ? parsed.problems : [];
}

const pujasera = defaultSettings.crisisNumbers.find(({ id }) => id === "pujasera") as CrisisNumber;

function numbers(...changes: Partial<CrisisNumber>[]): CrisisNumber[] {
  return changes.map((change, index) => ({ ...pujasera, id: `n${index}`, ...change }));
}

describe("the defaults", () => {
  test("are those of the domain", () => {
    expect(defaultSettings).toMatchObject({
      instrument: "recovery-dangers@1",
      s6Form: "soft",
      rules: {
        R2: { cravingFrom: 4, confidenceUpTo: 1 },
        O1: { substanceFrom: 3 },
        O2: { cravingFrom: 4, confidenceUpTo: 0, lowFrom: 4 },
        O3: { totalFrom: 20, signFrom: 3, signs: 4 },
        O5: { earlyDays: 28, missesEarly: 2, missesLater: 3, missesAfterAlarm: 1, again: [7, 14] },
        A2: { signFrom: 4 },
        A3: { substanceFrom: 2 },
      },
      nudgeMinutes: [180, 360],
      quietHours: { from: 1260, to: 420 },
      summary: { weekday: 1, minute: 480 },
      inviteValidDays: 7,
    });
  });

  test("know Balikpapan's numbers, none of them confirmed", () => {
    expect(defaultSettings.crisisNumbers.map(({ number }) => number)).toEqual([
      "112",
      "119",
      "0811-5800-8887",
      "healing119.id",
    ]);
    expect(defaultSettings.crisisNumbers.filter(({ confirmedOn }) => confirmedOn !== undefined)).toEqual([]);
  });

  test("survive being stored and read again", () => {
    expect(parseSettings(JSON.parse(JSON.stringify(defaultSettings)))).toEqual({
      kind: "ok",
      settings: defaultSettings,
    });
  });

  test("fill what a programme leaves out", () => {
    expect(parseSettings({ rules: { O3: { totalFrom: 24 } } })).toEqual({
      kind: "ok",
      settings: {
        ...defaultSettings,
        rules: { ...defaultSettings.rules, O3: { ...defaultSettings.rules.O3, totalFrom: 24 } },
      },
    });
  });
});

describe("settings are refused", () => {
  test.each<[string, unknown, string]>([
    [
      "a ladder out of order",
      { ladder: { red: { backupAfterMinutes: 45 } } },
      "ladder.red: steps out of order",
    ],
    [
      "a contact aim beyond the limit",
      { ladder: { contact: { red: { aimMinutes: 300, limitMinutes: 240 } } } },
      "ladder.contact.red.aimMinutes: must not be later",
    ],
    [
      "a limit beyond what experts agree on",
      { ladder: { contact: { red: { limitMinutes: 721 } } } },
      "ladder.contact.red.limitMinutes",
    ],
    [
      "two steps at one time",
      { ladder: { orange: { backupAfterMinutes: 360 } } },
      "ladder.orange: steps out of order",
    ],
    ["an empty ladder", { ladder: [] }, "ladder: "],
    ["an empty red ladder", { ladder: { red: null } }, "ladder.red: "],
    ["quiet hours all day", { quietHours: { from: 420, to: 420 } }, "quietHours: quiet hours must leave"],
    [
      "quiet hours nearly all day",
      { quietHours: { from: 420, to: 400 } },
      "quietHours: quiet hours must leave",
    ],
    ["a zone that does not exist", { zones: ["Asia/Balikpapan"] }, "zones.0: must be an IANA time zone"],
    ["an hour that does not exist", { quietHours: { from: 1440 } }, "quietHours.from"],
    ["a total nobody can reach", { rules: { O3: { totalFrom: 41 } } }, "rules.O3.totalFrom"],
    ["a threshold everybody reaches", { rules: { A2: { signFrom: 0 } } }, "rules.A2.signFrom"],
    ["a broken number", { rules: { A2: { signFrom: 2.5 } } }, "rules.A2.signFrom"],
    [
      "almost used above used",
      { rules: { A3: { substanceFrom: 3 } } },
      "rules.A3.substanceFrom: must be below",
    ],
    ["later misses stricter than early", { rules: { O5: { missesLater: 1 } } }, "rules.O5.missesLater"],
    ["more patience after an alarm", { rules: { O5: { missesAfterAlarm: 3 } } }, "rules.O5.missesAfterAlarm"],
    ["again before the first time", { rules: { O5: { again: [2, 7] } } }, "rules.O5.again"],
    ["again out of order", { rules: { O5: { again: [14, 7] } } }, "rules.O5.again"],
    ["nudges out of order", { nudgeMinutes: [360, 180] }, "nudgeMinutes: nudges out of order"],
    ["three nudges", { nudgeMinutes: [60, 120, 180] }, "nudgeMinutes: at most two"],
    ["an eighth day of the week", { summary: { weekday: 8 } }, "summary.weekday"],
    [
      "a summary before the week has ended",
      { summary: { minute: 240 } },
      "summary.minute: must be 06:00 (360) or later on Mondays",
    ],
    ["a questionnaire without a version", { instrument: "recovery-dangers" }, "instrument"],
    ["service hours in quiet hours", { serviceHours: { from: 360 } }, "serviceHours: must lie outside quiet"],
    ["quiet hours in service hours", { quietHours: { from: 1080 } }, "serviceHours: must lie outside quiet"],
    ["no service hours", { serviceHours: { from: 480, to: 480 } }, "serviceHours: service hours must be"],
    [
      "orange faster than red",
      { ladder: { orange: { backupAfterMinutes: 10 } } },
      "ladder.red.backupAfterMinutes: must not be slower",
    ],
    [
      "an acknowledgement that lasts longer in red",
      { ladder: { orange: { acknowledgedForMinutes: 60 } } },
      "ladder.red.acknowledgedForMinutes: must not be slower",
    ],
    ["a ladder that never repeats", { ladder: { red: { repeats: 0 } } }, "ladder.red.repeats"],
    [
      "a baseline longer than its window",
      { rules: { baseline: { windowDays: 14, fewest: 15 } } },
      "rules.baseline.fewest: must fit",
    ],
    ["more times than check-ins", { rules: { A2: { times: 6 } } }, "rules.A2.times: must not be more"],
    ["more straight lines than days", { rules: { A4: { days: 7, sameAnswers: 8 } } }, "rules.A4.sameAnswers"],
    [
      "completion over days that are not read",
      { rules: { A4: { days: 42 }, baseline: { windowDays: 20 } } },
      "rules.A4.days",
    ],
    ["a reason told more than once a day", { repeats: { days: { O1: 0 } } }, "repeats.days.O1"],
    ["a misspelt setting", { quietHour: {} }, "quietHour"],
    ["no number at all", { crisisNumbers: [] }, "crisisNumbers: the help button needs"],
    [
      "letters in a phone number",
      { crisisNumbers: numbers({ number: "0811-CALL-ME" }) },
      "crisisNumbers.0.number",
    ],
    [
      "a web address of a person",
      { crisisNumbers: numbers({ number: "healing119.id" }) },
      "crisisNumbers.0.number",
    ],
    [
      "a closed number",
      { crisisNumbers: numbers({}, { number: "500-454" }) },
      "crisisNumbers.1.number: 500-454 is closed",
    ],
    [
      "a closed number with its area",
      { crisisNumbers: numbers({ number: "(021) 500-454" }) },
      "crisisNumbers.0.number",
    ],
    [
      "a number that takes crime reports",
      { crisisNumbers: numbers({ number: "184" }) },
      "184 also takes crime reports",
    ],
    [
      "119 ext 8 alone",
      { crisisNumbers: numbers({ number: "119 ext 8" }) },
      "crisisNumbers: 119 ext 8 was reported unreachable",
    ],
    [
      "one number under one id twice",
      { crisisNumbers: [pujasera, pujasera] },
      "crisisNumbers: id pujasera stands twice",
    ],
    [
      "a confirmation by nobody",
      { crisisNumbers: numbers({ confirmedOn: "2026-10-05" }) },
      "crisisNumbers.0.confirmedOn",
    ],
    [
      "a day that does not exist",
      { crisisNumbers: numbers({ confirmedOn: "2026-02-30", confirmedBy: 1 }) },
      "crisisNumbers.0.confirmedOn",
    ],
    ["no settings", "soft", "expected object"],
  ])("with %s", (_, change, problem) => {
    expect(problems(change).join("\n")).toContain(problem);
  });

  test.each<[string, unknown, readonly string[]]>([
    [
      "an empty red ladder, and an orange one that is taken back too soon",
      { ladder: { red: null, orange: { acknowledgedForMinutes: 60 }, notReachedAgainMinutes: 720 } },
      ["ladder.red: ", "ladder.notReachedAgainMinutes: must not be longer"],
    ],
    [
      "a rule of words, and one that can never apply",
      { rules: { O3: { totalFrom: "x" }, A3: { substanceFrom: 4 } } },
      ["rules.O3.totalFrom: ", "rules.A3.substanceFrom: must be below"],
    ],
    [
      "days that are not read, beside a rule of words",
      { rules: { O3: { totalFrom: "x" }, A4: { days: 42 }, baseline: { windowDays: 20 } } },
      ["rules.O3.totalFrom: ", "rules.A4.days: must fit"],
    ],
    [
      "a step in words, and others that contradict each other",
      {
        ladder: {
          red: { repeats: "x", backupAfterMinutes: 45 },
          orange: { repeats: "x", acknowledgedForMinutes: 60 },
        },
      },
      [
        "ladder.red.repeats: ",
        "ladder.red: steps out of order",
        "ladder.red.acknowledgedForMinutes: must not be slower",
      ],
    ],
    [
      "misses in words, and others out of order",
      { rules: { O5: { earlyDays: "x", missesLater: 1, missesAfterAlarm: 3, again: [14, 7] } } },
      ["earlyDays", "missesLater", "missesAfterAlarm", "again"].map((key) => `rules.O5.${key}: `),
    ],
    [
      "other thresholds in words",
      {
        rules: {
          baseline: { deviationFloor: "x", windowDays: 14, fewest: 15 },
          A2: { signFrom: "x", times: 6 },
          A4: { completionPercent: "x", days: 7, sameAnswers: 8 },
        },
      },
      ["rules.baseline.fewest: ", "rules.A2.times: ", "rules.A4.sameAnswers: "],
    ],
    [
      "numbers that lack something",
      { crisisNumbers: [...numbers({ number: "184", hours: 5 as never }), { ...pujasera, id: "n0" }] },
      ["crisisNumbers.0.hours: ", "crisisNumbers.0.number: 184 also", "crisisNumbers: id n0 stands twice"],
    ],
  ])("with each reason: %s", (_, change, named) => {
    const found = problems(change);
    for (const problem of named) expect(found.join("\n")).toContain(problem);
  });

  test("with everything that is wrong at once, whatever else is wrong", () => {
    const found = problems({
      s6Form: "harsh",
      nudgeMinutes: [360, 180],
      quietHours: { from: 0, to: 0 },
      ladder: { red: { backupAfterMinutes: 45 }, orange: { endAfterMinutes: 1 } },
      rules: { O3: { totalFrom: 99 }, A3: { substanceFrom: 4 }, O5: { again: [], missesLater: 1 } },
      crisisNumbers: numbers({ number: "call me" }, { number: "500454" }),
    });
    for (const path of [
      "s6Form",
      "nudgeMinutes",
      "quietHours",
      "ladder.red",
      "ladder.orange",
      "rules.O3.totalFrom",
      "rules.A3.substanceFrom",
      "rules.O5.missesLater",
      "crisisNumbers.0.number",
      "crisisNumbers.1.number",
    ])
      expect(found.filter((problem) => problem.startsWith(`${path}: `))).toHaveLength(1);
    expect(found).toHaveLength(10);
  });

  test("that contradict each other, whatever else is wrong", () => {
    const found = problems({ s6Form: "harsh", serviceHours: { from: 360 }, rules: { O3: { signs: 11 } } });
    expect(found.map((problem) => problem.split(":")[0])).toEqual(
      expect.arrayContaining(["s6Form", "rules.O3.signs", "serviceHours"]),
    );
  });

  test("without repeating the values", () => {
    expect(problems({ crisisNumbers: numbers({ number: "rahasia" }) }).join()).not.toContain("rahasia");
  });
});

describe("where something cannot be read", () => {
  const keys = Object.keys(defaultSettings);
  const own = {
    ...defaultSettings,
    naloxone: true,
    inviteValidDays: 3,
    quietHours: { from: 1320, to: 420 },
    crisisNumbers: numbers({ number: "0541-7773-456" }),
  };

  test.each(keys)("%s has its default, and everything else holds", (key) => {
    const { settings, unreadable } = readableSettings({ ...own, [key]: { no: "such" } });
    const gone = ["quietHours", "serviceHours"].includes(key) ? ["quietHours", "serviceHours"] : [key];
    const defaults = { ...defaultSettings, crisisNumbers: NUMBERS_EVERYWHERE };
    expect([...unreadable].toSorted()).toEqual(gone);
    for (const each of keys)
      expect(settings).toHaveProperty(
        each,
        gone.includes(each) ? Reflect.get(defaults, each) : Reflect.get(own, each),
      );
  });

  test("hours that overlap go together, and what nobody knows goes alone", () => {
    const { settings, unreadable } = readableSettings({
      ...own,
      serviceHours: { from: 360, to: 1020 },
      colour: "red",
    });
    expect([...unreadable].toSorted()).toEqual(["colour", "quietHours", "serviceHours"]);
    expect(settings).toEqual({ ...own, quietHours: defaultSettings.quietHours });
    expect(readableSettings({ quietHours: { from: 600, to: 420 } }).settings).toEqual(defaultSettings);
  });

  test.each<[string, unknown]>([
    ["a text", "soft"],
    ["a list", []],
    ["nothing", null],
  ])("of %s in their place no default decides what is deleted and whom people call", (_, stored) => {
    const { settings, unreadable } = readableSettings(stored);
    expect([...unreadable].toSorted()).toEqual(keys.toSorted());
    expect(settings).toEqual({ ...defaultSettings, crisisNumbers: NUMBERS_EVERYWHERE });
  });

  test("under a name that nobody knows may stand what no default stands for", () => {
    const { retention: retentions, crisisNumbers: numbers, ...rest } = own;
    const { settings, unreadable } = readableSettings({ ...rest, retentions, numbers });
    expect([...unreadable].toSorted()).toEqual(["crisisNumbers", "numbers", "retention", "retentions"]);
    expect(settings).toEqual({
      ...own,
      retention: defaultSettings.retention,
      crisisNumbers: NUMBERS_EVERYWHERE,
    });
    expect(readableSettings(rest).unreadable.size).toBe(0);
  });

  test("whatever stands there, settings that hold come of it", () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...keys, "colour"), fc.jsonValue()),
      fc.constantFrom(...keys).chain((key) => fc.jsonValue().map((value) => ({ ...own, [key]: value }))),
    );
    fc.assert(
      fc.property(anything, (stored) => {
        const { settings, unreadable } = readableSettings(stored);
        const parsed = parseSettings(stored);
        expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual({ kind: "ok", settings });
        if (parsed.kind === "ok") expect([settings, unreadable.size]).toEqual([parsed.settings, 0]);
        else expect(unreadable.size).toBeGreaterThan(0);
        if (unreadable.has("crisisNumbers")) expect(settings.crisisNumbers).toEqual(NUMBERS_EVERYWHERE);
      }),
    );
  });
});

describe("participants are taken", () => {
  const confirmed = { confirmedOn: "2026-10-05", confirmedBy: 1 };

  test.each<[string, CrisisNumber[], boolean, boolean]>([
    ["nothing confirmed", numbers({}), false, false],
    ["a human around the clock confirmed", numbers(confirmed), true, true],
    ["a human by day confirmed", numbers({ ...confirmed, hours: "08:00–16:00" }), true, false],
    ["an ambulance confirmed", numbers({ ...confirmed, kind: "emergency", number: "119" }), false, true],
    [
      "both, apart",
      numbers({ ...confirmed, hours: "08–16" }, { ...confirmed, kind: "emergency" }),
      true,
      true,
    ],
    [
      "a web address confirmed",
      numbers({ ...confirmed, kind: "service", number: "healing119.id" }),
      false,
      false,
    ],
    ["119 ext 8 confirmed", numbers({ ...confirmed, number: "119 ext 8" }, {}), false, false],
  ])("only when a human and a 24-hour number are confirmed: %s", (_, crisisNumbers, human, roundTheClock) => {
    const parsed = parseSettings({ crisisNumbers });
    expect(parsed.kind === "ok" && readyForParticipants(parsed.settings)).toEqual({ human, roundTheClock });
  });
});
