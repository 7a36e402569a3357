/** One change of whether and with which account somebody takes part, and of what they let others keep; numbers and times only. */
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
    | "returned"
    /** A consent that is a free choice. */
    | "refused"
    | "given"
    /** A part of their plan. */
    | "deleted";
  /** Which consent, or which part. */
  readonly of?: string;
}

/** What a database of an earlier moment does not know yet, by participant. */
export interface Departed {
  readonly erased: ReadonlySet<number>;
  readonly withdrawn: ReadonlyMap<number, Date>;
  readonly frozen: ReadonlySet<number>;
  /** An account that was linked before is not theirs any more. */
  readonly moved: ReadonlyMap<number, Date>;
  /** One consent each, of people who have not taken back all of them. */
  readonly refused: readonly Departure[];
  readonly deleted: readonly Departure[];
}

/** How things stand after everything that happened from `since` on. Only an erasure is for ever. */
export function departedSince(departures: readonly Departure[], since: Date): Departed {
  const erased = new Set<number>();
  const withdrawn = new Map<number, Date>();
  const frozen = new Set<number>();
  const moved = new Map<number, Date>();
  const refused = new Map<string, Departure>();
  const deleted = new Map<string, Departure>();
  const news = departures
    .filter(({ at, what }) => at >= since || what === "erased")
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  for (const departure of news) {
    const { at, participantId, what, of } = departure;
    const which = `${participantId}:${of}`;
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
      case "refused":
        refused.set(which, departure);
        break;
      case "given":
        refused.delete(which);
        break;
      case "deleted":
        deleted.set(which, departure);
        break;
    }
  }
  return {
    ...{ erased, withdrawn, frozen, moved },
    refused: [...refused.values()].filter(({ participantId }) => !withdrawn.has(participantId)),
    deleted: [...deleted.values()],
  };
}
