import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "../../clock.ts";
import { type Child, startChild } from "../child-process.ts";
import type { AppCommands, Holdings, Opening } from "./app-process.ts";
import type { KilledWay, Victim } from "./in-hand.ts";

/** How one process of the app ended although nobody had let it go, or did not do what it was there for. */
export type Ending =
  | { readonly kind: "killed" }
  /** After SIGTERM; real milliseconds until it was gone. Without an exit code a signal ended it. */
  | { readonly kind: "stopped"; readonly tookMs: number; readonly code: number | null }
  | { readonly kind: "by-itself" }
  /** It did not come to take work. */
  | { readonly kind: "not-begun"; readonly why: string }
  /** It said that it could not do what was asked, and was asked again. */
  | { readonly kind: "refused"; readonly what: string; readonly why: string };

export interface InstanceHooks {
  /** It stands still and is killed when this resolves. */
  onKill(victim: Omit<Victim, "others">): Promise<void>;
  /** Its web port is open and it takes work; or it is gone. */
  onPort(port: number, isOpen: boolean): void;
  onEnd(ending: Ending): void;
}

/** One process of the app. When it ends it is started again, as an operator's supervisor would. */
export interface Instance {
  /** The name with which it claims what it delivers; unknown while it starts. */
  readonly hands: string | undefined;
  moveTo(now: Date): Promise<void>;
  tick(): Promise<void>;
  audit(): Promise<void>;
  idle(): Promise<void>;
  /** Resolves when it says itself that everything it needs is there; whoever was asked to end is followed by the next. */
  recovered(): Promise<void>;
  metrics(): Promise<string>;
  holdings(): Promise<Holdings>;
  /** Milliseconds by which its clock is wrong from the next move on. */
  skew(milliseconds: number): void;
  /** In the middle of whatever it is doing in so many milliseconds. False when it was gone by then. */
  endIn(milliseconds: number, how: "SIGKILL" | "SIGTERM", way?: () => KilledWay): Promise<boolean>;
  /** At once. False when it was gone by then. */
  kill(way: KilledWay): Promise<boolean>;
  /** It ends and is not started again until `resume`; nothing may be asked of it meanwhile. */
  halt(how: "SIGKILL" | "SIGTERM"): Promise<void>;
  /** Resolves when the next process takes work. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

const MOST_TRIES = 40;
const AGAIN_AFTER_MS = 100;
const RECOVERED_WITHIN_MS = 60_000;
const BEGUN_WITHIN_MS = 60_000;
/** Longer than it may take. */
const ENDED_WITHIN_MS = 30_000;

export async function startInstance(
  opening: Omit<Opening, "now"> & { readonly exposesGc?: boolean },
  clock: { now(): Date },
  hooks: InstanceHooks,
  { endedWithinMs = ENDED_WITHIN_MS } = {},
): Promise<Instance> {
  let stopping = false;
  let halted = false;
  let skewMs = 0;
  let asked: { readonly child: Child<AppCommands>; readonly how: string; readonly at: number } | undefined;
  /** Loaded already, so that nothing stands still while the next one loads what it consists of. */
  let spare: Child<AppCommands> | undefined;
  const wrongNow = (at: Date): string => new Date(at.getTime() + skewMs).toISOString();
  let running = launch();
  await running.opened;

  interface Running {
    readonly child: Child<AppCommands>;
    readonly launchedAt: Date;
    readonly opened: Promise<number>;
    hands: string | undefined;
  }

  function load(): Child<AppCommands> {
    return startChild<AppCommands>(new URL("app-process.ts", import.meta.url), {
      execArgv: opening.exposesGc ? ["--expose-gc"] : [],
    });
  }

  function launch(): Running {
    const child = spare?.alive ? spare : load();
    spare = undefined;
    const launchedAt = systemClock.now();
    const opened = child.call("open", { ...opening, now: wrongNow(clock.now()) }).then(({ port, hands }) => {
      one.hands = hands;
      if (child.alive) hooks.onPort(port, true);
      return port;
    });
    const one: Running = { child, launchedAt, opened, hands: undefined };
    const enough = killAfter(child, BEGUN_WITHIN_MS);
    // Without its database it does not start: its supervisor tries again.
    opened.then(
      () => {
        enough();
        if (!stopping) spare ??= load();
      },
      () => child.kill(),
    );
    void child.ended.then(async () => {
      const why = await opened.then(
        (port) => {
          hooks.onPort(port, false);
          return undefined;
        },
        (error: unknown) => describe(error),
      );
      if (stopping) return;
      if (why === undefined) hooks.onEnd(await endingOf(child));
      else {
        if (asked?.child !== child) hooks.onEnd({ kind: "not-begun", why });
        await wait(AGAIN_AFTER_MS);
      }
      // Whoever resumed it meanwhile has begun the next.
      if (!stopping && !halted && running === one) running = launch();
    });
    return one;
  }

  async function endingOf(child: Child<AppCommands>): Promise<Ending> {
    if (asked?.child !== child) return { kind: "by-itself" };
    const { how, at } = asked;
    if (how === "SIGKILL") return { kind: "killed" };
    const tookMs = performance.now() - at;
    return { kind: "stopped", tookMs, code: await child.ended };
  }

  async function end(one: Running, how: "SIGKILL" | "SIGTERM", way?: KilledWay): Promise<void> {
    const { child } = one;
    asked = { child, how, at: performance.now() };
    if (how === "SIGKILL") {
      child.kill("SIGSTOP");
      await hooks.onKill({ ...one, ...(way && { way }) });
    }
    child.kill(how);
    killAfter(child, endedWithinMs);
  }

  /** A call to a process that ended meanwhile is made again to the next one. */
  async function call<K extends "tick" | "idle" | "audit" | "moveTo">(
    command: K,
    input: Parameters<AppCommands[K]>[0],
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { child, opened } = running;
      try {
        await opened;
        return await child.call(command, input as never);
      } catch (error) {
        if (attempt === MOST_TRIES) throw error;
        // An error that it has told, as while its database is away; or its end.
        if (child.alive) {
          hooks.onEnd({ kind: "refused", what: command, why: describe(error) });
          await wait(AGAIN_AFTER_MS);
          continue;
        }
        await child.ended;
        while (running.child === child) await wait(AGAIN_AFTER_MS / 10);
      }
    }
  }

