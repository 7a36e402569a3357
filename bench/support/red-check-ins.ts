import { performance } from "node:perf_hooks";
import type { Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { answerOn } from "./crowd.ts";

export interface RedPerson {
  readonly telegramId: number;
  readonly checkIn: number;
  /** Nobody else's counselor: the alert that arrives there is this person's. */
  readonly counselorTelegramId: number;
}

const PATIENCE_MS = 60_000;

/** Strongest craving, no confidence: rule R2. */
const ANSWERS = { S8: "4", C1: "0" };
const LAST_QUESTION = ":C2:";

/**
 * One person after the other answers all questions; the result is, for each, the milliseconds from the last tap
 * on the phone to the arrival of the counselor's `sendMessage` at the Bot API.
 */
export async function redCheckIns(
  telegram: Telegram,
  people: readonly RedPerson[],
  progress: (done: number, of: number) => void,
): Promise<number[]> {
  const delays: number[] = [];
  for (const { counselorTelegramId } of people) {
    const phone = telegram.phone(counselorTelegramId);
    await phone.sends("/start");
    await phone.waitsFor(() => true, { withinMs: PATIENCE_MS });
  }
  for (const person of people) {
    delays.push(await delayOfAlert(telegram, person));
    progress(delays.length, people.length);
  }
  return delays;
}

/** Milliseconds from a tap on the help button to the counselor's `sendMessage`. Both have written to the bot before. */
export async function callForHelp(
  telegram: Telegram,
  { telegramId, counselorTelegramId }: Omit<RedPerson, "checkIn">,
  withinMs: number,
): Promise<number> {
  const arrived = arrival(telegram, counselorTelegramId, withinMs);
  const tapped = performance.now();
  await telegram.phone(telegramId).tapsData("help");
  return (await arrived) - tapped;
}

async function delayOfAlert(telegram: Telegram, person: RedPerson): Promise<number> {
  const phone = telegram.phone(person.telegramId);
  await phone.sends("/start");
  let screen = await phone.waitsFor(() => true, { withinMs: PATIENCE_MS });
  for (let data = `a:${person.checkIn}:S1:0`; ; ) {
    const isLast = data.includes(LAST_QUESTION);
    const arrived = isLast ? arrival(telegram, person.counselorTelegramId) : undefined;
    const tapped = performance.now();
    await phone.tapsData(data, screen.messageId);
    if (arrived) return (await arrived) - tapped;
    screen = await phone.waitsFor(() => true, { withinMs: PATIENCE_MS });
    const next = answerOn(screen, ANSWERS);
    if (next === undefined) throw new Error(`no answer to tap after ${data}`);
    data = next;
  }
}

function arrival(telegram: Telegram, chatId: number, withinMs = PATIENCE_MS): Promise<number> {
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => {
      ignore();
      reject(new Error(`no alert within ${withinMs} ms`));
    }, withinMs);
    const ignore = telegram.onCall(({ method, params }) => {
      if (method !== "sendMessage" || params.chat_id !== chatId) return;
      clearTimeout(giveUp);
      ignore();
      resolve(performance.now());
    });
  });
}
