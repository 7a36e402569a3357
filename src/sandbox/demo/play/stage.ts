import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { createDatabase } from "../../../db/client.ts";
import { migrate } from "../../../db/migrate.ts";
import { createSealer } from "../../../db/seal.ts";
import { instantOf, type LocalDay, parseTimeOfDay } from "../../../domain/calendar.ts";
import type { Answer } from "../../../domain/instrument.ts";
import { loadInstruments } from "../../../instruments/index.ts";
import { createLog } from "../../../log.ts";
import { closeAll } from "../../close-all.ts";
import { localToken } from "../../local-token.ts";
import { MovableClock } from "../../movable-clock.ts";
import type { Phone } from "../../telegram/phone.ts";
import { startTelegram } from "../../telegram/telegram.ts";
import { startThrowawayCluster } from "../../throwaway-cluster.ts";
import { World } from "../../world.ts";
import { answerOnPhone } from "../answer-on-phone.ts";
import { DEMO_ZONE } from "../cast.ts";
import type { Transcript } from "./transcript.ts";

/** The play itself is wrong, or the app is: the run fails with this sentence. */
class NotAsExpected extends Error {
  override readonly name = "NotAsExpected";
}

/** A fresh world with a transcript: what is done on it, and what it shows, is written down. */
export interface Stage {
  readonly world: World;
  /** The link of the first start, from the log. */
  readonly firstLink: string;
  readonly checks: number;
  phone(name: string): Phone;
  /** On the wall clock of the play's town; resolves when everything due until then was done. */
  until(day: LocalDay, time: string): Promise<void>;
  does(phone: Phone, what: string, action: () => Promise<unknown>): Promise<void>;
  taps(phone: Phone, label: string): Promise<void>;
  types(phone: Phone, text: string): Promise<void>;
  /** The whole check-in, in one line of the transcript. */
  answers(phone: Phone, digits: Readonly<Partial<Record<string, Answer>>>): Promise<void>;
  /** What happens in it is not written down. */
  quietly(work: () => Promise<void>): Promise<void>;
  /** @throws {NotAsExpected} */
  expects(what: string, holds: boolean): void;
  close(): Promise<void>;
}

const PLAY_BOT_ID = 7_000_000_002;
const BOT = "cek_harian_bot";
const USUAL: Readonly<Partial<Record<string, Answer>>> = { C1: 4, C2: 0 };

export async function setStage(
  transcript: Transcript,
  {
    begins,
    signal,
  }: { readonly begins: { readonly day: LocalDay; readonly time: string }; readonly signal: AbortSignal },
): Promise<Stage> {
  const closing: (() => Promise<unknown>)[] = [];
  const lines: string[] = [];
  const log = createLog("info", { write: (line: string) => void lines.push(line) });
  let quiet = 0;
  /** Whose screens go by too fast to write them down, and what others meanwhile saw. */
  let busy: { readonly phone: Phone; readonly meanwhile: (() => void)[] } | undefined;
  let checks = 0;
  let telegramId = 5_500_000_001;
  try {
    const cluster = await startThrowawayCluster({ log });
    closing.unshift(() => cluster.stop());
    await createEmpty(cluster.url("postgres"));
    const url = cluster.url("play");
    await migrate(url);
    const db = createDatabase(url);
    closing.unshift(() => db.$disconnect());
    const clock = new MovableClock(instant(begins.day, begins.time));
    const telegram = await startTelegram({
      token: localToken(PLAY_BOT_ID),
      clock,
      botUsername: BOT,
      botName: "Cek Harian",
    });
    closing.unshift(() => telegram.stop());
    const world = await World.start({
      database: { url, db },
      sealer: createSealer(randomBytes(32)),
      instruments: loadInstruments(),
      telegram,
      clock,
      log,
      messagesPerSecond: 2000,
      // Never away here, only late on a crowded machine.
      helpWaitsMs: 20_000,
    });
    closing.unshift(() => world.stop());
    const names = new Map<number, string>();
    telegram.subscribe((change) => {
      const name = names.get(change.chatId);
      if (quiet > 0 || name === undefined || busy?.phone.id === change.chatId) return;
      const at = clock.now();
      const write = (): void => {
        if (change.kind === "answered" && change.answer.text)
          transcript.does(name, `reads "${change.answer.text}"`, at);
        if ((change.kind === "sent" || change.kind === "edited") && change.message.from.isBot)
          transcript.shows(name, change.message, change.kind === "edited", at);
      };
      if (busy) busy.meanwhile.push(write);
      else write();
    });

    const stage: Stage = {
      world,
      firstLink: firstLinkIn(lines),
      get checks() {
        return checks;
      },
      phone(name) {
        const phone = telegram.phone({ id: telegramId++, name, languageCode: "id" });
        names.set(phone.id, name);
        return phone;
      },
      async until(day, time) {
        signal.throwIfAborted();
        await world.advanceTo(instant(day, time));
      },
      async does({ name }, what, action) {
        signal.throwIfAborted();
        if (quiet === 0) transcript.does(name, what, clock.now());
        await action();
        await world.settle();
      },
      taps: async (phone, label) => await stage.does(phone, `taps [${label}]`, () => phone.taps(label)),
      types: async (phone, text) => await stage.does(phone, `types "${text}"`, () => phone.sends(text)),
      async answers(phone, digits) {
        const given: string[] = [];
        const meanwhile: (() => void)[] = [];
        busy = { phone, meanwhile };
        const newest = phone.sees().at(-1)?.messageId ?? 0;
        await answerOnPhone(
          phone,
          () => world.settle(),
          (id) => {
            const answer = digits[id] ?? USUAL[id] ?? 0;
            given.push(`${id} ${answer}`);
            return answer;
          },
        ).finally(() => {
          busy = undefined;
        });
        if (quiet > 0) return;
        transcript.does(phone.name, `answers, one tap each: ${given.join(" · ")}`, clock.now());
        // The check-in's end, and the help that a red day brings below it.
        for (const message of phone.sees().filter(({ messageId }) => messageId >= newest))
          transcript.shows(phone.name, message, true, clock.now());
        for (const write of meanwhile) write();
      },
      async quietly(work) {
        quiet += 1;
        try {
          await work();
        } finally {
          quiet -= 1;
        }
      },
      expects(what, holds) {
        if (!holds) throw new NotAsExpected(`Not as expected: ${what}`);
        checks += 1;
        transcript.holds(what);
      },
      close,
    };
    return stage;
  } catch (error) {
    // What went wrong first is what is told.
    await close().catch(() => undefined);
    throw error;
  }

  async function close(): Promise<void> {
    await closeAll(closing);
  }
}

async function createEmpty(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query("CREATE DATABASE play");
  } finally {
    await client.end();
  }
}

function firstLinkIn(lines: readonly string[]): string {
  const link = lines
    .map((line) => /https:\/\/t\.me\/[^"]+/.exec(line)?.[0])
    .find((found) => found !== undefined);
  if (!link) throw new NotAsExpected("Not as expected: the first start logs the coordinator's link");
  return link;
}

function instant(day: LocalDay, time: string): Date {
  return instantOf(day, parseTimeOfDay(time) ?? 0, DEMO_ZONE);
}
