import type { Db } from "../../db/client.ts";
import type { Participant } from "../../db/generated/client.ts";
import { openContent } from "../../relay/content.ts";
import { placeInChat, type Side } from "../../relay/find-thread.ts";
import { readInCharge } from "../../relay/in-charge.ts";
import { relayContentKeyboard, relayPush, relayStatus } from "../../screens/relay.ts";
import type { OutboxRow } from "../row.ts";
import type { Renderer } from "./rendered.ts";

/** The neutral line that somebody has written; what they wrote comes after a tap. */
export const renderRelayPush: Renderer = async ({ db }, row, { t }, now) => {
  const relay = await relayFor(db, row, now);
  if (!relay || (await goesToAnother(db, relay, row, now))) return { kind: "stale" };
  const replyTo = relay.replyToId === null ? undefined : await placeInChat(db, sideOf(row), relay.replyToId);
  return {
    kind: "text",
    ...relayPush(relay, t),
    protect: relay.fromParticipant,
    ...(replyTo !== undefined && { replyTo }),
  };
};

/** A chat that somebody has just tapped in is open; later it may lie about, and a message without a sound is still shown. */
const CHAT_OPEN_MS = 60_000;

/** Nothing where it was asked for too long ago: then the line about it comes again (`postLateAgain`). */
export const renderRelayContent: Renderer = async ({ db, sealer }, row, { t }, now) => {
  // Asked for "later" than now by a clock that was put back meanwhile: nobody knows how long ago.
  const isLate = Math.abs(now.getTime() - row.intendedAt.getTime()) > CHAT_OPEN_MS;
  const relay = isLate ? undefined : await relayFor(db, row, now);
  if (!relay) return { kind: "stale" };
  const content = openContent(sealer, relay);
  const side = sideOf(row);
  const replyTo =
    (relay.replyToId === null ? undefined : await placeInChat(db, side, relay.replyToId)) ??
    (await placeInChat(db, side, relay.id));
  const how = {
    keyboard: relayContentKeyboard(relay, t),
    protect: relay.fromParticipant,
    silent: true,
    ...(replyTo !== undefined && { replyTo }),
  };
  if (!content) return { kind: "text", text: t("relay-unreadable"), ...how };
  if (content.kind === "text") return { kind: "text", text: content.text, ...how };
  const { kind: type, ...file } = content;
  const refused = [t("relay-file-refused"), ...(file.caption === undefined ? [] : [file.caption])];
  const instead = { kind: "text", text: refused.join("\n\n"), ...how } as const;
  return { kind: "file", type, ...file, instead, ...how };
};

/** How far the author's message is, in the message that says so; bad news as a new one. */
export const renderRelayStatus: Renderer = async ({ db }, row, { t }, now) => {
  const relay = await readRelay(db, row.relayId);
  if (!relay) return { kind: "stale" };
  const { participant, fromParticipant, outbox } = relay;
  if (fromParticipant && participant.status !== "active") return { kind: "stale" };
  const state = outbox.findLast(({ kind }) => kind === "relay")?.state ?? "pending";
  const failed = state === "failed" || state === "cancelled";
  const loud = row.params.loud !== undefined;
  // Tried again meanwhile.
  if (loud && !failed) return { kind: "stale" };
  const theirs = fromParticipant || (await readInCharge(db, participant, now)).has(row.staffId);
  const screen = relayStatus({ ...relay, theirs }, failed ? (loud ? "failed" : "not-sent") : state, t);
  // Message numbers begin anew with another account.
  const since = (fromParticipant ? participant : relay.staff).linkedAt ?? new Date(0);
  const confirmation = outbox
    .filter(({ intendedAt }) => intendedAt >= since)
    .map(confirmationOf)
    .findLast((messageId) => messageId !== undefined);
  const replyTo = await placeInChat(db, sideOf(row), relay.id);
  const fresh = {
    kind: "text",
    ...screen,
    protect: !fromParticipant,
    ...(replyTo !== undefined && { replyTo }),
  } as const;
  if (loud) return fresh;
  if (confirmation !== undefined) return { kind: "edit", messageId: confirmation, ...screen };
  return failed ? { kind: "stale" } : { ...fresh, silent: true };
};

/** Undefined where the recipient of this row may not, or not any more, get the message. */
async function relayFor(db: Db, row: OutboxRow, now: Date) {
  const relay = await readRelay(db, row.relayId);
  if (relay?.participant.status !== "active") return undefined;
  if (relay.fromParticipant && !(await readInCharge(db, relay.participant, now)).has(row.staffId))
    return undefined;
  return relay;
}

/** Put off until its reader had left for a while: whoever stands in gets it instead. */
async function goesToAnother(
  db: Db,
  { fromParticipant, participant }: { readonly fromParticipant: boolean; readonly participant: Participant },
  { staffId }: OutboxRow,
  now: Date,
): Promise<boolean> {
  if (!fromParticipant || staffId === null) return false;
  const { canRead, addressee } = await readInCharge(db, participant, now);
  return !canRead(staffId) && addressee !== undefined;
}

async function readRelay(db: Db, relayId: number | null) {
  if (relayId === null) return null;
  return await db.relayMessage.findUnique({
    where: { id: relayId },
    include: {
      participant: true,
      staff: { select: { name: true, linkedAt: true } },
      outbox: {
        orderBy: { id: "asc" },
        select: { kind: true, state: true, params: true, messageId: true, intendedAt: true },
      },
    },
  });
}

function sideOf({ participantId, staffId }: OutboxRow): Side {
  if (participantId !== null) return { kind: "participant", id: participantId };
  return { kind: "staff", id: staffId ?? 0 };
}

/** The message that shows the author how far it is: named with the sending, or made by an earlier report. */
function confirmationOf({
  kind,
  params,
  messageId,
}: {
  readonly kind: string;
  readonly params: unknown;
  readonly messageId: number | null;
}): number | undefined {
  const { confirmation, loud } = params as OutboxRow["params"];
  if (confirmation !== undefined) return Number(confirmation);
  return kind === "relay-status" && loud === undefined ? (messageId ?? undefined) : undefined;
}
