import { InlineKeyboard } from "grammy";
import { withHelp } from "../../screens/check-in.ts";
import type { Renderer } from "./rendered.ts";

/** A check-in that ended half-way: its question does not stay in the chat. */
export const renderClosing: Renderer = async ({ db }, row, { t }) => {
  const checkIn = row.checkInId && (await db.checkIn.findUnique({ where: { id: row.checkInId } }));
  if (!checkIn || checkIn.messageId === null || row.participantStatus === "frozen") return { kind: "stale" };
  return {
    kind: "edit",
    messageId: checkIn.messageId,
    text: t("check-in-closed"),
    keyboard: withHelp(new InlineKeyboard(), t),
  };
};
