/** Group figures stand on at least as many people. */
export const FEWEST_PEOPLE = 5;

/**
 * A figure over several people; `people` are those it stands on. "withheld": large enough, but together with other
 * figures it would give away one that stands on too few.
 */
export type GroupFigure<Value> =
  | { readonly kind: "value"; readonly people: number; readonly value: Value }
  | { readonly kind: "too-few" | "withheld"; readonly people: number };

/** `people` has one entry for each person the figure stands on. */
export function group<Value>(people: readonly unknown[], value: () => Value): GroupFigure<Value> {
  return people.length < FEWEST_PEOPLE
    ? { kind: "too-few", people: people.length }
    : { kind: "value", people: people.length, value: value() };
}

/**
 * The parts of a whole that may stand beside it: while the hidden ones have fewer than five people together, they
 * could be worked out as what is left of the whole, so the smallest shown one is withheld, too.
 */
export function hideComplements<Value>(
  whole: GroupFigure<unknown>,
  parts: readonly GroupFigure<Value>[],
): readonly GroupFigure<Value>[] {
  if (whole.kind !== "value") return parts.map(({ people }) => ({ kind: "too-few", people }));
  const result = [...parts];
  for (;;) {
    const hidden = result
      .filter(({ kind }) => kind !== "value")
      .reduce((total, { people }) => total + people, 0);
    if (hidden === 0 || hidden >= FEWEST_PEOPLE) return result;
    const [smallest] = result.filter(({ kind }) => kind === "value").toSorted((a, b) => a.people - b.people);
    if (!smallest) return result;
    result[result.indexOf(smallest)] = { kind: "withheld", people: smallest.people };
  }
}
