import { z } from "zod";
import { isZone, type Window } from "../domain/calendar.ts";
import type { Localised } from "../domain/instrument.ts";
import type { Hours, LadderSettings } from "../domain/ladder.ts";
import { digitsOf, forbiddenPhone, isPhone, keptHours } from "../domain/phone-number.ts";
import type { RepeatSettings } from "../domain/repeats.ts";
import type { RuleSettings } from "../domain/rules.ts";

const MINUTES_A_DAY = 24 * 60;
const MOST_QUIET_MINUTES = 14 * 60;
const FEWEST_SERVICE_MINUTES = 2 * 60;
const MONDAY = 1;
/** Days end at 04:00, and in the west of Indonesia two hours later than in its east. */
const FIRST_MONDAY_MINUTE = 6 * 60;

const whole = (from: number, to: number) => z.int().min(from).max(to);
const signValue = whole(1, 4);
const minuteOfDay = whole(0, MINUTES_A_DAY - 1);
const localised: z.ZodType<Localised> = z.strictObject({
  id: z.string().trim().min(1),
  en: z.string().trim().min(1),
});

/**
 * For a comparison: it is made as soon as what it compares is there, whatever else is wrong. zod by itself leaves it out
 * once anything inside has the wrong type, and not every reason would be named.
 */
function onceThere(compared: z.ZodType): {
  readonly when: (payload: { readonly value: unknown }) => boolean;
} {
  return { when: ({ value }) => compared.safeParse(value).success };
}

const numbersAt = (...keys: readonly string[]) =>
  z.object(Object.fromEntries(keys.map((key) => [key, z.number()])));

const rules = z
  .strictObject({
    baseline: z
      .strictObject({
        windowDays: whole(7, 42).default(42),
        fewest: whole(5, 42).default(10),
        deviationFloor: z.number().min(0.5).max(10).default(2),
      })
      .refine(({ windowDays, fewest }) => fewest <= windowDays, {
        path: ["fewest"],
        message: "must fit into windowDays, or there never is a baseline",
        ...onceThere(numbersAt("windowDays", "fewest")),
      })
      .prefault({}),
    R2: z
      .strictObject({ cravingFrom: signValue.default(4), confidenceUpTo: whole(0, 3).default(1) })
      .prefault({}),
    O1: z.strictObject({ substanceFrom: signValue.default(3) }).prefault({}),
    O2: z
      .strictObject({
        cravingFrom: signValue.default(4),
        confidenceUpTo: whole(0, 3).default(0),
        lowFrom: signValue.default(4),
      })
      .prefault({}),
    O3: z
      .strictObject({
        totalFrom: whole(1, 40).default(20),
        signFrom: signValue.default(3),
        signs: whole(1, 10).default(4),
      })
      .prefault({}),
    O4: z
      .strictObject({ rise: whole(1, 40).default(8), deviations: z.number().min(0).max(6).default(2) })
      .prefault({}),
    O5: z
      .strictObject({
        earlyDays: whole(0, 365).default(28),
        missesEarly: whole(1, 30).default(2),
        missesLater: whole(1, 30).default(3),
        missesAfterAlarm: whole(1, 30).default(1),
        again: z.array(whole(1, 365)).default([7, 14]),
      })
      .refine(({ missesEarly, missesLater }) => missesLater >= missesEarly, {
        path: ["missesLater"],
        message: "must not be stricter than missesEarly",
        ...onceThere(numbersAt("missesEarly", "missesLater")),
      })
      .refine(({ missesEarly, missesAfterAlarm }) => missesAfterAlarm <= missesEarly, {
        path: ["missesAfterAlarm"],
        message: "must not be more lenient than missesEarly",
        ...onceThere(numbersAt("missesEarly", "missesAfterAlarm")),
      })
      .refine((misses) => isRising([Math.max(misses.missesEarly, misses.missesLater), ...misses.again]), {
        path: ["again"],
        message: "must rise and lie above the first number of misses",
        ...onceThere(numbersAt("missesEarly", "missesLater").extend({ again: z.array(z.number()) })),
      })
      .prefault({}),
    A1: z
      .strictObject({
        weight: z.number().min(0.05).max(1).default(0.3),
        deviations: z.number().min(1).max(6).default(3),
      })
      .prefault({}),
    A2: z
      .strictObject({
        signFrom: signValue.default(4),
        repeatedFrom: signValue.default(3),
        times: whole(2, 14).default(3),
        of: whole(2, 14).default(5),
      })
      .refine(({ times, of }) => times <= of, {
        path: ["times"],
        message: "must not be more than of",
        ...onceThere(numbersAt("times", "of")),
      })
      .prefault({}),
    A3: z.strictObject({ substanceFrom: signValue.default(2) }).prefault({}),
    A4: z
      .strictObject({
        days: whole(7, 42).default(14),
        completionPercent: whole(1, 100).default(50),
        sameAnswers: whole(2, 42).default(5),
        fasterThanSeconds: whole(1, 60).default(8),
      })
      .refine(({ days, sameAnswers }) => sameAnswers <= days, {
        path: ["sameAnswers"],
        message: "must fit into days, or it can never apply",
        ...onceThere(numbersAt("days", "sameAnswers")),
      })
      .prefault({}),
  })
  .refine(({ O1, A3 }) => A3.substanceFrom < O1.substanceFrom, {
    path: ["A3", "substanceFrom"],
    message: "must be below O1.substanceFrom, or it can never apply",
    ...onceThere(z.object({ O1: numbersAt("substanceFrom"), A3: numbersAt("substanceFrom") })),
  })
  .refine(({ baseline, A4 }) => A4.days <= baseline.windowDays + 1, {
    path: ["A4", "days"],
    message: "must fit into baseline.windowDays: further back nothing is read",
    ...onceThere(z.object({ baseline: numbersAt("windowDays"), A4: numbersAt("days") })),
  }) satisfies z.ZodType<RuleSettings>;

