import type { Clock } from "../../clock.ts";
import { badRequest } from "./errors.ts";

interface OpenQuery {
  readonly userId: number;
  readonly chatId: number;
}

export interface CallbackQueries {
  /** The new query's id. */
  open(query: OpenQuery): string;
  /** @throws ApiError when there is none of that id, or it was answered before, or has waited too long. */
  close(queryId: string): OpenQuery;
}

/** A bot that never answers must not make this grow for ever. */
const KEEP = 10_000;
/** Telegram does not say after how long it forgets a tap: bots have met it after some seconds, and after some minutes. */
const ANSWERABLE_MS = 3 * 60_000;

export function createCallbackQueries(clock: Clock): CallbackQueries {
  const queries = new Map<string, OpenQuery & { readonly at: number }>();
  let made = 0;
  return {
    open(query) {
      made += 1;
      const id = String(4_100_000_000_000_000 + made);
      queries.set(id, { ...query, at: clock.now().getTime() });
      if (queries.size > KEEP) {
        const [oldest] = queries.keys();
        if (oldest !== undefined) queries.delete(oldest);
      }
      return id;
    },
    close(queryId) {
      const query = queries.get(queryId);
      queries.delete(queryId);
      if (!query || clock.now().getTime() - query.at > ANSWERABLE_MS)
        throw badRequest("query is too old and response timeout expired or query ID is invalid");
      return query;
    },
  };
}
