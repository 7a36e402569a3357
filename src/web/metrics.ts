import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Db } from "../db/client.ts";
import { LAST_TICK } from "../last-tick.ts";

export interface Metrics {
  readonly updates: Counter<"outcome">;
  readonly deliveries: Counter<"outcome">;
  /** Seconds since 1970. */
  readonly lastTick: Gauge;
  readonly processes: Gauge;
  text(): Promise<string>;
  readonly contentType: string;
}

/** Counts only: no label ever names a person, an answer or a text. */
export function createMetrics(db: Db): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const updates = new Counter({
    name: "teman_pulih_updates_total",
    help: "Updates from Telegram by how they ended.",
    labelNames: ["outcome"],
    registers,
  });
  const deliveries = new Counter({
    name: "teman_pulih_deliveries_total",
    help: "Attempts to deliver outbox messages by how they ended.",
    labelNames: ["outcome"],
    registers,
  });
  const lastTick = new Gauge({
    name: LAST_TICK,
    help: "When all due work was last done without an error, in seconds since 1970.",
    registers,
  });
  const processes = new Gauge({
    name: "teman_pulih_processes",
    help: "Processes that deliver for this bot and share what Telegram allows, as of the last tick.",
    registers,
  });
  const counted = (name: string, help: string, count: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        // Without the database this figure is missing, and the others are needed most.
        this.set(await count().catch(() => Number.NaN));
      },
    });
  counted("teman_pulih_outbox_pending", "Messages that have not left yet.", async () => {
    // Raw, here and below: PostgreSQL does not use its partial index for the query that Prisma writes.
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM outbox WHERE state = 'pending'`;
    return row?.count ?? Number.NaN;
  });
  counted("teman_pulih_alerts_undelivered", "Open alerts about which nobody could be told.", async () => {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM alerts WHERE state <> 'closed' AND undelivered_at IS NOT NULL`;
    return row?.count ?? Number.NaN;
  });
  return {
    updates,
    deliveries,
    lastTick,
    processes,
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
