import { Command, Option } from "commander";
import { systemClock } from "../clock.ts";
import { inTransaction } from "../db/client.ts";
import { foundProgramme, usualProgramme } from "../people/found-programme.ts";
import { personName, zone } from "./shared/arguments.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";

export function programmeCommand(): Command {
  return new Command("programme")
    .description("found another programme")
    .requiredOption("--name <name>", "what its people call it", personName)
    .option("--zone <zone>", "IANA time zone of its office", zone, usualProgramme.zone)
    .addOption(
      new Option("--locale <locale>", "the language of its staff, until they choose another")
        .choices(["id", "en"])
        .default("id"),
    )
    .action(async (options: { name: string; zone: string; locale: "id" | "en" }) => {
      await withDatabase(storageConfig(), async ({ db }) => {
        const id = await inTransaction(db, async (tx) => foundProgramme(tx, options, systemClock.now()));
        process.stdout.write(`programme ${id}\n`);
      });
    });
}
