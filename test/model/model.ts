/** What should be, worked out again in a few lines and without the app's own code. */
export interface Model {
  now: Date;
  /** When the next prompt comes. */
  nextPrompt: Date;
  readonly days: Map<string, ModelDay>;
  alert: ModelAlert | undefined;
  /** Nights on which nothing had been answered, since the last sign of life. */
  misses: number;
  /** What the last answered day came to. */
  lastTier: Tier;
}

export type Tier = "calm" | "orange" | "red";

export interface ModelDay {
  readonly day: string;
  readonly checkInId: number;
  state: "prompted" | "started" | "completed" | "closed";
  readonly answers: Map<string, number>;
  readonly closesAt: Date;
}

interface ModelAlert {
  /** It is at least this: history may know more. */
  tier: Tier;
  state: "open" | "acknowledged" | "notReached" | "contacted";
  holder: "Rina" | "Agus" | undefined;
  /** When the state was last chosen by somebody. */
  since: Date;
}

const HOUR = 3_600_000;
const SIGNS = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"];
/** Of a person within four weeks of release. */
const MISSES = 2;
const MISSES_AFTER_ALARM = 1;
const MISSES_AGAIN = [7, 14];

/** R1, R2, O1, O2 and O3 as the domain's description has them. */
export function tierOf(answers: ReadonlyMap<string, number>): Tier {
  const of = (id: string) => answers.get(id) ?? 0;
  const signs = SIGNS.map(of);
  if (of("SAFETY") >= 2 || (of("S8") === 4 && of("C1") <= 1 && answers.has("C1"))) return "red";
  const low = answers.has("C1") && of("C1") === 0;
  const total = signs.reduce((sum, value) => sum + value, 0);
  const orange =
    of("S6") >= 3 ||
    of("S8") === 4 ||
    low ||
    of("SAFETY") === 1 ||
    of("C2") === 2 ||
    total >= 20 ||
    signs.filter((value) => value >= 3).length >= 4;
  return orange ? "orange" : "calm";
}

/** O5: whether this night without an answer is one that is told of. */
export function tellsOfMiss({ misses, lastTier }: Model): boolean {
  const first = lastTier === "calm" ? MISSES : Math.min(MISSES_AFTER_ALARM, MISSES);
  return misses === first || MISSES_AGAIN.includes(misses);
}

/** The day of somebody in Balikpapan: eight hours ahead, turning at four. */
export function dayAt(now: Date): string {
  return new Date(now.getTime() + (8 - 4) * HOUR).toISOString().slice(0, 10);
}

export function openDay({ days }: Model): ModelDay | undefined {
  return [...days.values()].findLast(({ state }) => state === "prompted" || state === "started");
}

export function today(model: Model): ModelDay | undefined {
  const day = model.days.get(dayAt(model.now));
  return day && model.now < day.closesAt ? day : undefined;
}

/** Something that an alert is opened for; what was told lately may stay quiet, except a red one. */
export function raise(model: Model, tier: Tier): { readonly mayStayQuiet: boolean } {
  const { alert, now } = model;
  if (tier === "calm") return { mayStayQuiet: true };
  if (!alert) {
    if (tier === "red") model.alert = { tier, state: "open", holder: undefined, since: now };
    return { mayStayQuiet: tier !== "red" };
  }
  const rises = tier === "red" && alert.tier === "orange";
  if (tier === "red") model.alert = { tier, state: "open", holder: undefined, since: now };
  return { mayStayQuiet: !rises };
}
