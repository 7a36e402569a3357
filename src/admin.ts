import { Command, InvalidArgumentError, Option } from "commander";
import { Api, GrammyError } from "grammy";
import { systemClock } from "./clock.ts";
import { loadConfig, loadStorageConfig, readEnvironment } from "./config.ts";
import { type Db, inTransaction, type Tx } from "./db/client.ts";
import type { StaffRole } from "./db/generated/enums.ts";
import { openDatabase } from "./db/open-database.ts";
import { isZone } from "./domain/calendar.ts";
import { parseDay } from "./domain/parse-day.ts";
import { formatTime } from "./format.ts";
import { type LedgerEntry, lateSeconds, readLedger } from "./ledger/read-ledger.ts";
import { createLog } from "./log.ts";
import { OperatorError } from "./operator-error.ts";
import { enrolStaff } from "./people/enrol-staff.ts";
import { foundProgramme, usualProgramme } from "./people/found-programme.ts";

const LONGEST_NAME = 60;

const program = new Command("admin")
  .description(
    "The operator's commands. They read the same environment (and .env) as `npm start`, which may be running.",
  )
  .showHelpAfterError();

program
  .command("invite")
  .description("put a counselor or coordinator on the list and print the one-time link that makes them so")
  .addOption(new Option("--role <role>").choices(["counselor", "coordinator"]).makeOptionMandatory())
  .requiredOption("--name <name>", "the name that participants and colleagues read", personName)
  .option("--programme <id>", "which programme; needed once there are several", wholeNumber)
  .action(async (options: { role: StaffRole; name: string; programme?: number }) => {
    const loaded = loadConfig(readEnvironment());
    if (loaded.kind === "invalid") throw new OperatorError(`\n  ${loaded.problems.join("\n  ")}`);
    const { config } = loaded;
    const username = await botUsername(config.token, config.apiRoot);
    const database = await openDatabase({ database: config.database, log: createLog("warn") });
    try {
      const invitation = await inTransaction(database.db, async (tx) => {
        const now = systemClock.now();
        const none = (await tx.programme.count()) === 0 && options.programme === undefined;
        const programmeId = none
          ? await foundProgramme(tx, usualProgramme, now)
          : (await chooseProgramme(tx, options.programme)).id;
        return await enrolStaff(
          tx,
          { programmeId, role: options.role, name: options.name, actor: "operator" },
          now,
        );
      });
      process.stdout.write(
        `https://t.me/${username}?start=${invitation.token}\nWorks once, until ${invitation.expiresAt.toISOString()}. Hand it over directly.\n`,
      );
    } finally {
      await database.stop();
    }
  });

program
  .command("programme")
  .description("found another programme")
  .requiredOption("--name <name>")
  .option("--zone <zone>", "IANA time zone of its office", zone, usualProgramme.zone)
  .addOption(new Option("--locale <locale>").choices(["id", "en"]).default("id"))
  .action(async ({ name, zone: where, locale }: { name: string; zone: string; locale: "id" | "en" }) => {
    await withDatabase(async ({ db }) => {
      const id = await inTransaction(db, async (tx) =>
        foundProgramme(tx, { name, zone: where, locale }, systemClock.now()),
      );
      process.stdout.write(`programme ${id}\n`);
    });
  });

program
  .command("ledger")
  .description("what was meant to leave on a day, whether it did, when and why not")
  .requiredOption("--day <YYYY-MM-DD>", "a day of the programme's zone", localDay)
  .option("--code <code>", "one participant only")
  .option("--programme <id>", "which programme; needed once there are several", wholeNumber)
  .option("--json", "as JSON instead of a table")
  .action(async (options: { day: string; code?: string; programme?: number; json?: true }) => {
    await withDatabase(async ({ db }) => {
      const { id: programmeId, zone } = await chooseProgramme(db, options.programme);
      const entries = await readLedger(db, { programmeId, zone, day: options.day, code: options.code });
      if (options.json) process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
      else process.stdout.write(ledgerTable(entries, zone));
    });
  });

program
  .command("migrate")
  .description("bring the database to this release; `npm start` does so by itself")
  .action(async () => {
    await withDatabase(async () => void process.stdout.write("The database is up to date.\n"));
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function withDatabase(
  work: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<void>,
): Promise<void> {
  const loaded = loadStorageConfig(readEnvironment());
  if (loaded.kind === "invalid") throw new OperatorError(`\n  ${loaded.problems.join("\n  ")}`);
  const database = await openDatabase({ database: loaded.config.database, log: createLog("warn") });
  try {
    await work(database);
  } finally {
    await database.stop();
  }
}

/** The one asked for, or the only one. */
async function chooseProgramme(
  db: Db | Tx,
  wanted: number | undefined,
): Promise<{ id: number; zone: string }> {
  const programmes = await db.programme.findMany({ orderBy: { id: "asc" } });
  const candidates = wanted === undefined ? programmes : programmes.filter(({ id }) => id === wanted);
  const [chosen] = candidates;
  if (chosen && candidates.length === 1) return chosen;
  const list = programmes.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
  throw new OperatorError(`Which programme? Say --programme <id>:\n${list || "  (there is none yet)"}`);
}

function ledgerTable(entries: readonly LedgerEntry[], zone: string): string {
  const time = (at: Date | null) => (at ? formatTime(at, zone, "en") : "-");
  const rows = entries.map((entry) => [
    time(entry.intendedAt),
    entry.kind,
    entry.code ?? "-",
    entry.to ?? "-",
    entry.state,
    time(entry.sentAt),
    String(lateSeconds(entry) ?? "-"),
    time(entry.answeredAt),
    entry.why ?? "-",
  ]);
  const head = ["meant", "kind", "about", "to", "state", "sent", "late s", "answered", "why"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return `${[head, ...rows].map(line).join("\n")}\n`;
}

function localDay(value: string): string {
  const day = parseDay(value);
  if (day === undefined) throw new InvalidArgumentError("a day such as 2026-11-24, please");
  return day;
}

async function botUsername(token: string, apiRoot: string): Promise<string> {
  try {
    return (await new Api(token, { apiRoot, timeoutSeconds: 10 }).getMe()).username;
  } catch (error) {
    if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404))
      throw new OperatorError("Telegram refuses BOT_TOKEN; get the current one from BotFather.", {
        cause: error,
      });
    throw new OperatorError("Telegram cannot be reached; the link needs the bot's name. Try again.", {
      cause: error,
    });
  }
}

function personName(value: string): string {
  const name = value.trim();
  if (name === "" || name.length > LONGEST_NAME)
    throw new InvalidArgumentError(`a name of 1 to ${LONGEST_NAME} letters, please`);
  return name;
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("a whole number, please");
  return Number(value);
}

function zone(value: string): string {
  if (!isZone(value)) throw new InvalidArgumentError("an IANA time zone such as Asia/Makassar, please");
  return value;
}
