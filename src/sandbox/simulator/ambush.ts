import type { Fault, PlannedFault } from "../telegram/faults.ts";
import type { Telegram } from "../telegram/telegram.ts";
import type { Message } from "../telegram/wire.ts";
import type { Ambushed, Arrivals, MessageId } from "./arrivals.ts";
import type { HandsShaken } from "./in-hand.ts";
import type { SimulatedApps } from "./simulated-apps.ts";

/** Kills a process between sending and recording: Telegram has taken a message, and keeps its answer to itself. */
export interface Ambush {
  /** The next message of the outbox that goes out to somebody. */
  plan(): void;
  /** Whether that is what has struck. */
  isMine(fault: Fault): boolean;
  /** Resolves when no process is about to be killed. */
  over(): Promise<void>;
  /** And none will be, whatever goes out, until another one is planned. */
  callOff(): Promise<void>;
}

interface Means {
  readonly telegram: Pick<Telegram, "faults">;
  readonly apps: Pick<SimulatedApps, "kill">;
  readonly hands: Pick<HandsShaken, "holding">;
  readonly arrivals: Pick<Arrivals, "subjectOf">;
  readonly onAmbushed: (message: Ambushed) => void;
}

export function createAmbush({ telegram, apps, hands, arrivals, onAmbushed }: Means): Ambush {
  let planned: PlannedFault | undefined;
  let fault: Fault | undefined;
  let letGo: () => void = () => undefined;
  const underWay: Promise<void>[] = [];

  function plan(): void {
    if ((planned?.remaining() ?? 0) > 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    letGo = resolve;
    fault = { afterEffect: true, hang: promise };
    planned = telegram.faults.next({ method: "sendMessage" }, fault);
  }

  async function strike(message: MessageId): Promise<void> {
    const answer = letGo;
    try {
      const subject = arrivals.subjectOf(message);
      const held = subject && (await hands.holding(message.chatId, subject));
      // What is said in answer to somebody is in no outbox.
      if (!held || !(await apps.kill(held.by, "between sending and recording"))) return plan();
      onAmbushed({ ...message, id: held.id });
    } finally {
      answer();
    }
  }

  telegram.faults.onStrike((one) => {
    if (one.kind !== "call" || one.fault !== fault) return;
    const { message_id: messageId } = one.result as Message;
    underWay.push(strike({ chatId: Number(one.chatId), messageId }));
  });

  /** Whoever is met meanwhile, too. */
  async function over(): Promise<void> {
    while (underWay.length > 0) await Promise.all(underWay.splice(0));
  }

  return {
    plan,
    isMine: (one) => one === fault,
    over,
    async callOff() {
      // One that met nobody to kill plans the next.
      await over();
      planned?.cancel();
    },
  };
}
