import type { MessageKind } from "../enqueue.ts";
import { renderAlert } from "./alert.ts";
import { renderAskBack } from "./ask-back.ts";
import { renderAuditor } from "./auditor.ts";
import { renderClosing } from "./closing.ts";
import { renderExportJson, renderExportPage } from "./export.ts";
import { renderFollowUp } from "./follow-up.ts";
import { renderNotice } from "./notice.ts";
import { renderNumbersAgain } from "./numbers-again.ts";
import { renderPrompt } from "./prompt.ts";
import { renderRelayContent, renderRelayPush, renderRelayStatus } from "./relay.ts";
import type { Renderer } from "./rendered.ts";
import { renderRetraction } from "./retraction.ts";
import { renderSummaryPicture, renderSummaryText, renderSummaryWorkbook } from "./summary.ts";

export const renderers: Readonly<Record<MessageKind, Renderer>> = {
  prompt: renderPrompt,
  nudge: renderPrompt,
  closing: renderClosing,
  alert: renderAlert,
  "alert-update": renderAlert,
  "alert-follow-up": renderFollowUp,
  "numbers-again": renderNumbersAgain,
  "ask-back": renderAskBack,
  notice: renderNotice,
  audit: renderAuditor,
  retraction: renderRetraction,
  "export-json": renderExportJson,
  "export-page": renderExportPage,
  summary: renderSummaryText,
  "summary-picture": renderSummaryPicture,
  "summary-workbook": renderSummaryWorkbook,
  relay: renderRelayPush,
  "relay-content": renderRelayContent,
  "relay-status": renderRelayStatus,
};
