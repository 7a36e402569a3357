import { commandsFor } from "./bot-profile.ts";
import type { CallbackAnswer, ChatState } from "./chats.ts";
import { type Content, fileContent } from "./content.ts";
import { checkPhoto } from "./files.ts";
import { describeScreen, findButton } from "./find-button.ts";
import { createInbox } from "./inbox.ts";
import { notificationFor } from "./notification.ts";
import type { Awaited, Phone, PhoneOptions, SeenMessage, SendingOptions } from "./phone.ts";
import { remember } from "./remember.ts";
import { PATIENCE_MS } from "./settling.ts";
import { type TelegramState, unixSeconds } from "./state.ts";
import { commandEntities } from "./text.ts";
import { type MessageView, mediaOf, viewMessage } from "./views.ts";
import type { Message, UpdateBody, User } from "./wire.ts";

export interface StoppablePhone extends Phone {
  readonly languageCode: string | undefined;
  stop(error: Error): void;
}

interface Deps {
  readonly state: TelegramState;
  /** How many notifications and answers are kept. */
  readonly keep: number;
}

/** So long after a tap or a message of its owner the chat is open, and the phone in hand. */
const CHAT_OPEN_MS = 60_000;

export function createPhone({ state, keep }: Deps, options: PhoneOptions): StoppablePhone {
  const { id, name = `Phone ${id}`, username, languageCode } = options;
  const { chats, files, updates, profile, clock, queries } = state;
  const user: User = {
    id,
    is_bot: false,
    first_name: name,
    ...(username && { username }),
    ...(languageCode && { language_code: languageCode }),
  };
  const bot = profile.user;
  const chat = chats.open({ id, type: "private", first_name: name, ...(username && { username }) });
  const inbox = createInbox();
  const notifications: string[] = [];
  const sounds: string[] = [];
  let usedAt: Date | undefined;
  const answers: CallbackAnswer[] = [];

  chat.listeners.add((event) => {
    if (event.kind === "answered" && event.userId === id) remember(answers, event.answer, keep);
    if ((event.kind !== "sent" && event.kind !== "edited") || event.message.from.id !== bot.id) return;
    if (event.kind === "sent") {
      const line = notificationFor(event.message);
      if (!event.silent) remember(sounds, line, keep);
      if (!event.silent || !isOpen()) remember(notifications, line, keep);
    }
    inbox.arrived(event.message);
  });

  /** What comes without a sound lies on the lock screen like anything else, unless it is seen as it comes. */
  function isOpen(): boolean {
    return usedAt !== undefined && clock.now().getTime() - usedAt.getTime() <= CHAT_OPEN_MS;
  }

  function see(message: Message): SeenMessage {
    const view = viewMessage(files, message);
    const bytes = files.byId(mediaOf(message)?.file_id ?? "")?.bytes;
    return {
      ...view,
      ...(bytes && message.photo && { photo: bytes }),
      ...(bytes && message.document && { document: { fileName: message.document.file_name, bytes } }),
      ...(bytes && message.voice && { voice: bytes }),
    };
  }

  const views = (): MessageView[] =>
    [...chat.messages.values()].map((message) => viewMessage(files, message));
  const newestOfBot = (): Message | undefined =>
    [...chat.messages.values()].findLast((message) => message.from.id === bot.id);

  function assertCanAct(): void {
    if (chat.refusal === "deactivated") throw new Error(`${name}'s account is deactivated`);
    if (chat.refusal === "blocked") throw new Error(`${name} has blocked the bot: unblocksBot() first`);
  }

  function queue(in_: ChatState, body: UpdateBody): void {
    inbox.clear();
    if (in_ === chat) usedAt = clock.now();
    updates.push(in_.chat.id, body);
  }

  function write(in_: ChatState, content: Partial<Message>, isForBot = true): number {
    const message = chats.add(
      in_,
      (messageId) => ({
        message_id: messageId,
        from: user,
        chat: in_.chat,
        date: unixSeconds(clock),
        ...content,
      }),
      true,
    );
    if (isForBot) queue(in_, { message });
    return message.message_id;
  }

  function writePrivately(content: Partial<Message>, { replyTo }: SendingOptions = {}): number {
    assertCanAct();
    chat.begun = true;
    if (replyTo === undefined) return write(chat, content);
    const original = chat.messages.get(replyTo);
    if (!original) throw new Error(`${name} has no message #${replyTo}. ${describeScreen(views())}`);
    const { reply_to_message: _, ...replied } = original;
    return write(chat, { ...content, reply_to_message: replied });
  }

  function textOf(text: string): Content {
    const entities = commandEntities(text);
    return { text, ...(entities.length > 0 && { entities }) };
  }

  function tap(message: Message, data: string): string {
    assertCanAct();
    const queryId = queries.open({ userId: id, chatId: id });
    queue(chat, { callback_query: { id: queryId, from: user, message, chat_instance: String(id), data } });
    return queryId;
  }

  function press(messageId: number, { label, data }: { label: string; data?: string }): void {
    const message = chat.messages.get(messageId);
    if (data === undefined || !message) throw new Error(`The button "${label}" sends nothing to the bot`);
    tap(message, data);
  }

  function changeMembership(in_: ChatState, before: string, after: string): void {
    queue(in_, {
      my_chat_member: {
        chat: in_.chat,
        from: user,
        date: unixSeconds(clock),
        old_chat_member: { user: bot, status: before },
        new_chat_member: { user: bot, status: after, ...(after === "kicked" && { until_date: 0 }) },
      },
    });
  }

  function groupOf(groupId: number): ChatState {
    const group = chats.get(groupId);
    if (group?.chat.type !== "supergroup")
      throw new Error(`There is no group ${groupId}: addsBotToGroup() first`);
    return group;
  }

  return {
    id,
    name,
    languageCode,
    async sends(text, options) {
      return writePrivately(textOf(text), options);
    },
    async taps(label) {
      const onReplyKeyboard = chat.replyKeyboard?.rows.flat();
      const typed =
        onReplyKeyboard?.find((text) => text === label) ?? onReplyKeyboard?.find((t) => t.startsWith(label));
      const screen = views();
      if (
        typed !== undefined &&
        !screen.some(({ buttons }) => buttons.flat().some((b) => b.label.startsWith(label)))
      ) {
        if (chat.replyKeyboard?.once) chat.replyKeyboard = undefined;
        writePrivately(textOf(typed));
        return;
      }
      const { messageId, button } = findButton(screen, label, name);
      press(messageId, button);
    },
    async tapsOn(messageId, label) {
      const screen = views();
      const message = screen.find((view) => view.messageId === messageId);
      if (!message) throw new Error(`${name} sees no message #${messageId}. ${describeScreen(screen)}`);
      press(messageId, findButton([message], label, name).button);
    },
    async tapsData(data, messageId) {
      const message = messageId === undefined ? newestOfBot() : chat.messages.get(messageId);
      if (!message) throw new Error(`${name} has no message to tap on. ${describeScreen(views())}`);
      return tap(message, data);
    },
    async sendsPhoto(bytes, caption, options) {
      const file = files.add("photo", "photo.jpg", bytes, { size: checkPhoto(bytes) });
      return writePrivately({ ...fileContent(file), ...(caption && { caption }) }, options);
    },
    async sendsVoice(bytes, seconds = 1, options = {}) {
      const file = files.add("voice", "voice.oga", bytes, { duration: seconds });
      return writePrivately(fileContent(file), options);
    },
    async sendsSticker(emoji, options) {
      const { sticker } = fileContent(files.add("sticker", "sticker.webp", new Uint8Array([0])));
      return writePrivately(
        { ...(sticker && { sticker: { ...sticker, ...(emoji && { emoji }) } }) },
        options,
      );
    },
    async sendsDocument(bytes, fileName, caption) {
      return writePrivately({
        ...fileContent(files.add("document", fileName, bytes)),
        ...(caption && { caption }),
      });
    },
    async edits(messageId, text) {
      assertCanAct();
      const message = chat.messages.get(messageId);
      if (message?.from.id !== id || message.text === undefined)
        throw new Error(`${name} has no text #${messageId} of their own. ${describeScreen(views())}`);
      const { entities: _, ...rest } = message;
      const edited: Message = { ...rest, ...textOf(text), edit_date: unixSeconds(clock) };
      chats.replace(chat, edited);
      queue(chat, { edited_message: edited });
    },
    async opensLink(link) {
      const url = new URL(link);
      const start = url.searchParams.get("start");
      if (url.hostname !== "t.me" || url.pathname.toLowerCase() !== `/${bot.username?.toLowerCase()}`)
        throw new Error(`Not a link to @${bot.username}`);
      if (start !== null && !/^[A-Za-z0-9_-]{0,64}$/.test(start))
        throw new Error("Telegram takes A-Z, a-z, 0-9, _ and -, at most 64 of them, as a start parameter");
      return writePrivately(textOf(start ? `/start ${start}` : "/start"));
    },
    async blocksBot() {
      assertCanAct();
      chats.setRefusal(chat, "blocked");
      changeMembership(chat, "member", "kicked");
    },
    async unblocksBot() {
      if (chat.refusal !== "blocked") throw new Error(`${name} has not blocked the bot`);
      chats.setRefusal(chat, undefined);
      changeMembership(chat, "kicked", "member");
    },
    deactivates() {
      chats.setRefusal(chat, "deactivated");
    },
    async addsBotToGroup({ id: givenId, title = "Group" } = {}) {
      const groups = [...chats.all()].filter((other) => other.chat.type === "supergroup");
      const groupId = givenId ?? -1_001_000_000_001 - groups.length;
      const group = chats.open({ id: groupId, type: "supergroup", title });
      const before = group.refusal === "kicked" ? "kicked" : "left";
      group.begun = true;
      chats.setRefusal(group, undefined);
      changeMembership(group, before, "member");
      write(group, { new_chat_members: [bot] });
      return group.chat.id;
    },
    async removesBotFromGroup(groupId) {
      const group = groupOf(groupId);
      chats.setRefusal(group, "kicked");
      changeMembership(group, "member", "kicked");
    },
    async sendsInGroup(groupId, text) {
      const group = groupOf(groupId);
      // In privacy mode, the default, a bot in a group gets commands and mentions only.
      const isForBot =
        profile.readsAllGroupMessages || text.startsWith("/") || text.includes(`@${bot.username ?? ""}`);
      return write(group, textOf(text), isForBot && !group.refusal);
    },
    sees: () => [...chat.messages.values()].map(see),
    lastText() {
      const message = newestOfBot();
      return message?.text ?? message?.caption;
    },
    notifications: () => notifications.slice(-keep),
    sounds: () => sounds.slice(-keep),
    answers: () => answers.slice(-keep),
    commands: () => commandsFor(profile, id, languageCode ?? ""),
    async waitsFor(what, { withinMs = PATIENCE_MS } = {}) {
      const message = await inbox.next(
        (arrived) => fits(what, see, arrived),
        withinMs,
        () =>
          new Error(
            `${name} got no ${describeAwaited(what)} within ${withinMs} ms. ${describeScreen(views())}`,
          ),
      );
      return see(message);
    },
    stop: inbox.stop,
  };
}

function fits(what: Awaited, see: (message: Message) => SeenMessage, message: Message): boolean {
  if (typeof what === "function") return what(see(message));
  const text = message.text ?? message.caption ?? "";
  return typeof what === "string"
    ? text.includes(what)
    : new RegExp(what.source, what.flags.replace(/[gy]/g, "")).test(text);
}

function describeAwaited(what: Awaited): string {
  if (typeof what === "function") return "message that fits";
  return `message with ${typeof what === "string" ? `"${what}"` : what}`;
}
