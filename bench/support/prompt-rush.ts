import { systemClock } from "../../src/clock.ts";
import type { Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { type RedPerson, redCheckIns } from "./red-check-ins.ts";

export interface Rush {
  /** Milliseconds from `dueAt` to the arrival of the last prompt at the Bot API. */
  readonly lastPromptMs: number;
  /** Milliseconds from the red person's last tap to the counselor's alert. */
  readonly alertMs: number;
  /** Answers "too many requests" on the way. */
  readonly refused: number;
}

const STUCK_AFTER_MS = 60_000;

/** Counts prompts as they arrive; when half of them are out, one person answers a red check-in. */
export async function watchRush(
  telegram: Telegram,
  { dueAt, prompts, red }: { readonly dueAt: number; readonly prompts: number; readonly red: RedPerson },
  progress: (done: number, of: number) => void,
): Promise<Rush> {
  const prompted = new Set<number>();
  let refused = 0;
  let alert: Promise<number[]> | undefined;
  let ignore = () => {};
  const lastPromptMs = await new Promise<number>((resolve, reject) => {
    const stuck = () => reject(new Error(`no prompt for a minute, ${prompted.size} of ${prompts} are out`));
    let patience = setTimeout(stuck, STUCK_AFTER_MS);
    ignore = telegram.onCall(({ method, params, outcome }) => {
      if (method !== "sendMessage") return;
      if (outcome?.ok === false) {
        refused += "code" in outcome && outcome.code === 429 ? 1 : 0;
        return;
      }
      const chatId = Number((params as { chat_id?: unknown }).chat_id);
      if (chatId === red.telegramId || chatId === red.counselorTelegramId) return;
      prompted.add(chatId);
      progress(prompted.size, prompts);
      if (prompted.size * 2 >= prompts) alert ??= redCheckIns(telegram, [red], () => undefined);
      clearTimeout(patience);
      if (prompted.size === prompts) resolve(systemClock.now().getTime() - dueAt);
      else patience = setTimeout(stuck, STUCK_AFTER_MS);
    });
  }).finally(() => ignore());
  const [alertMs] = (await alert) ?? [];
  if (alertMs === undefined) throw new Error("nobody answered a red check-in");
  return { lastPromptMs, alertMs, refused };
}
