import type { Clock } from "../../clock.ts";
import type { Agenda } from "./agenda.ts";
import type { Chance } from "./chance.ts";
import type { Record } from "./record.ts";

/** What simulated people live with. */
export interface Life {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly record: Record;
  /** People tap twice now and then. */
  readonly doubles: boolean;
}
