import { InlineKeyboard } from "grammy";
import type { CaseloadEntry } from "../caseload/list-caseload.ts";
import type { WorklistEntry } from "../caseload/list-worklist.ts";
import type { AmberView } from "../caseload/read-amber.ts";
import type { AlertState } from "../db/generated/enums.ts";
import { formatDay } from "../format.ts";
import type { Translate } from "../i18n.ts";
import { MARKS } from "./alert.ts";
import {
  amberButton,
  amberSeenButton,
  caseButton,
  caseloadButton,
  pageButton,
  worklistButton,
} from "./callback-data.ts";
import { describeReason } from "./describe-reason.ts";
import { turnPages } from "./pages.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";
import { statusKey } from "./status-key.ts";

interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly total: number;
}

const ARROWS = { up: "↑", down: "↓", same: "→", unknown: "" } as const;

/** Of an alert that is not closed. */
const FLAGS: Readonly<Record<AlertState, string>> = {
  ...{ open: "❗", acknowledged: "✔", contacted: "✔", notReached: "↻", closed: "" },
};

/** Whoever needs it most on top. */
export function caseloadScreen({ entries, total }: Page<CaseloadEntry>, page: number, t: Translate): Screen {
  const keyboard = new InlineKeyboard();
  for (const entry of entries)
    keyboard.text(caseloadLabel(entry, t), caseButton.pack({ participantId: entry.id, from: page })).row();
  turnPages(keyboard, (to) => caseloadButton.pack({ page: to }), page, total);
  keyboard.row().text(t("menu-worklist"), worklistButton.pack({ page: 0 }));
  keyboard.text(t("button-menu"), pageButton.pack({ page: "menu" }));
  const text =
    total === 0 ? t("caseload-none") : [t("caseload", { total }), t("caseload-legend")].join("\n\n");
  return { text, keyboard };
}

function caseloadLabel(entry: CaseloadEntry, t: Translate): string {
  const { alertTier, alertState, todayTier, ambers, code, direction } = entry;
  const tier = alertTier ?? todayTier;
  const flags = [
    alertState === null ? "" : FLAGS[alertState],
    entry.wishes ? "💬" : "",
    ambers > 0 ? `🟡${ambers}` : "",
    entry.unreachable ? "🚫" : "",
    entry.paused ? "⏸" : "",
    entry.quiet ? "🔕" : "",
    entry.covered ? "↪" : "",
  ].join("");
  const mark = tier === null ? "⚪" : MARKS[tier];
  return [`${mark} ${code}`, lastWords(entry, t), ARROWS[direction], flags].filter(Boolean).join(" · ");
}

function lastWords({ status, lastDay, silentDays, today }: CaseloadEntry, t: Translate): string {
  if (status !== "active") return t(statusKey(status));
  if (lastDay === null) return t("caseload-never");
  const days = silentDays ?? (lastDay === today ? 0 : undefined);
  if (days === undefined) return "";
  return days === 0 ? t("caseload-today") : t("caseload-days-ago", { days });
}

export function worklistScreen(
  { entries, total }: Page<WorklistEntry>,
  page: number,
  { t, locale }: Reader,
): Screen {
  const keyboard = new InlineKeyboard();
  for (const { kind, checkInId, participantId, code, day, overdue } of entries) {
    const mark = kind === "amber" ? MARKS.amber : t(`worklist-${kind}`);
    const label = `${mark} ${code} · ${formatDay(day, locale)}${overdue ? " ⏰" : ""}`;
    const data =
      checkInId === null || kind !== "amber"
        ? caseButton.pack({ participantId })
        : amberButton.pack({ checkInId, from: page });
    keyboard.text(label, data).row();
  }
  turnPages(keyboard, (to) => worklistButton.pack({ page: to }), page, total);
  keyboard.row().text(t("menu-caseload"), caseloadButton.pack({ page: 0 }));
  keyboard.text(t("button-menu"), pageButton.pack({ page: "menu" }));
  return { text: t(total === 0 ? "worklist-none" : "worklist", { total }), keyboard };
}

export function amberScreen(
  { checkInId, seen, participantId, code, day, reasons, nameOf }: AmberView,
  from: number,
  { t, locale }: Reader,
): Screen {
  const lines = reasons.map((reason) =>
    t("alert-reason", { rule: reason.rule, text: describeReason(reason, nameOf, locale, t) }),
  );
  const keyboard = new InlineKeyboard()
    .text(
      t(seen ? "button-amber-unseen" : "button-amber-seen"),
      amberSeenButton.pack({ checkInId, seen: seen ? "no" : "yes", from }),
    )
    .row()
    .text(t("worklist-person", { code }), caseButton.pack({ participantId }))
    .row()
    .text(t("button-back"), worklistButton.pack({ page: from }));
  const head = `${MARKS.amber} ${code} · ${formatDay(day, locale)}`;
  const why = lines.length > 0 ? lines.join("\n") : t("worklist-no-reasons");
  return {
    text: [head, why, t("alert-note")].join("\n\n"),
    keyboard,
    about: { participantId, action: "read-case" },
  };
}
