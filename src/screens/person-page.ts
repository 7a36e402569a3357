import { InlineKeyboard } from "grammy";
import type { NoteView } from "../caseload/notes.ts";
import type { AnsweredDay } from "../caseload/read-answers.ts";
import type { PastAlert } from "../caseload/read-past-alerts.ts";
import type { PersonPage } from "../caseload/read-person.ts";
import type { AskedForExtra } from "../check-ins/ask-for-extra.ts";
import { anybodyMay } from "../domain/access.ts";
import { localDayAt } from "../domain/calendar.ts";
import { isOutcome } from "../domain/outcome.ts";
import type { DayCell } from "../domain/week.ts";
import { formatDay, formatInstant, formatZone } from "../format.ts";
import { MARKS, totalText } from "./alert.ts";
import {
  type CaseAction,
  caseActionButton,
  caseButton,
  caseloadButton,
  followUpButton,
  freezeButton,
  openAlertButton,
  quietButton,
  relayWriteButton,
} from "./callback-data.ts";
import type { Reader } from "./reader.ts";
import type { About, Screen } from "./screen.ts";
import { statusKey } from "./status-key.ts";

/** Whose page it is, and the page of the list on which they stood. */
export interface CaseFrom {
  readonly participantId: number;
  readonly from: number;
}

/** One person of a caseload at a glance; `from` is the page of the list on which they stood. */
export function personPageScreen(page: PersonPage, from: number, reader: Reader): Screen {
  const { t, locale } = reader;
  const { id: participantId, code, alert, status } = page;
  const lines = [
    status === "active" ? code : `${code} · ${t(statusKey(status))}`,
    phaseLine(page, reader),
    t("case-week", { week: page.week.map(({ cell }) => cellMark(cell)).join(" ") }),
    alert ? alertLine(alert, reader) : t("case-no-alert"),
    ...(page.wishes === undefined ? [] : [t("case-wishes", { day: formatDay(page.wishes, locale) })]),
    ...(page.toCall === undefined
      ? []
      : [
          t(status === "invited" ? "case-to-call-invited" : "case-to-call", {
            day: formatDay(page.toCall, locale),
          }),
        ]),
    t(writingKey(page)),
    ...(page.rhythm === "three-a-week" ? [t("case-three-a-week")] : []),
    nextLine(page, reader),
    ...quietLines(page, reader),
  ];
  const keyboard = new InlineKeyboard();
  const action = (name: CaseAction) =>
    keyboard.text(t(`button-case-${name}`), caseActionButton.pack({ participantId, action: name, from }));
  if (alert)
    keyboard
      .text(`${MARKS[alert.tier]} ${t("button-alert-open")}`, openAlertButton.pack({ alertId: alert.id }))
      .row();
  if (page.wishes !== undefined) action("wish-met").row();
  if (anybodyMay("read-case", status)) {
    action("picture");
    action("answers").row();
    action("alerts");
    action("notes").row();
    if (page.sharesPlan) action("plan").row();
    action("add-note");
  }
  if (page.reachable)
    keyboard.text(t("button-case-write"), relayWriteButton.pack({ participantId, relayId: 0 }));
  keyboard.row();
  action("extra");
  // Which totals are usual says something of the answers.
  if (anybodyMay("read-case", status)) action("quiet");
  keyboard.row();
  if (anybodyMay("freeze", status))
    keyboard.text(t("button-freeze"), freezeButton.pack({ participantId, sure: "ask" })).row();
  keyboard.text(t("button-back"), caseloadButton.pack({ page: from }));
  return { text: lines.join("\n"), keyboard, about: { participantId, action: "work-case" } };

  function nextLine({ pausedUntil, nextPromptAt, zone }: PersonPage, { locale: language }: Reader): string {
    if (pausedUntil !== undefined) return t("case-paused", { day: formatDay(pausedUntil, locale) });
    if (nextPromptAt === undefined) return t("case-no-next");
    const at = formatInstant(nextPromptAt, zone, language);
    // Whoever calls wants to know how late it is there.
    return t("case-next", {
      at: zone === reader.zone ? at : `${at} ${formatZone(zone, nextPromptAt, language)}`,
    });
  }
}

