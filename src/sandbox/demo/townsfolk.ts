import { acknowledge } from "../../alerts/acknowledge.ts";
import { closeAlert } from "../../alerts/close-alert.ts";
import { recordAnswer } from "../../check-ins/record-answer.ts";
import { storeAnswer } from "../../check-ins/stored-answers.ts";
import type { LocalDay } from "../../domain/calendar.ts";
import { type Question, route } from "../../domain/instrument.ts";
import { instrumentOf } from "../../instruments/index.ts";
import { identify, type StaffPerson } from "../../people/identify.ts";
import type { Phone } from "../telegram/phone.ts";
import type { World } from "../world.ts";
import { answerOnPhone } from "./answer-on-phone.ts";
import type { CastMember } from "./cast.ts";
import { answerDelay, answerOf } from "./habits.ts";

/** What somebody will do, and when. */
export interface Act {
  readonly at: Date;
  run(now: Date): Promise<void>;
}

/** Everybody whom the viewer does not play: they go on answering, and staff go on calling. */
export interface Townsfolk {
  /** Everything that is to come as things stand, also what is due already. */
  acts(): Promise<readonly Act[]>;
}

export interface TownsfolkOptions {
  readonly world: World;
  readonly members: readonly CastMember[];
  /** Accounts of staff who answer their alerts by themselves. */
  readonly staff: readonly number[];
  /** Members who answer on a phone, tap by tap, so that it shows what they saw. */
  readonly phones?: ReadonlyMap<string, Phone>;
}

interface OpenCheckIn {
  readonly id: number;
  readonly code: string;
  readonly telegram_id: bigint;
  readonly local_day: LocalDay;
  readonly opened_at: Date;
  readonly closes_at: Date;
}

interface AlertToAnswer {
  readonly id: number;
  readonly telegram_id: bigint;
  readonly told_at: Date;
  /** Null while nobody has it. */
  readonly acknowledged_at: Date | null;
}

/** Several people at the same moment are one stop of the clock. */
const ROUND_TO_MS = 15 * 60_000;
const SECONDS_PER_ANSWER = 7;

