import type { Logger } from "pino";
import { addDays, instantOf, localDayAt, summaryDueAfter } from "../../domain/calendar.ts";
import { HOUR_MS } from "../../domain/duration.ts";
import type { Locale } from "../../domain/instrument.ts";
import { identify } from "../../people/identify.ts";
import { createListeners } from "../telegram/listeners.ts";
import type { World } from "../world.ts";
import { DEMO_ZONE } from "./cast.ts";
import { type DemoPhone, newPhone, PHONE_LANGUAGE, phoneOf } from "./demo-phones.ts";
import { letTimePass, liveThrough } from "./let-time-pass.ts";
import {
  notificationText,
  type PageClock,
  type PageEvent,
  type PagePhone,
  type PageState,
  pageMessage,
} from "./page-view.ts";
import type { Townsfolk } from "./townsfolk.ts";

export const clockTargets = ["next-prompt", "hour", "morning", "monday"] as const;
type ClockTarget = (typeof clockTargets)[number];

export type Outcome =
  | { readonly kind: "done" }
  /** Said on the page. */
  | { readonly kind: "refused"; readonly why: string };

/** What the page can do and see. */
export interface Demo {
  /** Resolves when the viewer may begin; `onShare` hears, 0 to 1, how much of the history is lived. */
  start(onShare: (share: number) => void): Promise<void>;
  stop(): Promise<void>;
  /** When nothing is sent any more: the next start goes on from here. */
  saveForGood(): Promise<void>;
  state(): PageState;
  /** Returns the function that ends it. */
  listen(listener: (event: PageEvent) => void): () => void;
  types(phoneId: string, text: string): Promise<Outcome>;
  taps(phoneId: string, messageId: number, data: string): Promise<Outcome>;
  sendsFile(phoneId: string, fileName: string, bytes: Uint8Array): Promise<Outcome>;
  /** Somebody new opens an invitation. */
  addPhone(link: string): Promise<Outcome & { readonly phone?: PagePhone }>;
  /** Resolves when time has passed. */
  moveClock(target: ClockTarget): Promise<Outcome>;
  file: World["telegram"]["file"];
}

/** The weeks before the viewer comes, lived through on the real app while the page already shows it. */
interface History {
  readonly until: Date;
  live(onShare: (share: number) => void, signal: AbortSignal): Promise<void>;
}

export interface DemoOptions {
  readonly world: World;
  readonly folk: Townsfolk;
  readonly phones: readonly DemoPhone[];
  readonly log: Logger;
  /** Without it the demo goes on from an earlier one. */
  readonly history?: History | undefined;
  readonly save: (phones: readonly DemoPhone[], complete: boolean) => Promise<void>;
}

const TICK_MS = 2000;
const CLOCK_MS = 150;
const SAVE_MS = 1500;
const SHOWN_MESSAGES = 80;
const TOO_EARLY = "The first weeks are still being lived through. A moment, please.";

