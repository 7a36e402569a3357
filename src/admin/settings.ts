import { Command } from "commander";
import { systemClock } from "../clock.ts";
import { loadInstruments, ownInstruments } from "../instruments/index.ts";
import { changeSettings } from "../programme/change-settings.ts";
import { readSettings, unreadableSettings } from "../programme/read-settings.ts";
import { wholeNumber } from "./shared/arguments.ts";
import { chooseProgramme } from "./shared/choose-programme.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";
import { readSettingsFile, refuse } from "./shared/settings-file.ts";

export function settingsCommand(): Command {
  const programme = ["--programme <id>", "which programme; needed once there are several"] as const;
  const show = new Command("show")
    .description("the programme's settings as JSON, without the crisis numbers, which are kept in the bot")
    .option(...programme, wholeNumber)
    .action(async (options: { programme?: number }) => {
      await withDatabase(storageConfig(), async ({ db }) => {
        const { id } = await chooseProgramme(db, options.programme);
        const { crisisNumbers: _kept, ...settings } = await readSettings(db, id);
        const unreadable = (await unreadableSettings(db)).find(({ programmeId }) => programmeId === id);
        if (unreadable)
          process.stderr.write(
            `Some that are stored cannot be read, and defaults stand for them:\n  ${unreadable.problems.join("\n  ")}\n`,
          );
        process.stdout.write(`${JSON.stringify(settings, null, 2)}\n`);
      });
    });
  const set = new Command("set")
    .description(
      "changes settings at once, also of the running bot; refused with every reason, the old ones stay",
    )
    .requiredOption(
      "--settings <file>",
      "JSON with what is to change; what it leaves out stays, and numbers come besides those that are there",
    )
    .option(...programme, wholeNumber)
    .action(async (options: { settings: string; programme?: number }) => {
      const change = await readSettingsFile(options.settings);
      const config = storageConfig();
      await withDatabase(config, async ({ db }) => {
        const { id: programmeId } = await chooseProgramme(db, options.programme);
        const instruments = loadInstruments(ownInstruments(config.dataDir));
        const changed = await changeSettings(
          { db, instruments },
          { programmeId, change, actor: "operator" },
          systemClock.now(),
        );
        if (changed.kind === "refused") refuse(options.settings, changed.problems);
        process.stdout.write("The settings hold from now on.\n");
        if (changed.keys.includes("retention"))
          process.stdout.write(
            "What is over its time is deleted for good every night at 03:30: " +
              `npm run admin -- purge --dry-run --programme ${programmeId} shows what that is now.\n`,
          );
        if (changed.keys.includes("instrument"))
          process.stdout.write(
            "Where the questionnaire's file came after the bot was started, nobody can be asked with it until you restart every instance.\n",
          );
      });
    });
  return new Command("settings")
    .description("what a programme may change without a release")
    .addCommand(show)
    .addCommand(set);
}
