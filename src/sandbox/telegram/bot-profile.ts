import type { User } from "./wire.ts";

export interface BotCommand {
  readonly command: string;
  readonly description: string;
}

export type MenuButton =
  | { readonly type: "default" }
  | { readonly type: "commands" }
  | { readonly type: "web_app"; readonly text: string; readonly web_app: { readonly url: string } };

/** What the bot tells about itself. Texts by language code, "" for everybody else. */
export interface BotProfile {
  readonly user: User;
  readonly readsAllGroupMessages: boolean;
  readonly names: Map<string, string>;
  readonly descriptions: Map<string, string>;
  readonly shortDescriptions: Map<string, string>;
  /** By `commandsKey`. */
  readonly commands: Map<string, readonly BotCommand[]>;
  /** By chat id; undefined for all private chats. */
  readonly menuButtons: Map<number | undefined, MenuButton>;
}

export type CommandScope = {
  readonly type: string;
  readonly chat_id?: number | string;
  readonly user_id?: number;
};

export const commandsKey = (scope: CommandScope, language: string): string =>
  [scope.type, scope.chat_id ?? "", scope.user_id ?? "", language].join("|");

/** The commands a person's private chat shows: the narrowest scope wins, in it the person's language. */
export function commandsFor(profile: BotProfile, chatId: number, language: string): readonly BotCommand[] {
  const scopes: readonly CommandScope[] = [
    { type: "chat", chat_id: chatId },
    { type: "all_private_chats" },
    { type: "default" },
  ];
  for (const scope of scopes)
    for (const spoken of [language, ""]) {
      const commands = profile.commands.get(commandsKey(scope, spoken));
      if (commands) return commands;
    }
  return [];
}
