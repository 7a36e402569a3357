import { z } from "zod";
import { variationIds } from "../back-tests/variations.ts";
import { isZone } from "../domain/calendar.ts";
import { followUps } from "../domain/outcome.ts";
import { planParts } from "../domain/safety-plan.ts";

const LIMIT_BYTES = 64;

/** A button's data, typed in both directions: `<prefix>:<field>:<field>`. */
interface ButtonData<T, Given = T> {
  readonly pattern: RegExp;
  pack(values: Given): string;
  /** Undefined for anything that `pack` would not have made: data comes back from outside and can be tampered with. */
  unpack(data: string): T | undefined;
}

const id = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .pipe(z.number().int().positive());
const minute = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .pipe(z.number().int().max(1439));
const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
/** An update's or a message's number in Telegram, or one of ours in a column of integers; 0 for none. */
const count = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)
  .pipe(z.number().int().max(2_147_483_647));
const upTo = (most: number) =>
  z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .pipe(z.number().int().max(most));
const slug = z.string().regex(/^[A-Za-z0-9-]{1,24}$/);
const day = z.iso.date();
const page = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number);
/** The first one where a button names none. */
const pageFrom0 = page.default(0);

type Fields = Readonly<Record<string, z.ZodType<string | number, string | undefined>>>;
type Values<F extends Fields> = { readonly [K in keyof F]: z.output<F[K]> };
/** Fields with a default stand last and may be left out. */
type Defaulted<F extends Fields> = { [K in keyof F]: F[K] extends z.ZodDefault ? K : never }[keyof F];
type Given<F extends Fields> = Omit<Values<F>, Defaulted<F>> & Partial<Pick<Values<F>, Defaulted<F>>>;

function button<F extends Fields>(prefix: string, fields: F): ButtonData<Values<F>, Given<F>> {
  const names = Object.keys(fields);
  return {
    pattern: new RegExp(`^${prefix}(:|$)`),
    pack(values) {
      const given: Readonly<Record<string, unknown>> = values;
      const parts = names.flatMap((name) => (given[name] === undefined ? [] : [String(given[name])]));
      const data = [prefix, ...parts].join(":");
      if (Buffer.byteLength(data) > LIMIT_BYTES) throw new Error(`button data of ${prefix} is too long`);
      return data;
    },
    unpack(data) {
      const [head, ...parts] = data.split(":");
      if (head !== prefix || parts.length > names.length) return undefined;
      const values: Record<string, string | number> = {};
      for (const [index, name] of names.entries()) {
        const parsed = fields[name]?.safeParse(parts[index]);
        if (!parsed?.success) return undefined;
        values[name] = parsed.data;
      }
      return values as Values<F>;
    },
  };
}

/** Check-in buttons carry their own check-in and question, so they work after hours, a restart or a deploy. */
export const answerButton = button("a", {
  checkInId: id,
  question: slug,
  answer: z.string().regex(/^(\d{1,2}|s)$/),
});
export const questionButton = button("q", { checkInId: id, question: slug });
export const beginButton = button("b", { checkInId: id });
export const formButton = button("fo", { checkInId: id, form: z.enum(["short", "full"]) });
export const snoozeButton = button("z", { checkInId: id });
export const restButton = button("p", { checkInId: id });
export const reviewButton = button("r", { checkInId: id });
/** Whether what somebody was told about their day fits. */
export const feedbackButton = button("fb", { checkInId: id, fits: z.enum(["yes", "no"]) });

/** The beginning of the hash of the wording that was shown. */
const version = z.string().regex(/^[0-9a-f]{8}$/);
export const consentButton = button("cs", {
  checkInId: id,
  purpose: z.enum(["checkIn", "counselor", "summary"]),
  version,
  granted: z.enum(["yes", "no"]),
});
/** A yes to what is a free choice, and was asked for. */
export const agreeButton = button("ag", { purpose: z.enum(["summary", "plan"]), version });

export const checkInButton = button("cek", {});
export const helpButton = button("help", {});
export const overdoseButton = button("od", { step: z.enum(["card", "now"]) });
/** The answer to being asked back. */
export const safeButton = button("sf", { alertId: id, safe: z.enum(["yes", "no"]) });
export const lapseButton = button("la", {});
/** Another small step than the one just shown. */
export const copingButton = button("co", { after: wholeNumber });
/** One's own plan; "show" also works while the database is away. */
export const planButton = button("pn", {
  action: z.enum(["show", "write", "change", "share", "unshare"]),
});
export const planPartButton = button("pq", {
  part: z.enum(planParts),
  action: z.enum(["open", "below", "instead", "delete", "delete-yes"]),
});

export const openAlertButton = button("al", { alertId: id });
const alertActions = [
  "take",
  "talked",
  "no-answer",
  "refer",
  // Asks first: it ends everything, and nothing opens the alert again.
  "false-alarm",
  "false-alarm-yes",
  // There was no contact after all.
  "not-talked",
  // What came of it, once there was contact.
  "enough",
  "agreed",
  "met",
  // Where to.
  "to-clinic",
  "to-rehab",
  "to-group",
  "to-other",
] as const;
export type AlertAction = (typeof alertActions)[number];
/** `seen`: the newest addition to the alert on the screen that the button stands under; 0 for none. */
export const alertActionButton = button("aa", {
  alertId: id,
  action: z.enum(alertActions),
  seen: count.default(0),
});

/** How it went on after an alert was closed; "ask" opens the question. */
export const followUpButton = button("fu", { alertId: id, answer: z.enum(["ask", ...followUps]) });

/** Away from an alert, in a message of its own: to the person's page; 0 to the menu. */
export const alertWayOutButton = button("ax", { participantId: wholeNumber });

