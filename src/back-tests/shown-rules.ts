import type { RuleId } from "../domain/reason.ts";

/** These rest on the answers about a substance, which coordinators do not see. */
const SUBSTANCE: ReadonlySet<RuleId> = new Set(["O1", "A3"]);

export function rulesForCoordinators(rules: readonly RuleId[]): readonly RuleId[] {
  return rules.filter((rule) => !SUBSTANCE.has(rule));
}
