import { badRequest } from "./errors.ts";

interface OpenQuery {
  readonly userId: number;
  readonly chatId: number;
}

export interface CallbackQueries {
  /** The new query's id. */
  open(query: OpenQuery): string;
  /** @throws ApiError when there is none of that id or it was answered before. */
  close(queryId: string): OpenQuery;
}

/** A bot that never answers must not make this grow for ever. */
const KEEP = 10_000;

export function createCallbackQueries(): CallbackQueries {
  const queries = new Map<string, OpenQuery>();
  let made = 0;
  return {
    open(query) {
      made += 1;
      const id = String(4_100_000_000_000_000 + made);
      queries.set(id, query);
      if (queries.size > KEEP) {
        const [oldest] = queries.keys();
        if (oldest !== undefined) queries.delete(oldest);
      }
      return id;
    },
    close(queryId) {
      const query = queries.get(queryId);
      if (!query) throw badRequest("query is too old and response timeout expired or query ID is invalid");
      queries.delete(queryId);
      return query;
    },
  };
}
