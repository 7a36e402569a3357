import type { Break, Flaw } from "./verify.ts";

const flaws: Readonly<Record<Flaw, string>> = {
  changed: "was changed, or put in",
  missing: "is missing",
  ends: "the chain's beginning or end was not put there by us",
  "cut-off": "and what came after it was cut off",
  key: "the chain's key was altered or does not open",
  "other-head": "is another one than when its head was written down",
};

export function sayBreak({ chain, flaw, position, event }: Break): string {
  const place = `${chain === 0 ? "no programme" : `programme ${chain}`}, place ${position}`;
  const found = event
    ? ` There now: event ${event.id}, ${event.at.toISOString()}, ${event.actor} ${event.action} ${event.subject ?? ""}`
    : "";
  return `The audit is broken (${place}): ${flaws[flaw]}.${found.trimEnd()}`;
}
