import { InlineKeyboard } from "grammy";
import type { FollowUpView } from "../alerts/follow-up.ts";
import { localDayAt } from "../domain/calendar.ts";
import { formatDay } from "../format.ts";
import { withWaysOut } from "./alert.ts";
import { followUpButton } from "./callback-data.ts";
import type { Reader } from "./reader.ts";
import type { Screen } from "./screen.ts";

/** Arrives unasked: the code and a day, no more. */
export function followUpPush(view: FollowUpView, reader: Reader): Screen {
  return { text: words("follow-up-push", view, reader), keyboard: answers(view, reader) };
}

/** After an answer, or opened from the person's page. */
export function followUpScreen(view: FollowUpView, reader: Reader): Screen {
  const key = view.answers.length > 0 ? "follow-up-ask" : "follow-up-done";
  return { text: words(key, view, reader), keyboard: withWaysOut(answers(view, reader), view, reader.t) };
}

function words(key: string, { code, closedAt }: FollowUpView, { t, locale, zone }: Reader): string {
  return t(key, { code, day: formatDay(localDayAt(closedAt, zone), locale) });
}

function answers({ alertId, answers: offered }: FollowUpView, { t }: Reader): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const answer of offered)
    keyboard.text(t(`button-follow-up-${answer}`), followUpButton.pack({ alertId, answer }));
  return keyboard;
}
