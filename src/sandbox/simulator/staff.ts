import { alertActionButton, openAlertButton } from "../../screens/callback-data.ts";
import type { Phone } from "../telegram/phone.ts";
import type { ChatChange, MessageView } from "../telegram/views.ts";
import { between, weighted } from "./chance.ts";
import type { Life } from "./life.ts";

export interface Manner {
  /** Minutes from an alert to taking it, least and most. */
  readonly takes: readonly [number, number];
  /** Minutes from taking it to saying what came of it. */
  readonly speaks: readonly [number, number];
  /** Share of alerts that are simply overlooked. */
  readonly overlooks: number;
}

export const QUICK: Manner = { takes: [1, 12], speaks: [5, 60], overlooks: 0.02 };
export const SLOW: Manner = { takes: [20, 300], speaks: [30, 400], overlooks: 0.25 };

/** A counselor or coordinator who answers alerts, one button after the other. */
export class SimulatedStaff {
  readonly name: string;
  readonly phone: Phone;
  readonly #life: Life;
  readonly #manner: Manner;
  /** Messages on which they are about to tap something. */
  readonly #intends = new Set<number>();
  /** How often they have acted on a message: whoever tries again may fare otherwise. */
  readonly #tries = new Map<number, number>();

  constructor(life: Life, name: string, phone: Phone, manner: Manner) {
    this.name = name;
    this.phone = phone;
    this.#life = life;
    this.#manner = manner;
  }

  sees(change: Extract<ChatChange, { kind: "sent" | "edited" }>): void {
    const { message } = change;
    const alertId = alertOn(message);
    if (alertId === undefined) return;
    const { record, chance, agenda, clock } = this.#life;
    if (change.kind === "sent") record.arrived(`alert:${alertId}:${this.phone.id}`);
    const actions = actionsOn(message);
    const { takes, speaks, overlooks } = this.#manner;
    const own = [this.name, alertId, message.messageId, actions.join("+")];
    if (this.#intends.has(message.messageId)) return;
    if (change.kind === "sent" && chance(...own, "overlooks") < overlooks) return;
    this.#intends.add(message.messageId);
    const [least, most] = actions.length === 0 || actions.includes("take") ? takes : speaks;
    const minutes = between(chance(...own, "delay"), least, most);
    agenda.plan(new Date(clock.now().getTime() + minutes * 60_000), async () => {
      this.#intends.delete(message.messageId);
      await this.#acts(message.messageId);
    });
  }

  /** Taps what the message offers now: it may have changed since. */
  async #acts(messageId: number): Promise<void> {
    const { chance } = this.#life;
    const message = this.phone.sees().find((seen) => seen.messageId === messageId);
    const alertId = message && alertOn(message);
    if (!message || alertId === undefined) return;
    const actions = actionsOn(message);
    const tries = this.#tries.get(messageId) ?? 0;
    this.#tries.set(messageId, tries + 1);
    const own = [this.name, alertId, messageId, actions.join("+"), tries];
    if (actions.length === 0) {
      const open = message.buttons.flat().find(({ data = "" }) => openAlertButton.unpack(data));
      if (open?.data) await this.phone.tapsData(open.data, messageId);
      return;
    }
    const choices = actions.map(
      (action) => [action, action === "take" ? 12 : action === "talked" ? 6 : 1] as const,
    );
    const action = weighted(chance(...own, "acts"), choices);
    await this.phone.tapsData(alertActionButton.pack({ alertId, action }), messageId);
  }
}

function alertOn({ buttons }: MessageView): number | undefined {
  for (const { data = "" } of buttons.flat()) {
    const tap = openAlertButton.unpack(data) ?? alertActionButton.unpack(data);
    if (tap) return tap.alertId;
  }
  return undefined;
}

function actionsOn({ buttons }: MessageView) {
  return buttons.flat().flatMap(({ data = "" }) => alertActionButton.unpack(data)?.action ?? []);
}
