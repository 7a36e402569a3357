import { InlineKeyboard } from "grammy";
import type { ConsentPurpose } from "../db/generated/enums.ts";
import { formatTimeOfDay, localDayAt } from "../domain/calendar.ts";
import { isOutcome, type Outcome } from "../domain/outcome.ts";
import type { Streak } from "../domain/streak.ts";
import { formatDayAndYear, formatInstant, formatZone } from "../format.ts";
import type { Translate } from "../i18n.ts";
import { ledgerSteps } from "../ledger/read-ledger.ts";
import type { MessageKind } from "../outbox/enqueue.ts";
import type { Profile } from "../own-data/profile.ts";
import type { Progress } from "../own-data/read-progress.ts";
import { type Seen, showsEverybody } from "../own-data/read-seen-by.ts";
import type { Stored } from "../own-data/read-stored.ts";
import type { ToldTime, WhyTold } from "../own-data/read-told.ts";
import { everyPurpose } from "../people/consent.ts";
import { checkInButton, ownButton, pageButton } from "./callback-data.ts";
import { describeReason } from "./describe-reason.ts";
import { withHelp } from "./help-row.ts";
import { LONGEST_TEXT } from "./message-length.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";

/** Everything a participant can do, two taps away: this tree, and one page below each entry. */
export function participantMenu(nickname: string | undefined, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("menu-check-in"), checkInButton.pack({}))
    .row()
    .text(t("menu-safety"), pageButton.pack({ page: "safety" }))
    .row()
    .text(t("menu-journey"), pageButton.pack({ page: "journey" }))
    .row()
    .text(t("menu-rhythm"), pageButton.pack({ page: "rhythm" }))
    .text(t("menu-data"), pageButton.pack({ page: "data" }))
    .row();
  const text = nickname === undefined ? t("menu-participant") : t("menu-participant-named", { nickname });
  return { text, keyboard: withHelp(keyboard, t) };
}

export function rhythmScreen(t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("command-jam"), pageButton.pack({ page: "hour" }))
    .text(t("command-jeda"), pageButton.pack({ page: "pause" }))
    .row();
  return { text: t("rhythm"), keyboard: toMenu(keyboard, t) };
}

/** Words, not numbers: how often the person turned up, and how the week was beside their own usual. */
export function journeyScreen({ streak, direction }: Progress, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-own-picture"), ownButton.pack({ action: "picture" }))
    .row()
    .text(t("button-why-told"), pageButton.pack({ page: "why" }))
    .row();
  const lines = [t("journey"), turnedUp(streak, t), t(`journey-${direction}`)];
  return { text: lines.join("\n\n"), keyboard: toMenu(keyboard, t) };
}

function turnedUp({ current, answered }: Streak, t: Translate): string {
  if (answered === 0) return t("journey-none");
  return current === 1 && answered > 1 ? t("journey-back") : t("journey-streak", { current });
}

export function whyToldScreen({ times, nameOf }: WhyTold, { t, locale, zone }: Reader): Screen {
  const every = times.map(({ reasons }) => [
    ...new Set(reasons.map((reason) => `• ${describeReason(reason, nameOf, locale, t)}`)),
  ]);
  const blocksWith = (most: readonly number[]) =>
    times.map((time, index) => {
      const all = every[index] ?? [];
      const left = all.length - (most[index] ?? 0);
      const reasons = left > 0 ? [...all.slice(0, -left), t("why-told-more", { count: left })] : all;
      const told = time.told.map(({ name, at }) =>
        t("why-told-who", { name, at: formatInstant(at, zone, locale) }),
      );
      return [
        formatInstant(time.at, zone, locale),
        ...(reasons.length > 0 ? reasons : [t("why-told-no-reasons")]),
        ...(told.length > 0 ? told : [t(time.toldForgotten ? "why-told-somebody" : "why-told-nobody")]),
        cameOfIt(time, t),
      ].join("\n");
    });
  const textWith = (most: readonly number[]) =>
    [t(times.length > 0 ? "why-told" : "why-told-never"), ...blocksWith(most)].join("\n\n");
  const keyboard = new InlineKeyboard().text(t("button-back"), pageButton.pack({ page: "journey" })).row();
  const counts = every.map(({ length }) => length);
  return { text: textWith(fewEnough(counts, textWith)), keyboard: withHelp(keyboard, t) };
}

