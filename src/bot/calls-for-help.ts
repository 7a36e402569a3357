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
const PEOPLE_COMMANDS = /^\/(bantuan|help)(@\w+)?(\s|$)/;

/** Whether people may have to be told: the rest only shows what is there to be read. */
export function callsPeople(update: Update): boolean {
  const { callback_query: tap, message } = update;
  if (tap?.data === undefined) return PEOPLE_COMMANDS.test(message?.text ?? "");
  const { data } = tap;
  return isFear(update) || PEOPLE.some(({ pattern }) => pattern.test(data));
}

/** Whether something is shown for it at once, before anybody is asked who that is. */
export function isCallForHelp(update: Update): boolean {
  const { callback_query: tap, message } = update;
  if (tap?.data === undefined) return COMMANDS.test(message?.text ?? "");
  const { data } = tap;
  return isFear(update) || helpButtons.some(({ pattern }) => pattern.test(data));
}

/** "Yes, and I am afraid that I will": an answer like others, and a call for help. */
export function isFear({ callback_query: tap }: Update): boolean {
  const answer = answerButton.unpack(tap?.data ?? "");
  return answer?.question === "SAFETY" && answer.answer === "2";
}
