import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/duration.ts";
import type { Fault } from "../telegram/faults.ts";
import type { Telegram } from "../telegram/telegram.ts";
import { between, type Chance, shares, weighted } from "./chance.ts";
import type { DatabaseServer } from "./database-server.ts";
import type { Span } from "./deeds.ts";
import type { HandsShaken } from "./in-hand.ts";
import type { Life } from "./life.ts";
import type { SimulatedApps } from "./simulated-apps.ts";
import type { Outage } from "./tally.ts";

/** Outages by the clock of the town: minutes to hours in which nothing can be made up for. */
export interface Outages {
  /** At the beginning of a day. */
  planDay(now: Date): void;
  /** Whether one is to begin at this instant. */
  isDue(now: Date): boolean;
  begins(now: Date): Promise<void>;
  /** Where the clock has to stop, because an outage ends. */
  next(): Date | undefined;
  /** True when one ended at this instant. `early`: whatever was planned. */
  ends(now: Date, options?: { readonly early?: boolean }): Promise<boolean>;
  readonly current: Outage | undefined;
  /** During one, and until what it held up is made up for. */
  isFelt(now: Date): boolean;
  /** Those that are over. */
  readonly past: readonly Span[];
  /** With each update at the moment from which the app can hear of it. */
  readonly onUpdate: Telegram["onUpdate"];
}

interface Means {
  readonly apps: Pick<SimulatedApps, "halt" | "resume" | "recovered">;
  readonly telegram: Telegram;
  readonly server: Pick<DatabaseServer, "away" | "there">;
  readonly hands: Pick<HandsShaken, "databaseFails" | "databaseIsBack">;
  readonly life: Pick<Life, "chronicle" | "clock" | "held" | "silence">;
}

interface Planned {
  readonly kind: Outage;
  readonly from: number;
  readonly until: number;
  /** In the words of Telegram, where it is that which is away. */
  readonly answer: Fault;
  readonly orderly: boolean;
}

/** Share of days. */
const OUTAGE = 0.1;
const SHORTEST_MS = 5 * MINUTE_MS;
const LONGEST_MS = 6 * HOUR_MS;
/** The longest pause before the next attempt at a message is five minutes, a slow lease is ten. */
const AFTERMATH_MS = 15 * MINUTE_MS;
/** A poll that fails is put off in real time, longer each time. */
const FAILING_POLLS = 2;

const KINDS: readonly (readonly [Outage, number])[] = [
  ["telegram", 2],
  ["database", 1],
  ["processes", 1],
];

const NAMES: Readonly<Record<Outage, string>> = {
  telegram: "Telegram is away",
  database: "the database is away",
  processes: "no process runs",
};

export function createOutages(
  chance: Chance,
  intensity: number,
  { apps, telegram, server, hands, life }: Means,
): Outages {
  let planned: Planned | undefined;
  let current: Planned | undefined;
  let begunAt = new Date(0);
  const past: Span[] = [];
  /** What waits in front of an app that is not there. */
  const unheard: (() => void)[] = [];

  /** Telegram says itself how long it still wants to be left alone, whenever it is asked. */
  const answers = (until: number): readonly Fault[] => [
    { status: 502, html: true },
    { status: 500 },
    { cut: true },
    {
      status: 429,
      description: "Too Many Requests",
      get parameters() {
        return { retry_after: Math.max(60, Math.ceil((until - life.clock.now().getTime()) / 1000)) };
      },
    },
  ];

  async function cutOff({ kind, answer, orderly }: Planned): Promise<void> {
    switch (kind) {
      case "telegram":
        for (const { id } of telegram.phones()) telegram.hold(id);
        // Whatever else was planned would let something through.
        telegram.faults.clear();
        telegram.faults.next({}, answer, Number.POSITIVE_INFINITY);
        telegram.faults.next({ method: "getUpdates" }, answer, FAILING_POLLS);
        return;
      case "database":
        // Nobody takes anything in hand while it is away.
        await hands.databaseFails();
        await server.away();
        return await hands.databaseIsBack();
      case "processes":
        return await apps.halt(orderly ? "SIGTERM" : "SIGKILL");
    }
  }

  async function restore({ kind }: Planned): Promise<void> {
    switch (kind) {
      case "telegram":
        telegram.faults.clear();
        for (const { id } of telegram.phones()) if (!life.held.has(id)) telegram.release(id, "as-sent");
        return;
      case "database":
        await server.there();
        return await apps.recovered();
      case "processes":
        return await apps.resume();
    }
  }

  function isDue(now: Date): boolean {
    if (!planned || current || now.getTime() < planned.from) return false;
    if (now.getTime() < planned.until) return true;
    planned = undefined;
    return false;
  }

  return {
    isDue,
    planDay(now) {
      const day = now.toISOString();
      for (const [way, share] of shares(KINDS))
        if (!planned) life.chronicle.expects("outages", way, Math.min(1, OUTAGE * intensity) * share);
      if (planned || chance(day, "outage") >= OUTAGE * intensity) return;
      const from = now.getTime() + Math.floor(chance(day, "outage", "from") * DAY_MS);
      const lastsMs = SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** chance(day, "outage-for");
      const until = from + Math.round(lastsMs / MINUTE_MS) * MINUTE_MS;
      const how = answers(until);
      const answer = how[between(chance(day, "outage-answer"), 0, how.length - 1)] ?? { cut: true };
      const kind = weighted(chance(day, "outage-kind"), KINDS);
      planned = { kind, from, until, answer, orderly: chance(day, "outage-orderly") < 0.5 };
    },
    async begins(now) {
      if (!planned || !isDue(now)) return;
      current = planned;
      begunAt = now;
      life.silence.current = current.kind;
      const minutes = Math.round((current.until - now.getTime()) / MINUTE_MS);
      life.chronicle.fault("outages", current.kind, `${NAMES[current.kind]}, for ${minutes} minutes`);
      await cutOff(current);
    },
    next: () => current && new Date(current.until),
    async ends(now, { early = false } = {}) {
      if (early) planned = undefined;
      if (!current || (now.getTime() < current.until && !early)) return false;
      const ended = current;
      [current, planned] = [undefined, undefined];
      for (const hear of unheard.splice(0)) hear();
      await restore(ended);
      life.silence.current = undefined;
      past.push({ from: begunAt, until: now });
      return true;
    },
    get current() {
      return current?.kind;
    },
    isFelt(now) {
      const last = past.at(-1);
      return (
        current !== undefined || (last !== undefined && now.getTime() < last.until.getTime() + AFTERMATH_MS)
      );
    },
    past,
    onUpdate: (listener) =>
      telegram.onUpdate((update) => {
        if (current) unheard.push(() => listener(update));
        else listener(update);
      }),
  };
}