/** How many reasons of each time fit into one message: of the oldest time they are given up first. */
function fewEnough(
  counts: readonly number[],
  textWith: (most: readonly number[]) => string,
): readonly number[] {
  const most = [...counts];
  for (const few of FEWER_REASONS)
    for (let index = most.length - 1; index >= 0; index--) {
      if (textWith(most).length <= LONGEST_TEXT) return most;
      most[index] = Math.min(most[index] ?? 0, few);
    }
  return most;
}

/** Outcomes of which they read who has spoken with them. */
const SPOKEN: ReadonlySet<string | null> = new Set(["talked", "agreed", "met"] satisfies Outcome[]);

const FEWER_REASONS = [8, 4, 2];

export function cameOfIt(
  {
    state,
    outcome,
    takenBy,
    contactedBy,
    wasTaken,
  }: Pick<ToldTime, "state" | "outcome" | "wasTaken"> & {
    readonly takenBy: string | null | undefined;
    readonly contactedBy: string | null | undefined;
  },
  t: Translate,
): string {
  const name = takenBy ?? "–";
  switch (state) {
    case "open":
      return t(wasTaken ? "why-told-open-again" : "why-told-open");
    case "acknowledged":
      return t("why-told-taken", { name });
    case "contacted":
      return t("why-told-closed-talked", { name: contactedBy ?? name });
    case "notReached":
      return t("why-told-not-reached", { name });
    case "closed":
      return t(isOutcome(outcome) ? `why-told-closed-${outcome}` : "why-told-closed", {
        name: contactedBy && SPOKEN.has(outcome) ? contactedBy : name,
      });
  }
}

export function dataScreen(stored: Stored, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-seen-by"), pageButton.pack({ page: "seen-by" }))
    .text(t("button-own-export"), pageButton.pack({ page: "export" }))
    .row()
    .text(t("button-own-profile"), pageButton.pack({ page: "profile" }))
    .text(t("button-own-consents"), pageButton.pack({ page: "consents" }))
    .row()
    .text(t("button-own-lock"), pageButton.pack({ page: "lock" }))
    .text(t("button-own-withdraw"), pageButton.pack({ page: "withdraw" }))
    .row()
    .text(t("button-own-erase"), pageButton.pack({ page: "erase" }))
    .row();
  const { code, ...counts } = stored;
  const lines = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => t(`stored-${what}`, { count }));
  return { text: [t("own-data", { code }), lines.join("\n")].join("\n\n"), keyboard: toMenu(keyboard, t) };
}

const SHOWN_LOOKS = 15;

/**
 * What shows everybody's data comes week after week: one line for all times of each kind, so that what was opened of this
 * person alone stays in sight.
 */
export function seenByScreen(seen: readonly Seen[], { t, locale, zone }: Reader): Screen {
  const alike = Map.groupBy(seen, (one) =>
    showsEverybody(one) ? [seenBy(one, t), one.action].join(" ") : one,
  );
  const shown = [...alike.values()].slice(0, SHOWN_LOOKS);
  const lines = shown.flatMap(([newest, ...earlier]) =>
    newest === undefined
      ? []
      : t("seen-by-line", {
          at: formatInstant(newest.at, zone, locale),
          name: seenBy(newest, t),
          what: seenWhat(newest.action, t),
          count: 1 + earlier.length,
        }),
  );
  const left = seen.length - shown.flat().length;
  const text = [
    t(seen.length > 0 ? "seen-by" : "seen-by-nobody"),
    lines.join("\n"),
    left > 0 ? t("seen-by-more", { count: left }) : "",
    t("seen-by-not-lists"),
  ];
  return { text: text.filter(Boolean).join("\n\n"), keyboard: toData(new InlineKeyboard(), t) };
}

export function seenBy({ name, byOperator }: Seen, t: Translate): string {
  return name ?? t(byOperator ? "seen-by-operator" : "seen-by-somebody");
}

const SEEN: ReadonlySet<string> = new Set([
  "back-test",
  "back-test-agreed",
  "export",
  "export-with-sealed-answers",
  "list-audit",
  "read-alert",
  "read-answers",
  "read-case",
  "read-desk",
  "read-message",
  "read-past-alerts",
  "read-month",
  "read-notes",
  "read-plan",
  "read-reasons",
  "receive-summary",
]);

/** What somebody looked at, by the name that the audit gives to it. */
export function seenWhat(action: string, t: Translate): string {
  return t(SEEN.has(action) ? `seen-${action}` : "seen-other");
}

const STEPS: ReadonlySet<string> = new Set(ledgerSteps);

