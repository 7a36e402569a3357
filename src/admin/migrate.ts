import { Command } from "commander";
import { storageConfig, withDatabase } from "./environment.ts";

export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the database to this release; `npm start` does so by itself")
    .action(async () => {
      await withDatabase(
        storageConfig(),
        async () => void process.stdout.write("The database is up to date.\n"),
      );
    });
}
