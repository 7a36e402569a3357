import { SLOW_KINDS } from "../../outbox/enqueue.ts";
import type { Telegram } from "../telegram/telegram.ts";
import { type Arrivals, ownerOfStaff } from "./arrivals.ts";
import { boundsOf } from "./asked.ts";
import type { Span } from "./deeds.ts";
import type { FaultPlan } from "./faults.ts";
import type { SimulatedPeople } from "./found-programmes.ts";
import { triesOf } from "./tries.ts";
import type { Known } from "./unsent.ts";

const GRACE_MS = 60_000;
/** Telegram's refusals and the deaths of a few processes one after the other take no longer. */
const TRIED_FOR_MS = 15 * 60_000;
/** Two leases of what takes its time. */
const SLOW_TRIED_FOR_MS = 25 * 60_000;

interface Means {
  readonly people: SimulatedPeople;
  readonly arrivals: Arrivals;
  readonly faults: Pick<FaultPlan, "hindrances" | "offMs">;
  readonly telegram: Pick<Telegram, "chat">;
  /** Instants at which the app could do what was due. */
  readonly ticks: () => readonly Date[];
}

/** The truth about people, phones and times that messages which never left are held against. */
export function whatIsKnown({ people, arrivals, faults, telegram, ticks }: Means): Known {
  const { participants, staff } = people;
  const personOf = (code: string) => participants.find((person) => person.code === code);
  const memberOf = (owner: string) => staff.find(({ phone }) => ownerOfStaff(phone.id) === owner);

  function tries(kind: string, intendedAt: Date): Span {
    const isSlow = SLOW_KINDS.some((slow) => slow === kind);
    const forMs = isSlow ? SLOW_TRIED_FOR_MS : TRIED_FOR_MS;
    const { from, until } = triesOf(intendedAt, forMs, faults.hindrances);
    const offMs = faults.offMs(intendedAt);
    return { from: new Date(from.getTime() - offMs), until: new Date(until.getTime() + offMs) };
  }

  return {
    tries,
    couldAsk(code, from, day) {
      const person = personOf(code);
      if (!person) return true;
      const { closes } = boundsOf(person, day);
      if (tries("prompt", from).until >= closes) return false;
      const until = closes.getTime() - Math.max(GRACE_MS, faults.offMs(closes));
      const begins = from.getTime() + faults.offMs(from);
      return ticks().some((at) => at.getTime() >= begins && at.getTime() < until);
    },
    standingOf: (code) => personOf(code)?.standing,
    refuses: (owner, { from, until }) => arrivals.refuses(owner, from, until),
    isTheirs(owner, code, as) {
      const [member, person] = [memberOf(owner), personOf(code)];
      if (!member || member.facts.place !== person?.facts.place) return false;
      const isCarer = member.name === person.facts.counselor || member.name === person.facts.backup;
      return isCarer || (as === "carer or coordinator" && member.facts.role === "coordinator");
    },
    changesDuty(owner, { from, until }) {
      const place = memberOf(owner)?.facts.place;
      const overlaps = (one: Span) => one.from <= until && one.until >= from;
      return staff
        .filter(({ facts }) => facts.place === place)
        .flatMap(({ standIns }) => standIns)
        .some((away) => [away.from, away.until].some((at) => overlaps({ from: at, until: at })));
    },
    isGone(owner, messageId, { until }) {
      const chatId = (memberOf(owner) ?? personOf(owner))?.phone.id;
      if (chatId === undefined) return false;
      const deletedAt = arrivals.deletedAt({ chatId, messageId });
      if (deletedAt !== undefined) return deletedAt <= until;
      return telegram.chat(chatId)?.messages.every((message) => message.messageId !== messageId) ?? true;
    },
  };
}
