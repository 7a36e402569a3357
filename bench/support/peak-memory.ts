import { readFileSync } from "node:fs";

const MEGABYTE = 1024 * 1024;

/** Megabytes of this process, now and at most until now. */
export function memory(): { readonly now: number; readonly peak: number } {
  const now = process.memoryUsage.rss() / MEGABYTE;
  return { now, peak: Math.max(now, peakKilobytes() / 1024) };
}

/** What Linux gives as `maxRSS` begins with the memory of the process that started this one. */
function peakKilobytes(): number {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
  const own = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}
