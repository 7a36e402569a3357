import { Command } from "commander";
import { auditCommand } from "./admin/audit.ts";
import { backupCommand } from "./admin/backup.ts";
import { doctorCommand } from "./admin/doctor.ts";
import { exportCommand } from "./admin/export.ts";
import { inviteCommand } from "./admin/invite.ts";
import { ledgerCommand } from "./admin/ledger.ts";
import { migrateCommand } from "./admin/migrate.ts";
import { programmeCommand } from "./admin/programme.ts";
import { purgeCommand } from "./admin/purge.ts";
import { restoreCommand } from "./admin/restore.ts";
import { rotateKeyCommand } from "./admin/rotate-key.ts";
import { rulesCommand } from "./admin/rules.ts";
import { settingsCommand } from "./admin/settings.ts";
import { OperatorError } from "./operator-error.ts";

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
