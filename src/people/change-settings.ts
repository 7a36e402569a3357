import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import { lockProgramme } from "../db/row-locks.ts";
import type { Deps } from "../deps.ts";
import { summaryDueAfter } from "../domain/calendar.ts";
import { settingsToChange } from "./read-settings.ts";
import { trySettings } from "./try-settings.ts";

export type SettingsChanged =
  | { readonly kind: "changed" }
  /** Nothing was written. "path: what is wrong", all of them, without the values. */
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/**
 * Changes a few of a programme's settings; what `change` leaves out stays. Either all of it holds from now on
 * or nothing does. Crisis numbers are changed where people try them, in the bot.
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
    const tried = trySettings(asStored, change);
    const problems = tried.kind === "invalid" ? [...tried.problems] : [];
    if ("crisisNumbers" in change)
      problems.push("crisisNumbers: coordinators keep them in the bot, where each is tried");
    if (tried.kind === "ok" && !instruments.has(tried.settings.instrument))
      problems.push(`instrument: there is none of this name, only ${[...instruments.keys()].join(", ")}`);
    if (tried.kind === "invalid" || problems.length > 0) return { kind: "refused", problems };
    const { settings } = tried;
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
    return { kind: "changed" };
  });
}
