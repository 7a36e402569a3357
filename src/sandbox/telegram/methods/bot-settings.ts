import * as z from "zod";
import { type BotCommand, commandsKey } from "../bot-profile.ts";
import { badRequest } from "../errors.ts";
import { chatId, integer, json } from "../fields.ts";
import type { TelegramState } from "../state.ts";
import { isLongerThan } from "../text.ts";
import { type Method, method } from "./method.ts";

const getMe = method("getMe", {}, ({ profile }) => ({
  ...profile.user,
  can_join_groups: true,
  can_read_all_group_messages: profile.readsAllGroupMessages,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
}));

const logOut = method("logOut", {}, () => true);
const close = method("close", {}, () => true);

const language = z
  .string()
  .regex(/^(?:[a-z]{2})?$/, "a two-letter ISO 639-1 code is expected")
  .optional();
const scope = json(
  z.discriminatedUnion("type", [
    z.strictObject({
      type: z.enum(["default", "all_private_chats", "all_group_chats", "all_chat_administrators"]),
    }),
    z.strictObject({ type: z.enum(["chat", "chat_administrators"]), chat_id: chatId }),
    z.strictObject({ type: z.literal("chat_member"), chat_id: chatId, user_id: integer }),
  ]),
).optional();
const command = z.strictObject({ command: z.string(), description: z.string() });

type ScopeParams = { scope?: z.output<typeof scope>; language_code?: z.output<typeof language> };

function keyOf(
  { chats }: TelegramState,
  { scope = { type: "default" }, language_code = "" }: ScopeParams,
): string {
  if ("chat_id" in scope) chats.reachable(scope.chat_id);
  return commandsKey(scope, language_code);
}

const setMyCommands = method(
  "setMyCommands",
  { commands: json(z.array(command)), scope, language_code: language },
  (state, params) => {
    const commands = params.commands.map(checkCommand);
    if (commands.length > 100) throw badRequest("BOT_COMMANDS_TOO_MUCH");
    const key = keyOf(state, params);
    if (commands.length === 0) state.profile.commands.delete(key);
    else state.profile.commands.set(key, commands);
    return true;
  },
);

function checkCommand({ command, description }: BotCommand): BotCommand {
  const name = command.replace(/^\//, "");
  if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest("BOT_COMMAND_INVALID");
  if (description.trim() === "") throw badRequest("command description must be non-empty");
  if (isLongerThan(description, 256)) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
  return { command: name, description };
}

const getMyCommands = method(
  "getMyCommands",
  { scope, language_code: language },
  (state, params) => state.profile.commands.get(keyOf(state, params)) ?? [],
);

const deleteMyCommands = method("deleteMyCommands", { scope, language_code: language }, (state, params) => {
  state.profile.commands.delete(keyOf(state, params));
  return true;
});

type Texts = "names" | "descriptions" | "shortDescriptions";

function textSetting(suffix: string, field: string, texts: Texts, longest: number): readonly Method[] {
  const set = method(
    `setMy${suffix}`,
    { [field]: z.string().optional(), language_code: language },
    ({ profile }, params: Record<string, string | undefined>) => {
      const { [field]: text = "", language_code: spoken = "" } = params;
      if (isLongerThan(text, longest)) throw badRequest(`${field.replace("_", " ")} is too long`);
      if (text === "") profile[texts].delete(spoken);
      else profile[texts].set(spoken, text);
      return true;
    },
  );
  const get = method(
    `getMy${suffix}`,
    { language_code: language },
    ({ profile }, { language_code = "" }) => ({
      [field]: profile[texts].get(language_code) ?? profile[texts].get("") ?? "",
    }),
  );
  return [set, get];
}

const menuButton = json(
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.enum(["default", "commands"]) }),
    z.strictObject({
      type: z.literal("web_app"),
      text: z.string(),
      web_app: z.strictObject({ url: z.url() }),
    }),
  ]),
);

const setChatMenuButton = method(
  "setChatMenuButton",
  { chat_id: integer.optional(), menu_button: menuButton.optional() },
  ({ chats, profile }, { chat_id, menu_button = { type: "default" as const } }) => {
    if (chat_id !== undefined) chats.reachable(chat_id);
    profile.menuButtons.set(chat_id, menu_button);
    return true;
  },
);

const getChatMenuButton = method(
  "getChatMenuButton",
  { chat_id: integer.optional() },
  ({ profile }, { chat_id }) =>
    profile.menuButtons.get(chat_id) ?? profile.menuButtons.get(undefined) ?? { type: "commands" },
);

export const botSettings = [
  getMe,
  logOut,
  close,
  setMyCommands,
  getMyCommands,
  deleteMyCommands,
  ...textSetting("Name", "name", "names", 64),
  ...textSetting("Description", "description", "descriptions", 512),
  ...textSetting("ShortDescription", "short_description", "shortDescriptions", 120),
  setChatMenuButton,
  getChatMenuButton,
];