const repeats = z
  .strictObject({
    days: z
      .strictObject({
        O1: whole(1, 14).default(1),
        O2: whole(1, 14).default(1),
        O3: whole(1, 30).default(7),
        O4: whole(1, 30).default(3),
        A1: whole(1, 30).default(7),
        A2: whole(1, 30).default(7),
        A3: whole(1, 30).default(3),
        A4: whole(1, 30).default(14),
      })
      .prefault({}),
    riseAboveAcknowledged: whole(1, 40).default(4),
  })
  .prefault({}) satisfies z.ZodType<RepeatSettings>;

const ladderTimes = (
  backup: number,
  coordinators: number,
  end: number,
  repeats: number,
  acknowledgedFor: number,
) =>
  z
    .strictObject({
      backupAfterMinutes: whole(1, 7 * MINUTES_A_DAY).default(backup),
      coordinatorsAfterMinutes: whole(1, 7 * MINUTES_A_DAY).default(coordinators),
      endAfterMinutes: whole(1, 7 * MINUTES_A_DAY).default(end),
      repeats: whole(1, 10).default(repeats),
      acknowledgedForMinutes: whole(15, 7 * MINUTES_A_DAY).default(acknowledgedFor),
    })
    .refine(
      (times) => isRising([times.backupAfterMinutes, times.coordinatorsAfterMinutes, times.endAfterMinutes]),
      {
        message: "steps out of order: backup, coordinators and end must come one after another",
        ...onceThere(numbersAt("backupAfterMinutes", "coordinatorsAfterMinutes", "endAfterMinutes")),
      },
    )
    .prefault({});

