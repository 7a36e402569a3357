import { inTransaction, type Tx } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { calendarDate } from "../domain/calendar.ts";
import { enqueue } from "../outbox/enqueue.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { inspect } from "./inspect.ts";
import { repair } from "./repair.ts";

export interface Audited {
  readonly found: readonly Finding[];
  /** What is still wrong after the repairs. */
  readonly left: readonly Finding[];
  /** What could not be looked for. */
  readonly unseen: ReadonlySet<FindingKind>;
}

/** The machine has nothing to put right: only people can do something about it, or nobody can any more. */
const LEAVES_US_WELL: ReadonlySet<FindingKind> = new Set([
  "answer-unreadable",
  "contact-overdue",
  "day-lost",
]);

export function isWell({ left, unseen }: Audited): boolean {
  return unseen.size === 0 && left.every(({ kind }) => LEAVES_US_WELL.has(kind));
}

/** Looks, repairs, looks again, and tells the coordinators about the rest: in one message, once a day for the same. */
export async function runAudit(deps: Deps, now: Date): Promise<Audited> {
  const unseen = new Set<FindingKind>();
  const onFailed = (finding: FindingKind, error: unknown) => {
    if (!unseen.has(finding)) deps.log.error({ err: error, finding }, "the auditor could not look for this");
    unseen.add(finding);
  };
  const found = await inspect(deps.db, now, { onFailed });
  if (found.length === 0) return { found, left: found, unseen };
  for (const finding of found) {
    const repaired = await tryToRepair(deps, finding, now);
    deps.log.error(
      { finding: finding.kind, count: finding.ids.length, repaired },
      "the auditor found something",
    );
  }
  const left = await inspect(deps.db, now, { onFailed });
  for (const [programmeId, findings] of Map.groupBy(left, (finding) => finding.programmeId))
    await tellCoordinators(deps, programmeId, findings, now);
  return { found, left, unseen };
}

/** What cannot be repaired must not keep the rest from it, nor people from hearing of both. */
async function tryToRepair(deps: Deps, finding: Finding, now: Date): Promise<boolean> {
  try {
    return await repair(deps, finding, now);
  } catch (error) {
    deps.log.error({ err: error, finding: finding.kind }, "a repair failed");
    return false;
  }
}

async function tellCoordinators(
  { db }: Deps,
  programmeId: number,
  findings: readonly Finding[],
  now: Date,
): Promise<void> {
  const { zone } = await db.programme.findUniqueOrThrow({ where: { id: programmeId } });
  // Of a lost day more people may come to light later.
  const kinds = findings.map((finding) => `${lineOf(finding)}${finding.day ? `:${finding.ids.at(-1)}` : ""}`);
  const about = `audit:${programmeId}:${calendarDate(now, zone)}:${kinds.toSorted().join("+")}`;
  const params = Object.fromEntries(findings.map((finding) => [lineOf(finding), finding.ids.length]));
  const coordinators = await db.staff.findMany({
    where: { programmeId, role: "coordinator", telegramId: { not: null } },
    select: { id: true },
  });
  await inTransaction(db, async (tx) => {
    for (const { id: staffId } of coordinators)
      await enqueue(tx, {
        kind: "audit",
        dedupeKey: await unsaidKey(tx, `${about}:${staffId}`),
        to: { staffId },
        params,
        intendedAt: now,
      });
  });
}

/** What was called off, because all was well again before it could leave, must not keep the day from being told of the next. */
async function unsaidKey(tx: Tx, key: string): Promise<string> {
  for (let again = 0; ; again++) {
    const dedupeKey = again === 0 ? key : `${key}:${again}`;
    const written = await tx.outboxMessage.findUnique({
      where: { dedupeKey },
      select: { state: true, error: true },
    });
    if (written?.state !== "cancelled" || written.error !== null) return dedupeKey;
  }
}

/** What the message says in a line of its own, as `renderAuditor` reads it. */
function lineOf({ kind, day }: Finding): string {
  return day === undefined ? kind : `${kind} ${day}`;
}
