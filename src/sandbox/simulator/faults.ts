import type { Fault } from "../telegram/faults.ts";
import type { Telegram } from "../telegram/telegram.ts";
import { between, type Chance } from "./chance.ts";
import type { SimulatedApp } from "./simulated-app.ts";

/** What can go wrong, each to be switched on by its name. */
export const FAULTS = {
  kill: "the app's process is killed in the middle of what it does",
  telegram: "Telegram is slow, refuses, answers with HTML, or its answer is lost after the message went out",
  doubles: "people tap twice",
} as const;

export type FaultKind = keyof typeof FAULTS;

/** Shares of the instants at which something happens. */
const KILL = 0.01;
const TELEGRAM = 0.02;
const LATEST_KILL_MS = 120;

const SPOILS: readonly { readonly fault: Fault; readonly mayDouble?: true }[] = [
  { fault: { status: 429, parameters: { retry_after: 1 } } },
  { fault: { status: 500 } },
  { fault: { status: 502, html: true } },
  { fault: { cut: true } },
  { fault: { hang: 150 } },
  { fault: { cut: true, afterEffect: true }, mayDouble: true },
];
const METHODS = ["sendMessage", "editMessageText", "answerCallbackQuery"] as const;

export interface FaultPlan {
  /** Before what happens at this instant. */
  strike(now: Date): void;
  /** After it: whatever did not come to pass is called off. */
  relent(): void;
  /** Messages that may have gone out twice because of it. */
  readonly allowedDoubles: number;
}

export function createFaultPlan(
  chance: Chance,
  kinds: ReadonlySet<FaultKind>,
  { app, telegram }: { readonly app: SimulatedApp; readonly telegram: Telegram },
): FaultPlan {
  let lostAnswers = 0;
  return {
    strike(now) {
      const at = now.toISOString();
      if (kinds.has("kill") && chance(at, "kill") < KILL)
        app.killIn(between(chance(at, "kill-when"), 0, LATEST_KILL_MS));
      if (kinds.has("telegram") && chance(at, "telegram") < TELEGRAM) {
        const spoil = SPOILS[between(chance(at, "spoil"), 0, SPOILS.length - 1)];
        const method = METHODS[between(chance(at, "method"), 0, METHODS.length - 1)];
        if (!spoil || !method) throw new Error("nothing to spoil");
        const times = between(chance(at, "times"), 1, 3);
        telegram.faults.next({ method }, spoil.fault, times);
        if (spoil.mayDouble && method === "sendMessage") lostAnswers += times;
      }
    },
    relent() {
      telegram.faults.clear();
    },
    get allowedDoubles() {
      return lostAnswers + app.kills;
    },
  };
}