/** By when somebody should have spoken with the person. */
const contact = z
  .strictObject({
    red: z
      .strictObject({
        aimMinutes: whole(15, 12 * 60).default(2 * 60),
        /** Experts agree on twelve hours: it can only be made shorter. */
        limitMinutes: whole(60, 12 * 60).default(12 * 60),
      })
      .refine(({ aimMinutes, limitMinutes }) => aimMinutes <= limitMinutes, {
        path: ["aimMinutes"],
        message: "must not be later than limitMinutes",
      })
      .prefault({}),
    orange: z.strictObject({ aimMinutes: whole(15, 12 * 60).default(2 * 60) }).prefault({}),
  })
  .prefault({});

type LadderTime = "backupAfterMinutes" | "coordinatorsAfterMinutes" | "acknowledgedForMinutes";

const notSlowerInRed = (
  key: LadderTime,
): readonly [(times: Pick<LadderSettings, "red" | "orange">) => boolean, z.core.$ZodCustomParams] => [
  ({ red, orange }) => red[key] <= orange[key],
  {
    path: ["red", key],
    message: "must not be slower than for orange",
    ...onceThere(z.object({ red: numbersAt(key), orange: numbersAt(key) })),
  },
];

const ladder = z
  .strictObject({
    red: ladderTimes(15, 30, 60, 4, 2 * 60),
    orange: ladderTimes(120, 360, 720, 2, MINUTES_A_DAY),
    notReachedAgainMinutes: whole(15, 12 * 60).default(4 * 60),
    contact,
  })
  .refine(({ orange, notReachedAgainMinutes }) => notReachedAgainMinutes <= orange.acknowledgedForMinutes, {
    path: ["notReachedAgainMinutes"],
    message: "must not be longer than an orange acknowledgement lasts",
    ...onceThere(numbersAt("notReachedAgainMinutes").extend({ orange: numbersAt("acknowledgedForMinutes") })),
  })
  .refine(...notSlowerInRed("backupAfterMinutes"))
  .refine(...notSlowerInRed("coordinatorsAfterMinutes"))
  .refine(...notSlowerInRed("acknowledgedForMinutes"))
  .prefault({}) satisfies z.ZodType<LadderSettings>;

const quietHours = z
  .strictObject({ from: minuteOfDay.default(21 * 60), to: minuteOfDay.default(7 * 60) })
  .refine(
    ({ from, to }) => from !== to && (to - from + MINUTES_A_DAY) % MINUTES_A_DAY <= MOST_QUIET_MINUTES,
    {
      message: "quiet hours must leave at least ten hours of the day",
    },
  )
  .prefault({}) satisfies z.ZodType<Window>;

const serviceHours = z
  .strictObject({ from: minuteOfDay.default(8 * 60), to: minuteOfDay.default(20 * 60) })
  .refine(({ from, to }) => (to - from + MINUTES_A_DAY) % MINUTES_A_DAY >= FEWEST_SERVICE_MINUTES, {
    message: "service hours must be at least two hours long, or orange alerts never move on",
  })
  .prefault({}) satisfies z.ZodType<Window>;

const WEB = /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?:\/\S*)?$/i;

const crisisNumber = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,24}$/, "must be lower-case letters, digits and hyphens"),
    label: z.string().trim().min(1),
    /** A phone number; of a service also a web address. */
    number: z.string().trim().min(1),
    whatItIs: localised,
    hours: z.string().trim().min(1).transform(keptHours),
    warning: localised.exactOptional(),
    /** "human": somebody who listens and knows the field; "emergency": ambulance and rescue; "service": all else. */
    kind: z.enum(["human", "emergency", "service"]),
    confirmedOn: z.iso.date().exactOptional(),
    /** Staff id. */
    confirmedBy: z.int().positive().exactOptional(),
  })
  .superRefine(
    ({ number }, context) => {
      const problem = (message: string) => context.addIssue({ code: "custom", path: ["number"], message });
      const forbidden = forbiddenPhone(number);
      if (forbidden === "closed") problem("500-454 is closed");
      if (forbidden === "takes-reports") problem("184 also takes crime reports and is no crisis number");
    },
    onceThere(z.object({ number: z.string() })),
  )
  .refine(({ number, kind }) => isPhone(number) || (kind === "service" && WEB.test(number)), {
    path: ["number"],
    message: "must be a phone number (of a service also a web address)",
    ...onceThere(z.object({ number: z.string(), kind: z.string() })),
  })
  .refine(({ confirmedOn, confirmedBy }) => (confirmedOn === undefined) === (confirmedBy === undefined), {
    path: ["confirmedOn"],
    message: "a confirmation needs both its day and the person who made it",
    ...onceThere(z.object({})),
  });

