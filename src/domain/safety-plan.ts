/**
 * The parts of a safety plan that its owner writes, in the order in which they are asked for and read (after
 * Stanley & Brown's safety planning). The counselor and the numbers belong to it too, but are filled in from what
 * holds now.
 */
export const planParts = ["signs", "coping", "places", "people", "surroundings"] as const;
export type PlanPartName = (typeof planParts)[number];

/** What is written, by part; a part that is not there is not written yet. */
export type PlanTexts = ReadonlyMap<PlanPartName, string>;

/** UTF-16 units: all parts together fit into one message of Telegram, with room for the rest of the plan. */
export const LONGEST_PART = 600;

export type TidiedPart =
  | { readonly kind: "text"; readonly text: string }
  /** Nothing that can be read. */
  | { readonly kind: "empty" }
  /** By so many UTF-16 units. Nothing is cut off: half a sentence may say the opposite. */
  | { readonly kind: "too-long"; readonly over: number };

/** What somebody typed, below what the part held `before`. */
export function tidyPart(typed: string, before = ""): TidiedPart {
  const lines = typed
    .toWellFormed()
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(CONTROLS, "")
    .split("\n")
    .map((line) => line.trim());
  const added = lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
  if (!READABLE.test(added)) return { kind: "empty" };
  const text = before === "" ? added : `${before}\n${added}`;
  const over = text.length - LONGEST_PART;
  return over > 0 ? { kind: "too-long", over } : { kind: "text", text };
}

/**
 * Control characters but the line break, and marks that would turn the direction of the text around them. Right-to-left
 * letters need none of these, and joiners of emoji stay.
 */
const CONTROLS = /(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;
const READABLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** What is still to be written, in order. */
export function openParts(written: PlanTexts): readonly PlanPartName[] {
  return planParts.filter((part) => !written.has(part));
}
