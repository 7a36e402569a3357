import fc from "fast-check";
import type { Update } from "grammy/types";
import { WEBHOOK_SECRET } from "../../src/sandbox/world.ts";
import { CODE, PATIENCE_MS, SECRET, type Stage } from "./stage.ts";
import { dataOf, type Step, steps } from "./updates.ts";

export interface Fuzzed {
  readonly updates: number;
  readonly sequences: number;
  /** How many were answered, and how many passed over on purpose. */
  readonly answered: number;
  readonly ignored: number;
  /** In how many of the sequences nobody acted who may change anything of the person with the secret. */
  readonly outsiders: number;
  readonly failure?: {
    /** Begins right here. */
    readonly seed: number;
    readonly why: string;
    /** The shortest sequence that was found to do it. */
    readonly steps: readonly Step[];
  };
}

export interface FuzzOptions {
  readonly updates: number;
  readonly seed: number;
  readonly progress?: (done: number) => void;
}

const LONGEST = 100;
const SHRINK_FOR_MS = 120_000;

/** Sequences of updates against the whole bot, until there were that many; the first failure is made short and ends it. */
export async function fuzz(stage: Stage, { updates, seed, progress }: FuzzOptions): Promise<Fuzzed> {
  const tally = { updates: 0, sequences: 0, answered: 0, ignored: 0, outsiders: 0 };
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown) => void rejections.push(reason);
  process.on("unhandledRejection", onRejection);
  process.on("uncaughtException", onRejection);
  try {
    for (let turn = 0; tally.updates < updates; turn++) {
      let failed = false;
      const play = async (sequence: readonly Step[]): Promise<void> => {
        const played = new Play(stage, rejections);
        try {
          await played.run(sequence);
        } catch (error) {
          failed = true;
          throw error;
        } finally {
          // What is tried to make a failure short does not count.
          if (!failed) {
            tally.updates += played.sent;
            tally.answered += played.answered;
            tally.ignored += played.ignored;
            if (played.isOutsiders) tally.outsiders += 1;
            tally.sequences += 1;
          }
          progress?.(tally.updates);
        }
      };
      const details = await fc.check(fc.asyncProperty(steps(LONGEST), play), {
        seed: seed + turn,
        numRuns: 1,
        interruptAfterTimeLimit: SHRINK_FOR_MS,
      });
      if (details.failed) {
        const { counterexample, errorInstance } = details;
        const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
        return { ...tally, failure: { seed: seed + turn, why, steps: counterexample?.[0] ?? [] } };
      }
    }
    return tally;
  } finally {
    process.off("unhandledRejection", onRejection);
    process.off("uncaughtException", onRejection);
  }
}

