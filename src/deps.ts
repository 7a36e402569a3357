import type { Logger } from "pino";
import type { Db } from "./db/client.ts";
import type { Sealer } from "./db/seal.ts";
import type { Instrument } from "./domain/instrument.ts";

/** What every verb may need. Time is not among them: it is an argument. */
export interface Deps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly log: Logger;
}
