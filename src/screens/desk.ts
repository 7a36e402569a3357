import { InlineKeyboard } from "grammy";
import { anybodyMay } from "../domain/access.ts";
import { addDays, type LocalDay } from "../domain/calendar.ts";
import { periodsOver, TRIED_FOR_DAYS } from "../domain/phone-number.ts";
import type { Colleague } from "../duty/read-duty.ts";
import { formatDay, formatDayAndYear } from "../format.ts";
import type { Translate } from "../i18n.ts";
import type { StaffPerson } from "../people/identify.ts";
import type { ListedParticipant, ParticipantEntry, StaffEntry } from "../people/list-people.ts";
import { type CrisisNumber, MOST_NUMBERS, type ProgrammeSettings } from "../programme/settings.ts";
import {
  assignButton,
  assignToButton,
  awayButton,
  backupButton,
  backupToButton,
  caseloadButton,
  colleagueButton,
  confirmNumberButton,
  coverageButton,
  eraseButton,
  freezeButton,
  ledgerButton,
  ledgerTodayButton,
  naloxoneButton,
  openAlertsButton,
  pageButton,
  paperButton,
  peopleButton,
  personButton,
  reinviteButton,
  releaseButton,
  removeNumberButton,
  staffButton,
  weekButton,
  worklistButton,
} from "./callback-data.ts";
import { colleagueLine } from "./duty.ts";
import { numberLine } from "./help.ts";
import { pageAfter, pageOf, turnPages } from "./pages.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";
import { staffChoices } from "./staff-choices.ts";
import { statusKey } from "./status-key.ts";

export interface MenuFacts {
  readonly hasCaseload: boolean;
  readonly awayUntil: LocalDay | undefined;
}

export function menuScreen(
  { role, name }: StaffPerson,
  { hasCaseload, awayUntil }: MenuFacts,
  { t, locale }: Reader,
): Screen {
  const keyboard = new InlineKeyboard();
  if (role === "coordinator")
    keyboard
      .text(t("menu-invite-participant"), pageButton.pack({ page: "invite-participant" }))
      .row()
      .text(t("menu-invite-counselor"), pageButton.pack({ page: "invite-counselor" }))
      .text(t("menu-invite-coordinator"), pageButton.pack({ page: "invite-coordinator" }))
      .row()
      .text(t("menu-people"), peopleButton.pack({ page: 0 }))
      .text(t("menu-staff"), pageButton.pack({ page: "staff" }))
      .row()
      .text(t("menu-week"), pageButton.pack({ page: "week" }))
      .text(t("menu-numbers"), pageButton.pack({ page: "numbers" }))
      .row()
      .text(t("menu-coverage"), coverageButton.pack({}))
      .text(t("button-ledger"), ledgerTodayButton.pack({}))
      .row()
      .text(t("menu-rules"), pageButton.pack({ page: "rules-12" }))
      .row();
  keyboard.text(t("menu-open-alerts"), openAlertsButton.pack({ page: 0 })).row();
  if (role === "counselor" || hasCaseload)
    keyboard
      .text(t("menu-caseload"), caseloadButton.pack({ page: 0 }))
      .text(t("menu-worklist"), worklistButton.pack({ page: 0 }))
      .row();
  if (awayUntil === undefined) keyboard.text(t("menu-away"), awayButton.pack({ step: "ask" }));
  else keyboard.text(t("menu-back"), awayButton.pack({ step: "back" }));
  const lines = [t(role === "coordinator" ? "menu" : "menu-counselor", { name })];
  if (awayUntil !== undefined) lines.push(t("menu-is-away", { day: formatDay(awayUntil, locale) }));
  return { text: lines.join("\n\n"), keyboard };
}

export function peopleScreen(
  { entries, total }: { readonly entries: readonly ParticipantEntry[]; readonly total: number },
  page: number,
  t: Translate,
): Screen {
  const keyboard = new InlineKeyboard();
  for (const entry of entries)
    keyboard
      .text(`${entry.code} · ${t(entryKey(entry))}`, personButton.pack({ participantId: entry.id }))
      .row();
  turnPages(keyboard, (to) => peopleButton.pack({ page: to }), page, total);
  keyboard.row().text(t("button-menu"), pageButton.pack({ page: "menu" }));
  return { text: total === 0 ? t("people-none") : t("people", { total }), keyboard };
}

