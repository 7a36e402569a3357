import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { type App, startApp } from "../app.ts";
import type { PerPerson } from "../bot/flood.ts";
import type { Db } from "../db/client.ts";
import type { Sealer } from "../db/seal.ts";
import { freePort } from "../free-port.ts";
import type { Instruments } from "../instruments/index.ts";
import type { MovableClock } from "./movable-clock.ts";
import { nextDue } from "./next-due.ts";
import type { Telegram } from "./telegram/telegram.ts";

export interface WorldOptions {
  readonly database: { readonly url: string; readonly db: Db };
  readonly sealer: Sealer;
  readonly instruments: Instruments;
  readonly telegram: Telegram;
  readonly clock: MovableClock;
  readonly log: Logger;
  readonly updates?: "polling" | "webhook";
  /** Where Telegram delivers in webhook mode; the app's own port unless something stands between them. */
  readonly webhookUrl?: string;
  /** How long a call to Telegram may take. */
  readonly callSeconds?: number;
  /** How long help waits for the database. */
  readonly helpWaitsMs?: number;
  readonly onFatal?: () => void;
  /** Whoever gives one audits as the clock moves: an auditor that has not looked for a while keeps it silent. */
  readonly heartbeatUrl?: string;
  /** Nobody restores a sandbox: kept where a story is about it. */
  readonly departuresPath?: string;
  readonly messagesPerSecond?: number;
  /** How much one account may send; no limit unless a story is about it. */
  readonly perPerson?: PerPerson;
  /** How long to wait for what is under way, on a machine that has other things to do. */
  readonly settleWithinMs?: number;
}

export const WEBHOOK_SECRET = "local-webhook-secret";
const SETTLING_STEP_MS = 5;
/** What is in another process's hands is not seen from here. */
const LOOK_AGAIN_MS = 1000;
/** A limit for what hangs: on a busy machine, or one that sleeps for a moment, a lot may have to leave first. */
const SETTLE_WITHIN_MS = 120_000;

/** The real app beside a local Telegram, on a clock that can be moved: days pass in seconds, nothing is left out. */
export class World {
  readonly #options: WorldOptions;
  #app: App;

  private constructor(options: WorldOptions, app: App) {
    this.#options = options;
    this.#app = app;
  }

  static async start(options: WorldOptions): Promise<World> {
    return new World(options, await launch(options));
  }

  get app(): App {
    return this.#app;
  }

  get database(): WorldOptions["database"] {
    return this.#options.database;
  }

  get db(): Db {
    return this.#options.database.db;
  }

  get telegram(): Telegram {
    return this.#options.telegram;
  }

  get clock(): MovableClock {
    return this.#options.clock;
  }

  /** Moves the clock to `to`, stopping at every instant at which something is due on the way. */
  async advanceTo(to: Date): Promise<void> {
    await this.settle();
    for (;;) {
      const due = await nextDue(this.db);
      if (!due || due > to) break;
      this.clock.moveTo(due);
      await this.app.tick();
      await this.settle();
    }
    this.clock.moveTo(to);
    await this.app.tick();
    await this.settle();
  }

  async advance({
    days = 0,
    hours = 0,
    minutes = 0,
  }: {
    days?: number;
    hours?: number;
    minutes?: number;
  }): Promise<void> {
    const milliseconds = ((days * 24 + hours) * 60 + minutes) * 60_000;
    await this.advanceTo(new Date(this.clock.now().getTime() + milliseconds));
  }

  /**
   * Resolves when everything that happened has had its consequences: updates are handled, screens are
   * shown, and no message is waiting to leave, except those that Telegram asked to be sent later, and what waits for one.
   */
  async settle(): Promise<void> {
    const withinMs = this.#options.settleWithinMs ?? SETTLE_WITHIN_MS;
    for (const began = performance.now(); ; ) {
      await this.telegram.settled({ withinMs });
      await this.app.lanes.idle();
      const [row] = await this.db.$queryRaw<{ busy: boolean }[]>`
        SELECT EXISTS (SELECT FROM outbox o
                       WHERE state = 'pending' AND error IS NULL AND intended_at <= ${this.clock.now()}
                         AND NOT EXISTS (SELECT FROM outbox earlier
                                         WHERE earlier.sequence = o.sequence AND earlier.id < o.id AND earlier.state = 'pending'))
            -- Also one whose message is on record already: what waited for it and what it replaces are still to be seen to.
            OR EXISTS (SELECT FROM graphile_worker.jobs
                       WHERE locked_at IS NOT NULL
                          OR (task_identifier = 'clear-chat' AND run_at <= clock_timestamp())) AS busy`;
      if (!row?.busy) return;
      if (performance.now() - began > withinMs) throw new Error(await this.#whatIsUnderWay(withinMs));
      await wait(SETTLING_STEP_MS);
      await Promise.race([this.app.hands.idle(), wait(LOOK_AGAIN_MS, undefined, { ref: false })]);
    }
  }

  async #whatIsUnderWay(withinMs: number): Promise<string> {
    const left = await this.db.outboxMessage.findMany({
      where: { state: "pending", error: null, intendedAt: { lte: this.clock.now() } },
      orderBy: { id: "asc" },
      take: 5,
    });
    const messages = left.map(({ id, kind, attempts, intendedAt, dueAt, claimedBy }) =>
      [id, kind, `attempts ${attempts}`, intendedAt.toISOString(), dueAt.toISOString(), claimedBy].join(" "),
    );
    return `Not settled within ${withinMs} ms: ${messages.join("; ") || "a job is under way"}`;
  }

  /** Another process on the same database: a deploy, or a restart after a crash. */
  async restart(changes: Partial<Pick<WorldOptions, "instruments" | "database">> = {}): Promise<void> {
    const { port } = this.#app;
    await this.#app.stop();
    Object.assign(this.#options, changes);
    this.#app = await launch(this.#options, port);
  }

  async stop(): Promise<void> {
    await this.#app.stop();
  }
}

/** `formerPort`: where Telegram goes on to deliver while the next process starts. */
async function launch(options: WorldOptions, formerPort?: number): Promise<App> {
  const { telegram, updates = "polling", webhookUrl, settleWithinMs: _, ...rest } = options;
  const port = updates === "webhook" ? (formerPort ?? (await freePort())) : 0;
  const publicUrl = webhookUrl ?? `http://127.0.0.1:${port}`;
  return await startApp({
    ...rest,
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    updates:
      updates === "polling" ? { kind: "polling" } : { kind: "webhook", publicUrl, secret: WEBHOOK_SECRET },
    host: "127.0.0.1",
    port,
    manualTick: true,
  });
}
