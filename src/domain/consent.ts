import type { LocalDay } from "./calendar.ts";

/** One answer to the question for one purpose. */
export interface ConsentEntry<Purpose extends string> {
  readonly purpose: Purpose;
  readonly granted: boolean;
  /** Of the wording that was read, in its language. */
  readonly version: string;
  /** The person's local day on which it was given. */
  readonly day: LocalDay;
}

export interface ConsentToAsk<Purpose extends string> {
  readonly purpose: Purpose;
  readonly why: "never-asked" | "text-changed" | "released";
}

/**
 * What has to be asked (again) before the next check-in: a purpose that was never answered, a text that
 * is not the one agreed to, and a yes from before the day of release. A no is not asked again.
 *
 * @param entries oldest first
 * @param versions of the wordings as they stand now, by purpose
 */
export function consentsToAsk<Purpose extends string>(
  entries: readonly ConsentEntry<string>[],
  {
    versions,
    releaseDay,
    today,
  }: {
    readonly versions: ReadonlyMap<Purpose, string>;
    readonly releaseDay: LocalDay;
    readonly today: LocalDay;
  },
): readonly ConsentToAsk<Purpose>[] {
  return [...versions].flatMap(([purpose, version]): ConsentToAsk<Purpose>[] => {
    const newest = entries.findLast((entry) => entry.purpose === purpose);
    if (!newest) return [{ purpose, why: "never-asked" }];
    if (!newest.granted) return [];
    if (newest.version !== version) return [{ purpose, why: "text-changed" }];
    return newest.day < releaseDay && today >= releaseDay ? [{ purpose, why: "released" }] : [];
  });
}
