/** What should be, worked out again in a few lines and without the app's own code. */
export interface Model {
  now: Date;
  /** When the next prompt comes. */
  nextPrompt: Date;
  readonly days: Map<string, ModelDay>;
  /** Days on which a prompt came: one each. */
  readonly promptedOn: string[];
  /** In the order in which they were opened; at most the last is not closed. */
  readonly alerts: ModelAlert[];
  /** Days on which nothing had been answered, since the last sign of life. */
  misses: string[];
  /** Days with a red. */
  readonly reds: Set<string>;
  /** From when on three check-ins a week were wanted. */
  threeSince: string | undefined;
}

type Tier = "green" | "amber" | "orange" | "red";

export interface ModelDay {
  readonly day: string;
  readonly checkInId: number;
  /** Looked into on a free day. */
  readonly isFree: boolean;
  form: "full" | "short";
  state: "prompted" | "started" | "completed" | "closed";
  /** Whether the safety question is one of today's. */
  asksSafety: boolean;
  readonly answers: Map<string, number>;
  /** People know of it, and only the safety question is left. */
  toldEarly: boolean;
  readonly closesAt: Date;
}

export interface ModelAlert {
  tier: Tier;
  state: "open" | "acknowledged" | "notReached" | "contacted" | "closed";
  holder: "Rina" | "Agus" | undefined;
  readonly openedAt: Date;
  /** When it was taken, as long as that holds. */
  takenAt: Date | undefined;
  /** The first emergency after the last contact. */
  waitingSince: Date;
  /** When whoever has it did something with it last. */
  heardAt: Date | undefined;
  /** When it moves on by itself: a promise is over, it is tried again, it is closed with what is known. */
  due: Due | undefined;
  readonly causes: Cause[];
}

interface Due {
  readonly at: Date;
  readonly becomes: "open" | "asked" | "closed";
}

interface Cause {
  readonly at: Date;
  readonly day: string;
  /** Whether it is about the check-in of that day. */
  readonly isAnswered: boolean;
  readonly total: number;
  readonly reasons: readonly Reason[];
  /** Those of them that people were told of. */
  readonly told: readonly Reason[];
}

interface Reason {
  readonly rule: "R1" | "R2" | "O1" | "O2" | "O3" | "O5" | "A2";
  readonly kind: string;
  readonly tier: Tier;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SIGNS = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"];
const SHORT = ["S1", "S6", "S8"];
const CLOSING = ["C1", "C2"];
const TIERS: readonly Tier[] = ["green", "amber", "orange", "red"];
export const RELEASED = "2026-08-20";
/** For so many days after the release, or after a red, the first number of misses holds. */
const EARLY_DAYS = 28;
const MISSES_EARLY = 2;
const MISSES_LATER = 3;
const THREE_FROM = 91;
const MISSES_AFTER_ALARM = 1;
const MISSES_AGAIN = [7, 14];
/** For so many days what was told is not told again. */
const QUIET_DAYS = { O1: 1, O2: 1, A2: 7 };
const O3_QUIET_DAYS = 7;
const O3_RISE = 4;
const ALARMED_DAYS = 3;
const SAFETY_EVERY_DAYS = 7;

/** The day of somebody in Balikpapan: eight hours ahead, turning at four. */
export function dayAt(now: Date): string {
  return new Date(now.getTime() + (8 - 4) * HOUR).toISOString().slice(0, 10);
}

/** Four in the morning in Balikpapan. */
function closing(day: string): Date {
  return new Date(Date.parse(`${day}T20:00:00Z`));
}

function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY;
}

/** How long ago the release or the last red was. */
function reached({ reds }: Model, day: string): number {
  return daysFrom([RELEASED, ...[...reds].filter((red) => red <= day)].toSorted().at(-1) ?? "", day);
}

/** Daily, or Monday, Wednesday and Friday; a red ends that. */
function isDue(model: Model, day: string): boolean {
  const { threeSince, reds } = model;
  if (threeSince === undefined || day < threeSince || [...reds].some((red) => red <= day)) return true;
  return [1, 3, 5].includes(new Date(day).getUTCDay());
}

