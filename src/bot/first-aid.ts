import type { Deps } from "../deps.ts";
import type { PlanTexts } from "../domain/safety-plan.ts";
import { type Translate, translator } from "../i18n.ts";
import { sortFailure } from "../outbox/sort-failure.ts";
import { identify, type Person } from "../people/identify.ts";
import { readPlanTexts } from "../plan/read-plan.ts";
import { readChosen } from "../programme/read-settings.ts";
import { type CrisisNumber, NUMBERS_EVERYWHERE } from "../programme/settings.ts";
import { firstAidScreen, type HelpOpening } from "../screens/help.ts";
import type { Screen } from "../screens/screen.ts";
import type { BotContext } from "./context.ts";
import type { HelpMemory } from "./help-memory.ts";
import { isLate } from "./is-late.ts";
import { answerTap } from "./respond.ts";

interface Known {
  readonly person: Person;
  readonly numbers: readonly CrisisNumber[] | undefined;
  readonly plan: PlanTexts;
}

export interface FirstAid {
  /** Rejects while the database is away. */
  readonly person: Promise<Person>;
  /** What is said next waits for this; it never rejects. */
  readonly shown: Promise<unknown>;
}

interface FirstAidOptions {
  readonly opening?: HelpOpening;
  /** What stands in its place where the tap was made just now: safe on no lock screen. */
  readonly whole?: ((t: Translate) => Screen) | undefined;
}

/**
 * Numbers and what to do, at once: before anybody is told, past whatever waits in this chat, and once per
 * update however often it comes again. Somebody who is nobody here, such as a former account, gets what holds everywhere.
 * Undefined, and nothing shown, for staff.
 */
export async function firstAid(
  deps: Deps,
  memory: HelpMemory,
  ctx: BotContext,
  { opening = "help-first", whole }: FirstAidOptions = {},
): Promise<FirstAid | undefined> {
  const telegramId = ctx.from?.id ?? 0;
  const lookup = lookUp(deps, telegramId);
  const known = await memory.inTime(lookup);
  if (known && known.person.kind === "staff") return undefined;
  if (known) memory.meet(telegramId, known.person);
  speak(memory, ctx);
  const person = lookup.then((found) => found.person);
  // Whoever asks for the person hears of the failure; nobody may ask.
  person.catch(() => undefined);
  if (!memory.isFirst(`update:${ctx.update.update_id}`)) return { person, shown: Promise.resolve() };
  const numbers = known?.numbers ?? memory.factsFor(telegramId).crisisNumbers;
  const plan = known?.plan ?? memory.planOf(deps.sealer, telegramId);
  const { locale, t } = ctx;
  const screen = (late: boolean) => firstAidScreen({ opening, numbers, plan, late }, locale, t);
  const isTap = ctx.callbackQuery !== undefined;
  const shown = sayAtOnce(ctx, Promise.resolve(), screen(isTap || isLate(ctx)));
  const completed = whole?.(t) ?? (plan.has("people") ? screen(false) : undefined);
  if (isTap && completed) ctx.aside(async () => await completeInTime(ctx, shown, completed));
  return { person, shown };
}

/** The rest, once it is known that the tap was made just now: help itself does not wait for that. */
export async function completeInTime(
  ctx: BotContext,
  shown: Promise<number | undefined>,
  { text, keyboard }: Screen,
): Promise<void> {
  const late = await answerTap(ctx);
  const messageId = await shown;
  if (late || messageId === undefined) return;
  try {
    await ctx.api.editMessageText(ctx.chat?.id ?? 0, messageId, text, {
      ...(keyboard && { reply_markup: keyboard }),
      link_preview_options: { is_disabled: true },
    });
  } catch (error) {
    // Taken out of the chat meanwhile.
    if (sortFailure(error).kind !== "pointless") throw error;
  }
}

/** Their language as far as it is known without the database. */
export function speak(memory: HelpMemory, ctx: BotContext): void {
  const spoken = ctx.from?.language_code?.startsWith("en") ? "en" : "id";
  ctx.locale = memory.localeOf(ctx.from?.id ?? 0) ?? spoken;
  ctx.t = translator(ctx.locale);
}

/**
 * Past whatever waits in this chat, but after `before`. Resolves with its number when it was sent, without one when it could
 * not be; never rejects.
 */
export function sayAtOnce(
  ctx: BotContext,
  before: Promise<unknown>,
  { text, keyboard }: Screen,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    ctx.aside(async () => {
      let messageId: number | undefined;
      try {
        await before;
        const sent = await ctx.reply(text, {
          ...(keyboard && { reply_markup: keyboard }),
          link_preview_options: { is_disabled: true },
        });
        messageId = sent.message_id;
      } finally {
        resolve(messageId);
      }
    });
  });
}

async function lookUp(deps: Deps, telegramId: number): Promise<Known> {
  const { db } = deps;
  const person = await identify(db, telegramId);
  if (person.kind !== "participant") return { person, numbers: NUMBERS_EVERYWHERE, plan: new Map() };
  // The phone of a frozen account may be in other hands.
  const [numbers, plan] = await Promise.all([
    readChosen(db, person.programmeId, "crisisNumbers"),
    person.status === "frozen" ? new Map() : readPlanTexts(deps, person.id),
  ]);
  return { person, numbers, plan };
}
