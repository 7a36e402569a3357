/** What can go wrong, each to be switched on by its name. */
export const FAULTS = {
  kill: "a process of the app is killed, or asked to stop, in the middle of what it does",
  telegram: "Telegram is slow, refuses, answers with HTML, or its answer is lost after the message went out",
  doubles: "people tap twice, and Telegram delivers twice",
  database: "PostgreSQL is restarted, crashes, cuts connections, is slow, or its disk is full",
  clock: "a clock jumps, a process has another time than the others, or no tick comes for hours",
  outages: "Telegram, the database or every process is away for minutes or hours",
  delays: "what people do reaches the bot hours later, or in another order",
  instances: "two or three processes at once behind a proxy, in webhook mode",
} as const;

export type FaultKind = keyof typeof FAULTS;
export const faultKinds = Object.keys(FAULTS) as readonly FaultKind[];
