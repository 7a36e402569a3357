import { DAY_MS, HOUR_MS } from "../../domain/duration.ts";
import type { Telegram } from "../telegram/telegram.ts";
import { between } from "./chance.ts";
import type { SimulatedPeople } from "./found-programmes.ts";
import type { Life } from "./life.ts";
import type { SimulatedParticipant } from "./participant.ts";
import { alertOn, type SimulatedStaff } from "./staff.ts";

/** Shares of a person's days. */
const HELP = 0.002;
const PAUSE = 0.002;
const BLOCK = 0.001;
const WITHDRAW = 0.0002;
const ERASE = 0.0003;
const NEW_PHONE = 0.0007;
const MOVE = 0.002;
const WRITE = 0.01;
const THREE_A_WEEK = 0.05;
const DAILY_AGAIN = 0.01;
const LATE_UPDATES = 0.01;
const NICKNAME = 0.6;

/** Days for which the bot offers to pause. */
const PAUSES = [1, 3, 7];

/** Of staff. */
const ABSENCE = 0.01;
const STAFF_BLOCK = 0.002;
const LOOK_AROUND = 0.2;
const PRY = 0.03;
/** Those of long ago are closed. */
const NEWEST_ALERTS = 20;

interface Means {
  readonly life: Life;
  readonly telegram: Telegram;
  readonly people: SimulatedPeople;
  /** How many times more often than usual what people do is late; 0 for never. */
  readonly delays: number;
  readonly isFirstDay: boolean;
}

/** What happens to people beside the daily question, planned for the day that begins. */
export function planDay({ life, telegram, people, delays, isFirstDay }: Means): void {
  const { chance, agenda, clock } = life;
  const morning = clock.now();
  const day = morning.toISOString().slice(0, 10);
  const sometime = (who: string, what: string) =>
    new Date(morning.getTime() + Math.floor(chance(who, day, what, "when") * DAY_MS));
  const happens = (who: string, what: string, share: number) => chance(who, day, what) < share;
  const later = (milliseconds: number, run: () => Promise<void>) =>
    agenda.plan(new Date(clock.now().getTime() + milliseconds), run);

  for (const person of people.participants) {
    const { code } = person;
    const plan = (what: string, share: number, run: () => Promise<void>) => {
      if (person.erasedAt === undefined && happens(code, what, share)) agenda.plan(sometime(code, what), run);
    };
    if (isFirstDay) plan("nickname", NICKNAME, async () => await person.saysNickname());
    plan("help", HELP, async () => await person.asksForHelp());
    plan(
      "pause",
      PAUSE,
      async () => await person.pauses(PAUSES[between(chance(code, day, "days"), 0, PAUSES.length - 1)] ?? 1),
    );
    // Where it is offered: from day 91 on.
    plan("three-a-week", THREE_A_WEEK, async () => await person.choosesRhythm("three-a-week"));
    plan("daily", DAILY_AGAIN, async () => await person.choosesRhythm("daily"));
    plan("move", MOVE, async () => await person.moves(chance(code, day, "where")));
    plan("write", WRITE, async () => await person.writes());
    plan("withdraw", WITHDRAW, async () => await person.withdraws());
    plan("erase", ERASE, async () => await person.erases());
    plan("block", BLOCK, async () => {
      await person.blocks();
      later(between(chance(code, day, "back"), 1, 5) * DAY_MS, async () => await person.unblocks());
    });
    plan("phone", NEW_PHONE, async () => {
      await person.losesPhone();
      later(between(chance(code, day, "found"), 1, 30) * HOUR_MS, async () => {
        await takesNewPhone(person, people, telegram);
      });
    });
    if (delays > 0) life.chronicle.expects("delays", "updates late", Math.min(1, LATE_UPDATES * delays));
    plan("late", LATE_UPDATES * delays, async () => {
      const { id } = person.phone;
      life.held.add(id);
      telegram.hold(id);
      life.chronicle.fault("delays", "updates late", `${code}: what they do arrives later`);
      later(between(chance(code, day, "how-late"), 1, 16) * 0.5 * HOUR_MS, async () => {
        life.held.delete(id);
        // It comes with everybody else's then.
        if (life.silence.current === "telegram") return;
        telegram.release(id, chance(code, day, "order") < 0.3 ? "reversed" : "as-sent");
      });
    });
  }

  for (const member of people.staff) {
    const { name } = member;
    const plan = (what: string, share: number, run: () => Promise<void>) => {
      if (happens(name, what, share)) agenda.plan(sometime(name, what), run);
    };
    plan("block", STAFF_BLOCK, async () => {
      await member.blocks();
      later(DAY_MS / 2, async () => await member.unblocks());
    });
    if (member.facts.role === "counselor") plan("absence", ABSENCE, async () => await member.goesAway());
    plan("look", LOOK_AROUND, async () => await member.looksAround());
    plan("pry", PRY, async () => await pries(member, people, life, day));
  }
}

/** A coordinator of the programme makes a new invitation, which is opened on a new phone. */
async function takesNewPhone(
  person: SimulatedParticipant,
  { staff }: SimulatedPeople,
  telegram: Telegram,
): Promise<void> {
  const { place, code } = person.facts;
  const coordinator = staff.find(({ facts }) => facts.place === place && facts.role === "coordinator");
  const link = await coordinator?.invitesAgain(person);
  if (link === undefined) return;
  const phone = telegram.phone({ id: person.phone.id + 300_000_000, name: code, languageCode: "id" });
  await person.takesPhone(phone, link);
}

async function pries(
  member: SimulatedStaff,
  { participants, staff }: SimulatedPeople,
  { chance }: Life,
  day: string,
): Promise<void> {
  const shown = staff.flatMap(({ phone }) => phone.sees().map((message) => alertOn(message) ?? 0));
  const newest = [...new Set([1, ...shown])].toSorted((a, b) => a - b).slice(-NEWEST_ALERTS);
  const person = participants[between(chance(member.name, day, "whom"), 0, participants.length - 1)];
  const alertId = newest[between(chance(member.name, day, "alert"), 0, newest.length - 1)];
  if (person && alertId) await member.pries(person, alertId);
}
