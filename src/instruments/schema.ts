import { z } from "zod";
import type { Instrument, Question } from "../domain/instrument.ts";

const text = z.string().trim().min(1);
const localised = z.strictObject({ id: text, en: text });
const questionId = z.string().regex(/^[A-Z][A-Z0-9]{0,15}$/, "must be capital letters and digits");
/** The labels of the values 0, 1, 2 … */
const choices = (count: number) =>
  z
    .array(localised)
    .length(count, `needs exactly ${count} labels, for 0 to ${count - 1}`)
    .transform((labels) => labels.map((label, value) => ({ value, label })));

const base = { id: questionId, name: localised, text: localised };
const sign = z.strictObject({
  ...base,
  skippable: z.boolean().default(false),
  sealed: z.boolean().default(false),
  coping: z.array(localised).length(3, "needs three small steps"),
  copingFrom: z.int().min(1).max(4).exactOptional(),
});
const closing = (count: number) => z.strictObject({ ...base, choices: choices(count) });

/** What the rules name. The other signs may have any id. */
const SIGNS_BY_NAME = ["S3", "S6", "S8"];

/** A questionnaire as it stands in a file. */
const instrumentFile = z
  .strictObject({
    key: z.string().regex(/^[a-z0-9-]+@\d+$/, 'must look like "name@1"'),
    status: z.enum(["draft", "confirmed"]),
    source: text,
    stem: localised,
    anchors: choices(5),
    s6Anchors: z.strictObject({ soft: choices(5), reporting: choices(5) }),
    signs: z.array(sign).length(10, "needs exactly ten signs: totals and thresholds are made for 0 to 40"),
    confidence: closing(5),
    contact: closing(3),
    safety: closing(3),
    /** Ids in the order shown. */
    order: z.array(questionId),
    shortForm: z.array(questionId).min(1),
  })
  .superRefine((file, context) => {
    const problem = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    const signs = file.signs.map(({ id }) => id);
    for (const id of SIGNS_BY_NAME)
      if (!signs.includes(id)) problem(["signs"], `the rules need a sign ${id}`);
    for (const [part, id] of [
      ["confidence", "C1"],
      ["contact", "C2"],
      ["safety", "SAFETY"],
    ] as const)
      if (file[part].id !== id) problem([part, "id"], `must be ${id}`);
    const s6 = file.signs.findIndex(({ id }) => id === "S6");
    if (file.signs[s6]?.skippable === false) problem(["signs", s6, "skippable"], "S6 must be skippable");
    if (file.signs[s6]?.sealed === false) problem(["signs", s6, "sealed"], "S6 must be sealed");

    const asked = [...signs, file.confidence.id, file.contact.id];
    for (const id of repeated(asked)) problem(["signs"], `${id} stands twice`);
    for (const part of ["order", "shortForm"] as const) {
      for (const id of repeated(file[part])) problem([part], `${id} stands twice`);
      for (const id of file[part]) if (!asked.includes(id)) problem([part], `there is no question ${id}`);
    }
    for (const id of asked) if (!file.order.includes(id)) problem(["order"], `${id} is missing`);
  });

export const instrumentSchema: z.ZodType<Instrument> = instrumentFile.transform((file): Instrument => {
  const plain = { skippable: false, sealed: false };
  const all: Question[] = [
    ...file.signs.map((sign) => ({
      ...sign,
      kind: "sign" as const,
      choices: sign.id === "S6" ? file.s6Anchors.soft : file.anchors,
    })),
    { ...file.confidence, ...plain, kind: "confidence" },
    { ...file.contact, ...plain, kind: "contact" },
  ];
  return {
    key: file.key,
    status: file.status,
    source: file.source,
    stem: file.stem,
    questions: file.order.flatMap((id) => all.filter((question) => question.id === id)),
    shortForm: file.shortForm,
    s6Choices: file.s6Anchors,
    safety: { ...file.safety, kind: "safety", skippable: true, sealed: true },
  };
});

function repeated(ids: readonly string[]): ReadonlySet<string> {
  return new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
}
