import { audit } from "../audit.ts";
import { inTransaction, type Tx } from "../db/client.ts";
import type { Participant, Prisma } from "../db/generated/client.ts";
import { openOrNothing, type Sealer } from "../db/seal.ts";
import { sealContext } from "../db/sealed-columns.ts";
import type { Deps } from "../deps.ts";
import { calendarDate, dbDate, localDayAt } from "../domain/calendar.ts";
import { CODES_JOINED, warnOfGaps } from "../duty/warn-one-uncovered.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { withWhomMay } from "./access.ts";
import { clearChat, hurryClearings } from "./clear-chat.ts";
import type { ParticipantPerson, StaffPerson } from "./identify.ts";
import { readShown } from "./shown-screens.ts";
import { stopMessages } from "./stop-messages.ts";

/** Why a coordinator erases somebody's data. A choice, because words could name the person. */
export const eraseReasons = ["asked", "mistake", "ended"] as const;
export type EraseReason = (typeof eraseReasons)[number];

export type Erased = { readonly kind: "erased" } | { readonly kind: "unknown" };

/** What somebody asks for themselves: nothing of them stays, except a number that means nothing any more. */
export async function eraseMyself(
  deps: Pick<Deps, "db" | "sealer">,
  { id }: ParticipantPerson,
  now: Date,
): Promise<Erased> {
  return await inTransaction(
    deps.db,
    async (tx) => await erase(deps.sealer, tx, { id }, `participant:${id}`, "erase", now),
  );
}

/** The same on a person's behalf, by a coordinator of their programme. */
export async function eraseParticipant(
  deps: Pick<Deps, "db" | "sealer">,
  coordinator: StaffPerson,
  { participantId: id, reason }: { readonly participantId: number; readonly reason: EraseReason },
  now: Date,
): Promise<Erased> {
  return await inTransaction(deps.db, async (tx) => {
    const whom = { ...(await withWhomMay(tx, coordinator, "erase", now)), id };
    return await erase(deps.sealer, tx, whom, `staff:${coordinator.id}`, `erase-${reason}`, now);
  });
}

async function erase(
  sealer: Sealer,
  tx: Tx,
  whom: Prisma.ParticipantWhereInput & { readonly id: number },
  actor: string,
  action: string,
  now: Date,
): Promise<Erased> {
  // Whoever writes something about the person meanwhile waits here, and finds nobody afterwards.
  await tx.$queryRaw`SELECT id FROM participants WHERE id = ${whom.id} FOR UPDATE`;
  const person = await tx.participant.findFirst({ where: whom, include: { programme: true } });
  if (!person) return { kind: "unknown" };
  const { id: participantId, programmeId, programme } = person;
  const copies = await retractCopies(tx, person, now);
  await stopMessages(tx, participantId, "cleared");
  // A phone in other hands gets no goodbye.
  await clearChat(tx, person, person.status === "frozen" ? "none" : "erased", now);
  await hurryClearings(tx, participantId);
  await forgetDialogues(sealer, tx, person);
  // Everything that refers to the row goes with it; a test derives from the schema that this is everything.
  await tx.participant.delete({ where: { id: participantId } });
  await warnAnew(tx, { programmeId, zone: programme.zone, copies }, now);
  const month = dbDate(`${calendarDate(now, programme.zone).slice(0, 7)}-01`);
  await tx.tombstone.create({ data: { participantId, programmeId, month } });
  const subject = `participant:${participantId}`;
  await audit(tx, { at: now, actor, action, subject, programmeId });
  return { kind: "erased" };
}

interface Copy {
  readonly staffId: number;
  readonly messageId: number | null;
  /** An alert that was not closed. */
  readonly opened: boolean;
  /** A picture or a voice: nothing to put other words into. */
  readonly media: boolean;
  /** When it warned that nobody is on for the person, and for others perhaps. */
  readonly warnedAt: Date | null;
}

/**
 * What staff have of the person on their screens is replaced, and what waits to be sent to them about the
 * person is dropped. Whoever had an open alert is told so, without saying whose: it must not just vanish.
 */