export type CrisisNumber = z.output<typeof crisisNumber>;

/**
 * More is read by nobody who asks for help, and would not fit into one message. It holds when one is added: a programme
 * that has more already keeps them, and can take them away one by one.
 */
export const MOST_NUMBERS = 12;

const crisisNumbers = z
  .array(crisisNumber)
  .min(1, "the help button needs at least one number")
  .superRefine(
    (entries, context) => {
      const ids = entries.map(({ id }) => id);
      for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
        context.addIssue({ code: "custom", message: `id ${id} stands twice` });
      if (entries.length > 0 && entries.every(isUnreliable))
        context.addIssue({
          code: "custom",
          message: "119 ext 8 was reported unreachable and must not be the only one",
        });
    },
    onceThere(z.array(z.object({ id: z.string(), number: z.string() }))),
  );

const settingsOfAProgramme = z.strictObject({
  instrument: z
    .string()
    .regex(/^[a-z0-9-]+@\d+$/, 'must look like "name@1"')
    .default("recovery-dangers@1"),
  s6Form: z.enum(["soft", "reporting"]).default("soft"),
  rules: rules.prefault({}),
  repeats,
  /** Minutes after the prompt. */
  nudgeMinutes: z
    .array(whole(15, 20 * 60))
    .max(2, "at most two nudges")
    .refine(isRising, { message: "nudges out of order" })
    .default([180, 360]),
  quietHours,
  /** The hours in which minutes count for orange alerts. */
  serviceHours,
  ladder,
  /** `weekday`: 1 Monday … 7 Sunday. */
  summary: z
    .strictObject({ weekday: whole(1, 7).default(1), minute: minuteOfDay.default(8 * 60) })
    .refine(({ weekday, minute }) => weekday !== MONDAY || minute >= FIRST_MONDAY_MINUTE, {
      path: ["minute"],
      message: "must be 06:00 (360) or later on Mondays: before that the week has not ended everywhere",
      ...onceThere(numbersAt("weekday", "minute")),
    })
    .prefault({}),
  /** Words in what somebody writes for which the bot asks whether they are safe; it never does more. */
  phrases: z
    .array(z.string().trim().min(4).max(60))
    .max(200)
    .default([
      ...[
        "bunuh diri",
        "mengakhiri hidup",
        "akhiri hidup",
        "pengen mati",
        "mau mati",
        "pengin mati",
        "ingin mati",
        "mending mati",
      ],
      ...[
        "gak mau hidup",
        "ga mau hidup",
        "nggak mau hidup",
        "tidak mau hidup",
        "tidak ingin hidup",
        "capek hidup",
      ],
      ...["menyakiti diri", "nyakitin diri", "sakiti diri", "gantung diri", "kill myself", "killing myself"],
      ...[
        "end my life",
        "want to die",
        "wanna die",
        "dont want to live",
        "hurt myself",
        "suicide",
        "better off dead",
      ],
    ]),
  inviteValidDays: whole(1, 90).default(7),
  /** Zones that participants may choose from; empty: those of Indonesia, or the programme's own alone. */
  zones: z
    .array(z.string().refine(isZone, { message: "must be an IANA time zone such as Asia/Makassar" }))
    .max(8)
    .default([]),
  /** What is deleted every night. */
  retention: z
    .strictObject({
      /** After the person's last check-in: answers, what days tell, notes. Rules look back 42 days. */
      answersDays: whole(60, 3650).default(180),
      /** After an alert was closed: why. That and when it happened, and what came of it, stays. */
      alertContentDays: whole(60, 3650).default(90),
      /** That staff were in touch after a release is known from a message for a fortnight. */
      messagesDays: whole(14, 3650).default(90),
      deliveriesDays: whole(60, 3650).default(90),
      auditDays: whole(365, 3650).default(730),
    })
    .prefault({}),
  /** There is naloxone where the programme is: the card for an overdose says what to do with it. */
  naloxone: z.boolean().default(false),
  crisisNumbers: crisisNumbers.prefault([
    {
      id: "112",
      label: "112",
      number: "112",
      whatItIs: { id: "Nomor darurat kota", en: "City emergency number" },
      hours: "24h",
      warning: {
        id: "Dipakai bersama dengan petugas keamanan.",
        en: "Shared with the security services.",
      },
      kind: "emergency",
    },
    {
      id: "119",
      label: "119",
      number: "119",
      whatItIs: { id: "Ambulans dan gawat darurat medis", en: "Ambulance and medical emergency" },
      hours: "24h",
      warning: {
        id: "Belum tentu tersambung di semua daerah. Kalau tidak dijawab, hubungi 112.",
        en: "May not connect everywhere. If nobody answers, call 112.",
      },
      kind: "emergency",
    },
    {
      id: "pujasera",
      label: "Pujasera, RSJD Atma Husada Mahakam",
      number: "0811-5800-8887",
      whatItIs: {
        id: "Teman bicara dari rumah sakit jiwa daerah, lewat telepon atau WhatsApp",
        en: "Somebody to talk to at the regional mental hospital, by phone or WhatsApp",
      },
      hours: "24h",
      kind: "human",
    },
    {
      id: "healing119",
      label: "Healing119",
      number: "healing119.id",
      whatItIs: { id: "Konseling lewat internet", en: "Counselling online" },
      hours: "online",
      kind: "service",
    },
  ]),
});

