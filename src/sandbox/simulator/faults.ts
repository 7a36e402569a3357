import { setTimeout as wait } from "node:timers/promises";
import type { Fault, PlannedFault } from "../telegram/faults.ts";
import type { Telegram } from "../telegram/telegram.ts";
import type { Message } from "../telegram/wire.ts";
import { createAmbush } from "./ambush.ts";
import type { Ambushed, Arrivals, MessageId } from "./arrivals.ts";
import { between, type Chance, shares, weighted } from "./chance.ts";
import type { DatabaseServer } from "./database-server.ts";
import type { FaultKind } from "./fault-kinds.ts";
import type { HandsShaken } from "./in-hand.ts";
import type { Life } from "./life.ts";
import { createOutages, type Outages } from "./outages.ts";
import type { SimulatedApps } from "./simulated-apps.ts";
import type { Way } from "./tally.ts";
import type { Hindrance } from "./tries.ts";
import { createWrongClocks } from "./wrong-clocks.ts";

/** Shares of the instants at which something happens. */
const KILL = 0.01;
/** From then on, until somebody meets it. */
const TELEGRAM = 0.01;
const REDELIVER = 0.02;
/** Of these, where several processes take updates: while the first is still being handled. */
const AT_ONCE = 0.3;
const DATABASE = 0.006;
/** From then on, until a message of the outbox goes out. */
const AMBUSH = 0.003;
const LATEST_END_MS = 120;
/** Of the ends of processes. */
const SIGKILL = 0.8;
/** The longest lease, and what is tried again afterwards. */
const LATELY_MS = 15 * 60_000;
/** After these something waits for a lease or a next attempt. */
const SETBACKS: ReadonlySet<string> = new Set(["kill", "telegram", "database", "clock"]);

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
  /** Before something goes away: nobody is killed any more by what they have yet to meet. */
  callOff(): Promise<void>;
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
  const clocks = createWrongClocks(chance, intensity, { apps, clock, chronicle });
  const outages = createOutages(chance, intensity, { apps, telegram, server, hands, life });
  const databaseFaults = DATABASE_FAULTS.filter(([name]) => name !== "full" || server.canFill);
  /** By method, what waits for somebody to meet it. */
  const spoils = new Map<string, PlannedFault>();
  let striking: Promise<void>[] = [];
  let harassed = false;
  /** Whether everything that this instant brought about has come to rest. */
  let atRest = true;
  let isOver = false;

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
    if (strike.kind === "redelivery") {
      const way = strike.atOnce ? "an update twice at once" : "an update twice";
      return chronicle.fault("doubles", way, way.replace("update", "update comes"));
    }
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
    // Mostly soon: much of what an instant brings about is over by then.
    const inMs = Math.floor(LATEST_END_MS * chance(at, "when") ** 2);
    await apps.endIn(index, inMs, how, () => (atRest ? "killed at rest" : "killed at work"));
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

  const often = (share: number) => Math.min(1, share * intensity);

  /** At an instant. */
  function expect(): void {
    if (kinds.has("kill")) {
      chronicle.expects("kill", "killed at work", often(KILL) * SIGKILL);
      chronicle.expects("kill", "asked to stop", often(KILL) * (1 - SIGKILL));
      chronicle.expects("kill", "between sending and recording", often(AMBUSH));
    }
    if (kinds.has("telegram"))
      for (const spoil of SPOILS)
        chronicle.expects("telegram", wayOf(spoil), often(TELEGRAM) / SPOILS.length);
    if (kinds.has("doubles")) {
      const atOnce = apps.count > 1 ? AT_ONCE : 0;
      chronicle.expects("doubles", "an update twice", often(REDELIVER) * (1 - atOnce));
      chronicle.expects("doubles", "an update twice at once", often(REDELIVER) * atOnce);
    }
    if (kinds.has("database"))
      for (const [way, share] of shares(databaseFaults))
        chronicle.expects("database", way, often(DATABASE) * share);
  }

  const isCalm = () => clocks.right && !outages.isFelt(clock.now());

  return {
    planDay(now) {
      if (kinds.has("outages")) outages.planDay(now);
      if (kinds.has("clock")) clocks.planDay(now);
    },
    async strike(now) {
      if (isOver || outages.current !== undefined) return;
      atRest = false;
      const at = now.toISOString();
      expect();
      if (kinds.has("kill") && chance(at, "kill") < KILL * intensity) striking.push(strikeApp(at));
      if (kinds.has("kill") && chance(at, "ambush") < AMBUSH * intensity) ambush.plan();
      if (kinds.has("telegram") && chance(at, "telegram") < TELEGRAM * intensity) strikeTelegram(at);
      if (kinds.has("doubles") && chance(at, "redeliver") < REDELIVER * intensity)
        telegram.faults.redeliver(between(chance(at, "redeliver-times"), 1, 5), {
          atOnce: apps.count > 1 && chance(at, "redeliver-at-once") < AT_ONCE,
        });
      if (kinds.has("database") && chance(at, "database") < DATABASE * intensity) await strikeDatabase(at);
    },
    async relent() {
      atRest = true;
      await ambush.over();
      await Promise.all(striking);
      striking = [];
      if (!harassed) return;
      harassed = false;
      server.slow(0);
      await server.back();
      if (outages.current !== "database") await apps.recovered();
      await hands.databaseIsBack();
    },
    callOff: async () => await ambush.callOff(),
    jumped: (to) => clocks.jumped(to),
    ticks: (now) => clocks.ticks(now),
    get calm() {
      return isCalm();
    },
    get quiet() {
      const since = new Date(clock.now().getTime() - LATELY_MS);
      return isCalm() && !chronicle.faults.some(({ kind, at }) => SETBACKS.has(kind) && at > since);
    },
    offMs: (at) => clocks.offMs(at),
    outages,
    get hindrances() {
      return [...clocks.hindrances, ...outages.past.map((one) => ({ ...one, kind: "held-up" as const }))];
    },
    get calmAt() {
      return new Date(Math.max(clock.now().getTime() + LATELY_MS, clocks.rightAt.getTime()));
    },
    async end() {
      isOver = true;
      telegram.faults.clear();
      await outages.ends(clock.now(), { early: true });
      for (const id of life.held) telegram.release(id, "as-sent");
      life.held.clear();
      clocks.end();
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
