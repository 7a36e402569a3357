import { type Db, inTransaction } from "../../db/client.ts";
import { addDays, instantOf, type LocalDay } from "../../domain/calendar.ts";
import { enrolParticipant } from "../../people/enrol-participant.ts";
import { enrolStaff } from "../../people/enrol-staff.ts";
import { type CoordinatorPerson, identify, isCoordinatorPerson } from "../../people/identify.ts";
import { pause } from "../../people/schedule.ts";
import { withdraw } from "../../people/withdraw.ts";
import { addHumanNumber, confirmNumber } from "../../programme/crisis-numbers.ts";
import { foundProgramme } from "../../programme/found-programme.ts";
import { readSettings } from "../../programme/read-settings.ts";
import { enrolAtOnce } from "../enrol-at-once.ts";
import type { Phone } from "../telegram/phone.ts";
import type { World } from "../world.ts";
import { type CastMember, cast, DEMO_ZONE, FIRST_DAY, FIRST_MINUTE, HANDED_OVER } from "./cast.ts";
import { BACKUP_TELEGRAM_ID, COORDINATOR, COUNSELOR, PARTICIPANT, phoneOf } from "./demo-phones.ts";
import { letTimePass } from "./let-time-pass.ts";
import { createTownsfolk, type Townsfolk } from "./townsfolk.ts";

/** What the links of the first three people were made of. */
export interface StaffTokens {
  readonly coordinator: string;
  readonly counselor: string;
  readonly backup: string;
}

export const programmeBegins = (): Date => instantOf(FIRST_DAY, FIRST_MINUTE, DEMO_ZONE);
export const programmeHandedOver = (): Date => instantOf(HANDED_OVER.day, HANDED_OVER.minute, DEMO_ZONE);

/** Before the app starts: with a coordinator in place it invites no first one. */
export async function foundDemoProgramme(db: Db, now: Date): Promise<StaffTokens> {
  return await inTransaction(db, async (tx) => {
    const zone = DEMO_ZONE;
    const programmeId = await foundProgramme(tx, { name: "Teman Pulih (demo)", zone, locale: "id" }, now);
    const join = async (role: "counselor" | "coordinator", name: string) =>
      (await enrolStaff(tx, { programmeId, role, name, actor: "operator" }, now)).token;
    return {
      coordinator: await join("coordinator", COORDINATOR.title),
      counselor: await join("counselor", COUNSELOR.title),
      backup: await join("counselor", "Agus"),
    };
  });
}

/**
 * Lives through the weeks before the demo: the real app, the real phones of the three people on the
 * page, and everybody else through the verbs. Nothing is written past them. `onShare` hears how far it is.
 */
export async function seedDemo(
  world: World,
  tokens: StaffTokens,
  { onShare, signal }: { readonly onShare: (share: number) => void; readonly signal: AbortSignal },
): Promise<void> {
  const { telegram } = world;
  const participant = phoneOf(telegram, PARTICIPANT);
  const rina = phoneOf(telegram, COUNSELOR);
  const dewi = phoneOf(telegram, COORDINATOR);
  const agus = telegram.phone({ id: BACKUP_TELEGRAM_ID, name: "Agus", languageCode: "id" });
  for (const [phone, token] of [
    [dewi, tokens.coordinator],
    [rina, tokens.counselor],
    [agus, tokens.backup],
  ] as const)
    await phone.opensLink(linkOf(world, token));
  await world.settle();
  const coordinator = await identify(world.db, dewi.id);
  if (!isCoordinatorPerson(coordinator)) throw new Error("the demo's coordinator is not linked");
  await confirmNumbers(world, coordinator);

  const folk = createTownsfolk({
    world,
    members: cast,
    staff: [COUNSELOR.telegramId, BACKUP_TELEGRAM_ID],
    phones: new Map([[PARTICIPANT.title, participant]]),
  });
  const end = programmeHandedOver();
  const begin = programmeBegins().getTime();
  const onStep = (now: Date) => onShare((now.getTime() - begin) / (end.getTime() - begin));
  for (let day = FIRST_DAY; day <= HANDED_OVER.day; day = addDays(day, 1)) {
    if (!isEventful(day)) continue;
    await letTimePass({ world, folk }, instantOf(day, FIRST_MINUTE + 60, DEMO_ZONE), { onStep, signal });
    await happensOn(day, { world, coordinator, participant, dewi });
  }
  await letTimePass({ world, folk }, end, { onStep, signal });
}

/** The people whom nobody plays, as they go on after the hand-over. */
export function demoTownsfolk(world: World): Townsfolk {
  return createTownsfolk({
    world,
    members: cast.filter(({ code }) => code !== PARTICIPANT.title),
    staff: [BACKUP_TELEGRAM_ID],
  });
}