const hours = settingsOfAProgramme.pick({ quietHours: true, serviceHours: true });

/** What a programme may change without a release. `{}` gives the defaults. */
export const programmeSettings = settingsOfAProgramme.refine(
  ({ quietHours, serviceHours }) => !overlap(quietHours, serviceHours),
  {
    path: ["serviceHours"],
    message: "must lie outside quiet hours: nobody is told then",
    // Said also when something else is wrong.
    when: ({ value }) => hours.safeParse(onlyHours(value)).success,
  },
);

export type ProgrammeSettings = z.output<typeof programmeSettings>;

export const defaultSettings: ProgrammeSettings = programmeSettings.parse({});

/** Right everywhere, and naming no programme. */
export const NUMBERS_EVERYWHERE = defaultSettings.crisisNumbers.filter(({ kind }) => kind === "emergency");

/** Whoever is told to call is told whom, whatever a programme has chosen. */
export function orEverywhere(numbers: readonly CrisisNumber[]): readonly CrisisNumber[] {
  return numbers.length > 0 ? numbers : NUMBERS_EVERYWHERE;
}

/** Whom to call in an emergency. */
export function emergencyNumbers(numbers: readonly CrisisNumber[]): readonly CrisisNumber[] {
  return orEverywhere(numbers.filter(({ kind }) => kind === "emergency"));
}

