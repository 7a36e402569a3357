import { Composer, InlineKeyboard } from "grammy";
import type { Deps } from "../deps.ts";
import { findForRemoval } from "../relay/find-for-removal.ts";
import { type Found, findRelayed, openRelayed } from "../relay/open-relayed.ts";
import { type SentAgain, sendAgain } from "../relay/send-again.ts";
import { mayWrite } from "../relay/send-to-participant.ts";
import { sendToStaff, wasSent, whoWouldRead } from "../relay/send-to-staff.ts";
import {
  relayAgainButton,
  relayDropButton,
  relayOpenButton,
  relayRemoveButton,
  relaySendButton,
  relayWriteButton,
  safeNowButton,
} from "../screens/callback-data.ts";
import { withHelp } from "../screens/help-row.ts";
import { gladScreen, nobodyScreen, relayQuestion } from "../screens/relay.ts";
import { askToRelay } from "./ask-to-relay.ts";
import type { BotContext } from "./context.ts";
import { enterDialogue } from "./enter-dialogue.ts";
import type { HelpMemory } from "./help-memory.ts";
import { wasAskedLate } from "./is-late.ts";
import { onTap } from "./on-tap.ts";
import { contentOf } from "./relay-content.ts";
import { mayNotWrite, refusal } from "./relay-outcome.ts";
import { show, takeOut, toast } from "./respond.ts";
import { isMember, isParticipant, isStaff } from "./who.ts";
import { type Addressee, WRITE_TO } from "./write-to.ts";

