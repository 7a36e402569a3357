import { setTimeout as wait } from "node:timers/promises";
import type { Fault, PlannedFault } from "../telegram/faults.ts";
import type { Telegram } from "../telegram/telegram.ts";
import type { Message } from "../telegram/wire.ts";
import { type Ambushed, createAmbush } from "./ambush.ts";
import type { Arrivals, MessageId } from "./arrivals.ts";
import { between, type Chance, shares, weighted } from "./chance.ts";
import type { DatabaseServer } from "./database-server.ts";
import type { HandsShaken } from "./in-hand.ts";
import type { Life } from "./life.ts";
import { createOutages, type Outages } from "./outages.ts";
import type { SimulatedApps } from "./simulated-apps.ts";
import type { Way } from "./tally.ts";
import type { Hindrance } from "./tries.ts";

/** What can go wrong, each to be switched on by its name. */
export const FAULTS = {
  kill: "a process of the app is killed, or asked to stop, in the middle of what it does",
  telegram: "Telegram is slow, refuses, answers with HTML, or its answer is lost after the message went out",
  doubles: "people tap twice, and Telegram delivers twice",
  database: "PostgreSQL is restarted, crashes, cuts connections, is slow, or its disk is full",
  clock: "a clock jumps, a process has another time than the others, or no tick comes for hours",
  outages: "Telegram, the database or every process is away for minutes or hours",
  delays: "what people do reaches the bot hours later, or in another order",
  instances: "two or three processes at once behind a proxy, in webhook mode",
} as const;

export type FaultKind = keyof typeof FAULTS;
export const faultKinds = Object.keys(FAULTS) as readonly FaultKind[];

/** Shares of the instants at which something happens. */
const KILL = 0.01;
/** From then on, until somebody meets it. */
const TELEGRAM = 0.01;
const REDELIVER = 0.02;
const DATABASE = 0.006;
/** From then on, until a message of the outbox goes out. */
const AMBUSH = 0.003;
const LATEST_END_MS = 120;
/** Of the ends of processes. */
const SIGKILL = 0.8;
/** Shares of days. */
const SKEW = 0.2;
const JUMP = 0.1;
const NO_TICKS = 0.08;
/** Of these; the others last for hours. */
const WHOLE_DAY = 0.15;
/** Of the jumps. */
const BACK = 0.4;

const MINUTE = 60_000;
/** Ten minutes, and some for what was planned by that clock. */
const MOST_OFF_MS = 15 * MINUTE;
/** The longest lease, and what is tried again afterwards. */
const LATELY_MS = 15 * MINUTE;
/** After these something waits for a lease or a next attempt. */
const SETBACKS: ReadonlySet<string> = new Set(["kill", "telegram", "database", "clock"]);
const HOUR = 60 * MINUTE;

const SPOILS: readonly Fault[] = [
  { status: 429, parameters: { retry_after: 1 } },
  { status: 500 },
  { status: 502, html: true },
  { cut: true },
  { hang: 150 },
  { cut: true, afterEffect: true },
];
const METHODS: readonly (readonly [readonly string[], number])[] = [
  [["sendMessage"], 3],
  [["editMessageText"], 3],
  [["answerCallbackQuery"], 2],
  // Seldom called, and so spoiled together.
  [["sendPhoto", "sendDocument", "deleteMessage"], 3],
  [["getUpdates"], 1],
];

const DATABASE_FAULTS: readonly (readonly [Way<"database">, number])[] = [
  ["restart", 2],
  ["crash", 2],
  ["cut", 4],
  ["slow", 4],
  ["full", 2],
];
const SLOW_MS = 15;
const FULL_MS = 400;

export interface FaultPlan {
  /** At the beginning of a day. */
  planDay(now: Date): void;
  /** Before what happens at this instant; resolves when what is to be broken from its beginning is. */
  strike(now: Date): Promise<void>;
  /** After it: what was broken is whole again. */
  relent(): Promise<void>;
  /** Where the clock is when it was to be moved here; it may be set back. */
  jumped(to: Date): Date;
  /** Whether ticks come. */
  ticks(now: Date): boolean;
  /** Whether every clock is right, ticks come and nothing is away or still to be made up for. */
  readonly calm: boolean;
  /** Whether nothing has gone wrong lately, either: nothing is under way that waits for anything. */
  readonly quiet: boolean;
  /** How far off a clock may have been about this instant. */
  offMs(at: Date): number;
  readonly outages: Outages;
  /** What is over of that in which nothing could leave, or which was lived through twice. */
  readonly hindrances: readonly Hindrance[];
  /** By when everything is made up for, if nothing more goes wrong. */
  readonly calmAt: Date;
  /** From now on every clock is right, nothing is away or held back, and nothing goes wrong. */
  end(): Promise<void>;
}

