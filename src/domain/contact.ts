import { afterMinutesWithin, endOf } from "./calendar.ts";
import type { Hours, LadderSettings } from "./ladder.ts";

/** What is noted, once each, while nobody has spoken with somebody who needs it. */
export type ContactMark =
  /** Red: the numbers go to the person again, and every copy says so. */
  | "unconnected"
  /** What the programme sets itself. */
  | "aim"
  /** What must not be exceeded. */
  | "limit";

export type ContactTimes = Readonly<Record<Exclude<ContactMark, "unconnected">, Date>> & {
  readonly unconnected?: Date;
};

/** When each mark is passed by a wait that began at `since`: the first emergency after the last contact. */
export function contactTimes(
  tier: "orange" | "red",
  since: Date,
  settings: LadderSettings,
  { zone, service }: Hours,
): ContactTimes {
  const after = (minutes: number) => new Date(since.getTime() + minutes * 60_000);
  if (tier === "red") {
    const { aimMinutes, limitMinutes } = settings.contact.red;
    return {
      unconnected: after(settings.red.endAfterMinutes),
      aim: after(aimMinutes),
      limit: after(limitMinutes),
    };
  }
  const aim = afterMinutesWithin(since, settings.contact.orange.aimMinutes, zone, service);
  return { aim, limit: endOf(aim, zone, service) };
}

/** The marks that have been passed at `now`, in the order in which they were. */
export function passedMarks(times: ContactTimes, now: Date): readonly ContactMark[] {
  return (["unconnected", "aim", "limit"] as const)
    .flatMap((mark) => (times[mark] && times[mark] <= now ? [{ mark, at: times[mark] }] : []))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ mark }) => mark);
}
