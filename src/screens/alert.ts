import { InlineKeyboard } from "grammy";
import type { OpenedAlert } from "../alerts/open-alert.ts";
import type { AlertWords } from "../alerts/push.ts";
import { type AlertView, alertSteps, type TrendDay } from "../alerts/view-alert.ts";
import { localDayAt } from "../domain/calendar.ts";
import type { Score } from "../domain/instrument.ts";
import type { Tier } from "../domain/tier.ts";
import { formatDay, formatInstant, formatOnDay } from "../format.ts";
import type { Translate } from "../i18n.ts";
import {
  type AlertAction,
  alertActionButton,
  alertWayOutButton,
  followUpButton,
  openAlertButton,
  openAlertsButton,
  relayWriteButton,
} from "./callback-data.ts";
import { describeReason } from "./describe-reason.ts";
import { LONGEST_TEXT } from "./message-length.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";

export const MARKS: Readonly<Record<Tier, string>> = { green: "🟢", amber: "🟡", orange: "🟠", red: "🔴" };

/**
 * What arrives unasked, and what every copy is turned into when the state changes. What it was to say when it was written
 * (`wordsThen`) it says where that is still so.
 */
export function alertPush(view: AlertView, reader: Reader, wordsThen?: AlertWords): Screen {
  const { t } = reader;
  const words = wordsThen && holds(wordsThen, view) ? wordsThen : undefined;
  // Nothing is to be looked at any more where it is closed.
  const lines =
    view.state === "closed"
      ? [[view.code, stateLine(view, reader)].join(" · ")]
      : [pushLine(view, words, reader)];
  if (view.state !== "open" && view.state !== "closed") lines.push(stateLine(view, reader));
  lines.push(...unconnectedLine(view, reader));
  if (view.wait?.passed) lines.push(...waitLine(view, reader));
  if (view.participation !== "taking-part") lines.push(t(`alert-person-${view.participation}`));
  const keyboard = new InlineKeyboard().text(
    t("button-alert-open"),
    openAlertButton.pack({ alertId: view.id }),
  );
  if (view.mayTake) addAction(keyboard, view, "take", t);
  return { text: lines.join("\n"), keyboard };
}

/** The last reminder of all, unless everybody is told once more at the limit for contact. */
function pushLine(view: AlertView, words: AlertWords | undefined, { t, locale, zone }: Reader): string {
  const { code, wait } = view;
  if (words?.wording === "last" && wait && wait.passed !== "limit")
    return t("alert-push-last-until", { code, until: formatInstant(wait.limit, zone, locale) });
  return t(words ? `alert-push-${words.wording}` : "alert-push", { count: 1, ...words, code });
}

function holds({ wording }: AlertWords, { state, wait, heldByMe }: AlertView): boolean {
  switch (wording) {
    case "again":
    case "last":
    case "expired":
    case "reopened":
      return state === "open";
    case "overdue":
      return wait !== undefined;
    case "taken-over":
      return state !== "open" && state !== "closed" && !heldByMe;
    case "unfinished":
      return state === "contacted";
  }
}

/** After a tap on "open": why, how the last days went, and what to do with it. */
export function alertDetails(view: OpenedAlert, reader: Reader): Screen {
  const { t } = reader;
  const keyboard = withWaysOut(actions(view, t), view, t);
  if (!view.onCopy) keyboard.text(t("button-open-alerts"), openAlertsButton.pack({ page: 0 }));
  // Every corrected answer is a cause of its own with all its reasons, so a hard evening has more than a message holds.
  for (let shown = SHOWN_CAUSES; ; shown--) {
    const text = details(view, shown, reader);
    if (text.length <= LONGEST_TEXT || shown === 1)
      return {
        text,
        keyboard,
        ...(view.readsReasons && { about: { participantId: view.participantId, action: "read-reasons" } }),
      };
  }
}

