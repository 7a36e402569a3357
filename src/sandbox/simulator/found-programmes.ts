import { inTransaction } from "../../db/client.ts";
import type { Deps } from "../../deps.ts";
import { addDays, localDayAt } from "../../domain/calendar.ts";
import { enrolStaff } from "../../people/enrol-staff.ts";
import {
  type CoordinatorPerson,
  identify,
  isCoordinatorPerson,
  type StaffPerson,
} from "../../people/identify.ts";
import { redeemInvite } from "../../people/redeem-invite.ts";
import { changeSettings } from "../../programme/change-settings.ts";
import { addHumanNumber, confirmNumber } from "../../programme/crisis-numbers.ts";
import { foundProgramme } from "../../programme/found-programme.ts";
import { readSettings } from "../../programme/read-settings.ts";
import { enrolAtOnce } from "../enrol-at-once.ts";
import type { Telegram } from "../telegram/telegram.ts";
import { between } from "./chance.ts";
import { habitOf } from "./habit.ts";
import type { Life } from "./life.ts";
import { markOf } from "./marks.ts";
import { SimulatedParticipant } from "./participant.ts";
import { ABSENT, type Manner, QUICK, SimulatedStaff, SLOW } from "./staff.ts";

/** Without daylight saving, and with it on both halves of the globe; `zones`: where people may move to beside Indonesia's. */
export const PLACES = [
  { code: "BPN", zone: "Asia/Makassar", zones: [] },
  { code: "BER", zone: "Europe/Berlin", zones: ["Europe/London", "Europe/Helsinki"] },
  { code: "SYD", zone: "Australia/Sydney", zones: ["Australia/Brisbane", "Australia/Perth"] },
] as const;

const HOURS = [6, 7, 12, 17, 18, 18.5, 19, 19.5, 20, 20.5].map((hour) => hour * 60);
/** So many days before the first one or fewer, so that every phase is lived through early. */
const RELEASED_DAYS = 120;
const PEOPLE_PER_COUNSELOR = 40;
/** From so many people on, a programme has counselors of every manner. */
const PEOPLE_FOR_ALL_MANNERS = 20;
const MANNERS = [QUICK, SLOW, ABSENT, QUICK, QUICK] as const;

export interface SimulatedPeople {
  readonly participants: readonly SimulatedParticipant[];
  readonly staff: readonly SimulatedStaff[];
}

/** Of the counselors of a programme, which is the how manieth place; a small one has other two in each place. */
export function mannersAt(place: number, people: number): readonly Manner[] {
  const least = people < PEOPLE_FOR_ALL_MANNERS ? 2 : 3;
  const count = Math.max(least, Math.ceil(people / PEOPLE_PER_COUNSELOR));
  return Array.from({ length: count }, (_, index) =>
    count < 3 ? (MANNERS[(place + index) % 3] ?? QUICK) : (MANNERS[index % MANNERS.length] ?? QUICK),
  );
}

/** Everybody's code, by place. */
export function codesOf(people: number): readonly string[] {
  return sharesOf(people).flatMap(({ place, share }) =>
    Array.from({ length: share }, (_, index) => codeAt(place, index + 1)),
  );
}

function codeAt(place: string, number: number): string {
  return `${place}-${String(number).padStart(3, "0")}`;
}

function sharesOf(people: number) {
  let left = people;
  return PLACES.map(({ code: place, zone, zones }, index) => {
    const share = Math.ceil(left / (PLACES.length - index));
    left -= share;
    return { place, zone, zones, share };
  });
}