/** At seven in the evening. */
export function nextPrompt(model: Model): Date {
  for (let day = dayAt(model.now); ; day = following(day)) {
    const prompt = new Date(`${day}T19:00:00+08:00`);
    if (prompt > model.now && isDue(model, day)) return prompt;
  }
}

function following(day: string): string {
  return new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);
}

/** Offered only so long after the last red; what is wanted anew holds from tomorrow. */
export function chooses(model: Model, rhythm: "daily" | "three-a-week"): void {
  const tomorrow = following(dayAt(model.now));
  if (rhythm === "daily") model.threeSince = undefined;
  else if (reached(model, tomorrow) < THREE_FROM) return;
  else if (model.threeSince === undefined || model.threeSince > tomorrow) model.threeSince = tomorrow;
  model.nextPrompt = nextPrompt(model);
}

/** The short one, before the first answer and on a calm day only; the whole one. */
export function choosesForm(model: Model, day: ModelDay, form: "full" | "short"): void {
  if (model.now >= day.closesAt || day.state !== "prompted") return;
  const last = [...model.days.values()].findLast((one) => one.day < day.day && one.answers.size > 0);
  const isCalm = last !== undefined && !isAlarm(tierOf(model, last)) && openAlert(model) === undefined;
  if (form === "short" && (!isCalm || isAlarmed(model, day.day) || reached(model, day.day) <= EARLY_DAYS))
    return;
  day.form = form;
}

/** Not between nine in the evening and seven in Balikpapan. */
function loudFrom(at: Date): Date {
  const hour = new Date(at.getTime() + 8 * HOUR).getUTCHours();
  if (hour >= 7 && hour < 21) return at;
  const midnight = Math.floor((at.getTime() + 8 * HOUR) / DAY) * DAY - 8 * HOUR;
  return new Date(midnight + (hour < 7 ? 7 : 31) * HOUR);
}

export function openDay({ days }: Model): ModelDay | undefined {
  return [...days.values()].findLast(({ state }) => state === "prompted" || state === "started");
}

export function today(model: Model): ModelDay | undefined {
  const day = model.days.get(dayAt(model.now));
  return day && model.now < day.closesAt ? day : undefined;
}

export function openAlert({ alerts }: Model): ModelAlert | undefined {
  return alerts.find(({ state }) => state !== "closed");
}

function worst(tiers: readonly Tier[]): Tier {
  return TIERS[Math.max(0, ...tiers.map((tier) => TIERS.indexOf(tier)))] ?? "green";
}

function isAlarm(tier: Tier): boolean {
  return tier === "orange" || tier === "red";
}

function totalOf(answers: ReadonlyMap<string, number>): number {
  return SIGNS.reduce((sum, id) => sum + (answers.get(id) ?? 0), 0);
}

/** R1, R2, O1, O2, O3 and A2 as the domain's description has them; the other rules need a longer history. */
function reasonsOf({ days }: Model, { day, answers }: ModelDay): readonly Reason[] {
  const of = (id: string) => answers.get(id) ?? 0;
  const low = (most: number) => answers.has("C1") && of("C1") <= most;
  const asked = (id: string) =>
    [...days.values()].filter(
      (one) => one.day < day && one.answers.size > 0 && (one.form === "full" || one.answers.has(id)),
    );
  const again = (id: string) =>
    [...asked(id).slice(-4), { answers }].filter((one) => (one.answers.get(id) ?? 0) >= 3).length >= 3;
  const all: readonly (readonly [Reason["rule"], string, boolean])[] = [
    ["R1", "danger", of("SAFETY") >= 2],
    ["R2", "craving without confidence", of("S8") === 4 && low(1)],
    ["O1", "substance", of("S6") >= 3],
    ["O2", "craving", of("S8") === 4],
    ["O2", "no confidence", low(0)],
    ["O2", "thoughts", of("SAFETY") === 1],
    ["O2", "contact", of("C2") === 2],
    ["O3", "total", totalOf(answers) >= 20],
    ["O3", "many signs", SIGNS.filter((id) => of(id) >= 3).length >= 4],
    ["A2", "strongest", SIGNS.some((id) => id !== "S6" && id !== "S8" && of(id) === 4)],
    ["A2", "again", SIGNS.some((id) => of(id) >= 3 && again(id))],
  ];
  const tiers = { R: "red", O: "orange", A: "amber" } as const;
  return all
    .filter(([, , holds]) => holds)
    .map(([rule, kind]) => ({ rule, kind, tier: tiers[rule[0] as keyof typeof tiers] }));
}

