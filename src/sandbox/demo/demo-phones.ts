import type { Phone } from "../telegram/phone.ts";
import type { Telegram } from "../telegram/telegram.ts";

/** Telegram itself is set to it on every phone: the bot speaks it until somebody chooses. */
export const PHONE_LANGUAGE = "id";

/** A phone on the page. */
export interface DemoPhone {
  /** In addresses: "participant", "new-1". */
  readonly id: string;
  readonly telegramId: number;
  readonly title: string;
  readonly subtitle: string;
}

export const PARTICIPANT: DemoPhone = {
  id: "participant",
  telegramId: 5_100_000_014,
  title: "BPN-014",
  subtitle: "Participant",
};
export const COUNSELOR: DemoPhone = {
  id: "counselor",
  telegramId: 5_200_000_001,
  title: "Rina",
  subtitle: "Counselor",
};
export const COORDINATOR: DemoPhone = {
  id: "coordinator",
  telegramId: 5_200_000_003,
  title: "Dewi",
  subtitle: "Coordinator",
};
export const BACKUP_TELEGRAM_ID = 5_200_000_002;

export const firstPhones: readonly DemoPhone[] = [PARTICIPANT, COUNSELOR, COORDINATOR];

const FIRST_NEW_TELEGRAM_ID = 5_300_000_001;

/** The next phone out of the box, for somebody who was just handed an invitation. */
export function newPhone(known: readonly DemoPhone[]): DemoPhone {
  const count = known.length - firstPhones.length;
  return {
    id: `new-${count + 1}`,
    telegramId: FIRST_NEW_TELEGRAM_ID + count,
    title: count === 0 ? "New phone" : `New phone ${count + 1}`,
    subtitle: "Invited",
  };
}

/** The same phone in the local Telegram. */
export function phoneOf(telegram: Telegram, { telegramId, title }: DemoPhone): Phone {
  return telegram.phone({ id: telegramId, name: title, languageCode: PHONE_LANGUAGE });
}
