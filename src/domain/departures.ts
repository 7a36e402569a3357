/** One change of whether and with which account somebody takes part; numbers and times only. */
export interface Departure {
  readonly at: Date;
  readonly participantId: number;
  readonly what:
    | "erased"
    | "withdrawn"
    | "frozen"
    /** The account they had is nobody's any more. */
    | "moved"
    /** Takes part again. */
    | "returned";
}

/** What a database of an earlier moment does not know yet, by participant. */
export interface Departed {
  readonly erased: ReadonlySet<number>;
  readonly withdrawn: ReadonlyMap<number, Date>;
  readonly frozen: ReadonlySet<number>;
  /** An account that was linked before is not theirs any more. */
  readonly moved: ReadonlyMap<number, Date>;
}

/** How things stand after everything that happened from `since` on. Only an erasure is for ever. */
export function departedSince(departures: readonly Departure[], since: Date): Departed {
  const erased = new Set<number>();
  const withdrawn = new Map<number, Date>();
  const frozen = new Set<number>();
  const moved = new Map<number, Date>();
  const news = departures
    .filter(({ at, what }) => at >= since || what === "erased")
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  for (const { at, participantId, what } of news)
    switch (what) {
      case "erased":
        erased.add(participantId);
        break;
      case "withdrawn":
        withdrawn.set(participantId, at);
        frozen.delete(participantId);
        break;
      case "frozen":
        frozen.add(participantId);
        break;
      case "moved":
        moved.set(participantId, at);
        frozen.delete(participantId);
        break;
      case "returned":
        withdrawn.delete(participantId);
        frozen.delete(participantId);
        break;
    }
  return { erased, withdrawn, frozen, moved };
}
