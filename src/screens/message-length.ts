/** In characters as Telegram counts them (code points), after formatting; ours has none. */
export const LONGEST_TEXT = 4096;
export const LONGEST_CAPTION = 1024;
export const LONGEST_TOAST = 200;

export function isLonger(text: string, characters: number): boolean {
  return text.length > characters && [...text].length > characters;
}

/** No more than so many UTF-16 units, whoever counts; what had to go is marked at the end. */
export function shortened(text: string, units: number): string {
  if (text.length <= units) return text;
  const kept = text.slice(0, units - 1);
  // Half of a character outside the basic plane would be refused as a whole.
  return `${(kept.isWellFormed() ? kept : kept.slice(0, -1)).trimEnd()}…`;
}
