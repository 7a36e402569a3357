/** What an alert is that nobody has any more, or not yet; `step` of the ladder comes next. */
export function unheld(step: number) {
  return { state: "open", step, holderId: null, acknowledgedAt: null } as const;
}
