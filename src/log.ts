import { type DestinationStream, type Logger, pino } from "pino";
import type { LogLevel } from "./config.ts";
import { describeError } from "./describe-error.ts";

/** A second line of defence: none of this should be passed to a log in the first place. */
const fields = [
  ...["token", "secret", "password", "key", "authorization", "url"],
  ...[
    "text",
    "caption",
    "name",
    "nickname",
    "message",
    "answer",
    "value",
    "reasons",
    "payload",
    "update",
    "ctx",
  ],
];

/** JSON lines on stdout (or `destination`). Errors are described without their message. */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      redact: {
        paths: fields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: "[redacted]",
      },
      hooks: {
        // pino takes an error's message for the line's own when there is none, and formats extra arguments into it.
        logMethod([first, message], method) {
          const facts: unknown = first instanceof Error ? { err: first } : first;
          if (typeof facts === "string") method.call(this, facts);
          else method.call(this, facts as object, typeof message === "string" ? message : "");
        },
      },
    },
    ...(destination ? [destination] : []),
  );
}

/** For what others rely on finding in the log later, whatever its level; silent stays silent. */
export function keptLog(log: Logger): Logger {
  return log.level === "silent" ? log : log.child({}, { level: "info" });
}
