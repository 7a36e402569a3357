import { acknowledge, recordOutcome } from "../../alerts/act-on-alert.ts";
import { recordAnswer } from "../../check-ins/record-answer.ts";
import { storeAnswer } from "../../check-ins/stored-answers.ts";
import { dayOfDbDate, type LocalDay } from "../../domain/calendar.ts";
import { type Question, route } from "../../domain/instrument.ts";
import { instrumentOf } from "../../instruments/index.ts";
import { identify, type StaffPerson } from "../../people/identify.ts";
import type { Phone } from "../telegram/phone.ts";
import type { World } from "../world.ts";
import { answerOnPhone } from "./answer-on-phone.ts";
import type { CastMember } from "./cast.ts";
import { answerDelay, answerOf } from "./habits.ts";

/** Everybody whom the viewer does not play: they go on answering, and staff go on calling. */
export interface Townsfolk {
  /** When somebody will next do something, later than `after`. */
  nextAct(after: Date): Promise<Date | undefined>;
  /** Does what is due; false when nothing was. */
  actDue(now: Date): Promise<boolean>;
}

export interface TownsfolkOptions {
  readonly world: World;
  readonly members: readonly CastMember[];
  /** Accounts of staff who answer their alerts by themselves. */
  readonly staff: readonly number[];
  /** Members who answer on a phone, tap by tap, so that it shows what they saw. */
  readonly phones?: ReadonlyMap<string, Phone>;
}

interface Act {
  readonly at: Date;
  run(now: Date): Promise<void>;
}

/** Several people at the same moment are one stop of the clock. */
const ROUND_TO_MS = 15 * 60_000;
const SECONDS_PER_ANSWER = 7;

/** Nothing is kept in memory: what they will do follows from the rows and from who they are. */
export function createTownsfolk({ world, members, staff, phones }: TownsfolkOptions): Townsfolk {
  const { db } = world;
  const byCode = new Map(members.map((member) => [member.code, member]));

  async function acts(): Promise<readonly Act[]> {
    const [answers, calls] = await Promise.all([answering(), calling()]);
    return [...answers, ...calls];
  }

  async function answering(): Promise<readonly Act[]> {
    const open = await db.checkIn.findMany({
      where: {
        state: { in: ["prompted", "started"] },
        participant: { status: "active", unreachableSince: null, code: { in: [...byCode.keys()] } },
      },
      include: { participant: { select: { code: true, telegramId: true } } },
    });
    return open.flatMap((checkIn): Act[] => {
      const { code, telegramId } = checkIn.participant;
      const member = byCode.get(code);
      const day = dayOfDbDate(checkIn.localDay);
      const delay = member && answerDelay(code, member.habit, day);
      if (!member || delay === undefined || telegramId === null) return [];
      const at = new Date(
        Math.ceil((checkIn.openedAt.getTime() + delay * 60_000) / ROUND_TO_MS) * ROUND_TO_MS,
      );
      if (at >= checkIn.closesAt) return [];
      const phone = phones?.get(code);
      const run = phone
        ? async () => await tapThrough(checkIn.id, phone, member, day)
        : async (now: Date) => await answerAll(checkIn.id, Number(telegramId), member, day, now);
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
    const told = await db.outboxMessage.findMany({
      where: {
        kind: "alert",
        state: "sent",
        staff: { telegramId: { in: staff.map(BigInt) } },
        alert: { state: { in: ["open", "acknowledged"] } },
      },
      orderBy: { id: "asc" },
      include: { alert: true, staff: true },
    });
    return told.flatMap(({ alert, staff: person, sentAt }): Act[] => {
      if (!alert || !person?.telegramId || !sentAt) return [];
      const telegramId = Number(person.telegramId);
      if (alert.state === "open") {
        const at = minutesAfter(sentAt, 5 + ((alert.id * 7) % 19));
        return [{ at, run: async (now) => await take(alert.id, telegramId, now) }];
      }
      if (alert.holderId !== person.id || !alert.acknowledgedAt) return [];
      const at = minutesAfter(alert.acknowledgedAt, 10 + ((alert.id * 11) % 45));
      return [{ at, run: async (now) => await finish(alert.id, telegramId, now) }];
    });
  }

  async function take(alertId: number, telegramId: number, now: Date): Promise<void> {
    await acknowledge(world.app.deps, { alertId, staff: await staffOf(telegramId), messageId: 0 }, now);
  }

  async function finish(alertId: number, telegramId: number, now: Date): Promise<void> {
    const outcome = alertId % 6 === 0 ? "false-alarm" : "talked";
    const act = { alertId, staff: await staffOf(telegramId), messageId: 0, outcome } as const;
    await recordOutcome(world.app.deps, act, now);
  }

  async function staffOf(telegramId: number): Promise<StaffPerson> {
    const person = await identify(db, telegramId);
    if (person.kind !== "staff") throw new Error("somebody of the staff is not linked");
    return person;
  }

  return {
    async nextAct(after) {
      return earliest((await acts()).map(({ at }) => at).filter((at) => at > after));
    },
    async actDue(now) {
      const due = (await acts()).filter(({ at }) => at <= now);
      await Promise.all(due.map(async (act) => await act.run(now)));
      return due.length > 0;
    },
  };
}

export function earliest(instants: readonly (Date | undefined)[]): Date | undefined {
  return instants
    .filter((at) => at !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime())
    .at(0);
}

function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}
