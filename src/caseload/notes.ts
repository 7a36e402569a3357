import { audit } from "../audit.ts";
import { inTransaction } from "../db/client.ts";
import { lockStaff } from "../db/row-locks.ts";
import { openOrNothing } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import type { Deps } from "../deps.ts";
import type { StaffPerson } from "../people/identify.ts";
import { linkedSince } from "../relay/find-thread.ts";
import { findReadable } from "./find-mine.ts";

export interface NoteView {
  readonly at: Date;
  readonly author: string | undefined;
  /** Undefined when it cannot be opened. */
  readonly text: string | undefined;
}

/** Five of them fit into one message. */
export const LONGEST_NOTE = 700;
const SHOWN = 5;

export type NoteAdded =
  | { readonly kind: "added" }
  | { readonly kind: "too-long" }
  | { readonly kind: "unknown" };

/**
 * What a counselor wants to remember of somebody, sealed; once, however often the update of the message comes in which it was
 * typed. `unknown`: not theirs, or no longer.
 */
export async function addNote(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  staff: StaffPerson,
  {
    participantId,
    text,
    sourceMessageId,
  }: { readonly participantId: number; readonly text: string; readonly sourceMessageId: number },
  now: Date,
): Promise<NoteAdded> {
  if (text.length > LONGEST_NOTE) return { kind: "too-long" };
  return await inTransaction(db, async (tx): Promise<NoteAdded> => {
    await lockStaff(tx, [staff.id]);
    const typed = { participantId, authorId: staff.id, sourceMessageId };
    // Numbers of messages begin anew with another account.
    const at = { gte: await linkedSince(tx, staff) };
    if ((await tx.note.count({ where: { ...typed, at } })) > 0) return { kind: "added" };
    if (!(await findReadable(tx, staff, participantId, now))) return { kind: "unknown" };
    const sealed = Uint8Array.from(sealer.seal(text, sealContext.note(participantId)));
    await tx.note.create({ data: { ...typed, sealed, at: now } });
    await audit(tx, access("write-note", staff, participantId, now));
    return { kind: "added" };
  });
}

/** The newest notes, newest first, with the access put on record. Undefined when it is none of theirs. */
export async function readNotes(
  { db, sealer }: Pick<Deps, "db" | "sealer">,
  staff: StaffPerson,
  participantId: number,
  now: Date,
): Promise<{ readonly code: string; readonly notes: readonly NoteView[] } | undefined> {
  const person = await findReadable(db, staff, participantId, now);
  if (!person) return undefined;
  const rows = await db.note.findMany({
    where: { participantId },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: SHOWN,
    include: { author: { select: { name: true } } },
  });
  await audit(db, access("read-notes", staff, participantId, now));
  const notes = rows.map(({ at, author, sealed }) => ({
    at,
    author: author?.name,
    text: openOrNothing(sealer, sealed, sealContext.note(participantId)),
  }));
  return { code: person.code, notes };
}

function access(action: string, { id, programmeId }: StaffPerson, participantId: number, at: Date) {
  return { at, actor: `staff:${id}`, action, subject: `participant:${participantId}`, programmeId };
}
