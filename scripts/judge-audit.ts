import { z } from "zod";

const report = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })),
});

export type Judgement =
  | { readonly kind: "clean" }
  | { readonly kind: "found"; readonly packages: readonly string[] }
  /** Offline, or a registry that does not know the question. */
  | { readonly kind: "unanswered" };

const SERIOUS: readonly string[] = ["high", "critical"];

/** `output`: what `npm audit --json` printed. */
export function judgeAudit(output: string): Judgement {
  const read = report.safeParse(parsed(output));
  if (!read.success) return { kind: "unanswered" };
  const packages = Object.entries(read.data.vulnerabilities)
    .filter(([, { severity }]) => SERIOUS.includes(severity))
    .map(([name]) => name);
  return packages.length === 0 ? { kind: "clean" } : { kind: "found", packages };
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