/** With the newest so many causes whole, and of those before them what was red. */
function details(view: AlertView, shown: number, reader: Reader): string {
  const { t, locale, zone } = reader;
  const newest = view.causes.slice(-shown).map((cause) => {
    const time = formatInstant(new Date(cause.at), zone, locale);
    const head = t(cause.kind === "corrected" ? "alert-why-corrected" : "alert-why", { time });
    const reasons = reasonLines(view, [cause], reader);
    const waiting = cause.waiting.map((rule) => t("alert-waiting-rule", { ...rule })).join(", ");
    return [
      head,
      ...(reasons.length > 0 ? reasons : [t("alert-why-none")]),
      ...(waiting === "" ? [] : [t("alert-waiting", { waiting })]),
      ...(cause.short ? [t("alert-short")] : []),
    ].join("\n");
  });
  return [
    [
      title(view, t),
      view.daysSinceRelease < 0
        ? t("case-before-release", { days: -view.daysSinceRelease })
        : t("alert-day", { day: view.daysSinceRelease }),
      stateLine(view, reader),
      ...unconnectedLine(view, reader),
      ...waitLine(view, reader),
      ...stepsLine(view, reader),
      ...(view.participation === "taking-part" ? [] : [t(`alert-person-${view.participation}`)]),
      ...writingLine(view, t),
    ].join("\n"),
    ...earlierBlock(view, view.causes.slice(0, -shown), reader),
    ...(view.causes.length === 0 ? [t("alert-why-gone")] : newest),
    ...(view.trend.length > 0
      ? [[t("alert-trend"), trendBars(view.trend), ...trendNumbers(view.trend, reader)].join("\n")]
      : []),
    t("alert-note"),
    ...(isToBeClosed(view) ? [outcomeQuestion(view, t)] : []),
  ].join("\n\n");
}

/** Whoever has inherited it was not there. */
function outcomeQuestion({ contactedBy }: AlertView, t: Translate): string {
  return contactedBy && !contactedBy.isMe
    ? t("alert-ask-outcome-inherited", { name: contactedBy.name })
    : t("alert-ask-outcome");
}

/** What has no room any more; but nobody who opens a red alert shall miss why somebody's life may be in danger. */
function earlierBlock(view: AlertView, earlier: AlertView["causes"], reader: Reader): readonly string[] {
  if (earlier.length === 0) return [];
  const red = earlier.map((cause) => ({
    ...cause,
    reasons: cause.reasons.filter((reason) => (reason ?? cause).tier === "red"),
  }));
  return [
    [reader.t("alert-earlier", { count: earlier.length }), ...reasonLines(view, red, reader)].join("\n"),
  ];
}

/**
 * What is hidden comes last, and once: its place among the others, which stand in the order of the rules, and how many it is
 * would say what it is.
 */
function reasonLines(
  view: AlertView,
  causes: readonly Pick<AlertView["causes"][number], "reasons" | "tier">[],
  { t, locale }: Reader,
): readonly string[] {
  const readable = causes.flatMap(({ reasons }) =>
    reasons.flatMap((reason) =>
      reason
        ? [t("alert-reason", { rule: reason.rule, text: describeReason(reason, view.nameOf, locale, t) })]
        : [],
    ),
  );
  const hidden = causes.flatMap((cause) =>
    cause.reasons.includes(undefined) ? [hiddenLine(view, cause, t)] : [],
  );
  return [...new Set([...readable, ...hidden])];
}

/**
 * With the tier only where no reason that is readable accounts for it: beside one, that of what is hidden may be lower. Of a
 * red one that is not settled everybody reads that somebody needs them, also where the person has left.
 */