/** Participant and staff write to each other through the bot, without seeing each other's account. */
export function relay(deps: Deps, memory: HelpMemory): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const participants = composer.filter(isParticipant);
  const staff = composer.filter(isStaff);
  const members = composer.filter(isMember);
  const stale = (ctx: BotContext) => toast(ctx, ctx.t("button-stale"));

  onTap(participants, relaySendButton, async (ctx, tap) => {
    const { t } = ctx;
    const question = ctx.callbackQuery.message;
    if (!question) return stale(ctx);
    const { updateId, sourceMessageId, staffId, replyToMessageId } = tap;
    // Undefined when the participant has deleted it, or when Telegram thinks the question too old.
    const source = question.reply_to_message;
    const content = source?.message_id === sourceMessageId ? contentOf(source) : undefined;
    const { id: participantId } = ctx.person;
    if (!content || content.kind === "unsupported" || content.kind === "too-long") {
      if (await wasSent(deps, { participantId, updateId, sourceMessageId }))
        return toast(ctx, t("relay-already-toast"));
      toast(ctx);
      return show(ctx, { text: t("relay-gone"), keyboard: withHelp(new InlineKeyboard(), t) });
    }
    const sent = await sendToStaff(
      deps,
      {
        participantId,
        updateId,
        sourceMessageId,
        staffId,
        content,
        confirmationId: question.message_id,
        replyToMessageId: replyToMessageId === 0 ? undefined : replyToMessageId,
      },
      ctx.now,
    );
    switch (sent.kind) {
      case "sending":
        return toast(ctx, t("relay-sending-toast"));
      case "already":
        return toast(ctx, t("relay-already-toast"));
      case "changed": {
        const { staffId: newId, name } = sent;
        toast(ctx);
        return show(
          ctx,
          relayQuestion({ staffId: newId, name, updateId, sourceMessageId, replyToMessageId }, t, true),
        );
      }
      case "nobody":
        toast(ctx);
        return show(ctx, nobodyScreen(t));
      case "not-taking-part":
        toast(ctx);
        return show(ctx, { text: t("not-taking-part"), keyboard: withHelp(new InlineKeyboard(), t) });
    }
  });

  onTap(participants, relayDropButton, async (ctx, tap) => {
    // "Send" may have been tapped just before.
    if (await wasSent(deps, { ...tap, participantId: ctx.person.id }))
      return toast(ctx, ctx.t("relay-already-toast"));
    toast(ctx);
    show(ctx, { text: ctx.t("relay-dropped"), keyboard: withHelp(new InlineKeyboard(), ctx.t) });
  });

  onTap(participants, safeNowButton, async (ctx, tap) => {
    const { id: participantId } = ctx.person;
    // "Send" may have been tapped just before.
    if (await wasSent(deps, { ...tap, participantId })) return toast(ctx, ctx.t("relay-already-toast"));
    toast(ctx);
    show(ctx, gladScreen(await whoWouldRead(deps, participantId, ctx.now), tap, ctx.t));
  });

  onTap(members, relayOpenButton, async (ctx, { relayId }) => {
    const { person, t, now } = ctx;
    const messageId = ctx.callbackQuery.message?.message_id;
    if (messageId === undefined) return stale(ctx);
    // First of all, because it may say that the tap was made long ago.
    const { kind } = await findRelayed(deps.db, person, relayId, now);
    const late = await wasAskedLate(ctx, memory, openingText(ctx, kind));
    const opened = await openRelayed(deps, person, { relayId, messageId, late }, now);
    // What is typed below this message must not go to whom an answer was begun, nor become what another question asked for. An
    // enrolment goes on: there is nothing to read before its end.
    const isThere = opened.kind === "opened" || opened.kind === "already";
    if (person.kind === "staff" || isThere) await ctx.conversation.exitAll();
    if (opened.kind === "moved")
      show(ctx, {
        text:
          opened.name === null
            ? t("write-relay-moved-nobody", { code: opened.code })
            : t("relay-moved-open", { code: opened.code, name: opened.name }),
      });
  });

  onTap(members, relayAgainButton, async (ctx, tap) => {
    const { person } = ctx;
    const confirmationId = ctx.callbackQuery.message?.message_id;
    if (confirmationId === undefined) return stale(ctx);
    const sent = await sendAgain(deps, person, { ...tap, confirmationId }, ctx.now);
    toast(ctx, sentAgainText(ctx, sent));
  });

  onTap(participants, relayRemoveButton, async (ctx, tap) => {
    const found = await findForRemoval(deps, ctx.person.id, tap.relayId);
    const tapped = ctx.callbackQuery.message?.message_id;
    if (!found || tapped === undefined) return stale(ctx);
    const { own, sourceMessageId, name } = found;
    ctx.later(async () => {
      if ((await takeOut(ctx, own ? sourceMessageId : tapped)) && own)
        show(ctx, {
          text: ctx.t("relay-removed", { name }),
          keyboard: withHelp(new InlineKeyboard(), ctx.t),
        });
    });
  });

  onTap(staff, relayWriteButton, async (ctx, tap) => {
    const { participantId, relayId } = tap;
    const allowed = await mayWrite(deps.db, ctx.person, participantId, ctx.now);
    if (allowed.kind !== "may") return toast(ctx, mayNotWrite(allowed, ctx.t));
    toast(ctx);
    const to: Addressee = { participantId, code: allowed.code, replyToId: relayId === 0 ? null : relayId };
    await enterDialogue(ctx, WRITE_TO, ctx.person, to);
  });

  participants
    .filter((ctx) => ctx.person.status === "active")
    .on("message", async (ctx, next) => {
      if (!(await askToRelay(deps, ctx, ctx.person))) await next();
    });

  return composer;
}

function openingText({ person, t }: BotContext, found: Found["kind"]): string | undefined {
  switch (found) {
    case "waiting":
      return person.kind === "participant" ? t("relay-how-to-answer-toast") : undefined;
    case "already":
      return t("relay-opened-already-toast");
    case "moved":
      return undefined;
    case "not-taking-part":
      return person.kind === "participant" ? t("not-taking-part") : t("relay-unknown-toast");
    case "unknown":
      return t("relay-unknown-toast");
  }
}

function sentAgainText({ person, t }: BotContext, sent: SentAgain): string {
  switch (sent.kind) {
    case "sending":
      return t("relay-sending-toast");
    case "already":
      return t("relay-already-toast");
    case "nobody":
      return t("relay-nobody-yet-toast");
    case "not-taking-part":
      if (person.kind === "participant" || !("code" in sent)) return t("not-taking-part");
      return refusal(sent, t);
    case "frozen":
    case "moved":
    case "unknown":
      return refusal(sent, t);
  }
}
