import { Command, CommanderError } from "commander";
import type { Lack } from "../db/client.ts";
import { OperatorError } from "../operator-error.ts";

/** Only the one that was asked for is loaded; all of them would make each start slower by a third. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  invite: async () => (await import("./invite.ts")).inviteCommand(),
  programme: async () => (await import("./programme.ts")).programmeCommand(),
  zone: async () => (await import("./zone.ts")).zoneCommand(),
  ledger: async () => (await import("./ledger.ts")).ledgerCommand(),
  migrate: async () => (await import("./migrate.ts")).migrateCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  backup: async () => (await import("./backup.ts")).backupCommand(),
  restore: async () => (await import("./restore.ts")).restoreCommand(),
  purge: async () => (await import("./purge.ts")).purgeCommand(),
  export: async () => (await import("./export.ts")).exportCommand(),
  "rotate-key": async () => (await import("./rotate-key.ts")).rotateKeyCommand(),
  audit: async () => (await import("./audit.ts")).auditCommand(),
  rules: async () => (await import("./rules.ts")).rulesCommand(),
  settings: async () => (await import("./settings.ts")).settingsCommand(),
};

/** Runs one command line, without the program's name. What fails is said on stderr, and in the exit code of the process. */
export async function runAdmin(args: readonly string[]): Promise<void> {
  const program = new Command("admin")
    .description(
      "The operator's commands. They read the same environment (and .env) as `npm start`, which may be running.",
    )
    .showHelpAfterError()
    .exitOverride();
  const [wanted = ""] = args;
  const isKnown = Object.hasOwn(commands, wanted);
  for (const [name, load] of Object.entries(commands))
    if (!isKnown || name === wanted) program.addCommand((await load()).copyInheritedSettings(program));
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    // commander has printed its own refusals already; --help ends here as well.
    process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
    if (!(error instanceof CommanderError)) process.stderr.write(`${await complaint(error)}\n`);
  }
}

const lacks: Readonly<Record<Lack, string>> = {
  disk: "The disk of the database is full. Make room on it, then run this again.",
  memory:
    "The database's server has no memory left. See what takes it, then run this again. It may need more of it.",
  connections:
    "The database's server has no connection left. Close what else uses it, or raise max_connections, then run this again.",
  writes:
    "The database can only be read: it is a standby, or its server stopped taking writes, as over a full disk. Run this again when it takes them.",
};

async function complaint(error: unknown): Promise<string> {
  if (error instanceof OperatorError) return error.message;
  const { isDatabaseDown, lackOf } = await import("../db/client.ts");
  const lack = lackOf(error);
  if (lack) return lacks[lack];
  if (isDatabaseDown(error))
    return "The connection to the database was lost. Run it again when `npm run admin -- doctor` finds the database.";
  // Its message is left out: libraries quote what they were given, such as rows and tokens.
  const { describeError } = await import("../describe-error.ts");
  return `This should not happen. Please report it:\n${JSON.stringify(describeError(error), null, 2)}`;
}
