import { setImmediate as breathe } from "node:timers/promises";
import type { Deps } from "../deps.ts";
import { type LocalDay, localDayAt } from "../domain/calendar.ts";
import { type PersonSummary, summarisePerson } from "../domain/person-week.ts";
import { weekFrom } from "../domain/week.ts";
import { summariseWeek, type WeekReport } from "../domain/week-report.ts";
import { noteUnreadable } from "./note-unreadable.ts";
import { readWeekAlerts } from "./read-week-alerts.ts";
import { readWeekCheckIns } from "./read-week-check-ins.ts";
import { readWeekPeople } from "./read-week-people.ts";

const PAGE = 500;
/** Opening the sealed answers of so many people takes some ten milliseconds, for which taps have to wait. */
const PEOPLE_PER_BREATH = 50;
/** While one page's answers are opened, the database adds up the next. */
const LANES = 2;

/**
 * The week from `monday` on as it stands in the rows now. Days and alerts are read page by page: memory holds those
 * of two pages, and one small row for each person.
 */
export async function collectWeek(
  deps: Pick<Deps, "db" | "sealer" | "instruments" | "log">,
  { programmeId, monday }: { readonly programmeId: number; readonly monday: LocalDay },
  now: Date,
): Promise<WeekReport> {
  const { db } = deps;
  const { zone } = await db.programme.findUniqueOrThrow({
    where: { id: programmeId },
    select: { zone: true },
  });
  const [active, notStarted] = await Promise.all([
    db.participant.count({ where: { programmeId, status: { in: ["active", "frozen"] } } }),
    // That somebody refused is reported to nobody.
    db.participant.count({ where: { programmeId, status: { in: ["invited", "consenting", "declined"] } } }),
  ]);

  const week = weekFrom(monday, localDayAt(now, zone));
  const shown = await readWeekPeople(db, programmeId);
  const people: PersonSummary[] = [];
  const unreadable: number[] = [];
  const pages = Array.from({ length: Math.ceil(shown.length / PAGE) }, (_, page) =>
    shown.slice(page * PAGE, (page + 1) * PAGE),
  );
  const lane = async () => {
    for (let page = pages.shift(); page; page = pages.shift()) {
      const ids = page.map(({ id }) => id);
      const [checkIns, alerts] = await Promise.all([
        readWeekCheckIns(deps, ids, week),
        readWeekAlerts(deps, ids, week, zone),
      ]);
      for (const [index, { id, ...person }] of page.entries()) {
        const facts = { ...person, checkIns: checkIns.of(id), alerts: alerts.get(id) ?? [] };
        people.push(summarisePerson(facts, week));
        if (index % PEOPLE_PER_BREATH === 0) await breathe();
      }
      unreadable.push(...checkIns.unreadable);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await noteUnreadable(deps, programmeId, unreadable, now);
  return summariseWeek({
    week,
    zone,
    people,
    // Somebody may have joined between the queries.
    notShown: Math.max(0, active - people.length),
    notStarted,
  });
}
