import { audit } from "../audit.ts";
import { inTransaction, isUniqueViolation } from "../db/client.ts";
import type { Deps } from "../deps.ts";
import { calendarDate, dbDate, type LocalDay } from "../domain/calendar.ts";
import { isPlausibleRelease } from "../domain/release.ts";
import { lockRoster } from "../duty/go-away.ts";
import { readSettings } from "../programme/read-settings.ts";
import { readyForParticipants } from "../programme/settings.ts";
import type { CoordinatorPerson } from "./identify.ts";
import { type Invitation, invite, madeBefore, newToken } from "./invite.ts";

export interface NewParticipant {
  readonly code: string;
  readonly counselorId: number;
  readonly backupId: number | null;
  readonly releaseDate: LocalDay;
}

export type Enrolled =
  | { readonly kind: "enrolled"; readonly participantId: number; readonly invitation: Invitation }
  | { readonly kind: "code-taken" }
  /** The programme has not yet confirmed a human and a 24-hour number. */
  | { readonly kind: "numbers-missing"; readonly human: boolean; readonly roundTheClock: boolean }
  /** Nobody who begins today was released then, or will be: most likely a wrong year. */
  | { readonly kind: "release-out-of-range" }
  /** Counselor or backup are not of this programme, or they are the same. */
  | { readonly kind: "unknown-staff" };

/** Usual hour of the first prompts until the participant has chosen one: 19:30. */
const USUAL_MINUTE = 19 * 60 + 30;

/** Puts somebody on the list and makes the link to hand over. Of a `token` that was made before nothing happens again. */
export async function enrolParticipant(
  { db }: Pick<Deps, "db">,
  coordinator: CoordinatorPerson,
  { code, counselorId, backupId, releaseDate }: NewParticipant,
  now: Date,
  token = newToken(),
): Promise<Enrolled> {
  const { programmeId, zone } = coordinator;
  if (!isPlausibleRelease(releaseDate, calendarDate(now, zone))) return { kind: "release-out-of-range" };
  const ready = readyForParticipants(await readSettings(db, programmeId));
  if (!ready.human || !ready.roundTheClock) return { kind: "numbers-missing", ...ready };
  try {
    return await inTransaction(db, async (tx): Promise<Enrolled> => {
      // Somebody's people may be handed over at this moment: whoever is put with them meanwhile would be left behind.
      await lockRoster(tx, programmeId);
      const made = await madeBefore(tx, token);
      if (made) {
        const { id } = await tx.participant.findFirstOrThrow({ where: { programmeId, code } });
        return { kind: "enrolled", participantId: id, invitation: made };
      }
      const programme = await tx.programme.findUniqueOrThrow({ where: { id: programmeId } });
      const wanted = [counselorId, ...(backupId === null ? [] : [backupId])];
      // Counted by person: nobody is their own backup.
      const known = await tx.staff.count({ where: { programmeId, id: { in: wanted } } });
      if (known !== wanted.length) return { kind: "unknown-staff" };
      const { id: participantId } = await tx.participant.create({
        data: {
          programmeId,
          code,
          status: "invited",
          locale: programme.locale,
          zone: programme.zone,
          checkInMinute: USUAL_MINUTE,
          releaseDate: dbDate(releaseDate),
          counselorId,
          backupId,
          createdAt: now,
        },
      });
      const subject = `participant:${participantId}`;
      await audit(tx, { at: now, actor: `staff:${coordinator.id}`, action: "enrol", subject, programmeId });
      return {
        kind: "enrolled",
        participantId,
        invitation: await invite(tx, programmeId, { participantId }, now, token),
      };
    });
  } catch (error) {
    if (isUniqueViolation(error)) return { kind: "code-taken" };
    throw error;
  }
}
