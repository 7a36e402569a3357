import { setTimeout as wait } from "node:timers/promises";
import type { Sealer } from "../db/seal.ts";
import type { Deps } from "../deps.ts";
import type { Locale } from "../domain/instrument.ts";
import type { PlanTexts } from "../domain/safety-plan.ts";
import type { Person } from "../people/identify.ts";
import {
  type HelpFacts,
  type RememberedPlan,
  readHelpNow,
  readLinkedParticipants,
  readNewestPlans,
} from "../people/read-help-facts.ts";
import { openPlanParts } from "../plan/open-parts.ts";
import { defaultSettings, NUMBERS_EVERYWHERE } from "../programme/settings.ts";

interface Remembered {
  readonly programmeId: number;
  readonly locale: Locale;
}

/** A check-in in one chat: another phone has not seen what an older one was shown. A tap of fear of which people were told. */
type Occasion = `update:${number}` | `check-in:${number}:${number}` | `fear:${number}`;

const EVERYWHERE: HelpFacts = { crisisNumbers: NUMBERS_EVERYWHERE, naloxone: false };

/** What follows has to come within the same second. */
const USUALLY_WAITS_MS = 500;
const MOST_PEOPLE = 100_000;
const MOST_OCCASIONS = 1_000;
const MOST_PLAN_PARTS = 5_000;

/**
 * What help needs when the database cannot be asked: whose numbers, in which language, the words after which we ask, and the
 * plans that were written last, sealed as they are in their rows. No name and no answer.
 * Also remembers what was given help: an update, because it comes again until its alert is committed, or is handled twice; and a
 * check-in, because its answers are corrected. A process that begins remembers none: help may come twice, and is not left out.
 */
export class HelpMemory {
  readonly #people = new Map<number, Remembered>();
  #facts: ReadonlyMap<number, HelpFacts | undefined> = new Map();
  #phrases: ReadonlyMap<number, readonly string[]> = new Map();
  #plans: ReadonlyMap<number, RememberedPlan> = new Map();
  #plansVersion = "";
  readonly #helped = new Set<Occasion>();
  readonly #answered = new Map<number, Date>();
  readonly #waitsMs: number;

  /** @param waitsMs how long help waits for an answer before it goes by what it knows. */
  constructor(waitsMs = USUALLY_WAITS_MS) {
    this.#waitsMs = waitsMs;
  }

  /** Everybody linked, at the start. */
  async load(deps: Pick<Deps, "db">): Promise<void> {
    await this.refresh(deps);
    for (const { telegramId, ...rest } of await readLinkedParticipants(deps, MOST_PEOPLE))
      this.#people.set(telegramId, rest);
  }

  /** Numbers, phrases and plans again: another process may have changed them. */
  async refresh(deps: Pick<Deps, "db">): Promise<void> {
    const { byProgramme, plansVersion } = await readHelpNow(deps, MOST_PLAN_PARTS);
    const help = [...byProgramme];
    // Numbers that cannot be read any more are still the programme's own.
    this.#facts = new Map(help.map(([id, { facts }]) => [id, facts ?? this.#facts.get(id)]));
    this.#phrases = new Map(help.map(([id, { phrases }]) => [id, phrases]));
    if (plansVersion === this.#plansVersion) return;
    this.#plans = await readNewestPlans(deps, MOST_PLAN_PARTS);
    this.#plansVersion = plansVersion;
  }

  /** What the database or Telegram says; undefined when it is late or away, and what is known has to do. `times`: so many times as long. */
  async inTime<Result>(asked: Promise<Result>, times = 1): Promise<Result | undefined> {
    const enough = new AbortController();
    const late = wait(this.#waitsMs * times, undefined, { signal: enough.signal }).catch(() => undefined);
    const outcome = await Promise.race([asked.catch(() => undefined), late]);
    enough.abort();
    return outcome;
  }

  meet(telegramId: number, person: Person): void {
    this.#people.delete(telegramId);
    if (person.kind !== "participant") return;
    const { programmeId, locale } = person;
    this.#people.set(telegramId, { programmeId, locale });
    const [oldest] = this.#people.keys();
    if (this.#people.size > MOST_PEOPLE && oldest !== undefined) this.#people.delete(oldest);
  }

  localeOf(telegramId: number): Locale | undefined {
    return this.#people.get(telegramId)?.locale;
  }

  /** The person's own programme's; else those of the only programme; else what is right everywhere. */
  factsFor(telegramId: number): HelpFacts {
    const programmeId = this.#people.get(telegramId)?.programmeId;
    const [only] = this.#facts.size === 1 ? this.#facts.values() : [];
    const own = programmeId === undefined ? undefined : this.#facts.get(programmeId);
    return own ?? only ?? EVERYWHERE;
  }

  /** The words after which this person is asked whether they are safe; of a stranger the usual ones. */
  phrasesFor(telegramId: number): readonly string[] {
    const person = this.#people.get(telegramId);
    return (person && this.#phrases.get(person.programmeId)) ?? defaultSettings.phrases;
  }

  planOf(sealer: Sealer, telegramId: number): PlanTexts {
    const plan = this.#plans.get(telegramId);
    return plan ? openPlanParts(sealer, plan.participantId, plan.parts) : new Map();
  }

  /** False when help was given for it before. */
  isFirst(occasion: Occasion): boolean {
    if (this.wasHelped(occasion)) return false;
    this.helped(occasion);
    return true;
  }

  wasHelped(occasion: Occasion): boolean {
    return this.#helped.has(occasion);
  }

  /** Of a tap that was answered in time: when its update comes again, Telegram takes no second answer. */
  tapAnswered(updateId: number, at: Date): void {
    this.#answered.set(updateId, at);
    const [oldest] = this.#answered.keys();
    if (this.#answered.size > MOST_OCCASIONS && oldest !== undefined) this.#answered.delete(oldest);
  }

  tapAnsweredAt(updateId: number): Date | undefined {
    return this.#answered.get(updateId);
  }

  helped(occasion: Occasion): void {
    this.#helped.add(occasion);
    const [oldest] = this.#helped;
    if (this.#helped.size > MOST_OCCASIONS && oldest !== undefined) this.#helped.delete(oldest);
  }
}