/** Pages that need nothing but whoever opens them; each has its own handler. */
export const pages = [
  "menu",
  // A participant's own.
  "safety",
  "rhythm",
  "hour",
  "pause",
  "withdraw",
  "journey",
  "why",
  "data",
  "seen-by",
  "export",
  "profile",
  "consents",
  "lock",
  "erase",
  // The coordinator's.
  "staff",
  "week",
  "numbers",
  "add-number",
  "invite-participant",
  "invite-counselor",
  "invite-coordinator",
  "rules-4",
  "rules-8",
  "rules-12",
] as const;
export type Page = (typeof pages)[number];
export const pageButton = button("m", { page: z.enum(pages) });
export const personButton = button("pp", { participantId: id });
export const assignButton = button("as", { participantId: id, page: pageFrom0 });
export const assignToButton = button("at", { participantId: id, staffId: id });
export const backupButton = button("bk", { participantId: id, page: pageFrom0 });
/** `staffId` 0 is nobody. */
export const backupToButton = button("bo", { participantId: id, staffId: wholeNumber });
export const releaseButton = button("rz", { participantId: id });
export const reinviteButton = button("ri", { participantId: id, sure: z.enum(["ask", "yes"]) });
export const ledgerTodayButton = button("lt", {});
/** `person` 0 is everybody. */
export const ledgerButton = button("lg", { day, person: wholeNumber, page: wholeNumber });
export const backTestButton = button("bt", {
  variation: z.enum(variationIds),
  value: wholeNumber,
  weeks: wholeNumber,
});
export const weekButton = button("w", { monday: day });
export const peopleButton = button("pl", { page });
/** A page of the team; the menu's own button names none and leads to the first. */
export const staffButton = button("sl", { page });
export const colleagueButton = button("st", { staffId: id });
export const handOverButton = button("ho", { fromId: id, page: pageFrom0 });
export const handOverToButton = button("ht", { fromId: id, toId: id, sure: z.enum(["ask", "yes"]) });
export const relinkButton = button("rl", { staffId: id, sure: z.enum(["ask", "yes"]) });
export const coverageButton = button("cv", {});
export const awayButton = button("aw", { step: z.enum(["ask", "back"]) });

export const openAlertsButton = button("ol", { page });
export const caseloadButton = button("cl", { page });
export const worklistButton = button("wl", { page });
/** The page of the list that somebody came from, and goes back to. */
const from = page.default(0);
export const amberButton = button("am", { checkInId: id, from });
export const amberSeenButton = button("ay", { checkInId: id, seen: z.enum(["yes", "no"]), from });
export const caseButton = button("cp", { participantId: id, from });
const caseActions = [
  "picture",
  "answers",
  "alerts",
  "notes",
  "add-note",
  "extra",
  "quiet",
  "plan",
  "wish-met",
] as const;
export type CaseAction = (typeof caseActions)[number];
export const caseActionButton = button("ca", { participantId: id, action: z.enum(caseActions), from });
export const quietButton = button("qt", {
  participantId: id,
  kind: z.enum(["snooze", "expect", "end"]),
  total: upTo(40),
  days: upTo(30),
  from,
});
export const confirmNumberButton = button("nc", { number: slug });
/** "list" shows which; "ask" whether really. */
export const removeNumberButton = button("nr", { number: slug, step: z.enum(["list", "ask", "yes"]) });
export const naloxoneButton = button("nx", { available: z.enum(["yes", "no"]) });

/** What a participant does with their own data. */
const ownActions = [
  "picture",
  "export",
  "nickname",
  "language-id",
  "language-en",
  "release",
  "summary-on",
  "summary-off",
  "lock-word",
  "freeze",
  "freeze-yes",
  "erase",
] as const;
export const ownButton = button("ow", { action: z.enum(ownActions) });
/** Deletes the message that it stands under. */
export const discardButton = button("dm", {});
export const paperButton = button("pc", {
  participantId: id,
  step: z.enum(["ask", "all", "without-summary"]),
});
export const freezeButton = button("fz", { participantId: id, sure: z.enum(["ask", "yes"]) });
export const eraseButton = button("er", {
  participantId: id,
  reason: z.enum(["ask", "asked", "mistake", "ended"]),
  sure: z.enum(["ask", "yes"]),
});

export const hourButton = button("hr", { minute });
export const zoneButton = button("zn", { zone: z.string().refine(isZone) });
export const rhythmButton = button("rh", { rhythm: z.enum(["daily", "three-a-week"]) });
export const pauseButton = button("ps", {
  days: z
    .string()
    .regex(/^[0-7]$/)
    .transform(Number),
});
export const withdrawButton = button("wd", { sure: z.enum(["yes", "no"]) });

/** What is to be sent is the message that the question answers; nothing of it is kept before the tap. */
export const relaySendButton = button("rs", {
  staffId: id,
  updateId: count,
  sourceMessageId: count,
  replyToMessageId: count,
});
/** "I am safe", where their words gave cause to ask. What they wrote may still be sent; 0 where nothing is. */
export const safeNowButton = button("sn", {
  updateId: count,
  sourceMessageId: count,
  replyToMessageId: count,
});
export const relayDropButton = button("rn", { updateId: count, sourceMessageId: count });
export const relayOpenButton = button("ro", { relayId: id });
/** `relayId` is the message to answer; 0 to begin. */
export const relayWriteButton = button("rw", { participantId: id, relayId: count });
export const relayAgainButton = button("ry", { relayId: id });
export const relayRemoveButton = button("rd", { relayId: id });

/**
 * Choices inside a dialogue; they mean something only to the dialogue that showed them, and there only to the one of its
 * questions to which this update led.
 */
export const dialogueButton = button("d", { dialogue: slug, question: count, choice: slug });
