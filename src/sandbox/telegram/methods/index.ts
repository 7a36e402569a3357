import { answering } from "./answering.ts";
import { botSettings } from "./bot-settings.ts";
import { chatsAndFiles } from "./chats-and-files.ts";
import { deleting } from "./deleting.ts";
import { editing } from "./editing.ts";
import { gettingUpdates } from "./getting-updates.ts";
import type { Method } from "./method.ts";
import { sending } from "./sending.ts";

/** By lower-case name: Telegram does not mind the case. */
export const methods: ReadonlyMap<string, Method> = new Map(
  [
    ...gettingUpdates,
    ...sending,
    ...editing,
    ...deleting,
    ...answering,
    ...botSettings,
    ...chatsAndFiles,
  ].map((method) => [method.name.toLowerCase(), method]),
);
