import type { Db } from "../../db/client.ts";
import { localDayAt, nextPromptAt } from "../../domain/calendar.ts";
import { DAY_MS } from "../../domain/duration.ts";
import { isHard } from "./habit.ts";
import type { Life } from "./life.ts";
import type { SimulatedParticipant } from "./participant.ts";

const FAR = 60;

/**
 * Puts off the prompts of the coming day that would be answered calmly, to the person's next hard day. This is
 * the one place where a simulation changes the app's rows, as if those people paused: who pauses is not forgotten. Not where
 * a day is open: a pause would take it away.
 */
export async function skipCalmDays(
  db: Db,
  { clock, chance }: { readonly clock: { now(): Date }; readonly chance: Life["chance"] },
  participants: readonly SimulatedParticipant[],
): Promise<void> {
  const now = clock.now();
  const byCode = new Map(participants.map((person) => [person.code, person]));
  const due = await db.participant.findMany({
    where: {
      nextPromptAt: { lt: new Date(now.getTime() + DAY_MS) },
      checkIns: { none: { state: { in: ["prompted", "started"] } } },
    },
    select: { id: true, code: true, zone: true, checkInMinute: true, nextPromptAt: true },
  });
  const moved = due.flatMap(({ id, code, zone, checkInMinute: minute, nextPromptAt: planned }) => {
    const person = byCode.get(code);
    if (!person || !planned) return [];
    const { habit } = person.facts;
    let at = planned;
    for (let days = 0; days < FAR && !isHard(chance, code, habit, localDayAt(at, zone)); days++)
      at = nextPromptAt({ after: at, minute, zone });
    if (at <= planned) return [];
    const day = localDayAt(at, zone);
    person.standing.skippedTo = day;
    return [{ id, at: at.toISOString(), day }];
  });
  await db.$executeRaw`
    UPDATE participants p SET next_prompt_at = m.at, paused_until = m.day
    FROM json_to_recordset(${JSON.stringify(moved)}::json) m(id int, at timestamptz, day date) WHERE p.id = m.id`;
}
