import { Pool, type PoolClient } from "pg";

type Connected = Parameters<Pool["connect"]>[0];

/**
 * The connection on which graphile-worker listens is given back twice when it fails while the worker stops, in a promise
 * that nobody waits for: the second time would end the process.
 */
export class QueuePool extends Pool {
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
