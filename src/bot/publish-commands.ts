import type { Api } from "grammy";
import type { Locale } from "../domain/instrument.ts";
import { translator } from "../i18n.ts";

const PARTICIPANT = [
  "cek",
  "menu",
  "bantuan",
  "rencana",
  "langkah",
  "darurat",
  "jam",
  "jeda",
  "kunci",
  "berhenti",
] as const;
const STAFF = ["menu", "batal"] as const;

/** The menu beside the text field. Neutral words: whoever picks up the phone can read it. */
export async function publishCommands(api: Api): Promise<void> {
  for (const locale of ["id", "en"] as const)
    await api.setMyCommands(described(PARTICIPANT, locale), locale === "id" ? {} : { language_code: locale });
}

/** Staff see another list, in their own chat. */
export async function publishStaffCommands(
  api: Api,
  { telegramId, locale }: { readonly telegramId: number; readonly locale: Locale },
): Promise<void> {
  await api.setMyCommands(described(STAFF, locale), { scope: { type: "chat", chat_id: telegramId } });
}

function described(commands: readonly string[], locale: Locale) {
  const t = translator(locale);
  return commands.map((command) => ({ command, description: t(`command-${command}`) }));
}
