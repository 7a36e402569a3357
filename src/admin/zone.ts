import { Command } from "commander";
import { systemClock } from "../clock.ts";
import { OperatorError } from "../operator-error.ts";
import { moveProgramme } from "../programme/move-programme.ts";
import { wholeNumber, zone } from "./shared/arguments.ts";
import { chooseProgramme } from "./shared/choose-programme.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";

export function zoneCommand(): Command {
  return new Command("zone")
    .description("give a programme in which nobody takes part yet another time zone")
    .argument("<zone>", "IANA time zone of its office, such as Asia/Jakarta", zone)
    .option("--programme <id>", "which programme; needed once there are several", wholeNumber)
    .action(async (wanted: string, options: { programme?: number }) => {
      await withDatabase(storageConfig(), async ({ db }) => {
        const { id: programmeId, name } = await chooseProgramme(db, options.programme);
        const order = { programmeId, zone: wanted, actor: "operator" };
        const moved = await moveProgramme(db, order, systemClock.now());
        switch (moved.kind) {
          case "has-people":
            throw new OperatorError(
              `Nothing was changed: somebody takes part in ${name} already, and their days and weeks go by its zone. ` +
                "Each of them can choose another clock for themselves (/jam). For the programme found another one: " +
                "npm run admin -- programme --name NAME --zone ZONE.",
            );
          case "moved":
            process.stdout.write(`${name} goes by the clock of ${wanted} from now on.\n`);
        }
      });
    });
}
