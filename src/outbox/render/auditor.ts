import { inspect } from "../../auditor/inspect.ts";
import type { Db } from "../../db/client.ts";
import { formatDay } from "../../format.ts";
import type { OutboxRow } from "../row.ts";
import type { Renderer } from "./rendered.ts";

/**
 * What the auditor could not put right and is still so: one line for each kind, with its count, or for each kind and day.
 * After an outage that kept the message from leaving most of it is over.
 */
export const renderAuditor: Renderer = async ({ db }, row, { t, locale }, now) => {
  const lines = await stillSo(db, row, now);
  if (lines.length === 0) return { kind: "stale" };
  const said = lines.map(({ kind, day, count }) =>
    t(`audit-${kind}`, { count, ...(day !== undefined && { day: formatDay(day, locale) }) }),
  );
  return { kind: "text", text: [t("audit-title"), ...said, t("audit-end")].join("\n"), protect: true };
};

interface Line {
  readonly kind: string;
  readonly day: string | undefined;
  readonly count: number;
}

async function stillSo(db: Db, { params, staffId }: OutboxRow, now: Date): Promise<readonly Line[]> {
  const written = Object.entries(params).map(([line, count]): Line => {
    const [kind = "", day] = line.split(" ");
    return { kind, day, count: Number(count) };
  });
  const kinds = new Set(written.map(({ kind }) => kind));
  const findings = await inspect(db, now, { kinds });
  const reader = await db.staff.findUnique({ where: { id: staffId ?? 0 }, select: { programmeId: true } });
  const lines: Line[] = [];
  for (const line of written) {
    const found = findings.find(
      ({ kind, programmeId }) => kind === line.kind && programmeId === reader?.programmeId,
    );
    // A day that was lost stays lost; that a message names it is what the auditor goes by.
    const count = line.day === undefined ? await countOf(db, line.kind, found?.ids ?? []) : line.count;
    if (count > 0) lines.push({ ...line, count });
  }
  return lines;
}

/** Messages of this kind, which wait as long as the others, are not what their readers are told of. */
async function countOf(db: Db, kind: string, ids: readonly number[]): Promise<number> {
  if (kind !== "message-stuck") return ids.length;
  return await db.outboxMessage.count({ where: { id: { in: ids.map(BigInt) }, kind: { not: "audit" } } });
}
