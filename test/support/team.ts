import { inTransaction } from "../../src/db/client.ts";
import type { StaffRole } from "../../src/db/generated/enums.ts";
import { calendarDate, type LocalDay } from "../../src/domain/calendar.ts";
import { purposes, recordConsent } from "../../src/people/consent.ts";
import { enrolParticipant } from "../../src/people/enrol-participant.ts";
import {
  type CoordinatorPerson,
  identify,
  isCoordinatorPerson,
  type StaffPerson,
} from "../../src/people/identify.ts";
import { redeemInvite } from "../../src/people/redeem-invite.ts";
import { activate } from "../../src/people/schedule.ts";
import { setLocale } from "../../src/people/set-locale.ts";
import { foundProgramme } from "../../src/programme/found-programme.ts";
import { readSettings } from "../../src/programme/read-settings.ts";
import { parseSettings } from "../../src/programme/settings.ts";
import type { Phone } from "../../src/sandbox/telegram/phone.ts";
import { reviewButton } from "../../src/screens/callback-data.ts";
import type { Town } from "./town.ts";

/** A coordinator, a counselor and a backup with linked phones, and numbers that were tried. */
export interface Team {
  readonly programmeId: number;
  readonly dewi: Phone;
  readonly rina: Phone;
  readonly agus: Phone;
  readonly ids: { readonly dewi: number; readonly rina: number; readonly agus: number };
  readonly coordinator: CoordinatorPerson;
}

export const linkFor = (token: string): string => `https://t.me/cek_harian_bot?start=${token}`;

/** Straight in the database, as is `enrol`: how people get there by taps has its own stories. */
export async function buildTeam(town: Town): Promise<Team> {
  const { db, clock } = town.world;
  const now = clock.now();
  const programme = await db.programme.findFirstOrThrow();
  const dewi = town.phone("Dewi");
  const rina = town.phone("Rina");
  const agus = town.phone("Agus");
  const linked = (phone: Phone, role: StaffRole) => ({
    ...{ programmeId: programme.id, role, name: phone.name, locale: programme.locale },
    ...{ telegramId: phone.id, createdAt: now, linkedAt: now },
  });
  await db.staff.createMany({
    data: [linked(dewi, "coordinator"), linked(rina, "counselor"), linked(agus, "counselor")],
  });
  const [coordinator, counselor, backup] = await Promise.all([
    identified(dewi),
    identified(rina),
    identified(agus),
  ]);
  if (!isCoordinatorPerson(coordinator)) throw new Error("Dewi is no coordinator");
  await confirmNumbers(town, coordinator);
  await town.does(Promise.all([dewi, rina, agus].map(async (phone) => await phone.sends("/menu"))));
  return {
    ...{ programmeId: programme.id, dewi, rina, agus, coordinator },
    ids: { dewi: coordinator.id, rina: counselor.id, agus: backup.id },
  };

  async function identified(phone: Phone): Promise<StaffPerson> {
    const person = await identify(db, phone.id);
    if (person.kind !== "staff") throw new Error(`${phone.name} is not linked`);
    return person;
  }
}

/** All that the programme has, and one of its own, tried today. */
async function confirmNumbers(
  { world: { db, clock } }: Town,
  { id, programmeId, zone }: StaffPerson,
): Promise<void> {
  const settings = await readSettings(db, programmeId);
  const numbers = [
    {
      id: "human-1",
      kind: "human",
      label: "Bu Dewi",
      number: "0812-3456-7890",
      hours: "08.00–20.00",
      whatItIs,
    },
    ...settings.crisisNumbers,
  ];
  const tried = { confirmedOn: calendarDate(clock.now(), zone), confirmedBy: id };
  const changed = parseSettings({
    ...settings,
    crisisNumbers: numbers.map((number) => ({ ...number, ...tried })),
  });
  if (changed.kind === "invalid") throw new Error(changed.problems.join("; "));
  await db.programme.update({
    where: { id: programmeId },
    data: { settings: JSON.parse(JSON.stringify(changed.settings)) },
  });
}

const whatItIs = { id: "Orang dari programmu", en: "Somebody from your programme" };

export interface Enrolment {
  readonly code: string;
  readonly hour?: string;
  readonly releaseDate?: LocalDay;
  readonly backup?: boolean;
  readonly language?: "Bahasa Indonesia" | "English";
  readonly summary?: boolean;
}

const usually: Omit<Required<Enrolment>, "code"> = {
  hour: "19:30",
  releaseDate: "2026-11-20",
  backup: true,
  language: "Bahasa Indonesia",
  summary: true,
};

/**
 * A participant who takes part, with a menu on the phone. Straight in the database: enrolment by taps has its own
 * stories.
 */
export async function enrol(town: Town, team: Team, enrolment: Enrolment): Promise<Phone> {
  const { code, hour, releaseDate, backup, language, summary } = { ...usually, ...enrolment };
  const { clock, app } = town.world;
  const { deps } = app;
  const now = clock.now();
  const token = await invites(town, team, { code, releaseDate, backup });
  const phone = town.phone(code);
  const redeemed = await redeemInvite(deps, { token, telegramId: phone.id }, now);
  if (redeemed.kind !== "participant") throw new Error(`${code}: ${redeemed.kind}`);
  const { participantId } = redeemed;
  const locale = language === "English" ? "en" : "id";
  await setLocale(deps, participantId, locale);
  for (const purpose of purposes) {
    const granted = purpose !== "summary" || summary;
    await recordConsent(deps, { participantId, purpose, granted, locale }, now);
  }
  const [hours = 0, minutes = 0] = hour.split(":").map(Number);
  await activate(deps, { participantId, minute: hours * 60 + minutes }, now);
  await town.does(phone.sends("/menu"));
  return phone;
}

