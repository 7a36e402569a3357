import { addDays, daysBetween, type LocalDay } from "./calendar.ts";
import type { Reason, RuleId } from "./reason.ts";

/** How often people are told the same thing. All days are local days of the person's check-ins. */
export interface RepeatSettings {
  /** A reason that was told is told again this many days later at the earliest. */
  readonly days: Readonly<Record<Repeating, number>>;
  /** Points by which the total must rise above the acknowledged one to be told before that (O3). */
  readonly riseAboveAcknowledged: number;
}

type Repeating = Exclude<RuleId, "R1" | "R2" | "O5">;

/** A reason that people were told of. */
export interface ToldReason {
  readonly rule: RuleId;
  readonly kind: Reason["kind"];
  readonly day: LocalDay;
  /** Of that day, skipped and unanswered signs as 0. */
  readonly total?: number;
}

/** Somebody took an alert on which O3 stood. */
export interface Acknowledged {
  readonly day: LocalDay;
  /** The highest they can have seen. */
  readonly total: number;
}

/** What the counselor has asked for; both end by themselves. */
export interface Quieting {
  /** First day on which alerts are told again. */
  readonly snoozedUntil?: LocalDay;
  /** Totals up to this are what is expected of the person before that day. */
  readonly expected?: { readonly total: number; readonly until: LocalDay };
}

/** A counselor can ask for quiet for so long and no longer. */
const MOST_QUIET_DAYS = 30;

export type WhyQuiet = "told-lately" | "acknowledged" | "snoozed" | "expected";

export interface Spoken {
  /** Everything that belongs onto an open alert. */
  readonly attached: readonly Reason[];
  /** What opens an alert or pings whoever holds it: orange and red only. */
  readonly news: readonly Reason[];
  /** What is not told, and why; orange ones are attached nevertheless. */
  readonly quiet: readonly { readonly reason: Reason; readonly why: WhyQuiet }[];
}

/**
 * Which of the reasons are told and which are kept quiet. Red, silence, a substance, a wish for contact
 * and answers about safety cannot be quieted by anybody; red and silence are not even told too often.
 */
export function whatIsNews({
  day,
  total,
  reasons,
  told,
  acknowledged,
  quieting,
  settings,
}: {
  readonly day: LocalDay;
  readonly total: number;
  readonly reasons: readonly Reason[];
  /** In any order. What was told on a later day is never looked at. */
  readonly told: readonly ToldReason[];
  /** As with what was told. */
  readonly acknowledged: readonly Acknowledged[];
  readonly quieting: Quieting;
  readonly settings: RepeatSettings;
}): Spoken {
  const before = told.filter((entry) => entry.day <= day);
  const lastAcknowledged = lastOf(acknowledged.filter((entry) => entry.day <= day));
  const why = (reason: Reason): WhyQuiet | undefined => {
    // Each time somebody comes with it they ask for company anew.
    if (reason.kind === "lapse") return undefined;
    switch (reason.rule) {
      case "R1":
      case "R2":
      // The rule itself speaks once per run of silence and limit.
      case "O5":
        return undefined;
      case "O3":
        return (
          heardTotal({ day, total, told: before, acknowledged: lastAcknowledged, settings }) ??
          quieted(reason, day, total, quieting)
        );
      case "O1":
      case "O2":
      case "O4":
      case "A1":
      case "A2":
      case "A3":
      case "A4": {
        const lately = addDays(day, -settings.days[reason.rule]);
        if (before.some(({ kind, day: on }) => kind === reason.kind && on > lately)) return "told-lately";
        return quieted(reason, day, total, quieting);
      }
    }
  };
  const judged = reasons.map((reason) => ({ reason, why: why(reason) }));
  return {
    attached: judged
      .filter(({ reason, why }) => reason.tier !== "amber" || why === undefined)
      .map(({ reason }) => reason),
    news: judged
      .filter(({ reason, why }) => reason.tier !== "amber" && why === undefined)
      .map(({ reason }) => reason),
    quiet: judged.flatMap(({ reason, why }) => (why === undefined ? [] : [{ reason, why }])),
  };
}

function lastOf(acknowledged: readonly Acknowledged[]): Acknowledged | undefined {
  return acknowledged
    .toSorted((a, b) => (a.day === b.day ? a.total - b.total : a.day < b.day ? -1 : 1))
    .at(-1);
}

/** Once acknowledged, O3 is quiet until the total has clearly risen above what people know, or a week is over. */
function heardTotal({
  day,
  total,
  told,
  acknowledged,
  settings,
}: {
  readonly day: LocalDay;
  readonly total: number;
  readonly told: readonly ToldReason[];
  readonly acknowledged: Acknowledged | undefined;
  readonly settings: RepeatSettings;
}): WhyQuiet | undefined {
  const lately = addDays(day, acknowledged ? -settings.days.O3 : -1);
  const since = told.filter(
    (before) => before.rule === "O3" && (acknowledged === undefined || before.day >= acknowledged.day),
  );
  const known = [...(acknowledged ? [acknowledged] : []), ...since].filter((before) => before.day > lately);
  if (known.length === 0) return undefined;
  const highest = Math.max(...known.map((before) => before.total ?? 0));
  if (total >= highest + settings.riseAboveAcknowledged) return undefined;
  return acknowledged ? "acknowledged" : "told-lately";
}

function quieted(
  reason: Reason,
  day: LocalDay,
  total: number,
  { snoozedUntil, expected }: Quieting,
): WhyQuiet | undefined {
  if (reason.rule === "O1" || isPlea(reason)) return undefined;
  if (snoozedUntil !== undefined && day < snoozedUntil) return "snoozed";
  const aboutTheTotal = reason.rule === "O3" || reason.rule === "O4" || reason.rule === "A1";
  return aboutTheTotal && expected && day < expected.until && total <= expected.total
    ? "expected"
    : undefined;
}

/** Somebody asks to be heard: that is not a level which can be usual. */
function isPlea({ kind }: Reason): boolean {
  return kind === "asked-for-contact" || kind === "safety-thoughts" || kind === "safety-refused";
}

/** Whether a counselor may ask for quiet until then. */
export function mayBeQuiet(today: LocalDay, until: LocalDay): boolean {
  const days = daysBetween(today, until);
  return days > 0 && days <= MOST_QUIET_DAYS;
}