function tierOf(model: Model, day: ModelDay): Tier {
  return worst(reasonsOf(model, day).map(({ tier }) => tier));
}

function isAlarmed(model: Model, day: string): boolean {
  const { days, alerts, now } = model;
  const before = [...days.values()].filter((one) => one.day < day);
  return (
    before.some((one) => daysFrom(one.day, day) <= ALARMED_DAYS && isAlarm(tierOf(model, one))) ||
    alerts.some(({ causes }) =>
      causes.some(
        ({ at, reasons }) =>
          now.getTime() - at.getTime() < ALARMED_DAYS * DAY &&
          isAlarm(worst(reasons.map(({ tier }) => tier))),
      ),
    )
  );
}

/** A day's check-in, asked or opened by hand. */
export function opens(model: Model, day: string, checkInId: number): void {
  const { days } = model;
  const before = [...days.values()].filter((one) => one.day < day);
  const asked = before.findLast(({ answers }) => answers.has("SAFETY")) ?? before[0];
  const weekIsOver = asked !== undefined && daysFrom(asked.day, day) >= SAFETY_EVERY_DAYS;
  const asksSafety = isAlarmed(model, day) || weekIsOver;
  days.set(day, {
    ...{ isFree: !isDue(model, day), form: "full" },
    ...{ day, checkInId, state: "prompted", asksSafety, answers: new Map(), toldEarly: false },
    closesAt: closing(day),
  });
}

/** A tap on an answer: what it is judged by, and what is asked because of it. */
export function answers(model: Model, day: ModelDay, id: string, value: number): void {
  const isFear = (one: number) => id === "SAFETY" && one >= 2;
  if (model.now >= day.closesAt || day.state === "closed") {
    // It counts as an answer no more, and as a call for help all the same.
    if (isFear(value))
      raise(model, { reasons: [{ rule: "R1", kind: "danger", tier: "red" }], total: 0, day: undefined });
    return;
  }
  const before = day.answers.get(id);
  const changes = before !== value;
  day.answers.set(id, value);
  if (day.state === "prompted") day.state = "started";
  model.misses = [];
  const signs = day.form === "short" ? SHORT : SIGNS;
  const isOpen = (ids: readonly string[]) => ids.some((one) => !day.answers.has(one));
  const isWhole = () => !isOpen(signs) && !isOpen(CLOSING) && !(day.asksSafety && isOpen(["SAFETY"]));
  if ((day.answers.get("S3") ?? 0) >= 3) day.asksSafety = true;
  // What the signs add up to may speak for the safety question, and what has happened since the day was opened.
  if (changes && signs.includes(id) && !isOpen(signs) && !isWhole())
    if (isAlarm(tierOf(model, day)) || isAlarmed(model, day.day)) day.asksSafety = true;
  const wasComplete = day.state === "completed";
  const danger = isFear(value) && (changes || !isRedInHand(model));
  const wasTold = wasComplete || (before !== undefined && (day.toldEarly || isFear(before)));
  const corrects = changes && wasTold;
  const isJudged = danger || corrects || (isWhole() && !wasComplete);
  if (isJudged) judge(model, day, { danger, corrects });
  if (!isWhole()) return;
  if (isJudged && !day.asksSafety && isAlarm(tierOf(model, day))) {
    day.asksSafety = true;
    day.toldEarly = day.state !== "completed";
  } else day.state = "completed";
}

/** Somebody is being told of it, or has taken it. */
function isRedInHand(model: Model): boolean {
  const alert = openAlert(model);
  return alert?.tier === "red" && (alert.state === "open" || alert.state === "acknowledged");
}

