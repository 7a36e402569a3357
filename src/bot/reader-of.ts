import type { Reader } from "../screens/reader.ts";
import type { MemberContext } from "./who.ts";

/** In which words and by which clock they read. Not of strangers, who have no zone. */
export function readerOf({ t, locale, person }: MemberContext): Reader {
  return { t, locale, zone: person.zone };
}