export function personScreen(entry: ListedParticipant, today: LocalDay, { t, locale }: Reader): Screen {
  const { id: participantId } = entry;
  const text = [
    `${entry.code} · ${t(entryKey(entry))}`,
    t("person-release", { date: formatDayAndYear(entry.releaseDate, today, locale) }),
    t("person-counselor", { name: entry.counselor ?? "–" }),
    t("person-backup", { name: entry.backup ?? "–" }),
  ].join("\n");
  const keyboard = new InlineKeyboard()
    .text(t("button-assign"), assignButton.pack({ participantId }))
    .text(t("button-backup"), backupButton.pack({ participantId }))
    .row()
    .text(t("button-change-release"), releaseButton.pack({ participantId }))
    .text(t("button-ledger"), ledgerButton.pack({ day: today, person: participantId, page: 0 }))
    .row();
  if (anybodyMay("reinvite", entry.status))
    keyboard.text(t("button-reinvite"), reinviteButton.pack({ participantId, sure: "ask" })).row();
  if (anybodyMay("note-paper", entry.status))
    keyboard.text(t("button-paper"), paperButton.pack({ participantId, step: "ask" })).row();
  if (anybodyMay("freeze", entry.status))
    keyboard.text(t("button-freeze"), freezeButton.pack({ participantId, sure: "ask" }));
  keyboard.text(t("button-erase"), eraseButton.pack({ participantId, reason: "ask", sure: "ask" })).row();
  keyboard.text(t("button-back"), peopleButton.pack({ page: pageAfter(entry.before) }));
  return { text, keyboard };
}

/** As with a colleague's other phone: from then on whoever holds the former account has nothing. */
export function reinviteScreen(
  { id: participantId, code }: Pick<ParticipantEntry, "id" | "code">,
  step: "ask" | "yes",
  t: Translate,
): Screen {
  const keyboard = new InlineKeyboard();
  if (step === "ask")
    keyboard.text(t("relink-yes"), reinviteButton.pack({ participantId, sure: "yes" })).row();
  keyboard.text(t("button-back"), personButton.pack({ participantId }));
  return { text: t(step === "ask" ? "reinvite-ask" : "reinvite-done", { code }), keyboard };
}

export function assignScreen(
  participantId: number,
  staff: readonly StaffEntry[],
  page: number,
  t: Translate,
): Screen {
  const buttons = {
    choose: (staffId: number) => assignToButton.pack({ participantId, staffId }),
    turn: (to: number) => assignButton.pack({ participantId, page: to }),
  };
  const keyboard = staffChoices(staff, page, buttons, t);
  keyboard.text(t("button-back"), personButton.pack({ participantId }));
  return { text: t("assign-ask"), keyboard };
}

export function backupScreen(
  { id: participantId, counselorId }: ParticipantEntry,
  staff: readonly StaffEntry[],
  page: number,
  t: Translate,
): Screen {
  const others = staff.filter(({ id }) => id !== counselorId);
  const buttons = {
    choose: (staffId: number) => backupToButton.pack({ participantId, staffId }),
    turn: (to: number) => backupButton.pack({ participantId, page: to }),
  };
  const keyboard = staffChoices(others, page, buttons, t);
  keyboard.text(t("invite-no-backup"), backupToButton.pack({ participantId, staffId: 0 })).row();
  keyboard.text(t("button-back"), personButton.pack({ participantId }));
  return { text: t("invite-backup"), keyboard };
}

export function staffScreen(
  { all, today }: { readonly all: readonly Colleague[]; readonly today: LocalDay },
  wanted: number,
  reader: Reader,
): Screen {
  const { t } = reader;
  const { entries, page } = pageOf(all, wanted);
  const total = all.length;
  const keyboard = new InlineKeyboard();
  const lines = entries.map((colleague) => {
    keyboard.text(colleague.name, colleagueButton.pack({ staffId: colleague.id })).row();
    return colleagueLine(colleague, all, today, reader);
  });
  turnPages(keyboard, (to) => staffButton.pack({ page: to }), page, total);
  keyboard.row().text(t("button-menu"), pageButton.pack({ page: "menu" }));
  return { text: [t("staff", { total }), ...lines].join("\n"), keyboard };
}