/** Programmes in several zones, with counselors for at most forty people each and everybody's phone linked. */
export async function foundProgrammes(
  { deps, telegram, life }: { readonly deps: Deps; readonly telegram: Telegram; readonly life: Life },
  {
    people,
    seed,
    only,
    onEnrolled,
  }: {
    readonly people: number;
    readonly seed: number;
    /** Codes of those who are to be there, out of them all; undefined: everybody. */
    readonly only: readonly string[] | undefined;
    readonly onEnrolled: (count: number) => void;
  },
): Promise<SimulatedPeople> {
  const participants: SimulatedParticipant[] = [];
  const staff: SimulatedStaff[] = [];
  for (const [index, { place, zone, zones, share }] of sharesOf(people).entries()) {
    if (share === 0 || (only && !only.some((code) => code.startsWith(place)))) continue;
    const now = life.clock.now();
    const phones = phonesFrom(telegram, 10_000_000 * (index + 1));
    const programmeId = await inTransaction(deps.db, async (tx) =>
      foundProgramme(tx, { name: place, zone, locale: "id" }, now),
    );
    await changeSettings(deps, { programmeId, change: { zones }, actor: "operator" }, now);
    const join = async (role: "counselor" | "coordinator", name: string, manner: Manner) => {
      const { token } = await inTransaction(deps.db, async (tx) =>
        enrolStaff(tx, { programmeId, role, name, actor: "operator" }, now),
      );
      const phone = await phones.next(name);
      await redeemInvite(deps, { token, telegramId: phone.id }, now);
      const person = await staffAt(deps, phone.id);
      const facts = { id: person.id, name, place, zone, role, manner, text: markOf("text", name, seed) };
      staff.push(new SimulatedStaff(life, facts, phone));
      return person;
    };
    const named = (name: string) => `${name} ${markOf("staff", `${place} ${name}`, seed)}`;
    const coordinator = await join("coordinator", named("Dewi"), SLOW);
    if (!isCoordinatorPerson(coordinator)) throw new Error(`${coordinator.name} coordinates nothing`);
    await confirmNumbers(deps, coordinator, now);
    const counselors: StaffPerson[] = [];
    for (const [count, manner] of mannersAt(index, share).entries())
      counselors.push(await join("counselor", named(`Rina ${count + 1}`), manner));
    const today = localDayAt(now, zone);
    for (let count = 1; count <= share; count++) {
      const code = codeAt(place, count);
      if (only && !only.includes(code)) continue;
      const phone = await phones.next(code);
      const counselor = counselors[count % counselors.length];
      const backup = counselors[(count + 1) % counselors.length];
      if (!counselor || !backup) throw new Error("no counselors");
      const minute = HOURS[between(life.chance(code, "hour"), 0, HOURS.length - 1)] ?? 0;
      const id = await enrolAtOnce(
        deps,
        coordinator,
        {
          code,
          telegramId: phone.id,
          counselorId: counselor.id,
          backupId: backup.id,
          releaseDate: addDays(today, -between(life.chance(code, "released"), 0, RELEASED_DAYS)),
          minute,
          summary: life.chance(code, "summary") < 0.9,
        },
        now,
      );
      participants.push(
        new SimulatedParticipant(
          life,
          {
            id,
            code,
            place,
            zone,
            minute,
            habit: habitOf(life.chance, code),
            counselor: counselor.name,
            backup: backup.name,
            nickname: markOf("nickname", code, seed),
            text: markOf("text", code, seed),
          },
          phone,
        ),
      );
      onEnrolled(participants.length);
    }
  }
  return { participants, staff };
}

function phonesFrom(telegram: Telegram, first: number) {
  let id = first;
  return {
    /** Only who has written to a bot can be written to. */
    async next(name: string) {
      const phone = telegram.phone({ id: id++, name, languageCode: "id" });
      await phone.sends("/start");
      return phone;
    },
  };
}

async function staffAt({ db }: Deps, telegramId: number): Promise<StaffPerson> {
  const person = await identify(db, telegramId);
  if (person.kind !== "staff") throw new Error("somebody of the staff is not linked");
  return person;
}

async function confirmNumbers(deps: Deps, coordinator: CoordinatorPerson, now: Date): Promise<void> {
  const number = { label: "Bu Dewi", number: "0812-0000-0000", hours: "08.00–20.00" };
  await addHumanNumber(deps, coordinator, number, now);
  const { crisisNumbers } = await readSettings(deps.db, coordinator.programmeId);
  for (const { id } of crisisNumbers) await confirmNumber(deps, coordinator, id, now);
}
