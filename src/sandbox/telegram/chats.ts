import { type ApiError, badRequest, forbidden } from "./errors.ts";
import { createListeners, type Listeners } from "./listeners.ts";
import type { Chat, Message } from "./wire.ts";

export interface CallbackAnswer {
  readonly queryId: string;
  readonly text?: string | undefined;
  readonly showAlert: boolean;
  readonly url?: string | undefined;
}

export type ChatEvent =
  | { readonly kind: "sent"; readonly chatId: number; readonly message: Message; readonly silent: boolean }
  | { readonly kind: "edited"; readonly chatId: number; readonly message: Message }
  | { readonly kind: "deleted"; readonly chatId: number; readonly messageIds: readonly number[] }
  | {
      readonly kind: "answered";
      readonly chatId: number;
      readonly userId: number;
      readonly answer: CallbackAnswer;
    }
  | { readonly kind: "action"; readonly chatId: number; readonly action: string }
  | { readonly kind: "membership"; readonly chatId: number; readonly refusal: Refusal | undefined };

/** Why the bot may not write: each has Telegram's own words. */
export type Refusal = "blocked" | "deactivated" | "kicked" | "left";

const REFUSALS: Record<Refusal, () => ApiError> = {
  blocked: () => forbidden("bot was blocked by the user"),
  deactivated: () => forbidden("user is deactivated"),
  kicked: () => forbidden("bot was kicked from the supergroup chat"),
  left: () => forbidden("bot is not a member of the supergroup chat"),
};

export interface ChatState {
  readonly chat: Chat;
  /** In the order of their ids. */
  readonly messages: Map<number, Message>;
  readonly listeners: Listeners<ChatEvent>;
  lastMessageId: number;
  /** False until the person wrote first or the bot was added: before that Telegram knows no such chat. */
  begun: boolean;
  refusal: Refusal | undefined;
  replyKeyboard: { readonly rows: readonly (readonly string[])[]; readonly once: boolean } | undefined;
}

export interface Chats {
  /** Makes it when there is none. */
  open(chat: Chat): ChatState;
  get(chatId: number): ChatState | undefined;
  all(): Iterable<ChatState>;
  /** @throws ApiError what Telegram says when the bot cannot write there. */
  reachable(chatId: number | string): ChatState;
  /** Appends with the chat's next id. */
  add(state: ChatState, message: (id: number) => Message, silent: boolean): Message;
  replace(state: ChatState, message: Message): void;
  remove(state: ChatState, messageIds: readonly number[]): void;
  setRefusal(state: ChatState, refusal: Refusal | undefined): void;
  emit(state: ChatState, event: ChatEvent): void;
  readonly listeners: Listeners<ChatEvent>;
}

/** What outlives the server. */
export type RememberedChat = Pick<
  ChatState,
  "chat" | "lastMessageId" | "begun" | "refusal" | "replyKeyboard"
> & { readonly messages: readonly Message[] };

/** Each chat keeps its newest `keepMessages`; forgotten ones answer as deleted ones do. */
export function createChats(keepMessages: number, remembered: readonly RememberedChat[] = []): Chats {
  const chats = new Map<number, ChatState>();
  for (const { messages, ...rest } of remembered)
    chats.set(rest.chat.id, {
      ...rest,
      messages: new Map(messages.map((message) => [message.message_id, message])),
      listeners: createListeners(),
    });
  const listeners = createListeners<ChatEvent>();

  function emit(state: ChatState, event: ChatEvent): void {
    state.listeners.emit(event);
    listeners.emit(event);
  }

  return {
    open(chat) {
      let state = chats.get(chat.id);
      if (!state) {
        state = {
          chat,
          messages: new Map(),
          listeners: createListeners(),
          lastMessageId: 0,
          begun: false,
          refusal: undefined,
          replyKeyboard: undefined,
        };
        chats.set(chat.id, state);
      }
      return state;
    },
    get: (chatId) => chats.get(chatId),
    all: () => chats.values(),
    reachable(chatId) {
      const state = typeof chatId === "number" ? chats.get(chatId) : undefined;
      if (!state?.begun) throw badRequest("chat not found");
      if (state.refusal) throw REFUSALS[state.refusal]();
      return state;
    },
    add(state, make, silent) {
      state.lastMessageId += 1;
      const message = make(state.lastMessageId);
      state.messages.set(message.message_id, message);
      if (state.messages.size > keepMessages) {
        const [oldest] = state.messages.keys();
        if (oldest !== undefined) state.messages.delete(oldest);
      }
      emit(state, { kind: "sent", chatId: state.chat.id, message, silent });
      return message;
    },
    replace(state, message) {
      state.messages.set(message.message_id, message);
      emit(state, { kind: "edited", chatId: state.chat.id, message });
    },
    remove(state, messageIds) {
      for (const id of messageIds) state.messages.delete(id);
      emit(state, { kind: "deleted", chatId: state.chat.id, messageIds });
    },
    setRefusal(state, refusal) {
      state.refusal = refusal;
      emit(state, { kind: "membership", chatId: state.chat.id, refusal });
    },
    emit,
    listeners,
  };
}
