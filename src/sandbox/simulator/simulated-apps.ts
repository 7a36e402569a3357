import { type RoundRobin, startRoundRobin } from "../round-robin.ts";
import { WEBHOOK_SECRET } from "../world.ts";
import type { Holdings, Opening } from "./app-process.ts";
import type { KilledWay, Victim } from "./in-hand.ts";
import { type Ending, type Instance, startInstance } from "./instance.ts";

/** The app's processes: one that polls, or several behind a proxy that spreads the updates of each chat over them. */
export interface SimulatedApps {
  readonly count: number;
  moveTo(now: Date): Promise<void>;
  /** One in turn, as each wakes by itself; or all together, for the same work. */
  tick(together: boolean): Promise<void>;
  audit(): Promise<void>;
  /** Resolves when every screen is shown, and no attempt to deliver something is under way. */
  idle(): Promise<void>;
  /** Resolves when each says that it has what it needs. */
  recovered(): Promise<void>;
  /** How many of them got updates since this was last asked. */
  takers(): number;
  metrics(): Promise<readonly string[]>;
  holdings(): Promise<readonly Holdings[]>;
  /** Milliseconds by which one of them is wrong about the time. */
  skew(index: number, milliseconds: number): void;
  /** SIGKILL or SIGTERM to one of them, in the middle of whatever it is doing in so many milliseconds; then it is asked for the way. */
  endIn(
    index: number,
    milliseconds: number,
    how: "SIGKILL" | "SIGTERM",
    way?: () => KilledWay,
  ): Promise<boolean>;
  /** The one that claims under this name, at once. False when it is gone. */
  kill(hands: string, way: KilledWay): Promise<boolean>;
  /** All of them end, and none is there until `resume`: what is asked of them meanwhile is not done. */
  halt(how: "SIGKILL" | "SIGTERM"): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSimulatedApps(
  opening: Omit<Opening, "now" | "updates"> & { readonly exposesGc?: boolean },
  {
    instances: count,
    clock,
    onEnd,
    onKill = async () => undefined,
    start = startInstance,
  }: {
    readonly instances: number;
    readonly clock: { now(): Date };
    readonly onEnd: (ending: Ending) => void;
    /** One stands still and is killed when this resolves. */
    readonly onKill?: (victim: Victim) => Promise<void>;
    readonly start?: typeof startInstance;
  },
): Promise<SimulatedApps> {
  const proxy = count > 1 ? await startRoundRobin() : undefined;
  const updates = updatesFrom(proxy);
  const indexOf = new Map<number, number>();
  let servedBefore: ReadonlyMap<number, number> = new Map();
  const onPortOf =
    (index: number) =>
    (port: number, isOpen: boolean): void => {
      indexOf.set(port, index);
      if (isOpen) proxy?.ports.push(port);
      else proxy?.ports.splice(proxy.ports.indexOf(port), 1);
    };
  const all: Instance[] = [];
  const onKillOf = (index: number) => async (victim: Omit<Victim, "others">) => {
    const others = all.flatMap(({ hands }, other) => (other === index || hands === undefined ? [] : [hands]));
    await onKill({ ...victim, others });
  };
  for (let index = 0; index < count; index++)
    all.push(
      await start({ ...opening, updates }, clock, {
        onPort: onPortOf(index),
        onEnd,
        onKill: onKillOf(index),
      }),
    );
  let halted = false;
  let turn = 0;
  const each = async (work: (instance: Instance) => Promise<void>): Promise<void> => {
    if (!halted) await Promise.all(all.map(work));
  };
  const one = (index: number): Instance => {
    const instance = all[index % all.length];
    if (!instance) throw new Error("no instance");
    return instance;
  };
  return {
    count,
    moveTo: async (now) => await each((instance) => instance.moveTo(now)),
    async tick(together) {
      const inTurn = one(turn++);
      await each(async (instance) => {
        if (together || instance === inTurn) await instance.tick();
      });
    },
    audit: async () => await each((instance) => instance.audit()),
    idle: async () => await each((instance) => instance.idle()),
    recovered: async () => await each((instance) => instance.recovered()),
    takers() {
      const served = new Map(proxy?.served);
      const took = [...served].filter(([port, count]) => count > (servedBefore.get(port) ?? 0));
      servedBefore = served;
      return new Set(took.map(([port]) => indexOf.get(port))).size;
    },
    metrics: async () => await Promise.all(all.map((instance) => instance.metrics())),
    holdings: async () => await Promise.all(all.map((instance) => instance.holdings())),
    skew: (index, milliseconds) => one(index).skew(milliseconds),
    endIn: async (index, milliseconds, how, way) => await one(index).endIn(milliseconds, how, way),
    kill: async (hands, way) => (await all.find((instance) => instance.hands === hands)?.kill(way)) ?? false,
    async halt(how) {
      await each((instance) => instance.halt(how));
      halted = true;
    },
    async resume() {
      halted = false;
      await each((instance) => instance.resume());
    },
    async stop() {
      halted = false;
      await each((instance) => instance.stop());
      await proxy?.stop();
    },
  };
}

function updatesFrom(proxy: RoundRobin | undefined): Opening["updates"] {
  return proxy ? { kind: "webhook", publicUrl: proxy.url, secret: WEBHOOK_SECRET } : { kind: "polling" };
}
