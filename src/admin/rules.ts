import { Command } from "commander";
import { backTest } from "../back-tests/back-test.ts";
import { systemClock } from "../clock.ts";
import { unlock } from "../db/key-check.ts";
import { createSealer } from "../db/seal.ts";
import { type BackTest, type Counts, rulesIn, type Side } from "../domain/back-test.ts";
import { type Flag, flagged } from "../domain/replay.ts";
import { loadInstruments, ownInstruments } from "../instruments/index.ts";
import { OperatorError } from "../operator-error.ts";
import { readSettings } from "../programme/read-settings.ts";
import type { ProgrammeSettings } from "../programme/settings.ts";
import { trySettings } from "../programme/try-settings.ts";
import { wholeNumber } from "./shared/arguments.ts";
import { chooseProgramme } from "./shared/choose-programme.ts";
import { storageConfig, withDatabase } from "./shared/environment.ts";
import { progressBar } from "./shared/progress.ts";
import { readSettingsFile, refuse } from "./shared/settings-file.ts";
import { table } from "./shared/table.ts";

const MOST_WEEKS = 52;
const SHOWN = 30;

export function rulesCommand(): Command {
  const test = new Command("test")
    .description(
      "replays stored history with other settings and shows what they would have led to; sends nothing; that it was run is on record",
    )
    .requiredOption(
      "--settings <file>",
      "JSON with the settings to try; what it leaves out stays as the programme has it",
    )
    .option("--weeks <number>", `how many weeks back, up to ${MOST_WEEKS}`, wholeNumber, 12)
    .option("--programme <id>", "which programme; needed once there are several", wholeNumber)
    .option("--json", "as JSON instead of tables")
    .action(async (options: { settings: string; weeks: number; programme?: number; json?: true }) => {
      const { weeks } = options;
      if (weeks < 1 || weeks > MOST_WEEKS)
        throw new OperatorError(`--weeks must be from 1 to ${MOST_WEEKS}.`);
      const change = await readSettingsFile(options.settings);
      const config = storageConfig();
      await withDatabase(config, async ({ url, db }) => {
        const now = systemClock.now();
        const { id: programmeId } = await chooseProgramme(db, options.programme);
        const settings = settingsOrRefuse(options.settings, await readSettings(db, programmeId), change);
        const sealer = createSealer(...(await unlock(url, config, now)));
        const instruments = loadInstruments(ownInstruments(config.dataDir));
        const deps = { db, sealer, instruments };
        const bar = progressBar("people");
        const result = await backTest(
          deps,
          { programmeId, settings, weeks, whose: "everybody", reader: "operator" },
          now,
          bar.show,
        ).finally(() => bar.stop());
        if (result.checkIns === 0)
          process.stderr.write(
            `No check-in was answered since ${result.from}: there is nothing to compare.\n`,
          );
        process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : report(result));
      });
    });
  return new Command("rules").description("the rules that decide when people are told").addCommand(test);
}

function settingsOrRefuse(path: string, current: ProgrammeSettings, change: unknown): ProgrammeSettings {
  const parsed = trySettings(current, change);
  if (parsed.kind === "invalid") refuse(path, parsed.problems);
  return parsed.settings;
}

function report(result: BackTest): string {
  const { before, after } = result;
  const both = (what: string, of: (side: Side) => string) => [what, of(before), of(after)];
  return [
    `${result.people} people, ${result.checkIns} check-ins in ${result.weeks} weeks since ${result.from}\n`,
    table(
      ["", "before", "after"],
      [
        both("alerts", ({ alerts }) => String(alerts)),
        ...flagged.toReversed().map((tier) => both(`  ${tier}`, ({ byTier }) => String(byTier[tier]))),
        both("per 100 check-ins (budget 10)", ({ per100 }) => per100.toFixed(1)),
        both("judged useful (budget 50 %)", ({ useful }) =>
          useful ? `${Math.round((useful.yes * 100) / useful.of)} % of ${useful.of}` : "-",
        ),
        both("minutes until taken, median", ({ minutesToTaken: taken }) =>
          taken ? `${taken.median} (${taken.of} taken)` : "-",
        ),
      ],
    ),
    table(
      ["by rule", ...inTiers("before"), ...inTiers("after")],
      rulesIn(result).map((rule) => [
        rule,
        ...cells(before.byRule[rule] ?? NONE),
        ...cells(after.byRule[rule] ?? NONE),
      ]),
    ),
    table(
      ["counselor", "week from", ...inTiers("before"), ...inTiers("after")],
      result.counselors.flatMap(({ counselor, weeks }) =>
        weeks.map(({ first, before: was, after: becomes }, week) => [
          week === 0 ? counselor.name : "",
          first,
          ...cells(was),
          ...cells(becomes),
        ]),
      ),
    ),
    list("Newly flagged", result.newly),
    list("No longer flagged", result.noLonger),
    ...(result.usefulLost > 0
      ? [`${result.usefulLost} alerts that were judged useful would not be there any more.\n`]
      : []),
  ].join("\n");
}

const NONE: Counts = { amber: 0, orange: 0, red: 0 };

function inTiers(side: string): readonly string[] {
  return flagged.toReversed().map((tier) => `${tier} ${side}`);
}

function cells(counts: Counts): readonly string[] {
  return flagged.toReversed().map((tier) => String(counts[tier]));
}

function list(title: string, flags: readonly Flag[]): string {
  const rows = flags.slice(0, SHOWN).map(({ code, day, tier, rules }) => [code, day, tier, rules.join(" ")]);
  const more = flags.length > SHOWN ? `… and ${flags.length - SHOWN} more (--json shows all)\n` : "";
  return `${title}: ${flags.length}\n${rows.length > 0 ? table(["who", "day", "tier", "rules"], rows) : ""}${more}`;
}
