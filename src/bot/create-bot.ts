import { type ConversationData, conversations, createConversation } from "@grammyjs/conversations";
import { sequentialize } from "@grammyjs/runner";
import { Bot, Composer, type Context } from "grammy";
import { conversationStorage } from "../db/conversation-storage.ts";
import type { Deps } from "../deps.ts";
import type { Pause } from "../pause.ts";
import { ADD_NOTE, addNoteDialogue } from "./add-note.ts";
import { ADD_NUMBER, addNumber } from "./add-number.ts";
import { alerts } from "./alerts.ts";
import { answerTaps } from "./answer-taps.ts";
import { backTests } from "./back-test.ts";
import { isFear } from "./calls-for-help.ts";
import { caseload } from "./caseload.ts";
import { CHANGE_RELEASE, changeReleaseDialogue } from "./change-release.ts";
import { checkIn } from "./check-in.ts";
import type { BotContext } from "./context.ts";
import { desk } from "./desk.ts";
import { duty } from "./duty.ts";
import { ENROLMENT, enrolment } from "./enrolment.ts";
import { fallback } from "./fallback.ts";
import { fitMessages } from "./fit-messages.ts";
import { flood, type PerPerson } from "./flood.ts";
import { formerAccounts } from "./former-accounts.ts";
import { GO_AWAY, goAwayDialogue } from "./go-away.ts";
import { help } from "./help.ts";
import type { HelpMemory } from "./help-memory.ts";
import { identification } from "./identification.ts";
import { INVITE_PARTICIPANT, inviteParticipant } from "./invite-participant.ts";
import { INVITE_STAFF, inviteStaff } from "./invite-staff.ts";
import { keepDialogues, keptState, withFailures } from "./keep-dialogues.ts";
import { ledger } from "./ledger.ts";
import { lock } from "./lock.ts";
import { noteMessages } from "./note-messages.ts";
import { onBehalf } from "./on-behalf.ts";
import { ownData } from "./own-data.ts";
import {
  LOCK_WORD,
  lockWordDialogue,
  NICKNAME,
  nicknameDialogue,
  RELEASE_DATE,
  releaseDateDialogue,
} from "./own-dialogues.ts";
import { plan } from "./plan.ts";
import { PLAN, planDialogue } from "./plan-dialogue.ts";
import { privateOnly } from "./private-only.ts";
import { reachability } from "./reachability.ts";
import { relay } from "./relay.ts";
import { relayedReplies } from "./relayed-replies.ts";
import type { ReplyLanes } from "./reply-lanes.ts";
import { say } from "./respond.ts";
import { retryBriefly } from "./retry-briefly.ts";
import { rhythm } from "./rhythm.ts";
import { shownScreens } from "./shown-screens.ts";
import { start } from "./start.ts";
import { timing } from "./timing.ts";
import { wordsInDialogues } from "./words-in-dialogues.ts";
import { WRITE_TO, writeTo } from "./write-to.ts";

export interface BotOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** How long a call may take. */
  readonly callSeconds: number;
  readonly now: () => Date;
  readonly lanes: ReplyLanes;
  readonly memory: HelpMemory;
  readonly pause: Pause;
  /** Without it nobody is limited. */
  readonly perPerson?: PerPerson | undefined;
}

/** Raise it with any change of what a dialogue asks: a dialogue under way then ends instead of mixing up answers. */
const DIALOGUES_VERSION = 7;
const DIALOGUE_MINUTES = 30;

export function createBot(deps: Deps, options: BotOptions): Bot<BotContext> {
  const { token, apiRoot, callSeconds, now, lanes, memory, pause } = options;
  // Without a limit of its own a stuck call would hold its chat for eight minutes.
  const bot = new Bot<BotContext>(token, { client: { apiRoot, timeoutSeconds: callSeconds } });
  const transformers = [noteMessages(deps, now), fitMessages(deps.log)];
  bot.api.config.use(retryBriefly(pause), ...transformers);

  const { perPerson } = options;
  if (perPerson) bot.use(flood({ perPerson, log: deps.log, lanes, memory }));
  bot.use(timing(now, lanes));
  bot.use(formerAccounts(deps, memory));
  bot.use(shownScreens(deps));
  bot.use(privateOnly(deps.log));
  // Before whoever asks the database or waits: help is there while it is away, and while something in the chat is under way.
  bot.use(help(deps, memory));
  // One update of a chat at a time, chats side by side.
  bot.use(sequentialize((ctx) => (isFear(ctx.update) ? undefined : ctx.chat?.id.toString())));
  bot.use(answerTaps(deps, memory));
  bot.use(identification(deps, memory));
  bot.use(reachability(deps));
  // Before whatever could show something: a frozen account gets the numbers and nothing else.
  bot.use(lock(deps));
  // Before the dialogues: the check-in works in the middle of any of them.
  bot.use(checkIn(deps, memory));
  bot.use(alerts(deps, memory));
  bot.use(relayedReplies(deps));

  bot.use(
    conversations<BotContext, Context>({
      storage: {
        type: "context",
        version: DIALOGUES_VERSION,
        adapter: keptState(conversationStorage<ConversationData>(deps, now)),
      },
      plugins: (conversation) => [
        // Inside a dialogue the API is a new one, without the outer transformers.
        async (ctx, next) => {
          // It meets its failures again at every replay, and is not to wait again.
          const retrying = retryBriefly((ms) => conversation.external(async () => await pause(ms)));
          ctx.api.config.use(retrying, ...transformers);
          await next();
        },
      ],
    }),
  );
  bot.use(keepDialogues);
  // Before createConversation: a dialogue under way takes every update that reaches it.
  bot.command(["batal", "cancel"], async (ctx) => {
    const active = Object.keys(ctx.conversation.active()).length > 0;
    await ctx.conversation.exitAll();
    say(ctx, { text: ctx.t(active ? "cancelled" : "nothing-to-cancel") });
  });
  const dialogues = {
    [ENROLMENT]: enrolment(deps, now),
    [INVITE_PARTICIPANT]: inviteParticipant(deps, now),
    [CHANGE_RELEASE]: changeReleaseDialogue(deps, now),
    [INVITE_STAFF]: inviteStaff(deps, now),
    [ADD_NUMBER]: addNumber(deps, now),
    [WRITE_TO]: writeTo(deps, now),
    [GO_AWAY]: goAwayDialogue(deps, now),
    [ADD_NOTE]: addNoteDialogue(deps, now),
    [NICKNAME]: nicknameDialogue(deps, now),
    [RELEASE_DATE]: releaseDateDialogue(deps, now),
    [LOCK_WORD]: lockWordDialogue(deps, now),
    [PLAN]: planDialogue(deps, now),
  };
  const underWay = new Composer<BotContext>();
  for (const [id, dialogue] of Object.entries(dialogues))
    underWay.use(
      createConversation<BotContext, Context>(withFailures(dialogue), {
        id,
        maxMillisecondsToWait: DIALOGUE_MINUTES * 60_000,
      }),
    );
  bot.use(wordsInDialogues(deps, underWay.middleware()));

  // After createConversation: enter() only knows the dialogues installed above it.
  bot.use(start(deps));
  bot.use(rhythm(deps));
  bot.use(plan(deps, memory));
  bot.use(ownData(deps, memory));
  bot.use(onBehalf(deps));
  bot.use(backTests(deps));
  bot.use(duty(deps));
  bot.use(caseload(deps, memory));
  bot.use(desk(deps, memory));
  bot.use(ledger(deps));
  bot.use(relay(deps, memory));
  bot.use(fallback(deps));
  return bot;
}
