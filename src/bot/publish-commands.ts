import type { Api } from "grammy";
import { translator } from "../i18n.ts";

const COMMANDS = ["cek", "jam", "jeda", "bantuan", "menu"] as const;

/** The menu beside the text field. Neutral words: whoever picks up the phone can read it. */
export async function publishCommands(api: Api): Promise<void> {
  for (const locale of ["id", "en"] as const) {
    const t = translator(locale);
    const commands = COMMANDS.map((command) => ({ command, description: t(`command-${command}`) }));
    await api.setMyCommands(commands, locale === "id" ? {} : { language_code: locale });
  }
}