/** Four in the morning. */
export function ends(model: Model, day: ModelDay): void {
  if (day.isFree && day.answers.size === 0) {
    model.days.delete(day.day);
    return;
  }
  day.state = "closed";
  if (day.answers.size > 0) {
    judge(model, day, { danger: false, corrects: false });
    return;
  }
  model.misses.push(day.day);
  const last = [...model.days.values()].findLast((one) => one.day < day.day && one.answers.size > 0);
  const began = model.misses[0] ?? day.day;
  const called = [...model.reds].some((red) => red >= (last?.day ?? "") && red < began);
  const afterAlarm = called || (last !== undefined && isAlarm(tierOf(model, last)));
  const isEarly = reached(model, began) <= EARLY_DAYS;
  const usual = isEarly ? MISSES_EARLY : MISSES_LATER;
  const first = afterAlarm ? MISSES_AFTER_ALARM : usual;
  const count = model.misses.length;
  if (count === first || MISSES_AGAIN.includes(count))
    raise(model, { reasons: [{ rule: "O5", kind: "missed", tier: "orange" }], total: 0, day });
}

export function criesForHelp(model: Model): void {
  raise(model, { reasons: [{ rule: "R1", kind: "help", tier: "red" }], total: 0, day: undefined });
}

/** Of danger people are told in the moment in which it is answered, and not again. */
function judge(
  model: Model,
  day: ModelDay,
  { danger, corrects }: { readonly danger: boolean; readonly corrects: boolean },
): void {
  const reasons = reasonsOf(model, day).filter(({ kind }) => danger || kind !== "danger");
  raise(model, { reasons, total: totalOf(day.answers), day, corrects });
}

function raise(
  model: Model,
  {
    reasons,
    total,
    day: checkIn,
    corrects = false,
  }: {
    readonly reasons: readonly Reason[];
    readonly total: number;
    /** Undefined: now, outside of the questions. */
    readonly day: ModelDay | undefined;
    readonly corrects?: boolean;
  },
): void {
  const { alerts, now } = model;
  const day = checkIn?.day ?? dayAt(now);
  const alert = openAlert(model);
  const tier = worst(reasons.map((reason) => reason.tier));
  if (tier === "red") begins(model, day);
  const isCorrection = corrects && (alert?.causes.some((one) => one.isAnswered && one.day === day) ?? false);
  if (!alert && !isAlarm(tier)) return;
  const told = reasons.filter((reason) => !isQuiet(model, reason, day, total));
  const news = told.filter((reason) => isAlarm(reason.tier));
  const attached = reasons.filter((reason) => isAlarm(reason.tier) || told.includes(reason));
  const cause = { at: now, day, isAnswered: checkIn !== undefined, total, reasons: attached, told };
  if (!alert) {
    if (news.length > 0)
      alerts.push({
        ...{ tier, state: "open", holder: undefined, openedAt: now },
        ...{ takenAt: undefined, due: undefined, causes: [cause] },
        ...{ waitingSince: now, heardAt: undefined },
      });
    return;
  }
  if (attached.length === 0 && !isCorrection) return;
  const loudest = worst(news.map((reason) => reason.tier));
  const rises = TIERS.indexOf(loudest) > TIERS.indexOf(alert.tier);
  // An emergency opens it whoever holds it, and anything new does once somebody had spoken about what was before.
  const wasSpokenTo = alert.state === "contacted" && news.length > 0;
  if (rises || wasSpokenTo) alert.waitingSince = now;
  if (loudest === "red" || rises || wasSpokenTo) opensAgain(alert);
  alert.tier = worst([alert.tier, tier]);
  alert.causes.push(cause);
}

/** The phases, from that day on: daily again. */
function begins(model: Model, day: string): void {
  model.reds.add(day);
  if (model.threeSince !== undefined && model.nextPrompt > model.now) model.nextPrompt = nextPrompt(model);
}

