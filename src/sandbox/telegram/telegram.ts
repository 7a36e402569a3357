import { setMaxListeners } from "node:events";
import type { Clock } from "../../clock.ts";
import type { BotCommand, BotProfile, MenuButton } from "./bot-profile.ts";
import { createCallbackQueries } from "./callback-queries.ts";
import { type Call, createCallLog } from "./calls.ts";
import { createChats } from "./chats.ts";
import { createPhone, type StoppablePhone } from "./create-phone.ts";
import { ApiError } from "./errors.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createFiles } from "./files.ts";
import { createListeners } from "./listeners.ts";
import { readMemory, type TelegramMemory, writeMemory } from "./memory.ts";
import { methods } from "./methods/index.ts";
import type { Phone, PhoneOptions } from "./phone.ts";
import { createRateLimit, type RateLimits } from "./rate-limit.ts";
import { createApp, listen } from "./server.ts";
import { createSettling, PATIENCE_MS } from "./settling.ts";
import type { TelegramState } from "./state.ts";
import { createUpdates } from "./updates.ts";
import { type ChatChange, type ChatSnapshot, viewChange, viewChat } from "./views.ts";
import { createWebhook } from "./webhook.ts";
import type { Update } from "./wire.ts";

export interface TelegramOptions {
  /** `<bot id>:<anything>`, as from BotFather. */
  readonly token: string;
  readonly clock: Clock;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly botName?: string;
  readonly botUsername?: string;
  /** Default false, Telegram's privacy mode: in groups the bot gets commands and mentions only. */
  readonly readsAllGroupMessages?: boolean;
  /** Off by default. */
  readonly rateLimit?: RateLimits;
  /** Newest messages kept per chat (default 1000). */
  readonly keepMessages?: number;
  /** Newest calls kept, and newest notifications and answers per phone (default 10 000). */
  readonly keepCalls?: number;
  /** Newest files kept (default 1000). */
  readonly keepFiles?: number;
  /** First pause before a webhook that refused an update gets it again; doubles up to a second (default 50). */
  readonly webhookRetryMs?: number;
  /** What an earlier one had in its chats. */
  readonly memory?: TelegramMemory;
}

/** A Telegram of one bot: a Bot API server, and the phones of the people who use the bot. */
export interface Telegram {
  /** For `client: { apiRoot }`. */
  readonly apiRoot: string;
  readonly token: string;
  readonly botId: number;
  readonly botUsername: string;
  readonly faults: Faults;
  /** The same phone for the same id; what else is asked for counts at its first use. */
  phone(options: PhoneOptions | number): Phone;
  phones(): readonly Phone[];
  /**
   * Resolves when every update was acknowledged (polling: confirmed by a higher offset, which grammY
   * sends after its handlers; webhook: answered 2xx) and no API call but getUpdates is under way.
   * Work that a bot does after acknowledging is not seen: wait for its message with `phone.waitsFor`.
   * @throws Error after `withinMs` (20 000 by default), telling what is still under way.
   */
  settled(options?: { readonly withinMs?: number }): Promise<void>;
  /** Newest last. Without a method: all but getUpdates. */
  calls(method?: string): readonly Call[];
  /** Called when a call has its outcome. Returns the function that ends it. */
  onCall(listener: (call: Call) => void): () => void;
  /** Every change of every chat, as plain data. Returns the function that ends it. */
  subscribe(listener: (change: ChatChange) => void): () => void;
  /** Called with each update at the moment from which the bot can get it. Returns the function that ends it. */
  onUpdate(listener: (update: Update) => void): () => void;
  /** What this chat sends from now on waits inside Telegram until it is released. */
  hold(chatId: number): void;
  release(chatId: number, order: "as-sent" | "reversed"): void;
  /** Numbers updates from here on, as after a week without any, or as another Bot API server, which knows nothing of what waits. */
  countAnew(from: number): void;
  chat(chatId: number): ChatSnapshot | undefined;
  chats(): readonly ChatSnapshot[];
  /** A stored file by the path of `getFile`, `MediaView.path` or a download address. */
  file(
    path: string,
  ): { readonly bytes: Uint8Array; readonly mimeType: string; readonly fileName: string } | undefined;
  bot(): BotSnapshot;
  /** Chats and files as plain data, for `TelegramOptions.memory`. */
  memory(): TelegramMemory;
  /** `undefined` switches it off. */
  setRateLimit(limits: RateLimits | undefined): void;
  /** Ends long polls, webhook retries and everybody who waits; the port is free afterwards. */
  stop(): Promise<void>;
}

/** What people see of the bot. Texts by language code, "" for everybody else. */
interface BotSnapshot {
  readonly names: Readonly<Record<string, string>>;
  readonly descriptions: Readonly<Record<string, string>>;
  readonly shortDescriptions: Readonly<Record<string, string>>;
  /** By "scope|chat|user|language". */
  readonly commands: Readonly<Record<string, readonly BotCommand[]>>;
  readonly menuButton: MenuButton | undefined;
}

