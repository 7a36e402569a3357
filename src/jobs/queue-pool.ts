import { type Client, Pool, type PoolClient, type PoolConfig } from "pg";

type Connected = Parameters<Pool["connect"]>[0];

const SILENT = "Query read timeout";

/** The pool of graphile-worker (0.18.0), which gives connections back in ways that a pool does not expect. */
export class QueuePool extends Pool {
  constructor(config: PoolConfig) {
    super(config);
    this.on("connect", endWhenSilent);
  }

  /**
   * The connection on which it listens is given back twice when it fails while the worker stops, in a promise
   * that nobody waits for: the second time would end the process.
   */
  override connect(): Promise<PoolClient>;
  override connect(connected: Connected): void;
  override connect(connected?: Connected): Promise<PoolClient> | undefined {
    if (!connected) return super.connect();
    super.connect((error, client, release) => {
      let isReleased = false;
      connected(error, client, (destroy) => {
        if (!isReleased) release(destroy);
        isReleased = true;
      });
    });
    return undefined;
  }
}

/**
 * graphile-worker gives back a connection that did not answer as if it were well; it would be used again and again until the
 * system gives it up after a quarter of an hour. A connection that is ending is not used again.
 */
function endWhenSilent(client: PoolClient): void {
  const query = client.query as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const answer = Reflect.apply(query, client, args);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        if (error instanceof Error && error.message === SILENT)
          void (client as PoolClient & Pick<Client, "end">).end();
      });
    return answer;
  }) as typeof client.query;
}
