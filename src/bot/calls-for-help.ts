import type { Update } from "grammy/types";
import {
  answerButton,
  copingButton,
  helpButton,
  lapseButton,
  overdoseButton,
  planButton,
  safeButton,
} from "../screens/callback-data.ts";

/** Under which help stands, or a way to it. */
export const helpButtons = [helpButton, overdoseButton, lapseButton, copingButton, safeButton, planButton];

export const helpCommands = ["bantuan", "help", "darurat", "overdosis", "langkah", "rencana"] as const;
export type HelpCommand = (typeof helpCommands)[number];

/** A text that is one of these commands. */
export const commandPattern = (commands: readonly string[]): RegExp =>
  new RegExp(`^/(${commands.join("|")})(@\\w+)?(\\s|$)`);

const COMMANDS = commandPattern(helpCommands);

const PEOPLE = [helpButton, overdoseButton, lapseButton, safeButton];
const PEOPLE_COMMANDS = commandPattern(["bantuan", "help"]);

/** Whether people may have to be told: the rest only shows what is there to be read. */
export function callsPeople(update: Update): boolean {
  return isFear(update) || isAmong(update, PEOPLE, PEOPLE_COMMANDS);
}

/** Whether something is shown for it at once, before anybody is asked who that is. */
export function isCallForHelp(update: Update): boolean {
  return isFear(update) || isAmong(update, helpButtons, COMMANDS);
}

function isAmong(
  { callback_query: tap, message }: Update,
  buttons: readonly { readonly pattern: RegExp }[],
  commands: RegExp,
): boolean {
  const { data } = tap ?? {};
  return data === undefined
    ? commands.test(message?.text ?? "")
    : buttons.some(({ pattern }) => pattern.test(data));
}

/** "Yes, and I am afraid that I will": an answer like others, and a call for help. */
export function isFear({ callback_query: tap }: Update): boolean {
  const answer = answerButton.unpack(tap?.data ?? "");
  return answer?.question === "SAFETY" && answer.answer === "2";
}