/** One sequence by itself: what is wrong with it, or nothing. */
export async function replay(stage: Stage, sequence: readonly Step[]): Promise<string | undefined> {
  try {
    await new Play(stage, []).run(sequence);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What Telegram says of messages and files that were never there, as forged updates claim. */
const FORGED =
  /not found|not modified|there is no text in the message|query is too old|can't be|wrong file|file_id|chat_id is empty|MESSAGE_ID_INVALID|was deactivated|have no rights|bot can't initiate|blocked by the user/i;

/** One sequence on a fresh stage. Throws what it finds. */
class Play {
  sent = 0;
  answered = 0;
  ignored = 0;
  isOutsiders = false;
  readonly #stage: Stage;
  readonly #rejections: unknown[];
  readonly #made: Update[] = [];
  readonly #repeated = new Set<number>();
  readonly #cast = new Set<number>();
  /** Accounts that may read the secret, since the beginning. */
  readonly #trusted = new Set<number>();
  #time = false;

  constructor(stage: Stage, rejections: unknown[]) {
    this.#stage = stage;
    this.#rejections = rejections;
  }

  async run(sequence: readonly Step[]): Promise<void> {
    const { world, telegram } = this.#stage;
    await this.#stage.reset();
    this.#rejections.length = 0;
    await this.#seeWhoMay();
    const before = await this.#rows();
    const stop = telegram.onCall(({ method, params, outcome }) => {
      const to = Number(params.chat_id);
      const text = JSON.stringify(params);
      this.#calls.push({ method, to, query: String(params.callback_query_id ?? "") });
      if (text.includes(SECRET) && !this.#trusted.has(to)) this.#found(`${SECRET} went to ${this.#name(to)}`);
      if (text.includes(CODE) && !this.#ofProgramme.has(to)) this.#found(`${CODE} went to ${this.#name(to)}`);
      if (outcome && !outcome.ok && "description" in outcome && !FORGED.test(outcome.description))
        this.#found(`Telegram refused ${method}: ${outcome.description}`);
    });
    try {
      for (const step of sequence) await this.#do(step);
      await world.settle();
    } finally {
      stop();
    }
    this.#lookForTroubles();
    await this.#lookForChanges(before);
    if (this.#wrong.length > 0) throw new Error(this.#wrong[0]);
  }

  readonly #wrong: string[] = [];
  readonly #calls: { readonly method: string; readonly to: number; readonly query: string }[] = [];
  readonly #ofProgramme = new Set<number>();

  #found(what: string): void {
    this.#wrong.push(what);
  }

  async #do(step: Step): Promise<void> {
    const { world } = this.#stage;
    if (step.kind === "later") {
      this.#time = true;
      world.clock.moveTo(new Date(world.clock.now().getTime() + step.minutes * 60_000));
      await world.app.tick();
      await world.settle();
      return;
    }
    const updates = step.kind === "burst" ? step.steps.flatMap((each) => this.#make(each)) : this.#make(step);
    const callsBefore = this.#calls.length;
    // Later ones first: Telegram keeps the order of a chat, a proxy does not.
    await Promise.all(updates.toReversed().map(async (update) => await this.#send(update)));
    await world.app.lanes.idle();
    // Only staff change who looks after whom.
    if (
      updates.some(({ message, callback_query: tap }) =>
        this.#ofProgramme.has((tap ?? message)?.from?.id ?? 0),
      )
    )
      await this.#seeWhoMay();
    const silent = updates.filter((update) => !this.#wasAnswered(update, callsBefore));
    // What goes through the outbox follows a moment later.
    if (silent.length > 0) await world.settle();
    for (const update of silent)
      if (!this.#wasAnswered(update, callsBefore))
        this.#found(`nothing answered ${JSON.stringify(update).slice(0, 500)}`);
    this.#lookForTroubles();
    if (this.#wrong.length > 0) throw new Error(this.#wrong[0]);
  }

  async #send(update: Update): Promise<void> {
    this.sent += 1;
    const response = await fetch(`http://127.0.0.1:${this.#stage.world.app.port}/telegram`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": WEBHOOK_SECRET },
      body: JSON.stringify(update),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((error: unknown) => {
      throw new Error(`an update was not handled in time (${String(error)})`);
    });
    await response.text();
    if (response.status !== 200) this.#found(`an update was answered with ${response.status}`);
  }

  #make(step: Step): Update[] {
    const { actors, ids, world } = this.#stage;
    const number = nextUpdateId++;
    const make = (body: object): Update[] => {
      const update = { update_id: number, ...body } as Update;
      this.#made.push(update);
      return [update];
    };
    const person = (actor: number) => {
      this.#cast.add(actor);
      const { telegramId: id = 0, name = "" } = actors[actor] ?? {};
      return {
        from: { id, is_bot: false, first_name: name, language_code: "id" },
        chat: { id, type: "private", first_name: name },
      };
    };
    const date = Math.floor(world.clock.now().getTime() / 1000);
    switch (step.kind) {
      case "text": {
        const entities = /^\/\w+(@\w+)?/.exec(step.text);
        const { from, chat } = person(step.actor);
        return make({
          message: {
            message_id: number,
            ...{ date, from, chat, text: step.text },
            ...(entities && { entities: [{ type: "bot_command", offset: 0, length: entities[0].length }] }),
            ...(step.reply !== undefined && {
              reply_to_message: { message_id: step.reply, date, chat, from, text: "x" },
            }),
          },
        });
      }
      case "content":
        return make({ message: { message_id: number, date, ...person(step.actor), ...step.content } });
      case "tap": {
        const { from, chat } = person(step.actor);
        const data = dataOf(step.button, ids, step.of);
        const message = { message_id: 1 + (number % 60), date, chat, text: "x" };
        return make({ callback_query: { id: String(number), from, chat_instance: "1", message, data } });
      }
      case "odd":
        return make(step.update);
      case "again": {
        const earlier = this.#made.at(-1 - step.back);
        if (!earlier) return [];
        if (step.as === undefined) {
          this.#repeated.add(earlier.update_id);
          return [earlier];
        }
        const { from } = person(step.as);
        const { callback_query: tap, message } = earlier;
        if (tap) return make({ callback_query: { ...tap, id: String(number), from } });
        if (message?.chat) return make({ message: { ...message, from } });
        return [];
      }
      case "burst":
      case "later":
        throw new Error("not one update");
    }
  }

  /** By a call about it, by one to its chat, or passed over on purpose. What came once and comes again has had its answer. */
  #wasAnswered({ callback_query: tap, message, update_id: id }: Update, callsBefore: number): boolean {
    const calls = this.#calls.slice(callsBefore);
    const answered = tap
      ? calls.some(({ query }) => query === String(tap.id))
      : calls.some(({ to }) => to === message?.chat?.id);
    if (answered) this.answered += 1;
    else if (this.#stage.ignored.has(id) || this.#repeated.has(id)) this.ignored += 1;
    else return false;
    return true;
  }

  #lookForTroubles(): void {
    for (const reason of this.#rejections.splice(0)) this.#found(`unhandled: ${String(reason)}`);
    for (const { level, msg, failure, err } of this.#stage.troubles())
      if (level === "error" || level === "fatal" || failure === "bug")
        this.#found(`${String(msg)}: ${JSON.stringify(err).slice(0, 1500)}`);
  }

  /** Who looks after the person with the secret now, and who works in their programme. */
  async #seeWhoMay(): Promise<void> {
    const { world, ids, programmeId } = this.#stage;
    const rows = await world.db.$queryRaw<{ account: bigint; trusted: boolean }[]>`
      WITH RECURSIVE trusted (id) AS (
        SELECT unnest(ARRAY[counselor_id, backup_id]) FROM participants WHERE id = ${ids[0]?.person}
        UNION
        -- Whoever stands in may be away as well.
        SELECT away.cover_id FROM staff away JOIN trusted USING (id) WHERE away.cover_id IS NOT NULL
      )
      SELECT s.telegram_id AS account, EXISTS (SELECT FROM trusted t WHERE t.id = s.id) AS trusted
      FROM staff s WHERE s.programme_id = ${programmeId} AND s.telegram_id IS NOT NULL
      UNION ALL SELECT telegram_id, true FROM participants WHERE id = ${ids[0]?.person} AND telegram_id IS NOT NULL`;
    for (const { account, trusted } of rows) {
      this.#ofProgramme.add(Number(account));
      if (trusted) this.#trusted.add(Number(account));
    }
  }

  #name(telegramId: number): string {
    return this.#stage.actors.find((actor) => actor.telegramId === telegramId)?.name ?? String(telegramId);
  }

  /** Everything of the person with the secret that others could change. */
  async #rows(): Promise<string> {
    const { world, ids } = this.#stage;
    const { person = 0, checkIn = 0, alert = 0 } = ids[0] ?? {};
    const [row] = await world.db.$queryRaw<{ all: string | null }[]>`SELECT concat_ws('|',
      (SELECT t::text FROM participants t WHERE id = ${person}),
      (SELECT string_agg(t::text, ',' ORDER BY id) FROM consents t WHERE participant_id = ${person}),
      (SELECT string_agg(t::text, ',' ORDER BY id) FROM check_ins t WHERE participant_id = ${person}),
      (SELECT string_agg(t::text, ',' ORDER BY question_id) FROM answers t WHERE check_in_id = ${checkIn}),
      (SELECT string_agg(t::text, ',' ORDER BY id) FROM alerts t WHERE participant_id = ${person}),
      (SELECT string_agg(t::text, ',' ORDER BY id) FROM alert_events t WHERE alert_id = ${alert}),
      (SELECT string_agg(t::text, ',' ORDER BY id) FROM notes t WHERE participant_id = ${person}),
      (SELECT string_agg(t::text, ',' ORDER BY part) FROM plan_parts t WHERE participant_id = ${person}),
      (SELECT string_agg(t::text, ',' ORDER BY id) FROM relay_messages t WHERE participant_id = ${person})) AS all`;
    return row?.all ?? "";
  }

  /** Nobody changes anything of the person but themselves, who looks after them, and coordinators of their programme. */
  async #lookForChanges(before: string): Promise<void> {
    const insiders = new Set(["bayu", "rina", "agus", "dewi"]);
    const cast = [...this.#cast].map((actor) => this.#stage.actors[actor]?.name ?? "");
    this.isOutsiders = !this.#time && !cast.some((name) => insiders.has(name));
    if (!this.isOutsiders) return;
    if ((await this.#rows()) !== before) this.#found(`rows of ${CODE} were changed by ${cast.join(", ")}`);
  }
}

let nextUpdateId = 1_000_000;