/** Who cannot write to the person reads why. */
function writingKey({ status, reachable }: PersonPage): string {
  if (status === "frozen" || status === "withdrawn") return `alert-person-${status}`;
  return reachable ? "case-reachable" : "case-unreachable";
}

function phaseLine(
  { daysSinceRelease: day, phase: name, phasesBeganAgain: again }: PersonPage,
  { t, locale }: Reader,
): string {
  if (day < 0) return t("case-before-release", { days: -day });
  const phase = t(`case-phase-${name}`);
  return again === undefined
    ? t("case-day", { day, phase })
    : t("case-day-again", { day, phase, on: formatDay(again.on, locale), days: again.daysAgo });
}

function quietLines({ snoozedUntil, expected }: PersonPage, { t, locale }: Reader): readonly string[] {
  return [
    snoozedUntil === undefined ? [] : [t("quiet-snoozed", { day: formatDay(snoozedUntil, locale) })],
    expected === undefined
      ? []
      : [t("quiet-expected", { total: expected.total, day: formatDay(expected.until, locale) })],
  ].flat();
}

const SNOOZES = [1, 3, 7, 14];
const EXPECTED = [10, 15, 20, 25];
const EXPECTED_DAYS = 14;

/** What a counselor may ask to be spared, for how long, and what it never covers. */
export function quietScreen(page: PersonPage, from: number, reader: Reader): Screen {
  const { t } = reader;
  const { id: participantId, code } = page;
  const keyboard = new InlineKeyboard();
  for (const days of SNOOZES)
    keyboard.text(
      t("quiet-snooze", { days }),
      quietButton.pack({ participantId, kind: "snooze", total: 0, days, from }),
    );
  keyboard.row();
  for (const total of EXPECTED)
    keyboard.text(
      t("quiet-expect", { total }),
      quietButton.pack({ participantId, kind: "expect", total, days: EXPECTED_DAYS, from }),
    );
  keyboard.row();
  const lines = quietLines(page, reader);
  if (lines.length > 0)
    keyboard
      .text(t("quiet-end"), quietButton.pack({ participantId, kind: "end", total: 0, days: 0, from }))
      .row();
  keyboard.text(t("button-back"), caseButton.pack({ participantId, from }));
  const text = [
    t("quiet", { code, days: EXPECTED_DAYS }),
    ...(lines.length > 0 ? [lines.join("\n")] : []),
  ].join("\n\n");
  return { text, keyboard, about: { participantId, action: "read-case" } };
}

function alertLine(
  { tier, state, holder, wasTaken }: NonNullable<PersonPage["alert"]>,
  { t }: Reader,
): string {
  const facts = { mark: MARKS[tier], tier: t(`tier-${tier}`), holder: holder ?? "–" };
  return t(state === "open" && wasTaken ? "case-alert-open-again" : `case-alert-${state}`, facts);
}

function cellMark(cell: DayCell): string {
  switch (cell) {
    case "missing":
      return "✖";
    case "open":
      return "…";
    case "not-due":
      return "·";
    case "green":
    case "amber":
    case "orange":
    case "red":
      return MARKS[cell];
  }
}

