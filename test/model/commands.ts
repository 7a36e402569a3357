import fc from "fast-check";
import {
  alertActionButton,
  answerButton,
  beginButton,
  checkInButton,
  formButton,
  helpButton,
  rhythmButton,
} from "../../src/screens/callback-data.ts";
import { verify } from "./compare.ts";
import {
  answers as answersTo,
  chooses,
  choosesForm,
  closes,
  criesForHelp,
  dayAt,
  ends,
  isSilent,
  type Model,
  type ModelDay,
  movesOn,
  nextPrompt,
  openAlert,
  openDay,
  opens,
  reachesNobody,
  speaks,
  takes,
  today,
} from "./model.ts";
import type { Real } from "./real.ts";

export type Command = fc.AsyncCommand<Model, Real, true>;

const HOUR = 3_600_000;
const MOST_QUESTIONS = 20;

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
export const waits = (hours: number): Command =>
  command(
    `waits ${hours} h`,
    () => true,
    async (model, real) => {
      const { town } = real;
      const until = new Date(model.now.getTime() + hours * HOUR);
      await town.world.advanceTo(until);
      for (;;) {
        const open = openDay(model);
        const alert = openAlert(model);
        const [next] = [
          ...(open ? [{ at: open.closesAt, run: () => ends(model, open) }] : []),
          ...(alert?.due ? [{ at: alert.due.at, run: () => movesOn(alert) }] : []),
          { at: model.nextPrompt, run: async () => await promptComes(model, real) },
        ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
        if (!next || next.at > until) break;
        model.now = next.at;
        await next.run();
      }
      model.now = until;
    },
  );

async function promptComes(model: Model, real: Real): Promise<void> {
  const day = dayAt(model.now);
  model.nextPrompt = nextPrompt(model);
  const byHand = model.days.get(day);
  // Opened before its hour, which is kept as long as nothing is answered.
  if (byHand && (byHand.isFree || byHand.state !== "prompted")) return;
  model.promptedOn.push(day);
  if (byHand) return;
  opens(model, day, (await findCheckIn(day, real)).id);
}

async function findCheckIn(day: string, { town }: Real) {
  const localDay = new Date(`${day}T00:00:00Z`);
  const row = await town.world.db.checkIn.findFirst({ where: { localDay } });
  if (!row) throw new Error(`no check-in on ${day}`);
  return row;
}

/** Taps a button that may be on the screen, or may have been there hours ago. */
const taps = async (model: Model, real: Real, day: ModelDay, id: string, value: number): Promise<void> => {
  const data = answerButton.pack({ checkInId: day.checkInId, question: id, answer: String(value) });
  await real.town.does(real.bayu.tapsData(data));
  answersTo(model, day, id, value);
};

/** What is asked on the screen now. */
function asked(
  { bayu }: Real,
  { checkInId }: ModelDay,
): { readonly id: string; readonly most: number } | undefined {
  for (const { buttons } of bayu.sees().toReversed()) {
    const offered = buttons.flat().flatMap(({ data = "" }) => answerButton.unpack(data) ?? []);
    const [first] = offered;
    if (first?.checkInId === checkInId)
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
  if (!model.days.has(day)) opens(model, day, (await findCheckIn(day, real)).id);
}

const asksForCheckIn = command("asks for the check-in", () => true, opensByHand);

/** Answers so many questions as they come, or all of them; of the short form where that is wanted and to be had. */
export const answers = (mood: Mood, count = MOST_QUESTIONS, form: "full" | "short" = "full"): Command =>
  command(
    `answers ${count === MOST_QUESTIONS ? "all" : count} (${mood})${form === "short" ? ", the short one" : ""}`,
    (model) => today(model)?.state !== "completed",
    async (model, real) => {
      if (!openDay(model)) await opensByHand(model, real);
      const day = openDay(model);
      if (!day) return;
      const { checkInId } = day;
      if (day.state === "prompted") {
        await real.town.does(real.bayu.tapsData(formButton.pack({ checkInId, form })));
        choosesForm(model, day, form);
      } else await real.town.does(real.bayu.tapsData(beginButton.pack({ checkInId })));
      for (let done = 0; done < count && (day.state === "prompted" || day.state === "started"); done++) {
        const question = asked(real, day);
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
      const ids = [...(day?.answers.keys() ?? [])];
      const id = ids[index % Math.max(ids.length, 1)];
      const most = id === "C2" || id === "SAFETY" ? 2 : 4;
      if (day && id) await taps(model, real, day, id, Math.min(value, most));
    },
  );

const wants = (rhythm: "daily" | "three-a-week"): Command =>
  command(
    `wants to be asked ${rhythm}`,
    () => true,
    async (model, real) => {
      await real.town.does(real.bayu.tapsData(rhythmButton.pack({ rhythm })));
      chooses(model, rhythm);
    },
  );

/** Whatever stood there before, and also on a day that has ended. */
const saysFear = command(
  "says to be afraid",
  (model) => [...model.days.values()].at(-1)?.answers.has("SAFETY") ?? false,
  async (model, real) => {
    const day = [...model.days.values()].at(-1);
    if (day) await taps(model, real, day, "SAFETY", 2);
  },
);

const asksForHelp = command(
  "asks for help",
  () => true,
  async (model, real) => {
    await real.town.does(real.bayu.tapsData(helpButton.pack({})));
    criesForHelp(model);
  },
);

type Action = "take" | "talked" | "no-answer" | "enough" | "false-alarm-yes";

export const acts = (who: "Rina" | "Agus" | "both", action: Action): Command =>
  command(
    `${who}: ${action}`,
    (model) => openAlert(model) !== undefined,
    async (model, real) => {
      const alert = openAlert(model);
      const found = await real.town.world.db.alert.findFirst({ where: { state: { not: "closed" } } });
      if (!alert || !found) return;
      // From a screen that shows everything.
      const added = await real.town.world.db.alertEvent.findFirst({
        where: { alertId: found.id, kind: { in: ["attached", "corrected"] } },
        orderBy: { id: "desc" },
      });
      const data = alertActionButton.pack({ alertId: found.id, action, seen: added?.id ?? 0 });
      const phones = { Rina: real.rina, Agus: real.agus };
      const names = who === "both" ? (["Rina", "Agus"] as const) : [who];
      for (const name of names) await real.town.does(phones[name].sends("/menu"));
      await real.town.does(Promise.all(names.map((name) => phones[name].tapsData(data))));
      const by = names.length === 1 ? names[0] : await winner(found.id, real);
      const { now } = model;
      if (action === "take") {
        const isTaken = alert.state === "open" || (isSilent(alert, now) && by !== alert.holder);
        if (isTaken && by) takes(alert, by, now);
        return;
      }
      const isFree = alert.state === "open" || names.some((name) => name === alert.holder);
      if (!isFree || !by) return;
      if (action === "enough" || action === "false-alarm-yes") closes(alert, by, now);
      else if (alert.state !== "contacted") (action === "talked" ? speaks : reachesNobody)(alert, by, now);
    },
  );

/** Of two who tap at once either may have been first. */
async function winner(id: number, { town }: Real): Promise<"Rina" | "Agus" | undefined> {
  const { holder } = await town.world.db.alert.findUniqueOrThrow({
    where: { id },
    include: { holder: true },
  });
  return (["Rina", "Agus"] as const).find((name) => name === holder?.name);
}

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
  mood.map((name) => answers(name)),
  mood.map((name) => answers(name)),
  mood.map((name) => answers(name)),
  fc.tuple(mood, fc.integer({ min: 1, max: 9 })).map(([name, count]) => answers(name, count)),
  fc.tuple(fc.nat(12), fc.nat(4)).map(([index, value]) => corrects(index, value)),
  fc.tuple(fc.nat(12), fc.nat(4)).map(([index, value]) => corrects(index, value)),
  mood.map((name) => answers(name, MOST_QUESTIONS, "short")),
  fc.constantFrom("three-a-week" as const, "three-a-week" as const, "daily" as const).map(wants),
  fc.constant(asksForCheckIn),
  fc.constant(asksForHelp),
  fc.constant(saysFear),
  fc.tuple(fc.constantFrom("Rina" as const, "Agus" as const), action).map(([who, what]) => acts(who, what)),
  fc.tuple(fc.constantFrom("Rina" as const, "Agus" as const), action).map(([who, what]) => acts(who, what)),
  fc.constant(acts("both", "take")),
  fc.constant(restarts),
];
