import type { FindingKind } from "../auditor/finding.ts";
import { inspect } from "../auditor/inspect.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Db } from "../db/client.ts";
import { DAY_MS } from "../domain/duration.ts";
import { LAST_TICK } from "../last-tick.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import { checkNightly } from "./check-nightly.ts";

const WITHIN_MS = 5_000;
const TICK_WITHIN_SECONDS = 120;
/** One of the metrics that every process has. */
const STARTED = "process_start_time_seconds";
const BACKUP_WITHIN_DAYS = 2;
/** After a week of failed nights. */
const BACKUP_FAILED_AFTER_DAYS = 7;

/** Before a count, which may be one. */
const sayings: Readonly<Record<FindingKind, string>> = {
  "prompt-missing": "people without a planned prompt, or with a late one",
  "check-in-missing": "people whose hour has passed without a check-in",
  "day-lost":
    "days that ended before people were asked or reminded, because we were down (the coordinators are told)",
  "prompt-unwritten": "check-ins without a prompt",
  "closing-missing": "check-ins that are open though their day has ended",
  "message-stuck": "messages that should have left long ago, or are meant for a day too far away",
  "message-refused": "messages of the last two days that Telegram refused, or that could not be made",
  "alert-missing": "orange, red or missed check-ins without an alert",
  "ahead-of-time": "open alerts with times that are still to come, by a clock that ran ahead",
  "alert-untold": "open alerts that were told to nobody",
  "rung-skipped": "open alerts that passed somebody over",
  "step-missing": "open alerts that wait for a step that is late",
  "contact-unended": "contacted alerts that are not ended, although somebody should have been asked",
  "wait-unwatched": "people who wait for contact while nothing watches how long",
  "numbers-unsent": "people whom nobody has reached and who did not get the numbers again",
  "contact-overdue": "people who have not been spoken with within the limit",
  "alert-undelivered": "open alerts that could be told to nobody",
  "answer-unreadable":
    "answers that could not be opened for the weekly summary, damaged or sealed under a key that is gone",
  "daily-missing":
    "programmes whose purge or look at who is on tonight is not planned, or for a day too far away",
  "summary-missing": "programmes without a planned weekly summary, or with a late one",
  "summary-unsent": "coordinators who did not get all of last week's summary",
};

const CALL_THEM = "call them: a coordinator opens the alerts under /menu";
/** What to do where the bot does not catch up by itself. */
const nextSteps: Partial<Readonly<Record<FindingKind, string>>> = {
  "day-lost": "nothing to do for these days; look into the log for why the bot was down",
  "message-refused": "look for the ids in the log, and report it",
  "numbers-unsent": CALL_THEM,
  "contact-overdue": CALL_THEM,
  "alert-undelivered": CALL_THEM,
  "answer-unreadable":
    'look for "answers cannot be opened" in the log; if a key is gone, see "When the key is lost" in docs/operations.md',
};

/** Whether what should have happened has. */
export async function checkWork(db: Db, now: Date): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const onFailed = (kind: FindingKind) =>
    checks.push(fail("work", `${kind} could not be looked for`, "run it again; if it stays so, report it"));
  const found = Map.groupBy(await inspect(db, now, { onFailed }), ({ kind }) => kind);
  for (const [kind, findings] of found) {
    const count = findings.reduce((sum, { ids }) => sum + ids.length, 0);
    const next = nextSteps[kind] ?? "see that the bot runs and is well; it catches up by itself";
    checks.push(fail("work", `${sayings[kind]}: ${count}`, next));
  }
  checks.push(...(await checkNightly(db, now)));
  if (checks.length === 0) checks.push(ok("work", "nothing is late, nothing is stuck"));
  return [...checks, await backupCheck(db, now)];
}

async function backupCheck(db: Db, now: Date): Promise<Check> {
  const newest = await db.auditEvent.findFirst({ where: { action: "backup" }, orderBy: { id: "desc" } });
  const next = "npm run admin -- backup DIRECTORY, every night; see docs/operations.md";
  if (!newest) return warn("backup", "none is known", next);
  const days = (now.getTime() - newest.at.getTime()) / DAY_MS;
  const says = `the newest one is ${days < 1 ? "less than a day" : `${Math.floor(days)} days`} old`;
  if (days > BACKUP_FAILED_AFTER_DAYS) return fail("backup", says, next);
  return days > BACKUP_WITHIN_DAYS ? warn("backup", says, next) : ok("backup", says);
}

/** Whether anybody hears when the bot falls silent. */
export function checkHeartbeat({ heartbeatUrl }: Pick<Config, "heartbeatUrl">): Check {
  const name = "heartbeat";
  return heartbeatUrl === undefined
    ? warn(
        name,
        "none is set; nobody hears when the bot falls silent",
        'set HEARTBEAT_URL in .env to a dead-man\'s switch; see "A small server" in docs/operations.md',
      )
    : ok(name, "is set");
}

/** Whether a bot runs here and says that it is well. */
export async function checkProcess(
  { host, port }: Pick<Config, "host" | "port">,
  clock: Clock,
): Promise<Check> {
  const name = "process";
  const there = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const address = `http://${there.includes(":") ? `[${there}]` : there}:${port}`;
  const get = async (path: string) => {
    const response = await fetch(`${address}${path}`, { signal: AbortSignal.timeout(WITHIN_MS) });
    return { ok: response.ok, text: await response.text() };
  };
  try {
    const ready = await get("/readyz");
    if (!ready.ok)
      return fail(
        name,
        `the bot says it is not well: ${ready.text.replaceAll("\n", ", ")}`,
        "look into its log",
      );
    const metrics = await get("/metrics");
    const secondsSince = (metric: string) => {
      const at = Number(new RegExp(`^${metric} (\\S+)$`, "m").exec(metrics.text)?.[1]);
      return at > 0 ? Math.max(0, Math.round(clock.now().getTime() / 1000 - at)) : undefined;
    };
    const ago = secondsSince(LAST_TICK);
    const running = secondsSince(STARTED) ?? 0;
    if (ago === undefined && running <= TICK_WITHIN_SECONDS) return ok(name, "the bot runs and is well");
    const next = "look into its log, then restart it";
    if (ago === undefined)
      return fail(name, `the bot has not done its due work since it started ${running} s ago`, next);
    return ago > TICK_WITHIN_SECONDS
      ? fail(name, `the bot last did its due work ${ago} s ago`, next)
      : ok(name, `the bot runs, is well, and did its due work ${ago} s ago`);
  } catch {
    return warn(name, `no bot answers at ${address}`, "npm start, or say HOST and PORT as the bot has them");
  }
}
