import type { Db } from "../db/client.ts";
import type { ParticipantStatus, StaffRole } from "../db/generated/enums.ts";
import type { Locale } from "../domain/instrument.ts";

export interface ParticipantPerson {
  readonly kind: "participant";
  readonly id: number;
  readonly programmeId: number;
  readonly locale: Locale;
  readonly zone: string;
  readonly status: ParticipantStatus;
  readonly unreachable: boolean;
}

export interface StaffPerson {
  readonly kind: "staff";
  readonly id: number;
  readonly programmeId: number;
  readonly locale: Locale;
  /** The programme's zone: staff read times of their office. */
  readonly zone: string;
  readonly role: StaffRole;
  readonly name: string;
  readonly unreachable: boolean;
}

/** Who may do what concerns a whole programme. */
export type CoordinatorPerson = StaffPerson & { readonly role: "coordinator" };

export type Person = ParticipantPerson | StaffPerson | { readonly kind: "stranger" };

export const isCoordinatorPerson = (person: Person): person is CoordinatorPerson =>
  person.kind === "staff" && person.role === "coordinator";

type Row = (ParticipantPerson & { role: null; name: null }) | (StaffPerson & { status: null });

/** Who stands behind a Telegram account. An account is one person: participant or staff, never both. */
export async function identify(db: Db, telegramId: number): Promise<Person> {
  // In one statement: it is asked at nearly every update.
  const [row] = await db.$queryRaw<Row[]>`
    SELECT 'participant' AS kind, id, programme_id AS "programmeId", locale, zone,
           unreachable_since IS NOT NULL AS unreachable, status::text, NULL AS role, NULL AS name
    FROM participants WHERE telegram_id = ${telegramId}
    UNION ALL
    SELECT 'staff', s.id, s.programme_id, s.locale, g.zone, s.unreachable_since IS NOT NULL, NULL, s.role::text, s.name
    FROM staff s JOIN programmes g ON g.id = s.programme_id
    WHERE s.telegram_id = ${telegramId}`;
  if (!row) return { kind: "stranger" };
  if (row.kind === "participant") {
    const { role: _, name: __, ...participant } = row;
    return participant;
  }
  const { status: _, ...member } = row;
  return member;
}