export async function startTelegram(options: TelegramOptions): Promise<Telegram> {
  const {
    token,
    clock,
    host = "127.0.0.1",
    port = 0,
    botName = "Test bot",
    botUsername = "test_bot",
  } = options;
  const { keepMessages = 1000, keepCalls = 10_000, keepFiles = 1000, webhookRetryMs = 50 } = options;
  const botId = Number(/^(\d+):./.exec(token)?.[1]);
  if (!Number.isSafeInteger(botId)) throw new Error("A bot token looks like 123456:abc");

  const remembered = readMemory(options.memory);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  let inFlight = 0;
  const phones = new Map<number, StoppablePhone>();

  const profile: BotProfile = {
    user: { id: botId, is_bot: true, first_name: botName, username: botUsername },
    readsAllGroupMessages: options.readsAllGroupMessages ?? false,
    names: new Map([["", botName]]),
    descriptions: new Map(),
    shortDescriptions: new Map(),
    commands: new Map(),
    menuButtons: new Map(),
  };
  const faults = createFaults();
  const settling = createSettling(() => {
    const parts = [
      updates.pendingCount > 0 && `${updates.pendingCount} updates not acknowledged`,
      inFlight > 0 && `${inFlight} calls under way`,
    ].filter(Boolean);
    return parts.length > 0 ? parts.join(", ") : undefined;
  });
  const queued = createListeners<Update>();
  const updates = createUpdates(
    faults,
    () => {
      webhook.wake();
      settling.check();
    },
    (update) => queued.emit(update),
  );
  const webhook = createWebhook({
    clock,
    updates: () => updates,
    stopping: stopping.signal,
    firstRetryMs: webhookRetryMs,
    async onReply({ method, ...params }) {
      const called = methods.get(String(method).toLowerCase());
      if (!called) return;
      const call = state.calls.begin(called.name, params, clock.now());
      try {
        const result = await called.run(state, { params, uploads: new Map(), onHangUp: () => undefined });
        state.calls.end(call, { ok: true, result });
      } catch (error) {
        // As with Telegram, the bot never learns what became of a call it made in its answer.
        if (!(error instanceof ApiError)) throw error;
        const { code, message: description, parameters } = error;
        state.calls.end(call, { ok: false, code, description, parameters });
      }
    },
  });
  const state: TelegramState = {
    clock,
    profile,
    chats: createChats(keepMessages, remembered.chats),
    files: createFiles(keepFiles, remembered.files),
    updates,
    webhook,
    queries: createCallbackQueries(clock),
    calls: createCallLog(keepCalls),
    faults,
    rateLimit: createRateLimit(clock, options.rateLimit),
  };
  const app = createApp({
    state,
    token,
    stopping: stopping.signal,
    onInFlight(change) {
      inFlight += change;
      settling.check();
    },
  });
  const listening = await listen(app, host, port);

  return {
    apiRoot: `http://${host}:${listening.port}`,
    token,
    botId,
    botUsername,
    faults,
    phone(asked) {
      const phoneOptions = typeof asked === "number" ? { id: asked } : asked;
      const known = phones.get(phoneOptions.id);
      if (known) return known;
      const phone = createPhone({ state, keep: keepCalls }, phoneOptions);
      phones.set(phone.id, phone);
      return phone;
    },
    phones: () => [...phones.values()],
    settled: ({ withinMs = PATIENCE_MS } = {}) => settling.wait(withinMs),
    calls: state.calls.list,
    onCall: state.calls.listen,
    subscribe: (listener) => state.chats.listeners.add((event) => listener(viewChange(state.files, event))),
    onUpdate: queued.add,
    hold: updates.hold,
    release: updates.release,
    countAnew: updates.countAnew,
    chat(chatId) {
      const chat = state.chats.get(chatId);
      return chat && viewChat(state.files, chat);
    },
    chats: () => [...state.chats.all()].map((chat) => viewChat(state.files, chat)),
    file: (path) => state.files.byPath(path),
    bot: () => ({
      names: Object.fromEntries(profile.names),
      descriptions: Object.fromEntries(profile.descriptions),
      shortDescriptions: Object.fromEntries(profile.shortDescriptions),
      commands: Object.fromEntries(profile.commands),
      menuButton: profile.menuButtons.get(undefined),
    }),
    memory: () => writeMemory(state.chats, state.files),
    setRateLimit: state.rateLimit.set,
    async stop() {
      stopping.abort();
      updates.endPoll();
      settling.stop();
      for (const phone of phones.values()) phone.stop(new Error("The local Telegram was stopped"));
      await listening.close();
    },
  };
}
