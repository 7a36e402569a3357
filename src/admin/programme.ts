import { Command, Option } from "commander";
import { systemClock } from "../clock.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import { OperatorError } from "../operator-error.ts";
import { foundProgramme, type NewProgramme, usualProgramme } from "../programme/found-programme.ts";
import { personName, zone } from "./shared/arguments.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";

export function programmeCommand(): Command {
  return new Command("programme")
    .description("found a programme; once there is one, another beside it")
    .requiredOption("--name <name>", "what its people call it", personName)
    .option("--zone <zone>", "IANA time zone of its office", zone, usualProgramme.zone)
    .addOption(
      new Option("--locale <locale>", "the language of its staff, until they choose another")
        .choices(["id", "en"])
        .default("id"),
    )
    .option("--another", "also where there is one in which nobody takes part yet")
    .action(async ({ another, ...wanted }: NewProgramme & { another?: true }) => {
      await withDatabase(storageConfig(), async ({ db }) => {
        const id = await inTransaction(db, async (tx) => {
          if (!another) await refuseBesideAnEmptyOne(tx);
          return await foundProgramme(tx, wanted, systemClock.now());
        });
        process.stdout.write(
          `Programme ${id}, ${wanted.name}, by ${wanted.zone}. Its first coordinator: ` +
            `npm run admin -- invite --role coordinator --name NAME --programme ${id}\n`,
        );
      });
    });
}

/** A programme that was founded by mistake cannot be taken away again. */
async function refuseBesideAnEmptyOne(tx: Tx): Promise<void> {
  const empty = await tx.programme.findFirst({
    where: { participants: { none: {} } },
    select: { id: true, name: true, zone: true },
    orderBy: { id: "asc" },
  });
  if (!empty) return;
  throw new OperatorError(
    `There is programme ${empty.id}, ${empty.name} (${empty.zone}), already, in which nobody takes part yet. Nothing was founded.\n` +
      `Another zone for it: npm run admin -- zone ZONE --programme ${empty.id}. A second programme beside it: --another.`,
  );
}
