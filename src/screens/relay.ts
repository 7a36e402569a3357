import { InlineKeyboard } from "grammy";
import type { Translate } from "../i18n.ts";
import {
  relayAgainButton,
  relayDropButton,
  relayOpenButton,
  relayRemoveButton,
  relaySendButton,
  relayWriteButton,
  safeNowButton,
} from "./callback-data.ts";
import { withHelp } from "./help-row.ts";
import type { Screen } from "./screen.ts";

interface RelayView {
  readonly id: number;
  readonly fromParticipant: boolean;
  readonly participant: { readonly id: number; readonly code: string; readonly status: string };
  readonly staff: { readonly name: string };
}

/** A message of theirs, of which nothing is kept yet. */
interface Source {
  readonly updateId: number;
  readonly sourceMessageId: number;
  /** 0: none. */
  readonly replyToMessageId: number;
}

interface Question extends Source {
  readonly staffId: number;
  readonly name: string;
}

/** "Send this to Rina?" The message itself stays in the chat: the button only says which one it is. */
export function relayQuestion({ name, ...message }: Question, t: Translate, changed = false): Screen {
  const { updateId, sourceMessageId } = message;
  const keyboard = new InlineKeyboard()
    .text(t("button-relay-send"), relaySendButton.pack(message))
    .text(t("button-relay-drop"), relayDropButton.pack({ updateId, sourceMessageId }))
    .row();
  return { text: t(changed ? "relay-ask-again" : "relay-ask", { name }), keyboard: withHelp(keyboard, t) };
}

const NOTHING_TO_SEND: Source = { updateId: 0, sourceMessageId: 0, replyToMessageId: 0 };

/** Comes first where their words give cause; with somebody who would read them, they can be sent at once. */
export function safeQuestion(t: Translate, source: Source = NOTHING_TO_SEND, staffId?: number): Screen {
  const keyboard = new InlineKeyboard().text(t("button-safe"), safeNowButton.pack(source));
  if (staffId !== undefined)
    keyboard.text(t("button-relay-send-companion"), relaySendButton.pack({ ...source, staffId }));
  return { text: t("safe-now"), keyboard: withHelp(keyboard.row(), t) };
}

/** They are safe. What they wrote is asked about as any message is: to be safe is not to take it back. */
export function gladScreen(
  reader: Pick<Question, "staffId" | "name"> | undefined,
  source: Source,
  t: Translate,
): Screen {
  const glad = t("said-safe");
  if (source.sourceMessageId === 0) return { text: glad, keyboard: withHelp(new InlineKeyboard(), t) };
  const asked = reader ? relayQuestion({ ...reader, ...source }, t) : nobodyScreen(t);
  return { ...asked, text: [glad, asked.text].join("\n\n") };
}

/** Nobody could receive a message now. */
export function nobodyScreen(t: Translate): Screen {
  return { text: t("relay-nobody"), keyboard: withHelp(new InlineKeyboard(), t) };
}

/** What arrives unasked: neutral, whoever picks up the phone. */
export function relayPush({ id, fromParticipant, participant, staff }: RelayView, t: Translate): Screen {
  const keyboard = new InlineKeyboard().text(t("button-relay-open"), relayOpenButton.pack({ relayId: id }));
  if (fromParticipant) return { text: t("relay-push-staff", { code: participant.code }), keyboard };
  return { text: t("relay-push-participant", { name: staff.name }), keyboard: withHelp(keyboard.row(), t) };
}

export function relayContentKeyboard({ id, fromParticipant, participant }: RelayView, t: Translate) {
  const keyboard = new InlineKeyboard();
  if (fromParticipant)
    return keyboard.text(
      t("button-relay-answer"),
      relayWriteButton.pack({ participantId: participant.id, relayId: id }),
    );
  return withHelp(keyboard.text(t("button-relay-remove"), relayRemoveButton.pack({ relayId: id })).row(), t);
}

export type RelayState = "pending" | "sent" | "failed" | "not-sent";

/** `theirs`: the author still answers for the participant, or is the participant. */
export function relayStatus(
  relay: RelayView & { readonly theirs: boolean },
  state: RelayState,
  t: Translate,
): Screen {
  const { id, fromParticipant, participant, staff, theirs } = relay;
  const code = theirs ? participant.code : t("relay-somebody");
  const who = fromParticipant ? staff.name : code;
  const screen = (text: string, keyboard?: InlineKeyboard): Screen => {
    if (fromParticipant) return { text, keyboard: withHelp(keyboard?.row() ?? new InlineKeyboard(), t) };
    return { text, ...(keyboard && { keyboard }) };
  };
  switch (state) {
    case "pending":
      return screen(t("relay-status-sending", { who }));
    case "not-sent":
      return screen(t("relay-status-not-sent", { who }));
    case "sent": {
      if (!fromParticipant) return screen(t("relay-status-sent", { who }));
      const remove = relayRemoveButton.pack({ relayId: id });
      return screen(
        t("relay-status-sent-participant", { who }),
        new InlineKeyboard().text(t("button-relay-remove"), remove),
      );
    }
    case "failed": {
      const { status } = participant;
      if (status !== "active" && status !== "frozen") return screen(t("relay-status-stopped", { who }));
      if (!theirs) return screen(t("relay-status-failed-not-theirs", { who }));
      const again = new InlineKeyboard().text(
        t("button-relay-again"),
        relayAgainButton.pack({ relayId: id }),
      );
      if (status === "frozen") return screen(t("notice-relay-frozen", { code }), again);
      return screen(
        t(fromParticipant ? "relay-status-failed-participant" : "relay-status-failed-staff", { who }),
        again,
      );
    }
  }
}