async function retractCopies(
  tx: Tx,
  { id, programmeId, code }: Pick<Participant, "id" | "programmeId" | "code">,
  now: Date,
): Promise<readonly Copy[]> {
  const copies = await tx.$queryRaw<Copy[]>`
    WITH about AS (
      SELECT o.id, (o.kind = 'alert' AND a.state <> 'closed') AS opened, false AS media
      FROM outbox o JOIN alerts a ON a.id = o.alert_id WHERE a.participant_id = ${id}
      UNION
      SELECT o.id, false, o.kind = 'relay-content' AND r.kind <> 'text'
      FROM outbox o JOIN relay_messages r ON r.id = o.relay_id WHERE r.participant_id = ${id}
      UNION
      SELECT o.id, false, false FROM outbox o JOIN check_ins c ON c.id = o.check_in_id WHERE c.participant_id = ${id}
      UNION
      SELECT o.id, false, false FROM outbox o JOIN staff s ON s.id = o.staff_id
      WHERE s.programme_id = ${programmeId} AND o.alert_id IS NULL AND o.relay_id IS NULL AND o.check_in_id IS NULL
        AND EXISTS (SELECT FROM jsonb_each_text(o.params) WHERE ${code} = ANY (string_to_array(value, ${CODES_JOINED})))
    ), gone AS (
      DELETE FROM outbox o USING about, staff s WHERE o.id = about.id AND s.id = o.staff_id
      -- Numbers of messages begin anew with another account of the member of staff.
      RETURNING o.staff_id, CASE WHEN o.sent_at >= s.linked_at THEN o.message_id END AS message_id, opened, media,
                CASE WHEN o.params ->> 'notice' = 'uncovered' THEN o.intended_at END AS warned_at
    )
    SELECT staff_id AS "staffId", message_id AS "messageId", bool_or(opened) AS opened, bool_or(media) AS media,
           max(warned_at) AS "warnedAt"
    FROM gone GROUP BY staff_id, message_id`;
  const screens = (await readShown(tx, [id])).map((screen) => ({ ...screen, media: false }));
  for (const { staffId, messageId, media } of [...copies, ...screens])
    if (messageId !== null)
      await enqueue(tx, {
        kind: "retraction",
        dedupeKey: `retraction:${staffId}:${messageId}:${now.toISOString()}`,
        to: { staffId },
        params: { messageId, ...(media && { media: 1 }) },
        intendedAt: now,
      });
  for (const staffId of new Set(copies.filter(({ opened }) => opened).map((copy) => copy.staffId)))
    await enqueue(tx, {
      kind: "notice",
      dedupeKey: `erased-open:${staffId}:${now.toISOString()}`,
      to: { staffId },
      params: { notice: "erased-open" },
      intendedAt: now,
    });
  return copies;
}

/** Tonight's warning went with the person's code; for the others of whom it spoke it goes on. */
async function warnAnew(
  tx: Tx,
  {
    programmeId,
    zone,
    copies,
  }: { readonly programmeId: number; readonly zone: string; readonly copies: readonly Copy[] },
  now: Date,
): Promise<void> {
  const today = localDayAt(now, zone);
  const warned = copies.filter(({ warnedAt }) => warnedAt && localDayAt(warnedAt, zone) === today);
  await warnOfGaps(tx, { programmeId, zone, staffIds: warned.map(({ staffId }) => staffId) }, now);
}

/** The person's own dialogue, and those in which staff were just writing about them. */
async function forgetDialogues(
  sealer: Sealer,
  tx: Tx,
  { programmeId, code, telegramId }: Pick<Participant, "programmeId" | "code" | "telegramId">,
): Promise<void> {
  if (telegramId !== null) await tx.conversationState.deleteMany({ where: { key: String(telegramId) } });
  const staff = await tx.staff.findMany({
    where: { programmeId, telegramId: { not: null } },
    select: { telegramId: true },
  });
  const keys = staff.map((member) => String(member.telegramId));
  for (const { key, sealed } of await tx.conversationState.findMany({ where: { key: { in: keys } } }))
    if (mentions(sealer, { key, sealed }, code)) await tx.conversationState.delete({ where: { key } });
}

/** A dialogue that cannot be opened is of no use to anybody, and may be about the person. */
function mentions(
  sealer: Sealer,
  { key, sealed }: { readonly key: string; readonly sealed: Uint8Array },
  code: string,
): boolean {
  return openOrNothing(sealer, sealed, sealContext.conversation(key))?.includes(code) ?? true;
}
