import { missingQuestionnaires } from "../check-ins/missing-questionnaires.ts";
import type { Db } from "../db/client.ts";
import { type Instruments, loadInstruments, ownInstruments } from "../instruments/index.ts";
import { OperatorError } from "../operator-error.ts";
import { type Check, fail, ok } from "./check.ts";

/** Whether everything that people are asked with is here: no backup holds a programme's own files. */
export async function checkQuestionnaires(db: Db, dataDir: string, now: Date): Promise<Check> {
  const name = "questionnaires";
  let instruments: Instruments;
  try {
    instruments = loadInstruments(ownInstruments(dataDir));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return fail(name, error.message, "correct the files; the bot does not start with them");
  }
  const missing = await missingQuestionnaires({ db, instruments }, now);
  return missing.length > 0
    ? fail(
        name,
        `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not in DATA_DIR/instruments`,
        "copy the file back, then restart the bot: without it nobody is asked or judged",
      )
    : ok(name, "all that are needed are here");
}