export function answersScreen(
  whose: CaseFrom,
  { code, days }: { readonly code: string; readonly days: readonly AnsweredDay[] },
  { t, locale }: Reader,
): Screen {
  const blocks = days.map(({ day, tier, total, form, answers }) => {
    const head = [
      `${tier === null ? "⚪" : MARKS[tier]} ${formatDay(day, locale)}`,
      total === undefined ? "" : t("case-total", { total: totalText(total) }),
      form === "short" ? t("short-form") : "",
    ];
    const given = answers.map(({ name: names, answer, said }) => {
      const name = names[locale];
      if (typeof answer === "string") return t(`reason-answer-${answer}`, { name });
      return said
        ? t("case-answer-said", { name, said: said[locale] })
        : t("reason-answer", { name, value: answer });
    });
    return [head.filter(Boolean).join(" · "), given.join(" · ")].join("\n");
  });
  const isScaled = days.some(({ total }) => total?.scaled);
  const text = [
    t("case-answers", { code }),
    ...(isScaled ? [t("total-scaled")] : []),
    ...(blocks.length > 0 ? blocks : [t("case-answers-none")]),
  ];
  return { text: text.join("\n\n"), keyboard: back(whose, { t }), about: readOf(whose) };
}

const MOST_FOLLOW_UPS = 5;

export function pastAlertsScreen(
  whose: CaseFrom,
  {
    code,
    alerts,
    total,
  }: { readonly code: string; readonly alerts: readonly PastAlert[]; readonly total: number },
  { t, locale, zone }: Reader,
): Screen {
  const lines = alerts.map(({ tier, openedAt, state, outcome, holder }) => {
    const ended = state !== "closed" ? state : isOutcome(outcome) ? outcome : "closed";
    const who = holder === undefined ? "" : ` (${holder})`;
    return `${MARKS[tier]} ${formatInstant(openedAt, zone, locale)} — ${t(`case-outcome-${ended}`)}${who}`;
  });
  const left = total - alerts.length;
  const text = [
    t("case-alerts", { code, total }),
    ...(lines.length > 0 ? [lines.join("\n")] : []),
    ...(left > 0 ? [t("coverage-more", { count: left })] : []),
  ];
  const keyboard = new InlineKeyboard();
  for (const { id: alertId, openedAt } of alerts.filter(({ goesOn }) => goesOn).slice(0, MOST_FOLLOW_UPS)) {
    const day = formatDay(localDayAt(openedAt, zone), locale);
    keyboard.text(t("button-follow-up", { day }), followUpButton.pack({ alertId, answer: "ask" })).row();
  }
  keyboard.text(t("button-back"), caseButton.pack(whose));
  return { text: text.join("\n\n"), keyboard, about: readOf(whose) };
}

export function notesScreen(
  whose: CaseFrom,
  { code, notes }: { readonly code: string; readonly notes: readonly NoteView[] },
  { t, locale, zone }: Reader,
): Screen {
  const blocks = notes.map(
    ({ at, author, text }) =>
      `${formatInstant(at, zone, locale)}${author === undefined ? "" : ` · ${author}`}\n${text ?? t("case-note-unreadable")}`,
  );
  const keyboard = new InlineKeyboard()
    .text(t("button-case-add-note"), caseActionButton.pack({ ...whose, action: "add-note" }))
    .row()
    .text(t("button-back"), caseButton.pack(whose));
  const none = [t("case-notes-none")];
  const text = [t("case-notes", { code }), ...(blocks.length > 0 ? blocks : none)].join("\n\n");
  return { text, keyboard, about: readOf(whose) };
}

/** Whether the question for an extra check-in went out, and kindly why not. */
export function extraWords(asked: AskedForExtra, zone: string, { t, locale }: Reader): string {
  switch (asked.kind) {
    case "paused":
    case "before-release":
      return t(`extra-${asked.kind}`, { day: formatDay(asked.from, locale) });
    case "quiet":
      return t("extra-quiet", { at: formatInstant(asked.until, zone, locale) });
    case "unknown":
      return t("case-unknown");
    case "asked":
    case "asked-already":
    case "answered-already":
    case "unreachable":
    case "not-taking-part":
      return t(`extra-${asked.kind}`);
    case "frozen":
      return t("alert-person-frozen");
  }
}

function back(whose: CaseFrom, { t }: Pick<Reader, "t">): InlineKeyboard {
  return new InlineKeyboard().text(t("button-back"), caseButton.pack(whose));
}

function readOf({ participantId }: CaseFrom): About {
  return { participantId, action: "read-case" };
}
