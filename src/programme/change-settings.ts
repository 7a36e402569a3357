import { isDeepStrictEqual } from "node:util";
import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import { lockProgramme } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { summaryDueAfter } from "../domain/calendar.ts";
import { digitsOf } from "../domain/phone-number.ts";
import { settingsToChange } from "./read-settings.ts";
import { MOST_NUMBERS, type ProgrammeSettings } from "./settings.ts";
import { trySettings } from "./try-settings.ts";

export type SettingsChanged =
  /** `keys`: those that are others than before. */
  | { readonly kind: "changed"; readonly keys: readonly (keyof ProgrammeSettings)[] }
  /** Nothing was written. "path: what is wrong", all of them, without the values. */
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/**
 * Changes a few of a programme's settings; what `change` leaves out stays. Either all of it holds from now on
 * or nothing does. Crisis numbers come besides those that are there: emergency and service numbers only, which the bot does
 * not add. They are tried, and taken away, in the bot.
 */
export async function changeSettings(
  { db, instruments }: Pick<Deps, "db" | "instruments">,
  {
    programmeId,
    change,
    actor,
  }: { readonly programmeId: number; readonly change: object; readonly actor: string },
  now: Date,
): Promise<SettingsChanged> {
  return await inTransaction(db, async (tx): Promise<SettingsChanged> => {
    await lockProgramme(tx, programmeId);
    const { current, asStored } = await settingsToChange(tx, programmeId);
    const tried = trySettings(asStored, withNumbersOf(asStored, change));
    const problems = tried.kind === "invalid" ? [...tried.problems] : numberProblems(tried.settings, current);
    if (tried.kind === "ok" && !instruments.has(tried.settings.instrument))
      problems.push(`instrument: there is none of this name, only ${[...instruments.keys()].join(", ")}`);
    if (tried.kind === "invalid" || problems.length > 0) return { kind: "refused", problems };
    const settings = { ...tried.settings, crisisNumbers: newestLast(tried.settings, current) };
    const { zone } = await tx.programme.findUniqueOrThrow({
      where: { id: programmeId },
      select: { zone: true },
    });
    const moved =
      settings.summary.weekday !== current.summary.weekday ||
      settings.summary.minute !== current.summary.minute;
    await tx.programme.update({
      where: { id: programmeId },
      data: {
        settings: JSON.parse(JSON.stringify(settings)),
        ...(moved && { summaryDueAt: summaryDueAfter(now, zone, settings.summary) }),
      },
    });
    await audit(tx, { at: now, actor, action: "change-settings", programmeId });
    const keys = Object.keys(settings) as (keyof ProgrammeSettings)[];
    return {
      kind: "changed",
      keys: keys.filter((key) => !isDeepStrictEqual(settings[key], current[key])),
    };
  });
}

/** The numbers that come stand first: what is wrong with one is said by its place in `change`. */
function withNumbersOf(
  { crisisNumbers: stored }: { readonly crisisNumbers?: unknown },
  change: { readonly crisisNumbers?: unknown },
): object {
  const { crisisNumbers: more } = change;
  if (!Array.isArray(more)) return change;
  return { ...change, crisisNumbers: Array.isArray(stored) ? [...more, ...stored] : stored };
}

/** What nobody has tried yet stands on no card before what was there. */
function newestLast(
  { crisisNumbers: all }: ProgrammeSettings,
  { crisisNumbers: known }: ProgrammeSettings,
): ProgrammeSettings["crisisNumbers"] {
  const added = all.length - known.length;
  return [...all.slice(added), ...all.slice(0, added)];
}

const FEWEST_DIGITS = 3;

/** What is wrong with the numbers that would come, besides what no number may be. */
function numberProblems(
  { crisisNumbers: all }: ProgrammeSettings,
  { crisisNumbers: known }: ProgrammeSettings,
): string[] {
  const more = all.slice(0, all.length - known.length);
  const problems = more.flatMap(({ kind, number, confirmedOn }, index) => [
    ...(kind === "emergency" && digitsOf(number).length < FEWEST_DIGITS
      ? [`crisisNumbers.${index}.number: an emergency number has at least three digits`]
      : []),
    ...(kind === "human" ? [`crisisNumbers.${index}.kind: a person's number is added in the bot`] : []),
    ...(confirmedOn ? [`crisisNumbers.${index}.confirmedOn: a number is tried in the bot`] : []),
  ]);
  if (more.length > 0 && all.length > MOST_NUMBERS)
    problems.push(`crisisNumbers: there may be at most ${MOST_NUMBERS}; remove some in the bot first`);
  return problems;
}