  async function fetchFrom(path: string): Promise<string> {
    return await (await fetch(`http://127.0.0.1:${await running.opened}${path}`)).text();
  }

  /** Asks until there is an answer that is enough: while one process goes and the next comes nobody answers. */
  async function ask(path: string, isEnough: (text: string) => boolean): Promise<string> {
    for (const began = performance.now(); ; await wait(AGAIN_AFTER_MS / 2)) {
      const text = await fetchFrom(path).catch(() => undefined);
      if (text !== undefined && isEnough(text)) return text;
      if (performance.now() - began > RECOVERED_WITHIN_MS)
        throw new Error(`the app does not recover: ${path}`);
    }
  }

  return {
    get hands() {
      return running.hands;
    },
    moveTo: async (to) => await call("moveTo", { now: wrongNow(to) }),
    tick: async () => await call("tick", {}),
    audit: async () => await call("audit", {}),
    idle: async () => await call("idle", {}),
    async recovered() {
      // Whoever is asked to stop answers until it is gone.
      while (asked?.child === running.child) await wait(AGAIN_AFTER_MS / 10);
      // Of a webhook it says what the auditor's last look found, and the next comes on the simulated clock.
      const webhooks = opening.updates.kind === "webhook" ? ["telegram"] : [];
      await ask("/readyz", (text) => ["ready", ...webhooks].includes(text));
    },
    metrics: async () => await ask("/metrics", () => true),
    holdings: async () => {
      await running.opened;
      return await running.child.call("holdings", {});
    },
    skew(milliseconds) {
      skewMs = milliseconds;
    },
    async endIn(milliseconds, how, way) {
      const { child } = running;
      await wait(milliseconds);
      if (!child.alive || stopping || asked?.child === child) return false;
      await end(running, how, way?.());
      return true;
    },
    async kill(way) {
      const { child } = running;
      if (!child.alive || stopping || asked?.child === child) return false;
      await end(running, "SIGKILL", way);
      return true;
    },
    async halt(how) {
      halted = true;
      const { child } = running;
      // Whoever is killed just now has not failed to stop.
      if (child.alive && asked?.child !== child) await end(running, how);
      await child.ended;
    },
    async resume() {
      halted = false;
      running = launch();
      await running.opened;
    },
    async stop() {
      stopping = true;
      killAfter(running.child, endedWithinMs);
      await Promise.all([running.child.stop(), spare?.stop()]);
    },
  };
}

/** Whoever waits for one that does not come to its end, or to take work, would wait for ever. */
function killAfter(child: Child<AppCommands>, milliseconds: number): () => void {
  const timer = setTimeout(() => child.kill(), milliseconds);
  const enough = () => clearTimeout(timer);
  void child.ended.then(enough);
  return enough;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
