import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { startTown, type Town, type TownOptions } from "./town.ts";

/** A town whose heartbeat somebody listens to. */
export interface Watched {
  readonly town: Town;
  /** How often the next tick pings. */
  beats(): Promise<number>;
  /** What /readyz says. */
  readiness(): Promise<string>;
}

/** Closed when the test that asks for it has finished. */
export async function startWatched(options: TownOptions = {}): Promise<Watched> {
  let pings = 0;
  const watcher = createServer((_, response) => {
    pings += 1;
    response.end();
  }).listen(0, "127.0.0.1");
  await once(watcher, "listening");
  const heartbeatUrl = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/ping`;
  const town = await startTown({ ...options, heartbeatUrl });
  onTestFinished(async () => {
    await town.close();
    watcher.close();
  });
  return {
    town,
    async beats() {
      const before = pings;
      await town.world.app.tick();
      return pings - before;
    },
    async readiness() {
      return await (await fetch(`http://127.0.0.1:${town.world.app.port}/readyz`)).text();
    },
  };
}
