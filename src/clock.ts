/** Where "now" comes from. Only this file reads the machine's clock; tests and the demo bring one they can move. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