export function createDemo({ world, folk, log, save, history, ...options }: DemoOptions): Demo {
  const { telegram, clock, db } = world;
  const phones = [...options.phones];
  const listeners = createListeners<PageEvent>();
  const stopping = new AbortController();
  let movingTo: Date | undefined;
  /** While there is no history yet. */
  let livedShare = history && 0;
  let changed = true;
  let turn: Promise<unknown> = Promise.resolve();
  /** What each account has chosen, as of the last tick. */
  const languages = new Map<number, Locale>();
  let endSubscription = (): void => undefined;
  const timers: NodeJS.Timeout[] = [];

  /** One thing at a time moves the world on. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function everyTick(): Promise<void> {
    if (movingTo || stopping.signal.aborted) return;
    await inTurn(async () => {
      await liveThrough({ world, folk });
      await followLanguages();
    }).catch((error: unknown) => log.error({ err: error }, "the demo's tick failed"));
  }

  /** So that a screen reader reads out each phone in the language that its owner has chosen by now. */
  async function followLanguages(): Promise<void> {
    for (const { id, telegramId } of phones) {
      const person = await identify(db, telegramId);
      if (person.kind === "stranger" || person.locale === languageOf(telegramId)) continue;
      languages.set(telegramId, person.locale);
      listeners.emit({ kind: "language", phone: id, lang: person.locale });
    }
  }

  const pageClock = (): PageClock => ({
    now: clock.now().getTime(),
    ...(movingTo && { movingTo: movingTo.getTime() }),
    ...(livedShare !== undefined && { livedShare }),
  });
  const tellTime = () => listeners.emit({ kind: "clock", clock: pageClock() });
  const languageOf = (telegramId: number) => languages.get(telegramId) ?? PHONE_LANGUAGE;
  const find = (phoneId: string) => phones.find(({ id }) => id === phoneId);

  function pagePhone(phone: DemoPhone): PagePhone {
    const chat = telegram.chat(phone.telegramId);
    const { id, title, subtitle } = phone;
    return {
      id,
      title,
      subtitle,
      lang: languageOf(phone.telegramId),
      commands: phoneOf(telegram, phone).commands(),
      messages: (chat?.messages ?? []).slice(-SHOWN_MESSAGES).map(pageMessage),
    };
  }

  async function liveHistory({ until, live }: History, onShare: (share: number) => void): Promise<void> {
    movingTo = until;
    const rolling = setInterval(tellTime, CLOCK_MS);
    try {
      await inTurn(async () =>
        live((share) => {
          livedShare = share;
          onShare(share);
        }, stopping.signal),
      );
      livedShare = undefined;
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    } finally {
      clearInterval(rolling);
      movingTo = undefined;
    }
    listeners.emit({ kind: "state", state: pageState() });
  }

  const pageState = (): PageState => ({
    zone: DEMO_ZONE,
    botName: Object.values(telegram.bot().names)[0] ?? "Bot",
    clock: pageClock(),
    phones: phones.map(pagePhone),
  });

  async function acts(phoneId: string, act: (phone: ReturnType<typeof phoneOf>) => Promise<unknown>) {
    const known = find(phoneId);
    if (livedShare !== undefined) return { kind: "refused", why: TOO_EARLY } as const;
    if (!known) return { kind: "refused", why: "There is no such phone." } as const;
    await act(phoneOf(telegram, known));
    return { kind: "done" } as const;
  }

  async function whenIs(target: ClockTarget): Promise<Date | undefined> {
    const now = clock.now();
    switch (target) {
      case "hour":
        return new Date(now.getTime() + HOUR_MS);
      case "morning":
        return instantOf(addDays(localDayAt(now, DEMO_ZONE), 1), 7 * 60, DEMO_ZONE);
      case "monday":
        return summaryDueAfter(now, DEMO_ZONE, { weekday: 1, minute: 8 * 60 });
      case "next-prompt": {
        const { _min: next } = await db.participant.aggregate({
          _min: { nextPromptAt: true },
          where: { telegramId: { in: phones.map(({ telegramId }) => BigInt(telegramId)) } },
        });
        return next.nextPromptAt ?? undefined;
      }
    }
  }

  return {
    async start(onShare) {
      endSubscription = telegram.subscribe((change) => {
        changed = true;
        const phone = phones.find(({ telegramId }) => telegramId === change.chatId);
        if (!phone) return;
        switch (change.kind) {
          case "sent":
          case "edited": {
            const message = pageMessage(change.message);
            const edited = change.kind === "edited";
            const rings = !edited && !message.mine && !change.silent && livedShare === undefined;
            const notification = rings && { notification: notificationText(message) };
            listeners.emit({ kind: "message", phone: phone.id, message, edited, ...notification });
            break;
          }
          case "deleted":
            listeners.emit({ kind: "deleted", phone: phone.id, ids: change.messageIds });
            break;
          case "answered":
            if (change.answer.text)
              listeners.emit({ kind: "toast", phone: phone.id, text: change.answer.text });
            break;
          case "action":
          case "membership":
            break;
        }
      });
      if (history) await liveHistory(history, onShare);
      if (stopping.signal.aborted) return;
      timers.push(
        setInterval(() => void everyTick(), TICK_MS),
        setInterval(() => {
          if (!changed) return;
          changed = false;
          save(phones, false).catch((error: unknown) =>
            log.error({ err: error }, "the demo could not be saved"),
          );
        }, SAVE_MS),
      );
      await save(phones, false);
    },
    async stop() {
      stopping.abort();
      for (const timer of timers) clearInterval(timer);
      await turn;
      endSubscription();
    },
    async saveForGood() {
      // Half a history is none: the next start makes it anew.
      if (livedShare === undefined) await save(phones, true);
    },
    state: pageState,
    listen: listeners.add,
    types: async (phoneId, text) => await acts(phoneId, async (phone) => await phone.sends(text)),
    async taps(phoneId, messageId, data) {
      const known = find(phoneId);
      const message =
        known && telegram.chat(known.telegramId)?.messages.find((m) => m.messageId === messageId);
      if (!message?.buttons.flat().some((button) => button.data === data))
        return { kind: "refused", why: "That button is not there any more." };
      return await acts(phoneId, async (phone) => await phone.tapsData(data, messageId));
    },
    sendsFile: async (phoneId, fileName, bytes) =>
      await acts(phoneId, async (phone) =>
        isPicture(bytes) ? await phone.sendsPhoto(bytes) : await phone.sendsDocument(bytes, fileName),
      ),
    async addPhone(link) {
      if (livedShare !== undefined) return { kind: "refused", why: TOO_EARLY };
      const added = newPhone(phones);
      const phone = phoneOf(telegram, added);
      try {
        await phone.opensLink(link);
      } catch (error) {
        return { kind: "refused", why: error instanceof Error ? error.message : "That link does not open." };
      }
      phones.push(added);
      listeners.emit({ kind: "phone", phone: pagePhone(added) });
      return { kind: "done", phone: pagePhone(added) };
    },
    async moveClock(target) {
      if (movingTo) return { kind: "refused", why: "Time is passing already." };
      const to = await whenIs(target);
      if (!to) return { kind: "refused", why: "Nobody on these phones has a check-in coming." };
      if (movingTo) return { kind: "refused", why: "Time is passing already." };
      movingTo = to;
      tellTime();
      const rolling = setInterval(tellTime, CLOCK_MS);
      try {
        await inTurn(async () => await letTimePass({ world, folk }, to, { signal: stopping.signal }));
        return { kind: "done" };
      } catch (error) {
        if (stopping.signal.aborted) return { kind: "refused", why: "The demo is stopping." };
        throw error;
      } finally {
        clearInterval(rolling);
        movingTo = undefined;
        changed = true;
        tellTime();
      }
    },
    file: (path) => telegram.file(path),
  };
}

function isPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  return head === "\x89PNG" || head.startsWith("\xff\xd8");
}