interface Means {
  readonly apps: SimulatedApps;
  readonly telegram: Telegram;
  readonly server: DatabaseServer;
  readonly life: Pick<Life, "clock" | "chronicle" | "held" | "silence"> & {
    readonly record: { readonly arrivals: Pick<Arrivals, "subjectOf"> };
  };
  readonly hands: Pick<HandsShaken, "databaseFails" | "databaseIsBack" | "holding">;
  readonly onAmbushed: (message: Ambushed) => void;
  readonly onLostAnswer: (message: MessageId) => void;
}

export function createFaultPlan(
  chance: Chance,
  { kinds, intensity }: { readonly kinds: ReadonlySet<FaultKind>; readonly intensity: number },
  { apps, telegram, server, life, hands, onAmbushed, onLostAnswer }: Means,
): FaultPlan {
  const { clock, chronicle } = life;
  const outages = createOutages(chance, intensity, { apps, telegram, server, hands, life });
  const databaseFaults = DATABASE_FAULTS.filter(([name]) => name !== "full" || server.canFill);
  /** By method, what waits for somebody to meet it. */
  const spoils = new Map<string, PlannedFault>();
  let striking: Promise<void>[] = [];
  let harassed = false;
  let noTicks: { readonly from: number; readonly until: number } | undefined;
  let jump: { readonly at: number; readonly byMs: number } | undefined;
  let wrong:
    | { readonly index: number; readonly byMs: number; readonly from: number; readonly until: number }
    | undefined;
  /** When a clock was wrong, by all the others. */
  const skews: { readonly from: number; until: number }[] = [];
  const hindrances: Hindrance[] = [];
  let regainedAt = new Date(0);
  let isOver = false;
  let isWrong = false;
  let withoutTicksSince: Date | undefined;

  function strikeTelegram(at: string): void {
    const spoil = SPOILS[between(chance(at, "spoil"), 0, SPOILS.length - 1)];
    if (!spoil) throw new Error("nothing to spoil");
    for (const method of weighted(chance(at, "method"), METHODS)) {
      if ((spoils.get(method)?.remaining() ?? 0) > 0) continue;
      // The next poll waits in real time, longer after each that failed.
      const times = method === "getUpdates" ? 1 : between(chance(at, "times"), 1, 3);
      spoils.set(method, telegram.faults.next({ method }, spoil, times));
    }
  }

  const { arrivals } = life.record;
  const ambush = createAmbush({ telegram, apps, hands, arrivals, onAmbushed });

  /** What nobody has met has not happened. */
  telegram.faults.onStrike((strike) => {
    if (strike.kind === "redelivery")
      return chronicle.fault("doubles", "an update twice", "an update comes twice");
    // An outage is one fault, however often it is met.
    if (outages.current === "telegram") return;
    const { method, fault, chatId, result } = strike;
    // It counts when it has killed somebody.
    if (ambush.isMine(fault)) return;
    chronicle.fault("telegram", wayOf(fault), `${method}: ${describe(fault)}`);
    if (fault.afterEffect && method.startsWith("send")) {
      const { message_id: messageId } = result as Message;
      onLostAnswer({ chatId: Number(chatId), messageId });
    }
  });

  async function strikeApp(at: string): Promise<void> {
    const how = chance(at, "how") < SIGKILL ? "SIGKILL" : "SIGTERM";
    const index = between(chance(at, "which"), 0, apps.count - 1);
    await apps.endIn(index, between(chance(at, "when"), 0, LATEST_END_MS), how);
  }

  async function strikeDatabase(at: string): Promise<void> {
    const kind = weighted(chance(at, "database-fault"), databaseFaults);
    harassed = true;
    if (kind === "full") return await fillDisk();
    striking.push(harass(kind, between(chance(at, "database-when"), 0, LATEST_END_MS)));
  }

  /** From the beginning, as hardly anything that people do takes longer than to fill it. */
  async function fillDisk(): Promise<void> {
    await hands.databaseFails();
    chronicle.fault("database", "full");
    await server.fill();
    striking.push(wait(FULL_MS).then(async () => await server.free()));
  }

  async function harass(kind: Exclude<Way<"database">, "full">, milliseconds: number): Promise<void> {
    await wait(milliseconds);
    if (kind !== "slow") await hands.databaseFails();
    chronicle.fault("database", kind);
    switch (kind) {
      case "restart":
        return await server.restart("SIGINT");
      case "crash":
        return await server.restart("SIGQUIT");
      case "cut":
        return await server.cut();
      case "slow":
        return server.slow(SLOW_MS);
    }
  }

  function setClocks(now: Date): void {
    const shouldBeWrong = wrong !== undefined && now.getTime() >= wrong.from && now.getTime() < wrong.until;
    if (shouldBeWrong === isWrong || !wrong) return;
    isWrong = shouldBeWrong;
    apps.skew(wrong.index, isWrong ? wrong.byMs : 0);
    if (isWrong) skews.push({ from: now.getTime(), until: Number.POSITIVE_INFINITY });
    else endSkew(now);
    if (isWrong)
      chronicle.fault("clock", "one is off", `a process is ${Math.round(wrong.byMs / MINUTE)} minutes off`);
    else wrong = undefined;
  }

  function endSkew(now: Date): void {
    const last = skews.at(-1);
    if (last) last.until = Math.min(last.until, now.getTime());
  }

  function endNoTicks(now: Date): void {
    // Where nothing was due in all that time there was nothing to be missed.
    if (withoutTicksSince) {
      const hours = Math.round((now.getTime() - withoutTicksSince.getTime()) / HOUR);
      chronicle.fault(
        "clock",
        hours < 24 ? "no ticks" : "no ticks for a day",
        `no tick came for ${hours} hours`,
      );
      hindrances.push({ kind: "held-up", from: withoutTicksSince, until: now });
    }
    [noTicks, withoutTicksSince] = [undefined, undefined];
  }

  const often = (share: number) => Math.min(1, share * intensity);

  /** At an instant. */
  function expect(): void {
    if (kinds.has("kill")) {
      chronicle.expects("kill", "killed", often(KILL) * SIGKILL);
      chronicle.expects("kill", "asked to stop", often(KILL) * (1 - SIGKILL));
      chronicle.expects("kill", "between sending and recording", often(AMBUSH));
    }
    if (kinds.has("telegram"))
      for (const spoil of SPOILS)
        chronicle.expects("telegram", wayOf(spoil), often(TELEGRAM) / SPOILS.length);
    if (kinds.has("doubles")) chronicle.expects("doubles", "an update twice", often(REDELIVER));
    if (kinds.has("database"))
      for (const [way, share] of shares(databaseFaults))
        chronicle.expects("database", way, often(DATABASE) * share);
  }

  /** On a day. */
  function expectClocks(): void {
    chronicle.expects("clock", "one is off", often(SKEW));
    chronicle.expects("clock", "earlier at once", often(JUMP) * BACK);
    chronicle.expects("clock", "later at once", often(JUMP) * (1 - BACK));
    chronicle.expects("clock", "no ticks", often(NO_TICKS) * (1 - WHOLE_DAY));
    chronicle.expects("clock", "no ticks for a day", often(NO_TICKS) * WHOLE_DAY);
  }

  const isCalm = () =>
    !isWrong && !withoutTicksSince && clock.now() >= regainedAt && !outages.isFelt(clock.now());

  return {
    planDay(now) {
      if (kinds.has("outages")) outages.planDay(now);
      if (!kinds.has("clock")) return;
      const day = now.toISOString();
      const from = (what: string) => now.getTime() + Math.floor(chance(day, what, "from") * 24 * HOUR);
      expectClocks();
      if (chance(day, "skew") < SKEW * intensity && !wrong) {
        const byMs =
          between(chance(day, "skew-by"), 1, 10) * (chance(day, "skew-to") < 0.5 ? -1 : 1) * MINUTE;
        const index = between(chance(day, "skew-which"), 0, apps.count - 1);
        const begins = from("skew");
        wrong = { index, byMs, from: begins, until: begins + between(chance(day, "skew-for"), 1, 12) * HOUR };
      }
      if (chance(day, "jump") < JUMP * intensity)
        jump =
          chance(day, "jump-to") < BACK
            ? { at: from("jump"), byMs: -between(chance(day, "jump-by"), 60, 180) * MINUTE }
            : { at: from("jump"), byMs: between(chance(day, "jump-by"), 10, 240) * MINUTE };
      if (chance(day, "no-ticks") < NO_TICKS * intensity && !noTicks) {
        const begins = from("no-ticks");
        const [least, most] = chance(day, "no-ticks-all-day") < WHOLE_DAY ? [25, 40] : [1, 23];
        noTicks = { from: begins, until: begins + between(chance(day, "no-ticks-for"), least, most) * HOUR };
      }
    },
    async strike(now) {
      if (isOver || outages.current !== undefined) return;
      const at = now.toISOString();
      expect();
      if (kinds.has("kill") && chance(at, "kill") < KILL * intensity) striking.push(strikeApp(at));
      if (kinds.has("kill") && chance(at, "ambush") < AMBUSH * intensity) ambush.plan();
      if (kinds.has("telegram") && chance(at, "telegram") < TELEGRAM * intensity) strikeTelegram(at);
      if (kinds.has("doubles") && chance(at, "redeliver") < REDELIVER * intensity)
        telegram.faults.redeliver(between(chance(at, "redeliver-times"), 1, 5));
      if (kinds.has("database") && chance(at, "database") < DATABASE * intensity) await strikeDatabase(at);
    },
    async relent() {
      await ambush.over();
      await Promise.all(striking);
      striking = [];
      outages.lasts(clock.now());
      if (!harassed) return;
      harassed = false;
      server.slow(0);
      await server.back();
      if (outages.current !== "database") await apps.recovered();
      await hands.databaseIsBack();
    },
    jumped(to) {
      if (!jump || to.getTime() < jump.at) return to;
      const { byMs } = jump;
      jump = undefined;
      if (byMs < 0) regainedAt = new Date(to.getTime() + MOST_OFF_MS);
      const way = byMs < 0 ? "earlier at once" : "later at once";
      chronicle.fault("clock", way, `it is ${Math.abs(Math.round(byMs / MINUTE))} minutes ${way}`);
      const jumped = new Date(to.getTime() + byMs);
      hindrances.push(
        byMs < 0
          ? { kind: "set-back", from: jumped, until: to }
          : { kind: "held-up", from: to, until: jumped },
      );
      return jumped;
    },
    ticks(now) {
      setClocks(now);
      if (!noTicks || now.getTime() < noTicks.from) return true;
      if (now.getTime() < noTicks.until) {
        withoutTicksSince ??= now;
        return false;
      }
      endNoTicks(now);
      return true;
    },
    get calm() {
      return isCalm();
    },
    get quiet() {
      const since = new Date(clock.now().getTime() - LATELY_MS);
      return isCalm() && !chronicle.faults.some(({ kind, at }) => SETBACKS.has(kind) && at > since);
    },
    offMs(at) {
      const isNear = skews.some(
        ({ from, until }) => at.getTime() > from - MOST_OFF_MS && at.getTime() < until + MOST_OFF_MS,
      );
      return isNear ? MOST_OFF_MS : 0;
    },
    outages,
    get hindrances() {
      return [...hindrances, ...outages.past.map((one) => ({ ...one, kind: "held-up" as const }))];
    },
    get calmAt() {
      return new Date(Math.max(clock.now().getTime() + LATELY_MS, regainedAt.getTime()));
    },
    async end() {
      isOver = true;
      telegram.faults.clear();
      await outages.ends(clock.now(), { early: true });
      if (wrong) apps.skew(wrong.index, 0);
      endSkew(clock.now());
      for (const id of life.held) telegram.release(id, "as-sent");
      life.held.clear();
      endNoTicks(clock.now());
      [isWrong, wrong, jump] = [false, undefined, undefined];
    },
  };
}

function wayOf({ status, html, cut, hang, afterEffect }: Fault): Way<"telegram"> {
  if (hang !== undefined) return "slow";
  if (cut) return afterEffect ? "answer lost" : "connection cut";
  if (html) return "HTML";
  return status === 429 ? "429" : "5xx";
}

function describe({ status, html, cut, hang, afterEffect }: Fault): string {
  if (hang !== undefined) return "slow";
  if (cut) return afterEffect ? "sent, and the answer lost" : "connection cut";
  return `${status}${html ? " in HTML" : ""}`;
}