/** The same, tap by tap: whoever has opened the link, consented, chosen an hour and practised. */
export async function enrolByTaps(town: Town, team: Team, enrolment: Enrolment): Promise<Phone> {
  const { code, hour, releaseDate, backup, language, summary } = { ...usually, ...enrolment };
  const token = await invites(town, team, { code, releaseDate, backup });
  const phone = town.phone(code);
  await town.does(phone.opensLink(linkFor(token)));
  await town.does(phone.taps(language));
  const english = language === "English";
  await town.does(phone.taps(english ? "Continue" : "Lanjut"));
  await town.does(phone.taps(english ? "I agree" : "Setuju"));
  await town.does(phone.taps(english ? "I agree" : "Setuju"));
  const yes = english ? "I agree" : "Setuju";
  const no = english ? "I do not agree" : "Tidak setuju";
  await town.does(phone.taps(summary ? yes : no));
  await town.does(phone.sends(hour));
  await town.does(phone.taps("2"));
  await town.does(phone.taps("2"));
  return phone;
}

/**
 * Whoever takes part so far is gone, with all that is due for them: a story that shares its town does not live through the
 * ladders and the silence of those before it.
 */
export async function forgetEverybody({ world }: Town): Promise<void> {
  await world.settle();
  await world.db.participant.deleteMany({ where: { status: "active" } });
}

/** Somebody goes to a programme of its own, where nobody looks after them. */
export async function moveToAnotherProgramme(
  { world: { db, clock } }: Town,
  { id: telegramId }: Phone,
): Promise<{ readonly id: number; readonly programmeId: number }> {
  const another = { name: "Lain", zone: "Asia/Makassar", locale: "id" } as const;
  const programmeId = await inTransaction(db, async (tx) => await foundProgramme(tx, another, clock.now()));
  return await db.participant.update({
    where: { telegramId },
    data: { programmeId, counselorId: null, backupId: null },
    select: { id: true, programmeId: true },
  });
}

/** The token of a new participant's invitation. */
export async function newToken(town: Town, team: Team, code: string): Promise<string> {
  return await invites(town, team, { code, releaseDate: "2026-11-20", backup: true });
}

async function invites(
  { world }: Town,
  { coordinator, ids }: Team,
  { code, releaseDate, backup }: { code: string; releaseDate: LocalDay; backup: boolean },
): Promise<string> {
  const person = { code, counselorId: ids.rina, backupId: backup ? ids.agus : null, releaseDate };
  const enrolled = await enrolParticipant(world.app.deps, coordinator, person, world.clock.now());
  if (enrolled.kind !== "enrolled") throw new Error(`${code}: ${enrolled.kind}`);
  return enrolled.invitation.token;
}

/** For days of which nobody reads how often somebody was asked. */
export async function withoutNudges({ world }: Town): Promise<void> {
  await world.db.$executeRaw`UPDATE programmes SET settings = settings || '{"nudgeMinutes": []}'::jsonb`;
}

/** The same button twice before the screen changes: an impatient thumb, or an update that Telegram delivers again. */
export async function tapsTwice(town: Town, phone: Phone, label: string): Promise<void> {
  const { messageId, buttons } = phone.sees().findLast(({ buttons: some }) => some.length > 0) ?? {};
  const data = buttons?.flat().find((button) => button.label.startsWith(label))?.data;
  if (messageId === undefined || data === undefined) throw new Error(`${phone.name} does not see ${label}`);
  await town.does(Promise.all([phone.tapsData(data, messageId), phone.tapsData(data, messageId)]));
}

/**
 * Answers the question on the screen, and every one after it, by the digit given for each question id;
 * the safety question, wherever it comes, with 0 unless a digit is given for it.
 */
export async function answers(
  town: Town,
  phone: Phone,
  digits: Readonly<Partial<Record<string, number | "skip">>>,
  otherwise: number | "skip" = 0,
): Promise<void> {
  const safety = async () => {
    if (!SAFETY_ON_SCREEN.test(phone.lastText() ?? "")) return;
    const answer = digits.SAFETY ?? 0;
    await town.does(phone.taps(answer === "skip" ? "Tidak mau jawab" : `${answer} `));
  };
  for (const id of ROUTE) {
    await safety();
    const answer = digits[id] ?? (id === "C1" ? 4 : id === "C2" ? 0 : otherwise);
    await town.does(phone.taps(answer === "skip" ? "Lewati" : String(answer)));
  }
  await safety();
}

/** What the newest check-in ended with: on a red day help stands below it. */
export function endOfCheckIn(phone: Phone): string | undefined {
  const ends = ({ data = "" }: { readonly data?: string }) => reviewButton.unpack(data) !== undefined;
  return phone.sees().findLast(({ buttons }) => buttons.flat().some(ends))?.text;
}

const SAFETY_ON_SCREEN = /menyakiti diri atau tidak ingin hidup|hurting themselves or of not wanting/;

/** The full form in the order shown. */
export const ROUTE = ["S1", "S2", "S3", "S5", "S7", "S9", "S4", "S10", "S8", "S6", "C1", "C2"] as const;
