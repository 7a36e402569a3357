import fc from "fast-check";
import {
  alertActionButton,
  answerButton,
  beginButton,
  checkInButton,
  helpButton,
} from "../../src/screens/callback-data.ts";
import { findAlert, held, verify } from "./compare.ts";
import { dayAt, type Model, type ModelDay, openDay, raise, tellsOfMiss, tierOf, today } from "./model.ts";
import type { Real } from "./real.ts";

type Command = fc.AsyncCommand<Model, Real, true>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_QUESTIONS = 20;
/** After how long a promise of contact is over for certain; orange ones count service hours. */
const PROMISE_OVER = { red: 2 * HOUR + 60_000, orange: 4 * DAY, calm: 4 * DAY };
const NOT_REACHED_OVER = 4 * HOUR + 60_000;

/** One step of a history: what the model says of it, what is done, and whether both agree afterwards. */
function command(
  name: string,
  check: (model: Readonly<Model>) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Command {
  return {
    check: async (model) => check(model),
    async run(model, real) {
      await run(model, real);
      await verify(model, real);
    },
    toString: () => name,
  };
}

/** Some hours go by, with whatever is due in them. */
const waits = (hours: number): Command =>
  command(
    `waits ${hours} h`,
    () => true,
    async (model, real) => {
      const { town } = real;
      const until = new Date(model.now.getTime() + hours * HOUR);
      await town.world.advanceTo(until);
      for (;;) {
        const open = openDay(model);
        const closes = open && open.closesAt <= until ? open.closesAt : undefined;
        const prompts = model.nextPrompt <= until ? model.nextPrompt : undefined;
        const next = [closes, prompts].filter((at) => at !== undefined).toSorted((a, b) => +a - +b)[0];
        if (!next) break;
        model.now = next;
        if (open && next === closes) await dayEnds(model, open, real);
        else await promptComes(model, real);
      }
      model.now = until;
      await timePasses(model, real);
    },
  );

async function promptComes(model: Model, real: Real): Promise<void> {
  const day = dayAt(model.now);
  model.nextPrompt = new Date(model.nextPrompt.getTime() + DAY);
  // Opened by hand before its hour.
  if (model.days.has(day)) return;
  const row = await findCheckIn(day, real);
  if (!row) throw new Error(`no check-in on ${day}`);
  model.days.set(day, promptedDay(day, row.id));
}

async function findCheckIn(day: string, { town }: Real) {
  return await town.world.db.checkIn.findFirst({ where: { localDay: new Date(`${day}T00:00:00Z`) } });
}

function promptedDay(day: string, checkInId: number): ModelDay {
  return { day, checkInId, state: "prompted", answers: new Map(), closesAt: closing(day) };
}

/** Four in the morning in Balikpapan. */
const closing = (day: string): Date => new Date(Date.parse(`${day}T20:00:00Z`));

async function dayEnds(model: Model, day: ModelDay, real: Real): Promise<void> {
  day.state = "closed";
  if (day.answers.size > 0) {
    model.misses = 0;
    model.lastTier = tierOf(day.answers);
    return await judged(model, tierOf(withoutDanger(day)), real);
  }
  model.misses += 1;
  if (tellsOfMiss(model)) await judged(model, "orange", real);
}

/** Of danger people are told in the moment in which it is answered. */
function withoutDanger({ answers: given }: ModelDay): ReadonlyMap<string, number> {
  return new Map([...given].filter(([id, value]) => id !== "SAFETY" || value < 2));
}

/** Holds what the rules say against what people were told; what has been told lately may be kept quiet. */
async function judged(model: Model, tier: "calm" | "orange" | "red", real: Real): Promise<void> {
  const { mayStayQuiet } = raise(model, tier);
  await held(model, real, mayStayQuiet);
}

async function timePasses(model: Model, real: Real): Promise<void> {
  const { alert } = model;
  const found = await findAlert(real);
  if (!alert || !found) return;
  const waited = model.now.getTime() - alert.since.getTime();
  const promiseOver = alert.state === "acknowledged" && waited >= PROMISE_OVER[alert.tier];
  const again = alert.state === "notReached" && waited >= NOT_REACHED_OVER;
  if (promiseOver || again || (alert.state === "acknowledged" && found.state === "open")) {
    alert.state = "open";
    alert.holder = undefined;
  }
}

/** Taps a button that may be on the screen, or may have been there hours ago. */
const taps = async (model: Model, real: Real, day: ModelDay, id: string, value: number): Promise<void> => {
  const data = answerButton.pack({ checkInId: day.checkInId, question: id, answer: String(value) });
  await real.town.does(real.bayu.tapsData(data));
  const row = await real.town.world.db.checkIn.findUniqueOrThrow({ where: { id: day.checkInId } });
  const before = day.answers.get(id);
  if (model.now >= day.closesAt || day.state === "closed") return;
  day.answers.set(id, value);
  const wasComplete = day.state === "completed";
  day.state = row.state === "completed" ? "completed" : "started";
  model.misses = 0;
  const danger = id === "SAFETY" && value >= 2 && before !== value;
  if (danger) await judged(model, "red", real);
  if (day.state === "completed" && (!wasComplete || before !== value)) {
    model.lastTier = tierOf(day.answers);
    await judged(model, tierOf(withoutDanger(day)), real);
  }
};

/** What is asked on the screen now. */
function asked({ bayu }: Real): { readonly id: string; readonly most: number } | undefined {
  for (const { buttons } of bayu.sees().toReversed()) {
    const offered = buttons.flat().flatMap(({ data = "" }) => answerButton.unpack(data) ?? []);
    const [first] = offered;
    if (first)
      return { id: first.question, most: Math.max(...offered.map(({ answer }) => Number(answer) || 0)) };
  }
  return undefined;
}

type Mood = "calm" | "craving" | "heavy" | "desperate" | "in danger";

const MOODS: Readonly<{ [Name in Mood]: (id: string) => number }> = {
  calm: (id) => (id === "C1" ? 4 : 0),
  craving: (id) => (id === "S8" || id === "C1" ? 4 : 0),
  heavy: (id) => (id === "C1" ? 3 : id.startsWith("S") && id !== "SAFETY" && id !== "S6" ? 3 : 0),
  desperate: (id) => (id === "S8" ? 4 : 0),
  "in danger": (id) => (id === "S3" ? 4 : id === "SAFETY" ? 2 : id === "C1" ? 2 : 0),
};

/** Asks for the check-in before its hour, or again. */
async function opensByHand(model: Model, real: Real): Promise<void> {
  await real.town.does(real.bayu.tapsData(checkInButton.pack({})));
  const day = dayAt(model.now);
  const row = await findCheckIn(day, real);
  if (row && !model.days.has(day)) model.days.set(day, promptedDay(day, row.id));
}

const asksForCheckIn = command("asks for the check-in", () => true, opensByHand);

/** Answers so many questions as they come, or all of them. */
const answers = (mood: Mood, count: number): Command =>
  command(
    `answers ${count === MOST_QUESTIONS ? "all" : count}, ${mood}`,
    (model) => today(model)?.state !== "completed",
    async (model, real) => {
      if (!openDay(model)) await opensByHand(model, real);
      const day = openDay(model);
      if (!day) return;
      await real.town.does(real.bayu.tapsData(beginButton.pack({ checkInId: day.checkInId })));
      for (let done = 0; done < count && (day.state === "prompted" || day.state === "started"); done++) {
        const question = asked(real);
        if (!question) break;
        await taps(model, real, day, question.id, Math.min(MOODS[mood](question.id), question.most));
      }
    },
  );

/** A button of a question that was answered before, on an old screen or twice. */
const corrects = (index: number, value: number): Command =>
  command(
    `answers question ${index} again with ${value}`,
    (model) => (openDay(model) ?? today(model))?.answers.size !== 0 && model.days.size > 0,
    async (model, real) => {
      const day = [...model.days.values()].at(-1);
      const ids = [...(day?.answers.keys() ?? [])].filter((id) => id !== "SAFETY");
      const id = ids[index % Math.max(ids.length, 1)];
      if (day && id) await taps(model, real, day, id, Math.min(value, id === "C2" ? 2 : 4));
    },
  );

const asksForHelp = command(
  "asks for help",
  () => true,
  async (model, real) => {
    await real.town.does(real.bayu.tapsData(helpButton.pack({})));
    await judged(model, "red", real);
  },
);

type Action = "take" | "talked" | "no-answer" | "enough" | "false-alarm-yes";

const acts = (who: "Rina" | "Agus" | "both", action: Action): Command =>
  command(
    `${who}: ${action}`,
    ({ alert }) => alert !== undefined,
    async (model, real) => {
      const found = await findAlert(real);
      const { alert } = model;
      if (!alert || !found) return;
      const data = alertActionButton.pack({ alertId: found.id, action });
      const phones = { Rina: real.rina, Agus: real.agus };
      const names = who === "both" ? (["Rina", "Agus"] as const) : [who];
      for (const name of names) await real.town.does(phones[name].sends("/menu"));
      await real.town.does(Promise.all(names.map((name) => phones[name].tapsData(data))));
      const after = await real.town.world.db.alert.findUniqueOrThrow({
        where: { id: found.id },
        include: { holder: true },
      });
      const winner = after.holder?.name as "Rina" | "Agus" | undefined;
      const isFree = alert.state === "open" || names.some((name) => name === alert.holder);
      if (!isFree) return;
      if (action === "take") {
        if (alert.state !== "open") return;
        if (winner === undefined || !names.some((name) => name === winner))
          throw new Error("nobody has taken it");
        Object.assign(alert, { state: "acknowledged", holder: winner, since: model.now });
      } else if (action === "enough" || action === "false-alarm-yes") model.alert = undefined;
      else if (alert.state !== "contacted")
        Object.assign(alert, {
          state: action === "talked" ? "contacted" : "notReached",
          holder: winner,
          since: model.now,
        });
    },
  );

/** A deploy. */
const restarts = command(
  "the app is started again",
  () => true,
  async (_, { town }) => await town.world.restart(),
);

const mood = fc.constantFrom<Mood>("calm", "calm", "craving", "heavy", "desperate", "in danger");
const action = fc.constantFrom<Action>("take", "take", "talked", "no-answer", "enough", "false-alarm-yes");

/** Each as likely as the others; what is there twice is twice as likely. */
export const commands: fc.Arbitrary<Command>[] = [
  fc.integer({ min: 1, max: 12 }).map(waits),
  fc.integer({ min: 10, max: 30 }).map(waits),
  fc.constant(waits(24)),
  mood.map((name) => answers(name, MOST_QUESTIONS)),
  mood.map((name) => answers(name, MOST_QUESTIONS)),
  mood.map((name) => answers(name, MOST_QUESTIONS)),
  fc.tuple(mood, fc.integer({ min: 1, max: 9 })).map(([name, count]) => answers(name, count)),
  fc.tuple(fc.nat(12), fc.nat(4)).map(([index, value]) => corrects(index, value)),
  fc.tuple(fc.nat(12), fc.nat(4)).map(([index, value]) => corrects(index, value)),
  fc.constant(asksForCheckIn),
  fc.constant(asksForHelp),
  fc.tuple(fc.constantFrom("Rina" as const, "Agus" as const), action).map(([who, what]) => acts(who, what)),
  fc.tuple(fc.constantFrom("Rina" as const, "Agus" as const), action).map(([who, what]) => acts(who, what)),
  fc.constant(acts("both", "take")),
  fc.constant(restarts),
];
