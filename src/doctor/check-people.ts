import type { Db } from "../db/client.ts";
import { calendarDate } from "../domain/calendar.ts";
import { periodsOver, TRIED_FOR_DAYS } from "../domain/phone-number.ts";
import { findGaps } from "../duty/find-gaps.ts";
import { readSettings, unreadableSettings } from "../programme/read-settings.ts";
import { readyForParticipants } from "../programme/settings.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** Whether there is somebody to be told, and whether the help button says something true. */
export async function checkPeople(db: Db, now: Date): Promise<readonly Check[]> {
  const programmes = await db.programme.findMany({
    orderBy: { id: "asc" },
    include: { staff: { orderBy: { id: "asc" } }, _count: { select: { participants: true } } },
  });
  if (programmes.length === 0)
    return [warn("programmes", "there is none yet", "npm start logs the first coordinator's link")];
  const checks: Check[] = [];
  const unreadable = new Map((await unreadableSettings(db)).map((row) => [row.programmeId, row.problems]));
  for (const { id, zone, staff, _count: count } of programmes) {
    const name = (what: string) => (programmes.length === 1 ? what : `${what} (programme ${id})`);
    const untilThen =
      count.participants === 0
        ? `; until somebody takes part, npm run admin -- zone ZONE --programme ${id} gives it another`
        : "";
    checks.push(ok(name("zone"), `${zone}${untilThen}`));
    const coordinators = staff.filter(
      ({ role, telegramId }) => role === "coordinator" && telegramId !== null,
    );
    checks.push(
      coordinators.length === 0
        ? fail(
            name("coordinators"),
            "none is linked",
            `npm run admin -- invite --role coordinator --name NAME --programme ${id}`,
          )
        : ok(name("coordinators"), `${coordinators.length} linked`),
    );
    const unreachable = staff.filter(({ unreachableSince }) => unreachableSince !== null);
    checks.push(
      unreachable.length === 0
        ? ok(name("staff"), "everybody who is linked can be written to")
        : warn(
            name("staff"),
            `${unreachable.length} can no longer be written to (staff ${unreachable.map((person) => person.id).join(", ")})`,
            "they unblock the bot in Telegram, or a coordinator gives them a new link (/menu)",
          ),
    );
    const problems = unreadable.get(id);
    checks.push(
      problems
        ? fail(
            name("settings"),
            `some cannot be read, and defaults stand for them (${problems.join("; ")})`,
            `npm run admin -- settings set --settings FILE --programme ${id}, with what is named here put right; crisis numbers, and names that nobody knows, only in SQL: column settings of row ${id} of programmes`,
          )
        : await numbersCheck(db, { id, zone }, name("crisis numbers"), now),
    );
    const gaps = await findGaps(db, id, now);
    checks.push(
      gaps.length === 0
        ? ok(name("coverage"), "for everybody somebody would be told tonight")
        : fail(
            name("coverage"),
            `people for whom nobody would be told tonight: ${gaps.length}`,
            "a coordinator looks at /menu, who is on",
          ),
    );
  }
  return checks;
}

async function numbersCheck(
  db: Db,
  { id, zone }: { readonly id: number; readonly zone: string },
  name: string,
  now: Date,
): Promise<Check> {
  const settings = await readSettings(db, id);
  const { human, roundTheClock } = readyForParticipants(settings);
  const next = "a coordinator calls the numbers and confirms them: /menu, help numbers";
  if (!human || !roundTheClock)
    return fail(
      name,
      `no ${human ? "24-hour" : "person's"} number is confirmed; nobody can be enrolled`,
      next,
    );
  const old = settings.crisisNumbers.filter(
    ({ confirmedOn }) => confirmedOn !== undefined && periodsOver(confirmedOn, calendarDate(now, zone)) > 0,
  );
  return old.length > 0
    ? warn(name, `confirmed more than ${TRIED_FOR_DAYS} days ago: ${old.length}`, next)
    : ok(name, "confirmed");
}