/** One entry of an alert's history. */
export function eventWords(kind: string, t: Translate): string {
  return t(STEPS.has(kind) ? `ledger-step-${kind}` : `own-event-${kind}`);
}

const SENT: ReadonlySet<string> = new Set<MessageKind>([
  "prompt",
  "nudge",
  "closing",
  "ask-back",
  "numbers-again",
  "relay",
  "relay-content",
  "relay-status",
  "export-json",
  "export-page",
]);

/** What the bot sent, or changed in the chat. */
export function sentWhat(kind: string, t: Translate): string {
  // What somebody typed is taken out of the chat.
  if (kind === "retraction") return t("own-sent-closing");
  return t(SENT.has(kind) ? `own-sent-${kind}` : "own-sent-other");
}

export function exportScreen(t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-export-yes"), ownButton.pack({ action: "export" }))
    .row();
  return { text: t("export-ask"), keyboard: toData(keyboard, t) };
}

export function profileScreen(
  { nickname, hour, zone, rhythm, releaseDate, locale: language }: Profile,
  now: Date,
  { t, locale }: Pick<Reader, "t" | "locale">,
): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-nickname"), ownButton.pack({ action: "nickname" }))
    .text(t("button-language"), ownButton.pack({ action: language === "id" ? "language-en" : "language-id" }))
    .row()
    .text(t("command-jam"), pageButton.pack({ page: "hour" }))
    .text(t("button-release"), ownButton.pack({ action: "release" }))
    .row();
  const text = t("own-profile", {
    nickname: nickname ?? "–",
    language: language === "id" ? "Bahasa Indonesia" : "English",
    hour: [
      `${formatTimeOfDay(hour)} ${formatZone(zone, now, locale)}`,
      ...(rhythm === "three-a-week" ? [t("rhythm-days")] : []),
    ].join(" · "),
    release: formatDayAndYear(releaseDate, localDayAt(now, zone), locale),
  });
  return { text, keyboard: toData(keyboard, t) };
}

export function consentsScreen(held: ReadonlySet<ConsentPurpose>, t: Translate): Screen {
  const lines = everyPurpose.map(
    (purpose) => `${held.has(purpose) ? "✔" : "✖"} ${t(`own-purpose-${purpose}`)}`,
  );
  const keyboard = new InlineKeyboard();
  if (held.has("summary")) keyboard.text(t("button-summary-off"), ownButton.pack({ action: "summary-off" }));
  else if (held.has("counselor"))
    keyboard.text(t("button-summary-on"), ownButton.pack({ action: "summary-on" }));
  keyboard
    .row()
    .text(t("button-own-withdraw"), pageButton.pack({ page: "withdraw" }))
    .row();
  return { text: [t("own-consents"), lines.join("\n")].join("\n\n"), keyboard: toData(keyboard, t) };
}

export function lockScreen({ code, hasLockWord }: Profile, t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(
      t(hasLockWord ? "button-lock-word-new" : "button-lock-word"),
      ownButton.pack({ action: "lock-word" }),
    )
    .row()
    .text(t("button-freeze-now"), ownButton.pack({ action: "freeze" }))
    .row();
  const text = t(hasLockWord ? "lock-with-word" : "lock-without-word", { code });
  return { text, keyboard: toData(keyboard, t) };
}

/** Only a human undoes it, so it is not one tap. */
export function freezeMyselfScreen(t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-freeze-yes"), ownButton.pack({ action: "freeze-yes" }))
    .row()
    .text(t("button-back"), pageButton.pack({ page: "lock" }))
    .row();
  return { text: t("freeze-myself-ask"), keyboard: withHelp(keyboard, t) };
}

export function eraseScreen(t: Translate): Screen {
  const keyboard = new InlineKeyboard()
    .text(t("button-erase-yes"), ownButton.pack({ action: "erase" }))
    .row()
    .text(t("button-erase-no"), pageButton.pack({ page: "data" }))
    .row();
  return { text: t("erase-ask"), keyboard: withHelp(keyboard, t) };
}

function toMenu(keyboard: InlineKeyboard, t: Translate): InlineKeyboard {
  return withHelp(keyboard.text(t("button-menu"), pageButton.pack({ page: "menu" })).row(), t);
}

function toData(keyboard: InlineKeyboard, t: Translate): InlineKeyboard {
  return withHelp(keyboard.text(t("button-back"), pageButton.pack({ page: "data" })).row(), t);
}
