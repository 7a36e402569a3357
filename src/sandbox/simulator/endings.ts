import type { Ending } from "./instance.ts";
import type { Violation } from "./violation.ts";

const STOP_WITHIN_MS = 10_000;

/**
 * I8: what is wrong about how a process of the app ended, did not begin, or refused. Undefined for what has to be so.
 * `isSpoiled`: its database was away, slow or full just then. `slackMs`: what it may take longer to stop.
 */
export function judgeEnding(
  ending: Ending,
  isSpoiled: boolean,
  slackMs = 0,
): Pick<Violation, "invariant" | "what" | "who"> | undefined {
  switch (ending.kind) {
    case "killed":
      return undefined;
    case "by-itself":
      return i8("a process ended although nobody had stopped it", "the app");
    case "stopped": {
      const { tookMs, code } = ending;
      if (tookMs > STOP_WITHIN_MS + slackMs)
        return i8("a process did not stop within ten seconds", `${Math.round(tookMs)} ms`);
      return code === 0 ? undefined : i8("a process that was asked to stop failed", `exit code ${code}`);
    }
    case "not-begun":
      return isSpoiled ? undefined : i8("a process did not begin although its database is there", ending.why);
    case "refused":
      return isSpoiled ? undefined : i8(`a process could not do what was asked (${ending.what})`, ending.why);
  }
}

function i8(what: string, who: string) {
  return { invariant: "I8", what, who } as const;
}
