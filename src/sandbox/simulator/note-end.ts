import type { Life } from "./life.ts";
import type { Way } from "./tally.ts";

/** A fault has hit a process. That none runs is one fault by itself, and no kill, however many of them it ends. */
export function noteEnd(
  { chronicle, silence }: Pick<Life, "chronicle" | "silence">,
  way: Way<"kill"> = "killed at work",
): void {
  if (silence.current === "processes") return;
  const how = way === "asked to stop" ? way : way.replace(/^(killed )?/, "killed ");
  chronicle.fault("kill", way, `a process was ${how}`);
}
