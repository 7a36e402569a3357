import type { Clock } from "../../clock.ts";
import type { BotProfile } from "./bot-profile.ts";
import type { CallbackQueries } from "./callback-queries.ts";
import type { CallLog } from "./calls.ts";
import type { Chats } from "./chats.ts";
import type { FaultPlan } from "./faults.ts";
import type { Files } from "./files.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Updates } from "./updates.ts";
import type { Webhook } from "./webhook.ts";

/** What the methods and the phones share: the inside of one Telegram. */
export interface TelegramState {
  readonly clock: Clock;
  readonly profile: BotProfile;
  readonly chats: Chats;
  readonly files: Files;
  readonly updates: Updates;
  readonly webhook: Webhook;
  readonly queries: CallbackQueries;
  readonly calls: CallLog;
  readonly faults: FaultPlan;
  readonly rateLimit: RateLimit;
}

export const unixSeconds = (clock: Clock): number => Math.floor(clock.now().getTime() / 1000);