/** Whether people know it already. */
function isQuiet({ alerts }: Model, { rule, kind }: Reason, day: string, total: number): boolean {
  const before = alerts.flatMap(({ causes }) =>
    causes
      .filter((cause) => cause.day <= day)
      .flatMap((cause) => cause.told.map((one) => ({ ...cause, ...one }))),
  );
  if (rule === "R1" || rule === "R2" || rule === "O5") return false;
  if (rule !== "O3")
    return before.some((one) => one.kind === kind && daysFrom(one.day, day) < QUIET_DAYS[rule]);
  const taken = alerts.flatMap(({ takenAt, causes }) => {
    const seen = causes.filter(({ at }) => takenAt && at <= takenAt);
    const hasTotal = seen.some((cause) => cause.reasons.some((reason) => reason.rule === "O3"));
    return takenAt && hasTotal
      ? [{ day: dayAt(takenAt), total: Math.max(...seen.map((cause) => cause.total)) }]
      : [];
  });
  const last = taken.at(-1);
  const known = [
    ...(last ? [last] : []),
    ...before.filter((one) => one.rule === "O3" && (!last || one.day >= last.day)),
  ].filter((one) => daysFrom(one.day, day) < (last ? O3_QUIET_DAYS : 1));
  return known.length > 0 && total < Math.max(...known.map((one) => one.total)) + O3_RISE;
}

function opensAgain(alert: ModelAlert): void {
  Object.assign(alert, { state: "open", holder: undefined, takenAt: undefined, due: undefined });
}

export function takes(alert: ModelAlert, by: "Rina" | "Agus", now: Date): void {
  const day = new Date(now.getTime() + DAY);
  const at = alert.tier === "red" ? new Date(now.getTime() + 2 * HOUR) : loudFrom(day);
  const due = { at, becomes: "open" };
  Object.assign(alert, { state: "acknowledged", holder: by, takenAt: now, heardAt: now, due });
}

/** Whoever has it has let the limit pass without a word, or has only taken it after that and let the time of the aim pass. */
export function isSilent({ state, tier, waitingSince, heardAt }: ModelAlert, now: Date): boolean {
  if ((state !== "acknowledged" && state !== "notReached") || heardAt === undefined) return false;
  const limit = tier === "red" ? waitingSince.getTime() + 12 * HOUR : endOfDay(orangeAim(waitingSince));
  if (now.getTime() < limit) return false;
  if (heardAt.getTime() < limit) return true;
  const aim = tier === "red" ? heardAt.getTime() + 2 * HOUR : orangeAim(heardAt);
  return state === "acknowledged" && aim <= now.getTime();
}

/** Local midnight, eight hours ahead of UTC. */
const midnight = (at: number) => Math.floor((at + 8 * HOUR) / DAY) * DAY - 8 * HOUR;

const endOfDay = (at: number) => midnight(at) + 20 * HOUR;

/** When two hours from eight in the morning to eight in the evening are over. */
function orangeAim(since: Date): number {
  const opens = midnight(since.getTime()) + 8 * HOUR;
  const from = Math.max(since.getTime(), opens);
  const left = Math.max(endOfDay(from) - from, 0);
  return left >= 2 * HOUR ? from + 2 * HOUR : opens + DAY + 2 * HOUR - left;
}

export function speaks(alert: ModelAlert, by: "Rina" | "Agus", now: Date): void {
  const due = { at: loudFrom(new Date(now.getTime() + DAY)), becomes: "asked" };
  Object.assign(alert, { state: "contacted", holder: by, takenAt: alert.takenAt ?? now, due });
}

export function reachesNobody(alert: ModelAlert, by: "Rina" | "Agus", now: Date): void {
  const due = { at: new Date(now.getTime() + 4 * HOUR), becomes: "open" };
  Object.assign(alert, { state: "notReached", holder: by, takenAt: alert.takenAt ?? now, heardAt: now, due });
}

export function closes(alert: ModelAlert, by: "Rina" | "Agus" | undefined, now: Date): void {
  const takenAt = alert.takenAt ?? now;
  Object.assign(alert, { state: "closed", holder: by, takenAt, due: undefined });
}

/** Its time has come, and nobody has done anything. */
export function movesOn(alert: ModelAlert): void {
  const { due } = alert;
  if (due?.becomes === "open") opensAgain(alert);
  else if (due?.becomes === "asked")
    alert.due = { at: loudFrom(new Date(due.at.getTime() + DAY)), becomes: "closed" };
  else if (due) closes(alert, alert.holder, due.at);
}
