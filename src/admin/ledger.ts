import { Command } from "commander";
import { systemClock } from "../clock.ts";
import { type LocalDay, localDayAt } from "../domain/calendar.ts";
import { formatOnDay } from "../format.ts";
import { type LedgerEntry, readLedger } from "../ledger/read-ledger.ts";
import { localDay, wholeNumber } from "./shared/arguments.ts";
import { chooseParticipant } from "./shared/choose-participant.ts";
import { chooseProgramme } from "./shared/choose-programme.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";
import { table } from "./shared/table.ts";

export function ledgerCommand(): Command {
  return new Command("ledger")
    .description(
      "what was meant to leave on a day, whether it did, when and why not, and every step of alerts",
    )
    .option("--day <YYYY-MM-DD>", "a day of the programme's zone (default: today)", localDay)
    .option("--code <code>", "one participant only")
    .option("--programme <id>", "which programme; needed once there are several", wholeNumber)
    .option("--json", "as JSON instead of a table")
    .action(async (options: { day?: string; code?: string; programme?: number; json?: true }) => {
      await withDatabase(storageConfig(), async ({ db }) => {
        const { id: programmeId, zone } = await chooseProgramme(db, options.programme);
        const now = systemClock.now();
        if (options.code !== undefined) await chooseParticipant(db, programmeId, options.code);
        const { day = localDayAt(now, zone), code } = options;
        const entries = await readLedger(db, { programmeId, zone, day, code, reader: "operator" }, now);
        if (options.json) process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
        else process.stdout.write(ledgerTable(entries, day, zone));
      });
    });
}

function ledgerTable(entries: readonly LedgerEntry[], day: LocalDay, zone: string): string {
  const time = (at: Date | null) => (at ? formatOnDay(at, day, zone, "en") : "-");
  return table(
    ["meant", "kind", "about", "to or by", "state", "sent", "late s", "answered", "why"],
    entries.map((entry) => {
      if (entry.kind === "step")
        return [time(entry.intendedAt), "step", entry.code, entry.by ?? "-", entry.step, "-", "-", "-", "-"];
      return [
        time(entry.intendedAt),
        entry.kind,
        entry.code ?? "-",
        entry.to ?? "-",
        entry.state,
        time(entry.sentAt),
        String(entry.lateSeconds ?? "-"),
        time(entry.answeredAt),
        entry.why ?? "-",
      ];
    }),
  );
}
