/** Where Indonesia's three times are told: WIB, WITA, WIT. */
const INDONESIA: readonly string[] = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];

/**
 * Zones (IANA names) that somebody may say they live in now: those that their programme names, otherwise its country's
 * where that is known. The programme's own always is one of them.
 */
export function zonesToChoose(own: string, named: readonly string[]): readonly string[] {
  const usual = INDONESIA.includes(own) ? INDONESIA : [own];
  return [...new Set([...(named.length > 0 ? named : usual), own])];
}
