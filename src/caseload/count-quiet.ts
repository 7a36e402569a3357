import type { Db } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { policy } from "../domain/access.ts";

/** Of a `person` on their local day `person.today`: ordinary alerts are put off, or a level is called usual, for a while. */
export const isQuiet = Prisma.sql`
  COALESCE(person.snoozed_until > person.today
           OR (person.expected_total IS NOT NULL AND person.expected_until > person.today), false)`;

/** For how many of this counselor's people it is so now. */
export async function countQuiet(db: Db, counselorId: number, now: Date): Promise<number> {
  const people = await db.$queryRaw<unknown[]>`
    SELECT FROM (SELECT *, (${now}::timestamptz AT TIME ZONE zone - interval '4 hours')::date AS today FROM participants) person
    WHERE counselor_id = ${counselorId} AND status::text = ANY(${[...policy["read-case"].of]}) AND ${isQuiet}`;
  return people.length;
}