function hiddenLine(
  { participation, state }: AlertView,
  { reasons, tier }: Pick<AlertView["causes"][number], "reasons" | "tier">,
  t: Translate,
): string {
  const hasLeft = participation === "withdrawn";
  const why = hasLeft ? "withdrawn" : "hidden";
  if (reasons.some((reason) => reason?.tier === tier)) return t(`alert-reason-${why}-more`);
  if (tier === "red" && !(hasLeft && state === "closed")) return t("alert-reason-hidden-red");
  return t(`alert-reason-${why}`, { tier: t(`tier-${tier}`) });
}

/** Where to: one of a few, without a word typed. */
export function referralScreen(view: OpenedAlert, reader: Reader): Screen {
  const { t } = reader;
  if (view.state === "closed") return alertDetails(view, reader);
  const keyboard = new InlineKeyboard();
  addAction(keyboard, view, "to-clinic", t);
  addAction(keyboard, view, "to-rehab", t).row();
  addAction(keyboard, view, "to-group", t);
  addAction(keyboard, view, "to-other", t).row();
  keyboard.text(t("button-back"), openAlertButton.pack({ alertId: view.id }));
  return { text: [title(view, t), t("alert-ask-referral")].join("\n\n"), keyboard };
}

/** A false alarm ends all telling and waiting for good, and its button stands beside others. */
export function falseAlarmScreen(view: OpenedAlert, reader: Reader): Screen {
  const { t } = reader;
  if (view.state === "closed") return alertDetails(view, reader);
  const keyboard = new InlineKeyboard();
  addAction(keyboard, view, "false-alarm-yes", t).row();
  keyboard.text(t("button-back"), openAlertButton.pack({ alertId: view.id }));
  return { text: [title(view, t), t("alert-ask-false-alarm")].join("\n\n"), keyboard };
}

function title({ tier, code }: AlertView, t: Translate): string {
  return t("alert-title", { mark: MARKS[tier], code, tier: t(`tier-${tier}`) });
}

/** Who cannot write to the person reads why, or whom to ask. */
function writingLine({ writing }: AlertView, t: Translate): readonly string[] {
  switch (writing.kind) {
    case "may":
    case "left":
      return [];
    case "cannot-be-reached":
      return [t("case-unreachable")];
    case "others":
      return [
        writing.names.length > 0
          ? t("alert-write-others", { names: writing.names.join(", ") })
          : t("alert-write-nobody"),
      ];
  }
}

function actions(view: AlertView, t: Translate): InlineKeyboard {
  const keyboard = steps(view, t);
  const { participantId } = view;
  if (view.writing.kind === "may")
    keyboard.row().text(t("button-case-write"), relayWriteButton.pack({ participantId, relayId: 0 }));
  return keyboard;
}

function steps(view: AlertView, t: Translate): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  if (view.state === "closed") {
    if (view.steps.contacted && !view.steps.stayed)
      keyboard.text(t("button-alert-goes-on"), followUpButton.pack({ alertId: view.id, answer: "ask" }));
    return keyboard;
  }
  if (view.mayTake) addAction(keyboard, view, "take", t).row();
  if (isToBeClosed(view)) {
    addAction(keyboard, view, "enough", t);
    addAction(keyboard, view, "agreed", t).row();
    addAction(keyboard, view, "met", t);
    addAction(keyboard, view, "refer", t).row();
    addAction(keyboard, view, "not-talked", t);
  } else if (view.state === "open" || view.heldByMe) {
    addAction(keyboard, view, "talked", t);
    addAction(keyboard, view, "no-answer", t).row();
    addAction(keyboard, view, "refer", t);
    addAction(keyboard, view, "false-alarm", t);
  }
  return keyboard;
}

/** To the person's page, for whoever may work there, and to the menu: an alert is where somebody of staff begins. */
export function withWaysOut(
  keyboard: InlineKeyboard,
  { code, participantId, mayWork }: Pick<AlertView, "code" | "participantId" | "mayWork">,
  t: Translate,
): InlineKeyboard {
  keyboard.row();
  if (mayWork) keyboard.text(t("button-open-case", { code }), alertWayOutButton.pack({ participantId }));
  return keyboard.text(t("button-menu"), alertWayOutButton.pack({ participantId: 0 }));
}

