/** Words that may stand between two words of a phrase. */
const BETWEEN = 1;
/** Shorter words have to be right; longer ones may have one slip of the thumb. */
const FORGIVING_FROM = 5;

/**
 * Whether a text holds one of the phrases, as whole words in their order, forgiving a typo. It finds words,
 * not what somebody means: it may only ever lead to a question.
 */
export function holdsPhrase(text: string, phrases: readonly string[]): boolean {
  const said = wordsOf(text);
  return phrases.some((phrase) => {
    const wanted = wordsOf(phrase);
    return wanted.length > 0 && said.some((_, from) => standsAt(said, from, wanted));
  });
}

function standsAt(said: readonly string[], from: number, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (!isAlike(said[from], first)) return false;
  if (rest.length === 0) return true;
  for (let next = from + 1; next <= from + 1 + BETWEEN; next++) if (standsAt(said, next, rest)) return true;
  return false;
}

function wordsOf(text: string): readonly string[] {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/['’]/g, "")
    .replaceAll(/(\p{L})\1{2,}/gu, "$1")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function isAlike(said: string | undefined, wanted: string): boolean {
  if (said === undefined) return false;
  return said === wanted || (wanted.length >= FORGIVING_FROM && isOneSlip(said, wanted));
}

/** One letter more, less, another, or two in the wrong order. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restA = a.slice(start);
  const restB = b.slice(start);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
