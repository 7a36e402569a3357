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

export type Person = ParticipantPerson | StaffPerson | { readonly kind: "stranger" };

/** Who stands behind a Telegram account. An account is one person: participant or staff, never both. */
export async function identify(db: Db, telegramId: number): Promise<Person> {
  const participant = await db.participant.findUnique({
    where: { telegramId },
    select: { id: true, programmeId: true, locale: true, zone: true, status: true, unreachableSince: true },
  });
  if (participant) {
    const { unreachableSince, ...rest } = participant;
    const locale = rest.locale as Locale;
    return { kind: "participant", ...rest, locale, unreachable: unreachableSince !== null };
  }
  const staff = await db.staff.findUnique({
    where: { telegramId },
    select: {
      id: true,
      programmeId: true,
      locale: true,
      role: true,
      name: true,
      unreachableSince: true,
      programme: { select: { zone: true } },
    },
  });
  if (!staff) return { kind: "stranger" };
  const { programme, unreachableSince, ...rest } = staff;
  const unreachable = unreachableSince !== null;
  return { kind: "staff", ...rest, locale: rest.locale as Locale, zone: programme.zone, unreachable };
}
