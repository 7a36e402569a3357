export interface Check {
  readonly name: string;
  readonly state: "ok" | "warn" | "fail";
  readonly says: string;
  /** What to do about it. */
  readonly next?: string;
}

export const ok = (name: string, says: string): Check => ({ name, state: "ok", says });
export const warn = (name: string, says: string, next: string): Check => ({
  name,
  state: "warn",
  says,
  next,
});
export const fail = (name: string, says: string, next: string): Check => ({
  name,
  state: "fail",
  says,
  next,
});

/** By how much two clocks may differ. */
export function clockCheck(name: string, whose: string, skewMs: number): Check {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const says = `this machine's clock and ${whose} differ by ${seconds} s`;
  const next = "let the machine keep its time by NTP: timedatectl set-ntp true";
  if (seconds > 60) return fail(name, says, next);
  return seconds > 5 ? warn(name, says, next) : ok(name, says);
}