/** There was contact, and what came of it is still to be said. */
function isToBeClosed({ state, heldByMe }: AlertView): boolean {
  return state === "contacted" && heldByMe;
}

function unconnectedLine({ wait }: AlertView, { t, locale, zone }: Reader): readonly string[] {
  return wait?.unconnected ? [t("alert-unconnected", { time: formatInstant(wait.since, zone, locale) })] : [];
}

/** "waiting for contact since 09.10 · aim 11.10 · at the latest 21.10", and what of it has been exceeded. */
function waitLine({ wait }: AlertView, { t, locale, zone }: Reader): readonly string[] {
  if (!wait) return [];
  const first = localDayAt(wait.since, zone);
  const time = (at: Date) => formatOnDay(at, first, zone, locale);
  const facts = {
    time: formatInstant(wait.since, zone, locale),
    aim: time(wait.aim),
    limit: time(wait.limit),
  };
  return [t(wait.passed ? `alert-wait-${wait.passed}` : "alert-wait", facts)];
}

/** "told 20.31 · taken 20.40 · spoken 21.05", with the day where it is another one. */
function stepsLine({ steps }: AlertView, { t, locale, zone }: Reader): readonly string[] {
  let day = "";
  const words = alertSteps.flatMap((step) => {
    const at = steps[step];
    if (!at) return [];
    const before = day;
    day = localDayAt(at, zone);
    const time = formatOnDay(at, before === "" ? day : before, zone, locale);
    return [t(`alert-step-${step}`, { time })];
  });
  return words.length > 0 ? [words.join(" · ")] : [];
}

function addAction(
  keyboard: InlineKeyboard,
  { id: alertId, seen }: AlertView,
  action: AlertAction,
  t: Translate,
): InlineKeyboard {
  // Whoever takes an alert takes what is new on it, too.
  const data = alertActionButton.pack({ alertId, action, ...(action !== "take" && { seen }) });
  return keyboard.text(t(`button-alert-${action}`), data);
}

function stateLine(view: AlertView, { t, locale, zone }: Reader): string {
  const key = view.state === "closed" && view.outcome ? `closed-${view.outcome}` : view.state;
  if (view.state === "open") return t(view.wasTaken ? "alert-state-open-again" : "alert-state-open");
  return t(`alert-state-${key}`, {
    holder: view.holder ?? "–",
    time: formatInstant(view.since, zone, locale),
    at: formatOnDay(view.comesBackAt ?? view.since, localDayAt(view.since, zone), zone, locale),
  });
}

const SHOWN_CAUSES = 5;
const BARS = "▁▂▃▄▅▆▇█";

function trendBars(trend: readonly TrendDay[]): string {
  return trend
    .map(({ kind, total, tier }) => {
      if (tier) return MARKS[tier];
      if (total) return BARS[Math.min(7, Math.floor(total.total / 5))];
      return kind === "answered" ? "▫" : "·";
    })
    .join(" ");
}

function trendNumbers(trend: readonly TrendDay[], { t, locale }: Reader): readonly string[] {
  const number = ({ kind, total, short, tier }: TrendDay) => {
    if (tier) return MARKS[tier];
    if (total) return totalText(total);
    if (short) return t("short-form");
    return kind === "answered" ? "▫" : "·";
  };
  return [
    ...trend.map((day) => `${formatDay(day.day, locale)}: ${number(day)}`),
    ...(trend.some(({ kind, total }) => kind === "answered" && !total) ? [t("alert-trend-no-total")] : []),
    ...(trend.some(({ total }) => total?.scaled) ? [t("total-scaled")] : []),
  ];
}

/** With the mark of a total that stands for ten signs although one was skipped. */
export function totalText({ total, scaled }: Score): string {
  return `${scaled ? "≈" : ""}${total}`;
}
