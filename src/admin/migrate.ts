import { Command } from "commander";
import { refuseWrongKeys } from "../db/key-check.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";

export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the database to this release, while no bot runs on it; `npm start` does so by itself")
    .action(async () => {
      const config = storageConfig();
      await withDatabase(
        config,
        async () => void process.stdout.write("The database is up to date.\n"),
        async (url) => {
          await refuseWrongKeys(url, config);
          return true;
        },
      );
    });
}