export type ParsedSettings =
  | { readonly kind: "ok"; readonly settings: ProgrammeSettings }
  /** "path: what is wrong", all of them, without the values. */
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** `json` is a parsed value, not its text; what it leaves out takes the default. */
export function parseSettings(json: unknown): ParsedSettings {
  const parsed = programmeSettings.safeParse(json);
  if (parsed.success) return { kind: "ok", settings: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
  return { kind: "invalid", problems };
}

export interface ReadableSettings {
  readonly settings: ProgrammeSettings;
  /** Where the default stands for what cannot be read, or was lost. */
  readonly unreadable: ReadonlySet<string>;
}

/** No default may stand for these: what is deleted, and whom people call. */
const chosen = ["retention", "crisisNumbers"] as const satisfies readonly (keyof ProgrammeSettings)[];

/**
 * What can be read of settings of which something cannot, each with all that stands below it: a mistake in one must not
 * keep people from being asked, judged or helped.
 */
export function readableSettings(json: unknown): ReadableSettings {
  const kept: Record<string, unknown> = isObject(json) ? { ...json } : {};
  const unreadable = new Set<string>();
  const giveUp = (key: string): void => {
    unreadable.add(key);
    if (key === "crisisNumbers") kept[key] = NUMBERS_EVERYWHERE;
    else delete kept[key];
  };
  for (const key of lostIn(json)) giveUp(key);
  for (;;) {
    const { data, error } = programmeSettings.safeParse(kept);
    if (data) return { settings: data, unreadable };
    const wrong = error.issues.flatMap(keysOf).filter((key) => key in kept);
    if (wrong.length === 0) throw error;
    for (const key of wrong) giveUp(key);
  }
}

/** Missing keys that may have been chosen all the same: all of them, or those that may stand under a misspelt name. */
function lostIn(json: unknown): readonly string[] {
  const known = Object.keys(settingsOfAProgramme.shape);
  if (!isObject(json)) return known;
  const isMisspelt = Object.keys(json).some((key) => !known.includes(key));
  return isMisspelt ? chosen.filter((key) => !Object.hasOwn(json, key)) : [];
}

/** The top-level settings that an issue is about. Hours are judged together. */
function keysOf(issue: z.core.$ZodIssue): readonly string[] {
  const [key] = issue.path;
  if (key === "quietHours" || key === "serviceHours") return ["quietHours", "serviceHours"];
  if (key !== undefined) return [String(key)];
  return issue.code === "unrecognized_keys" ? issue.keys : [];
}

/** The programme's hours in its own zone. */
export function hoursOf(
  zone: string,
  { quietHours, serviceHours }: Pick<ProgrammeSettings, "quietHours" | "serviceHours">,
): Hours {
  return { zone, quiet: quietHours, service: serviceHours };
}

export interface Readiness {
  /** Somebody has confirmed a number at which a human listens. */
  readonly human: boolean;
  /** Somebody has confirmed a number that can be called at any hour. */
  readonly roundTheClock: boolean;
}

/** Participants are taken only when both hold. */
export function readyForParticipants({ crisisNumbers }: Pick<ProgrammeSettings, "crisisNumbers">): Readiness {
  const confirmed = crisisNumbers.filter(
    (entry) => entry.confirmedOn !== undefined && isPhone(entry.number) && !isUnreliable(entry),
  );
  return {
    human: confirmed.some(({ kind }) => kind === "human"),
    roundTheClock: confirmed.some(({ hours }) => hours === "24h"),
  };
}

function isRising(minutes: readonly number[]): boolean {
  return minutes.every((value, index) => index === 0 || value > (minutes[index - 1] ?? 0));
}

function onlyHours(settings: unknown): unknown {
  if (!isObject(settings)) return undefined;
  const { quietHours, serviceHours } = settings;
  return { quietHours, serviceHours };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function overlap(a: Window, b: Window): boolean {
  const within = (minute: number, { from, to }: Window) =>
    (minute - from + MINUTES_A_DAY) % MINUTES_A_DAY < (to - from + MINUTES_A_DAY) % MINUTES_A_DAY;
  return within(a.from, b) || within(b.from, a);
}

function isUnreliable({ number }: { readonly number: string }): boolean {
  return digitsOf(number) === "1198";
}
