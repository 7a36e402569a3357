import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Db } from "../db/client.ts";

export interface Metrics {
  readonly updates: Counter<"outcome">;
  readonly deliveries: Counter<"outcome">;
  text(): Promise<string>;
  readonly contentType: string;
}

/** Counts only: no label ever names a person, an answer or a text. */
export function createMetrics(db: Db): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
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
  new Gauge({
    name: "teman_pulih_outbox_pending",
    help: "Messages that have not left yet.",
    registers,
    async collect() {
      this.set(await db.outboxMessage.count({ where: { state: "pending" } }));
    },
  });
  new Gauge({
    name: "teman_pulih_alerts_undelivered",
    help: "Open alerts about which nobody could be told.",
    registers,
    async collect() {
      this.set(await db.alert.count({ where: { state: { not: "closed" }, undeliveredAt: { not: null } } }));
    },
  });
  return { updates, deliveries, text: () => registry.metrics(), contentType: registry.contentType };
}
