import { setTimeout as wait } from "node:timers/promises";
import { type Child, startChild } from "../child-process.ts";
import type { AppCommands, Opening } from "./app-process.ts";

/** The app's process. When it was killed it is started again, as an operator's supervisor would. */
export interface SimulatedApp {
  /** Times it was killed. */
  readonly kills: number;
  moveTo(now: Date): Promise<void>;
  tick(): Promise<void>;
  audit(): Promise<void>;
  /** Resolves when every screen is shown. */
  idle(): Promise<void>;
  /** SIGKILL, in the middle of whatever it is doing in so many milliseconds. */
  killIn(milliseconds: number): void;
  stop(): Promise<void>;
}

const MOST_TRIES = 20;

export async function startSimulatedApp(
  opening: Omit<Opening, "now">,
  clock: { now(): Date },
): Promise<SimulatedApp> {
  let kills = 0;
  let stopping = false;
  let running = launch();
  await running.ready;

  function launch(): { readonly child: Child<AppCommands>; readonly ready: Promise<void> } {
    const child = startChild<AppCommands>(new URL("app-process.ts", import.meta.url));
    const ready = child.call("open", { ...opening, now: clock.now().toISOString() });
    // Whoever calls learns of it; the next one is started all the same.
    ready.catch(() => undefined);
    void child.ended.then(() => {
      if (!stopping) running = launch();
    });
    return { child, ready };
  }

  /** A call to a process that was killed meanwhile is made again to the next one. */
  async function call<K extends "tick" | "idle" | "audit" | "moveTo">(
    command: K,
    input: Parameters<AppCommands[K]>[0],
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { child, ready } = running;
      try {
        await ready;
        return await child.call(command, input as never);
      } catch (error) {
        if (attempt === MOST_TRIES || child.alive) throw error;
        await child.ended;
      }
    }
  }

  return {
    get kills() {
      return kills;
    },
    moveTo: async (to) => await call("moveTo", { now: to.toISOString() }),
    tick: async () => await call("tick", {}),
    audit: async () => await call("audit", {}),
    idle: async () => await call("idle", {}),
    killIn(milliseconds) {
      const { child } = running;
      void wait(milliseconds).then(() => {
        if (!child.alive || stopping) return;
        kills += 1;
        child.kill();
      });
    },
    async stop() {
      stopping = true;
      await running.child.stop();
    },
  };
}
