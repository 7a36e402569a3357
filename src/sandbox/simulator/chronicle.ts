import { DAY_MS } from "../../domain/duration.ts";
import type { FaultKind } from "./fault-kinds.ts";
import { type Expected, type FaultHappened, type Happened, type Way, wayOf } from "./tally.ts";

const KEPT = 80;
const COMPLAINTS_KEPT = 40;

/** What happened, to tell the history of somebody to whom something happened that must not. */
export class Chronicle {
  readonly #clock: { now(): Date };
  readonly #people = new Map<string, Happened[]>();
  readonly faults: FaultHappened[] = [];
  readonly #expected = new Map<string, number>();
  #complaints: readonly Happened[] = [];

  constructor(clock: { now(): Date }) {
    this.#clock = clock;
  }

  note(code: string, what: string): void {
    const past = this.#people.get(code) ?? [];
    past.push({ at: this.#clock.now(), what });
    if (past.length > KEPT) past.shift();
    this.#people.set(code, past);
  }

  fault<Kind extends FaultKind>(kind: Kind, way: Way<Kind>, what: string = way): void {
    this.faults.push({ at: this.#clock.now(), kind, way, what });
  }

  /** This could have happened now, with a chance of so much; above 1, so often. */
  expects<Kind extends FaultKind>(kind: Kind, way: Way<Kind>, chance: number): void {
    const name = wayOf({ kind, way });
    this.#expected.set(name, (this.#expected.get(name) ?? 0) + chance);
  }

  get expected(): Expected {
    return this.#expected;
  }

  /** Warnings and errors that the app has logged since an instant. */
  complaints(since: Date, lines: readonly string[]): void {
    const news = lines.map((what) => ({ at: since, what: `[app, that day] ${what}` }));
    this.#complaints = [...this.#complaints, ...news].slice(-COMPLAINTS_KEPT);
  }

  /** What these people did and saw, and the faults meanwhile, up to an instant: the last lines of it. */
  historyOf(codes: readonly string[], until: Date, lines = 25): readonly string[] {
    const own = codes.flatMap((code) =>
      (this.#people.get(code) ?? []).map(({ at, what }) => ({ at, what: `${code} ${what}` })),
    );
    const from = own[0]?.at ?? new Date(until.getTime() - DAY_MS);
    const faults = this.faults
      .filter(({ at }) => at >= from)
      .map(({ at, kind, what }) => ({ at, what: `[${kind}] ${what}` }));
    return [...own, ...faults, ...this.#complaints]
      .filter(({ at }) => at <= until)
      .toSorted((a, b) => a.at.getTime() - b.at.getTime())
      .slice(-lines)
      .map(({ at, what }) => `${at.toISOString().slice(0, 19)}Z ${what}`);
  }
}