interface Morning {
  readonly world: World;
  readonly coordinator: CoordinatorPerson;
  readonly participant: Phone;
  readonly dewi: Phone;
}

async function happensOn(day: LocalDay, morning: Morning): Promise<void> {
  const { world } = morning;
  for (const [index, member] of cast.entries()) {
    if (member.joins === day) {
      if (member.code === PARTICIPANT.title) await joinOnPhone(member, morning);
      else await join(member, 5_400_000_001 + index, morning);
    }
    const { blocks, pauses, withdraws } = member.habit;
    if (day !== blocks && day !== pauses?.on && day !== withdraws) continue;
    const { id, telegramId } = await world.db.participant.findFirstOrThrow({ where: { code: member.code } });
    const now = world.clock.now();
    if (day === blocks) await world.telegram.phone(Number(telegramId)).blocksBot();
    if (day === pauses?.on) await pause(world.app.deps, { participantId: id, days: pauses.days }, now);
    if (day === withdraws) await withdraw(world.app.deps, { participantId: id, locale: "id" }, now);
    await world.settle();
  }
  if (day === INVITES_ONE_MORE) await inviteOneMore(morning);
}

const INVITES_ONE_MORE = addDays(HANDED_OVER.day, -1);

function isEventful(day: LocalDay): boolean {
  return (
    day === INVITES_ONE_MORE ||
    cast.some(({ joins, habit: { blocks, pauses, withdraws } }) =>
      [joins, blocks, pauses?.on, withdraws].includes(day),
    )
  );
}

async function join(member: CastMember, telegramId: number, morning: Morning): Promise<void> {
  const { world, coordinator } = morning;
  const { code, hour: minute, releaseDate, summary } = member;
  const ids = await pairOf(member, world.db);
  const person = { code, minute, releaseDate, summary, telegramId, ...ids };
  await enrolAtOnce(world.app.deps, coordinator, person, world.clock.now());
  // Only who has written to a bot can be written to.
  await world.telegram.phone({ id: telegramId, name: code, languageCode: "id" }).sends("/start");
  await world.settle();
}

async function joinOnPhone(member: CastMember, morning: Morning): Promise<void> {
  const { world, participant } = morning;
  const token = await enrol(member, morning);
  const does = async (action: Promise<unknown>) => {
    await action;
    await world.settle();
  };
  await does(participant.opensLink(linkOf(world, token)));
  for (const label of ["Bahasa Indonesia", "Lanjut", "Setuju", "Setuju", "Setuju", "19:30", "3", "1"])
    await does(participant.taps(label));
}

async function enrol(member: CastMember, { world, coordinator }: Morning): Promise<string> {
  const { code, releaseDate } = member;
  const person = { code, releaseDate, ...(await pairOf(member, world.db)) };
  const enrolled = await enrolParticipant(world.app.deps, coordinator, person, world.clock.now());
  if (enrolled.kind !== "enrolled") throw new Error(`${code}: ${enrolled.kind}`);
  return enrolled.invitation.token;
}

async function pairOf({ counselor }: CastMember, db: Db) {
  const [rina, agus] = await Promise.all(
    ["Rina", "Agus"].map(async (name) => await db.staff.findFirstOrThrow({ where: { name } })),
  );
  const mine = counselor === "Rina" ? rina : agus;
  const other = counselor === "Rina" ? agus : rina;
  if (!mine || !other) throw new Error("the demo has no counselors");
  return { counselorId: mine.id, backupId: other.id };
}

/** A link that nobody has opened yet stands in the coordinator's chat, to be opened on a new phone. */
async function inviteOneMore({ world, dewi }: Morning): Promise<void> {
  const does = async (action: Promise<unknown>) => {
    await action;
    await world.settle();
  };
  await does(dewi.sends("/menu"));
  for (const label of ["➕ Undang peserta", "BPN-015", "Rina", "Agus", "Besok"]) await does(dewi.taps(label));
}

async function confirmNumbers({ app, db, clock }: World, coordinator: CoordinatorPerson): Promise<void> {
  const now = clock.now();
  const number = { label: "Bu Dewi", number: "0812-0000-0000", hours: "08.00–20.00" };
  await addHumanNumber(app.deps, coordinator, number, now);
  const { crisisNumbers } = await readSettings(db, coordinator.programmeId);
  for (const { id } of crisisNumbers) await confirmNumber(app.deps, coordinator, id, now);
}

function linkOf({ telegram }: World, token: string): string {
  return `https://t.me/${telegram.botUsername}?start=${token}`;
}
