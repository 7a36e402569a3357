import type { Clock } from "../../clock.ts";
import type { Agenda } from "./agenda.ts";
import type { Chance } from "./chance.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Record } from "./record.ts";
import type { Outage } from "./tally.ts";

/** What simulated people live with. */
export interface Life {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly record: Record;
  readonly chronicle: Chronicle;
  /** People tap twice now and then. */
  readonly doubles: boolean;
  /** Accounts whose updates wait inside Telegram: whoever taps sees nothing come of it. */
  readonly held: Set<number>;
  /** Why nothing comes of what anybody does, if it is so. */
  readonly silence: { current: Outage | undefined };
  /** How long a screen is waited for where most that are late never come; else much longer. */
  readonly patienceMs?: number;
}
