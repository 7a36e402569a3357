import { InlineKeyboard } from "grammy";
import { wasTaken } from "../../alerts/staff-acts.ts";
import type { Deps } from "../../deps.ts";
import { everyQuestion, type Localised, labelOf, type Question, route } from "../../domain/instrument.ts";
import { collectExport } from "../../own-data/collect-export.ts";
import { type OwnCheckIn, writePage } from "../../own-data/write-page.ts";
import { discardButton } from "../../screens/callback-data.ts";
import { describeReason } from "../../screens/describe-reason.ts";
import { withHelp } from "../../screens/help-row.ts";
import { cameOfIt, eventWords, seenBy, seenWhat, sentWhat } from "../../screens/own-data.ts";
import type { Reader } from "../../screens/reader.ts";
import type { OutboxRow } from "../row.ts";
import type { Rendered, Renderer } from "./rendered.ts";

export const renderExportJson: Renderer = async (deps, row, reader, now) => {
  const data = await dataOf(deps, row, now);
  return data === undefined
    ? { kind: "stale" }
    : file(JSON.stringify(data, undefined, 2), "data.json", "own-file-json", reader);
};

export const renderExportPage: Renderer = async (deps, row, reader, now) => {
  const data = await dataOf(deps, row, now);
  if (data === undefined) return { kind: "stale" };
  const { t, locale } = reader;
  const names = new Map<string, Localised>(
    [...deps.instruments.values()].flatMap((instrument) =>
      everyQuestion(instrument).map(({ id, name }) => [id, name] as const),
    ),
  );
  const nameOf = (id: string) => names.get(id);
  const page = writePage(data, {
    ...reader,
    nameOf,
    labelOf: (checkIn, questionId, answer) => {
      const question = questionsOf(deps, checkIn).find(({ id }) => id === questionId);
      return question && labelOf(question, answer);
    },
    describe: (reason) => describeReason(reason, nameOf, locale, t),
    cameOf: (alert) => cameOfIt({ ...alert, wasTaken: wasTaken(alert) }, t),
    eventWords: (kind) => eventWords(kind, t),
    sentWhat: (kind) => sentWhat(kind, t),
    seenBy: (seen) => seenBy(seen, t),
    seenWhat: (action) => seenWhat(action, t),
  });
  return file(page, "data.html", "own-file-page", reader);
};

/** With the words that this check-in was asked in; none where its questionnaire is not there any more. */
function questionsOf({ instruments }: Deps, { instrument: key, s6Form }: OwnCheckIn): readonly Question[] {
  const instrument = instruments.get(key);
  if (!instrument) return [];
  const asked = route(instrument, { form: "full", s6Form: s6Form === "reporting" ? "reporting" : "soft" });
  return [...asked, instrument.safety];
}

/** Only ever of the person to whom the row goes, and of nobody whose account is locked. */
async function dataOf(deps: Deps, { participantId, participantStatus }: OutboxRow, now: Date) {
  if (participantId === null || participantStatus === "frozen") return undefined;
  return await collectExport(deps, participantId, now);
}

function file(text: string, filename: string, caption: string, { t }: Reader): Rendered {
  return {
    kind: "document",
    file: Buffer.from(text, "utf8"),
    filename,
    caption: t(caption),
    // Their own data, to keep where they like.
    protect: false,
    keyboard: withHelp(new InlineKeyboard().text(t("button-discard"), discardButton.pack({})).row(), t),
  };
}
