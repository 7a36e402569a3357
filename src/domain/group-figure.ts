/** Group figures stand on at least as many people. */
export const FEWEST_PEOPLE = 5;

/** A figure over several people; `people` are those it stands on. */
export type GroupFigure<Value> =
  | { readonly kind: "value"; readonly people: number; readonly value: Value }
  | { readonly kind: "too-few"; readonly people: number };

/** `people` has one entry for each person the figure stands on. */
export function group<Value>(people: readonly unknown[], value: () => Value): GroupFigure<Value> {
  return people.length < FEWEST_PEOPLE
    ? { kind: "too-few", people: people.length }
    : { kind: "value", people: people.length, value: value() };
}
