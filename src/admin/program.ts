import { Command } from "commander";
import { OperatorError } from "../operator-error.ts";
import { auditCommand } from "./audit.ts";
import { backupCommand } from "./backup.ts";
import { doctorCommand } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { inviteCommand } from "./invite.ts";
import { ledgerCommand } from "./ledger.ts";
import { migrateCommand } from "./migrate.ts";
import { programmeCommand } from "./programme.ts";
import { purgeCommand } from "./purge.ts";
import { restoreCommand } from "./restore.ts";
import { rotateKeyCommand } from "./rotate-key.ts";
import { rulesCommand } from "./rules.ts";
import { settingsCommand } from "./settings.ts";

const program = new Command("admin")
  .description(
    "The operator's commands. They read the same environment (and .env) as `npm start`, which may be running.",
  )
  .showHelpAfterError();

for (const command of [
  inviteCommand,
  programmeCommand,
  ledgerCommand,
  migrateCommand,
  doctorCommand,
  backupCommand,
  restoreCommand,
  purgeCommand,
  exportCommand,
  rotateKeyCommand,
  auditCommand,
  rulesCommand,
  settingsCommand,
])
  program.addCommand(command().copyInheritedSettings(program));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
