import type { AlertWords } from "../../alerts/push.ts";
import { viewAlert } from "../../alerts/view-alert.ts";
import type { Deps } from "../../deps.ts";
import { identify } from "../../people/identify.ts";
import { alertPush } from "../../screens/alert.ts";
import { hasNewer } from "../alert-copies.ts";
import { isNight } from "./is-night.ts";
import type { Renderer } from "./rendered.ts";

/**
 * Says what is true when it leaves: an alert that was taken meanwhile says so. What is not red, and the question what came of
 * it, makes no sound where we are so late that it is night.
 */
export const renderAlert: Renderer = async (deps, row, reader, now) => {
  const staff = row.recipient ? await identify(deps.db, row.recipient.chatId) : undefined;
  if (row.alertId === null || staff?.kind !== "staff") return { kind: "stale" };
  if ("isOld" in row.params)
    return { kind: "edit", messageId: Number(row.params.messageId), text: reader.t("alert-goes-on") };
  if (row.kind === "alert" && (await hasNewer(deps.db, row, now))) return { kind: "stale" };
  const view = await viewAlert(deps, row.alertId, staff, now);
  // Whoever no longer answers for the person keeps nothing about them on the screen.
  if (!view && row.kind === "alert-update")
    return {
      kind: "edit",
      messageId: Number(row.params.messageId),
      text: reader.t((await closedBy(deps, row.alertId, staff.id)) ? "alert-moved-closed" : "alert-moved"),
    };
  if (!view) return { kind: "stale" };
  const words = "wording" in row.params ? (row.params as unknown as AlertWords) : undefined;
  const screen = alertPush(view, reader, words);
  if (row.kind === "alert") {
    const canWait = view.tier !== "red" || words?.wording === "unfinished";
    const silent = canWait && (await isNight(deps.db, row, reader.zone, now));
    return { kind: "text", ...screen, protect: true, silent };
  }
  return { kind: "edit", messageId: Number(row.params.messageId), ...screen };
};

/** Whether it was this reader who ended it: theirs until then, and handed on to nobody. */
async function closedBy({ db }: Pick<Deps, "db">, id: number, holderId: number): Promise<boolean> {
  return (await db.alert.count({ where: { id, holderId, state: "closed" } })) > 0;
}
