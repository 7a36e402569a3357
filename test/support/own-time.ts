import { fileURLToPath } from "node:url";

/** What gives a process of its own the time of the town. */
export function ownTime(at: Date): { readonly NODE_OPTIONS: string; readonly START_AT: string } {
  const preload = fileURLToPath(new URL("start-at.ts", import.meta.url));
  return { NODE_OPTIONS: `--import ${preload}`, START_AT: at.toISOString() };
}
