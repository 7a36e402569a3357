import { type PhaseFacts, phaseOn } from "./cadence.ts";
import type { LocalDay } from "./calendar.ts";
import type { Answers } from "./instrument.ts";
import { isAlarming, type Tier } from "./tier.ts";

/** What is known of the days before one on which the short form might do. */
export interface Lately {
  /** Of the last check-in before it that was judged; undefined when there was none. */
  readonly lastTier: Tier | undefined;
  /** An orange or red alert is open. */
  readonly alertOpen: boolean;
  /** Something in the last days was orange or red, as for the safety question. */
  readonly alarmed: boolean;
}

/** Late enough in the phases, and known to be calm: of nothing at all it is not known. */
export function mayBeShort(
  facts: PhaseFacts,
  day: LocalDay,
  { lastTier, alertOpen, alarmed }: Lately,
): boolean {
  const isCalm = lastTier !== undefined && !isAlarming(lastTier) && !alertOpen && !alarmed;
  return isCalm && phaseOn(facts, day).shortForm;
}

const STRONG_FROM = 3;
const UNSURE_UP_TO = 1;
const SOONEST = 2;

/** Whether a short check-in turned out such that it is good to be asked the rest. */
export function isHeavy(answers: Answers): boolean {
  const holds = (id: string, check: (value: number) => boolean) => {
    const answer = answers.get(id);
    return typeof answer === "number" && check(answer);
  };
  return (
    holds("S8", (value) => value >= STRONG_FROM) ||
    holds("S6", (value) => value >= STRONG_FROM) ||
    holds("C1", (value) => value <= UNSURE_UP_TO) ||
    holds("C2", (value) => value >= SOONEST)
  );
}
