import { randomBytes } from "node:crypto";
import type { Db } from "../db/client.ts";

/**
 * The messages that one process has in hand. It alone knows for certain that it is still at one; the others see in the
 * database, by its name, whether it is still there at all.
 */
export class Hands {
  /** `application_name` of its connections. */
  readonly name: string;
  readonly #held = new Set<{ readonly id: bigint; readonly work: Promise<unknown> }>();
  readonly #unrecorded = new Map<bigint, number>();

  /** @param kind how the names of such processes begin; PostgreSQL cuts names at 63 bytes */
  constructor(kind: string) {
    this.name = `${kind} ${randomBytes(6).toString("hex")}`.slice(-63);
  }

  get held(): readonly bigint[] {
    return [...this.#held].map(({ id }) => id);
  }

  async hold<Result>(id: bigint, attempt: () => Promise<Result>): Promise<Result> {
    const held = { id, work: attempt() };
    this.#held.add(held);
    try {
      return await held.work;
    } finally {
      this.#held.delete(held);
    }
  }

  /** How often a message was sent and could not be put on record: it will come once more. */
  unrecorded(id: bigint): number {
    return this.#unrecorded.get(id) ?? 0;
  }

  async record<Result>(id: bigint, recording: () => Promise<Result>): Promise<Result> {
    try {
      const result = await recording();
      this.#unrecorded.delete(id);
      return result;
    } catch (error) {
      this.#unrecorded.set(id, this.unrecorded(id) + 1);
      throw error;
    }
  }

  /** Resolves when nothing is in hand. */
  async idle(): Promise<void> {
    while (this.#held.size > 0) await Promise.allSettled([...this.#held].map(({ work }) => work));
  }
}

/** How many processes deliver now, as far as the database sees. */
export async function countDelivering(db: Pick<Db, "$queryRaw">): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT application_name)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND application_name ~ '^teman-pulih [0-9a-f]{8} [0-9a-f]{12}$'`;
  return row?.count ?? 0;
}
