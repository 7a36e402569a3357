import { type BackTest, rulesIn } from "../domain/back-test.ts";
import { FEWEST_PEOPLE } from "../domain/group-figure.ts";
import type { RuleId } from "../domain/reason.ts";

/** These rest on the answers about a substance, which coordinators do not see. */
const SUBSTANCE: ReadonlySet<RuleId> = new Set(["O1", "A3"]);

/**
 * Whose totals coordinators see. Of one person they see none, and of a few people no totals either: where these two alone are
 * left out, whatever no rule accounts for is theirs.
 */
export function rulesForCoordinators(result: BackTest): readonly RuleId[] {
  return result.people < FEWEST_PEOPLE ? [] : rulesIn(result).filter((rule) => !SUBSTANCE.has(rule));
}
