import { createHash } from "node:crypto";

/**
 * Words that nobody would write by chance: what simulated people are called and what they write carries one, so that
 * it can be found wherever it must not be.
 */
export type MarkKind = "nickname" | "text" | "staff";

const LETTER: Readonly<{ [Kind in MarkKind]: string }> = { nickname: "n", text: "t", staff: "s" };
const PATTERN = /q7[nts][0-9a-f]{10}/g;

export function markOf(kind: MarkKind, owner: string, seed: number): string {
  const hash = createHash("sha256").update(`${seed}|${kind}|${owner}`).digest("hex");
  return `q7${LETTER[kind]}${hash.slice(0, 10)}`;
}

export function marksIn(text: string): readonly string[] {
  return text.match(PATTERN) ?? [];
}

export function isOf(kind: MarkKind, mark: string): boolean {
  return mark[2] === LETTER[kind];
}