const WEEKS_SHOWN = 6;

/** Their Mondays; `monday` is of the week under way. */
export function weeksToAskFor(monday: LocalDay): readonly LocalDay[] {
  return Array.from({ length: WEEKS_SHOWN }, (_, back) => addDays(monday, -7 * back));
}

/** `monday` is of the week under way; the finished ones before it can be asked for, and itself so far. */
export function weeksScreen(monday: LocalDay, { t, locale }: Reader): Screen {
  const keyboard = new InlineKeyboard();
  for (const first of weeksToAskFor(monday)) {
    const label = t("week-range", {
      from: formatDay(first, locale),
      to: formatDay(addDays(first, 6), locale),
    });
    keyboard.text(label, weekButton.pack({ monday: first })).row();
  }
  keyboard.text(t("button-menu"), pageButton.pack({ page: "menu" }));
  return { text: t("week-ask"), keyboard };
}

/** What participants see when they ask for help, when each number was last tried, and what can be changed. */
export function numbersScreen(
  { crisisNumbers: numbers, naloxone }: Pick<ProgrammeSettings, "crisisNumbers" | "naloxone">,
  ready: { readonly human: boolean; readonly roundTheClock: boolean },
  today: LocalDay,
  { t, locale }: Reader,
): Screen {
  const keyboard = new InlineKeyboard();
  const lines = numbers.map((number) => {
    const confirmed = triedLine(number, today, { t, locale });
    keyboard
      .text(
        t("button-confirm-number", { label: number.label }),
        confirmNumberButton.pack({ number: number.id }),
      )
      .row();
    return `${numberLine(number, locale, t)}\n${confirmed}`;
  });
  const full = numbers.length >= MOST_NUMBERS;
  if (!full) keyboard.text(t("button-add-number"), pageButton.pack({ page: "add-number" }));
  keyboard
    .text(t("button-remove-number"), removeNumberButton.pack({ number: "any", step: "list" }))
    .row()
    .text(
      t(naloxone ? "button-naloxone-no" : "button-naloxone-yes"),
      naloxoneButton.pack({ available: naloxone ? "no" : "yes" }),
    )
    .row()
    .text(t("button-menu"), pageButton.pack({ page: "menu" }));
  const missing = [
    ready.human ? [] : [t("number-missing-human")],
    ready.roundTheClock ? [] : [t("number-missing-24h")],
  ].flat();
  const about = t(naloxone ? "naloxone-there" : "naloxone-not-there");
  const most = full ? [t("numbers-full", { most: MOST_NUMBERS })] : [];
  return { text: [t("numbers"), ...missing, ...lines, about, ...most].join("\n\n"), keyboard };
}

function triedLine(
  { confirmedOn }: CrisisNumber,
  today: LocalDay,
  { t, locale }: Pick<Reader, "t" | "locale">,
): string {
  if (confirmedOn === undefined) return t("number-unconfirmed");
  const date = formatDay(confirmedOn, locale);
  return periodsOver(confirmedOn, today) > 0
    ? t("number-old", { date, days: TRIED_FOR_DAYS })
    : t("number-confirmed", { date });
}

export function removeNumberScreen(numbers: readonly CrisisNumber[], t: Translate): Screen {
  const keyboard = new InlineKeyboard();
  for (const { id, label } of numbers)
    keyboard.text(`🗑 ${label}`, removeNumberButton.pack({ number: id, step: "ask" })).row();
  keyboard.text(t("button-back"), pageButton.pack({ page: "numbers" }));
  return { text: t("number-remove-which"), keyboard };
}

export function removeThisNumberScreen({ id, label, number }: CrisisNumber, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-remove-number-yes"), removeNumberButton.pack({ number: id, step: "yes" }))
    .row()
    .text(t("button-back"), pageButton.pack({ page: "numbers" }));
  return { text: t("number-remove-ask", { label, number }), keyboard };
}

function entryKey({ status, reachable }: ParticipantEntry): string {
  if (status === "active" && !reachable) return "status-unreachable";
  return statusKey(status);
}
