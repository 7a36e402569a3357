import { readFollowUp } from "../../alerts/follow-up.ts";
import { identify } from "../../people/identify.ts";
import { followUpPush } from "../../screens/follow-up.ts";
import { isNight } from "./is-night.ts";
import type { Renderer } from "./rendered.ts";

/** Stale when everything has been said meanwhile, or somebody else answers for the person. At night without a sound. */
export const renderFollowUp: Renderer = async ({ db }, row, reader, now) => {
  const staff = row.recipient ? await identify(db, row.recipient.chatId) : undefined;
  if (row.alertId === null || staff?.kind !== "staff") return { kind: "stale" };
  const view = await readFollowUp({ db }, row.alertId, staff, now);
  if (!view || view.answers.length === 0) return { kind: "stale" };
  const silent = await isNight(db, row, reader.zone, now);
  return { kind: "text", ...followUpPush(view, reader), protect: true, silent };
};