/** Nothing is kept in memory: what they will do follows from the rows and from who they are. */
export function createTownsfolk({ world, members, staff, phones }: TownsfolkOptions): Townsfolk {
  const { db } = world;
  const byCode = new Map(members.map((member) => [member.code, member]));

  async function answering(): Promise<readonly Act[]> {
    const open = await db.$queryRaw<OpenCheckIn[]>`
      SELECT c.id, p.code, p.telegram_id, c.local_day::text, c.opened_at, c.closes_at
      FROM check_ins c JOIN participants p ON p.id = c.participant_id
      WHERE c.state IN ('prompted', 'started') AND p.status = 'active'
        AND p.telegram_id IS NOT NULL AND p.unreachable_since IS NULL`;
    return open.flatMap((checkIn): Act[] => {
      const { code, local_day: day } = checkIn;
      const member = byCode.get(code);
      const delay = member && answerDelay(code, member.habit, day);
      if (!member || delay === undefined) return [];
      const at = roundedUp(minutesAfter(checkIn.opened_at, delay));
      if (at >= checkIn.closes_at) return [];
      const phone = phones?.get(code);
      const run = phone
        ? async () => await tapThrough(checkIn.id, phone, member, day)
        : async (now: Date) => await answerAll(checkIn.id, Number(checkIn.telegram_id), member, day, now);
      return [{ at, run }];
    });
  }

  /**
   * A phone that nobody looks at: all answers but the last are written as `recordAnswer` writes them, in
   * one go; the last one goes through it, so that the rules run and the alert is raised as ever.
   */
  async function answerAll(
    checkInId: number,
    telegramId: number,
    { code, habit }: CastMember,
    day: LocalDay,
    now: Date,
  ): Promise<void> {
    const { deps } = world.app;
    const questions = await questionsOf(checkInId);
    const answers = questions.map((question, index) => ({
      question,
      answer: answerOf(code, habit, day, question),
      at: new Date(now.getTime() + (index + 1) * SECONDS_PER_ANSWER * 1000),
    }));
    const last = answers.pop();
    if (!last) return;
    await db.answer.createMany({
      data: answers.map(({ question, answer, at }) => ({
        checkInId,
        questionId: question.id,
        answeredAt: at,
        ...storeAnswer(deps.sealer, checkInId, question, answer),
      })),
      skipDuplicates: true,
    });
    await db.checkIn.updateMany({
      where: { id: checkInId, state: "prompted" },
      data: { state: "started", startedAt: now },
    });
    const tap = { checkInId, telegramId, questionId: last.question.id, answer: last.answer };
    let recorded = await recordAnswer(deps, tap, last.at);
    // What is only asked because of the answers before it.
    while (recorded.kind === "next") {
      const { question } = recorded.view;
      const more = {
        checkInId,
        telegramId,
        questionId: question.id,
        answer: answerOf(code, habit, day, question),
      };
      recorded = await recordAnswer(deps, more, last.at);
    }
  }

  async function questionsOf(checkInId: number): Promise<readonly Question[]> {
    const { instrument, form, s6Form } = await db.checkIn.findUniqueOrThrow({ where: { id: checkInId } });
    return route(instrumentOf(world.app.deps.instruments, instrument), {
      form: form === "short" ? "short" : "full",
      s6Form: s6Form === "reporting" ? "reporting" : "soft",
    });
  }

  async function tapThrough(
    checkInId: number,
    phone: Phone,
    { code, habit }: CastMember,
    day: LocalDay,
  ): Promise<void> {
    const questions = new Map((await questionsOf(checkInId)).map((question) => [question.id, question]));
    await answerOnPhone(
      phone,
      () => world.settle(),
      (id) => {
        const question = questions.get(id);
        return question ? answerOf(code, habit, day, question) : 0;
      },
    );
  }

  async function calling(): Promise<readonly Act[]> {
    const alerts = await db.$queryRaw<AlertToAnswer[]>`
      SELECT a.id, s.telegram_id, min(o.sent_at) AS told_at, a.acknowledged_at
      FROM alerts a JOIN outbox o ON o.alert_id = a.id JOIN staff s ON s.id = o.staff_id
      WHERE o.kind = 'alert' AND o.state = 'sent' AND s.telegram_id = ANY(${staff.map(BigInt)})
        AND (a.state = 'open' OR (a.state = 'acknowledged' AND a.holder_id = s.id))
      GROUP BY a.id, s.telegram_id`;
    return alerts.map(({ id, told_at, acknowledged_at, ...alert }): Act => {
      const telegramId = Number(alert.telegram_id);
      if (acknowledged_at === null)
        return {
          at: roundedUp(minutesAfter(told_at, 5 + ((id * 7) % 19))),
          run: async (now) => await take(id, telegramId, now),
        };
      return {
        at: roundedUp(minutesAfter(acknowledged_at, 10 + ((id * 11) % 45))),
        run: async (now) => await finish(id, telegramId, now),
      };
    });
  }

  async function take(alertId: number, telegramId: number, now: Date): Promise<void> {
    await acknowledge(world.app.deps, { alertId, staff: await staffOf(telegramId), messageId: 0 }, now);
  }

  async function finish(alertId: number, telegramId: number, now: Date): Promise<void> {
    const closing = alertId % 7 === 3 ? "false-alarm" : alertId % 3 === 1 ? "agreed" : "enough";
    const act = { alertId, staff: await staffOf(telegramId), messageId: 0, closing } as const;
    await closeAlert(world.app.deps, act, now);
  }

  async function staffOf(telegramId: number): Promise<StaffPerson> {
    const person = await identify(db, telegramId);
    if (person.kind !== "staff") throw new Error("somebody of the staff is not linked");
    return person;
  }

  return {
    acts: async () => (await Promise.all([answering(), calling()])).flat(),
  };
}

export function earliest(instants: readonly (Date | undefined)[]): Date | undefined {
  return instants
    .filter((at) => at !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime())
    .at(0);
}

function roundedUp(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / ROUND_TO_MS) * ROUND_TO_MS);
}

function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}
