import { resolve } from "node:path";
import { Command } from "commander";
import { audit } from "../audit.ts";
import { systemClock } from "../clock.ts";
import { unlock } from "../db/key-check.ts";
import { createSealer } from "../db/seal.ts";
import { loadInstruments, ownInstruments } from "../instruments/index.ts";
import { OperatorError } from "../operator-error.ts";
import { exportProgramme } from "../programme-export/export-programme.ts";
import { version } from "../version.ts";
import { wholeNumber } from "./shared/arguments.ts";
import { chooseProgramme } from "./shared/choose-programme.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";
import { progressBar } from "./shared/progress.ts";

/** SIGHUP: the terminal was closed. */
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

interface Options {
  readonly programme?: number;
  readonly out: string;
  readonly withSealedAnswers?: true;
  readonly overwrite?: true;
}

export function exportCommand(): Command {
  return new Command("export")
    .description("write a programme as CSV files for handing it over or for research, by code")
    .option("--programme <id>", "which programme; needed once there are several", wholeNumber)
    .requiredOption("--out <directory>", "is made; has to be new or empty")
    .option(
      "--with-sealed-answers",
      "also the answers that could incriminate, and what tells them; on record in the audit",
    )
    .option("--overwrite", "replace an earlier export")
    .addHelpText("after", help)
    .action(run);
}

const help = `
Left out are whoever has withdrawn, names, accounts, notes, messages between people and why an alert was raised; without
--with-sealed-answers also the tier of each day and a rhythm of three a week, from which these answers could be worked out.
Alerts and their days stay, for whoever takes over the care: where neither answers nor missed days explain one, it tells of
a call for help, a substance or somebody's safety. For anything else, such as research, take alerts.csv and
alert-events.csv out.
NOTICE.txt says so, and, in both languages, that nothing of it may be passed on: hand it over with the files.
`;

async function run(options: Options): Promise<void> {
  const config = storageConfig();
  await withDatabase(config, async ({ url, db }) => {
    const now = systemClock.now();
    const { id: programmeId } = await chooseProgramme(db, options.programme);
    const directory = resolve(options.out);
    const bar = progressBar("files");
    const stopping = new AbortController();
    // More than once: Ctrl-C under npm comes from the terminal and from npm.
    const stop = () => stopping.abort();
    for (const signal of stopSignals) process.on(signal, stop);
    const exported = await exportProgramme({
      url,
      programmeId,
      directory,
      overwrite: options.overwrite ?? false,
      instruments: loadInstruments(ownInstruments(config.dataDir)),
      ...(options.withSealedAnswers && { sealer: createSealer(...(await unlock(url, config, now))) }),
      release: version,
      now,
      progress: bar.show,
      record: async () =>
        await audit(db, {
          at: now,
          actor: "operator",
          action: options.withSealedAnswers ? "export-with-sealed-answers" : "export",
          subject: `programme:${programmeId}`,
          programmeId,
        }),
      signal: stopping.signal,
    })
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
        throw new OperatorError(
          "Stopped. What was written is removed again; that it was begun stays on record.",
        );
      })
      .finally(() => {
        bar.stop();
        for (const signal of stopSignals) process.off(signal, stop);
      });
    switch (exported.kind) {
      case "questionnaires-missing":
        throw new OperatorError(
          `${exported.keys.join(", ")} ${exported.keys.length === 1 ? "is" : "are"} not in DATA_DIR/instruments: which of its answers could incriminate ` +
            "is not known here. Copy the file back, then run this again. Nothing was written.",
        );
      case "in-the-way":
        throw new OperatorError(
          exported.ours
            ? `${directory} holds an earlier export. Choose another directory, or --overwrite.`
            : `${directory} holds other files, which are never replaced. Choose another directory.`,
        );
      case "exported":
        process.stdout.write(
          `${directory}: ${exported.files.join(", ")}\n${exported.people} people; ${exported.leftOut} who take no part are left out.\n` +
            "Read NOTICE.txt before you hand it on.\n",
        );
    }
  });
}
