import { InlineKeyboard } from "grammy";
import type { LocalDay } from "../domain/calendar.ts";
import { awayBehind, isAway, standIn } from "../domain/cover.ts";
import type { Watch } from "../duty/find-gaps.ts";
import type { Colleague } from "../duty/read-duty.ts";
import { formatDay } from "../format.ts";
import type { Translate } from "../i18n.ts";
import {
  colleagueButton,
  handOverButton,
  handOverToButton,
  pageButton,
  relinkButton,
  staffButton,
} from "./callback-data.ts";
import { pageAfter } from "./pages.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";
import { staffChoices } from "./staff-choices.ts";

export function colleagueLine(
  colleague: Colleague,
  all: readonly Colleague[],
  today: LocalDay,
  { t, locale }: Reader,
): string {
  const parts = [colleague.name, t(`role-${colleague.role}`)];
  if (isAway(colleague, today) && colleague.awayUntil !== undefined) {
    const day = formatDay(colleague.awayUntil, locale);
    const cover = standIn(colleague, all, today)?.name;
    parts.push(
      cover === undefined ? t("colleague-away", { day }) : t("colleague-away-covered", { day, cover }),
    );
  }
  if (colleague.linked && !colleague.reachable) parts.push(t("colleague-unreachable"));
  const line = parts.join(" · ");
  return colleague.linked ? line : t("staff-not-linked", { name: line });
}

export interface ColleagueView {
  readonly colleague: Colleague;
  /** By name. */
  readonly all: readonly Colleague[];
  readonly today: LocalDay;
  /** In the colleague's own caseload. */
  readonly people: number;
  /** For whom the colleague is asked when the counselor cannot. */
  readonly standsIn: number;
  /** Of either, who have left: on no list, and they go along with the others. */
  readonly left: number;
  readonly isMe: boolean;
}

export function colleagueScreen(view: ColleagueView, reader: Reader): Screen {
  const { colleague, all, today, isMe } = view;
  const { people, standsIn, left, covers } = countsOf(view);
  const { t } = reader;
  const { id } = colleague;
  const keyboard = new InlineKeyboard();
  if (people + standsIn + left + covers > 0)
    keyboard.text(t("button-hand-over"), handOverButton.pack({ fromId: id })).row();
  if (!isMe) keyboard.text(t("button-relink"), relinkButton.pack({ staffId: id, sure: "ask" })).row();
  keyboard.text(t("button-back"), staffButton.pack({ page: pageAfter(all.indexOf(colleague)) }));
  return {
    text: [
      colleagueLine(colleague, all, today, reader),
      t("colleague-caseload", { people }),
      t("colleague-stands-in", { people: standsIn }),
    ].join("\n"),
    keyboard,
  };
}

/** To whom somebody's people can go. */
const receivers = ({ colleague, all }: ColleagueView) => all.filter(({ id }) => id !== colleague.id);

export function handOverScreen(view: ColleagueView, page: number, t: Translate): Screen {
  const { id: fromId, name } = view.colleague;
  const buttons = {
    choose: (toId: number) => handOverToButton.pack({ fromId, toId, sure: "ask" }),
    turn: (to: number) => handOverButton.pack({ fromId, page: to }),
  };
  const keyboard = staffChoices(receivers(view), page, buttons, t);
  keyboard.text(t("button-back"), colleagueButton.pack({ staffId: fromId }));
  return {
    // Whoever was away may be back since the button was shown.
    text: aboutAll("ask", countsOf(view), { name }, t) || t("hand-over-nobody", { name }),
    keyboard,
  };
}

/** One name too high in the list, and everybody would be somewhere else. */
export function handOverSureScreen(view: ColleagueView, to: Colleague, t: Translate): Screen {
  const { id: fromId, name: from } = view.colleague;
  const page = pageAfter(receivers(view).findIndex(({ id }) => id === to.id));
  const keyboard = new InlineKeyboard()
    .text(t("hand-over-yes"), handOverToButton.pack({ fromId, toId: to.id, sure: "yes" }))
    .row()
    .text(t("button-back"), handOverButton.pack({ fromId, page }));
  return {
    text: aboutAll("sure", countsOf(view), { from, to: to.name }, t) || t("hand-over-nobody", { name: from }),
    keyboard,
  };
}

export function handedOverWords(
  handed: HandedCounts & { readonly coversLeft: number },
  names: { readonly from: string; readonly to: string },
  t: Translate,
): string {
  const { coversLeft } = handed;
  const left = coversLeft > 0 ? t("hand-over-covers-left", { colleagues: coversLeft, ...names }) : "";
  const done = [aboutAll("done", handed, names, t), left].filter(Boolean).join("\n");
  // All of them were the other one's own.
  return done === "" ? t("hand-over-done-none", names) : done;
}

interface HandedCounts {
  readonly people: number;
  readonly standsIn: number;
  readonly left: number;
  readonly covers: number;
}

function countsOf({ colleague, all, today, people, standsIn, left }: ColleagueView): HandedCounts {
  return { people, standsIn, left, covers: awayBehind(colleague.id, all, today).length };
}

/** A line each about people of one's own, those one stands in for, whoever of them has left, and colleagues who are away, where there are any. */
function aboutAll(
  step: "ask" | "sure" | "done",
  { people, standsIn, left, covers }: HandedCounts,
  names: Readonly<Record<string, string>>,
  t: Translate,
): string {
  return [
    ...(people > 0 ? [t(`hand-over-${step}`, { people, ...names })] : []),
    ...(standsIn > 0 ? [t(`hand-over-backups-${step}`, { people: standsIn, ...names })] : []),
    ...(left > 0 ? [t("hand-over-left", { people: left })] : []),
    ...(covers > 0 ? [t(`hand-over-covers-${step}`, { colleagues: covers, ...names })] : []),
  ].join("\n");
}

export function relinkScreen({ id: staffId, name }: Colleague, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("relink-yes"), relinkButton.pack({ staffId, sure: "yes" }))
    .text(t("relink-no"), colleagueButton.pack({ staffId }));
  return { text: t("relink-ask", { name }), keyboard };
}

const LINES = 25;
const CODES_NAMED = 12;

/** Gaps first. */
export function coverageScreen(coverage: readonly Watch[], t: Translate): Screen {
  const lines = coverage
    .toSorted((a, b) => Number(a.told.length > 0) - Number(b.told.length > 0))
    .map((watch) => coverageLine(watch, t));
  const left = lines.length - LINES;
  const text = [
    lines.length === 0 ? t("coverage-nobody") : t("coverage"),
    ...lines.slice(0, LINES),
    ...(left > 0 ? [t("coverage-more", { count: left })] : []),
  ].join("\n\n");
  return { text, keyboard: new InlineKeyboard().text(t("button-menu"), pageButton.pack({ page: "menu" })) };
}

function coverageLine({ counselor, codes, told }: Watch, t: Translate): string {
  const facts = { counselor: counselor?.name ?? t("coverage-no-counselor"), people: codes.length };
  if (told.length > 0)
    return t("coverage-line", { ...facts, told: told.map(({ name }) => name).join(" → ") });
  const named = codes.slice(0, CODES_NAMED).join(", ");
  const left = codes.length - CODES_NAMED;
  const all = left > 0 ? `${named}, ${t("coverage-more", { count: left })}` : named;
  return t("coverage-line-gap", { ...facts, codes: all });
}
