import type { ParticipantPerson, StaffPerson } from "../people/identify.ts";
import type { Reader } from "../screens/alert.ts";
import type { BotContext } from "./context.ts";

/** In which words and by which clock they read. Not of strangers, who have no zone. */
export function readerOf({ t, locale, person }: BotContext): Reader {
  const { zone } = person as ParticipantPerson | StaffPerson;
  return { t, locale, zone };
}
