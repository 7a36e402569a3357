import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Localised, route } from "../../src/domain/instrument.ts";
import { instrumentOf, loadInstruments } from "../../src/instruments/index.ts";
import first from "../../src/instruments/recovery-dangers-1.json" with { type: "json" };
import { OperatorError } from "../../src/operator-error.ts";

/** A directory of questionnaires as a programme would keep it. */
function directory(files: Record<string, unknown>): string {
  const path = mkdtempSync(join(tmpdir(), "teman-pulih-instruments-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

const second = { ...first, key: "recovery-dangers@2", order: first.order.toReversed() };
const instrument = instrumentOf(loadInstruments(), "recovery-dangers@1");

describe("the built-in ten signs", () => {
  test("are a draft that says where it comes from", () => {
    expect(instrument.status).toBe("draft");
    expect(instrument.source).toContain("to be confirmed by the programme");
  });

  test("say everything in both languages, and differently", () => {
    const texts: Localised[] = [
      instrument.stem,
      ...Object.values(instrument.s6Choices)
        .flat()
        .map(({ label }) => label),
    ];
    for (const question of [...instrument.questions, instrument.safety])
      texts.push(
        question.name,
        question.text,
        ...question.choices.map(({ label }) => label),
        ...(question.coping ?? []),
      );
    expect(texts.filter(({ id, en }) => id === "" || en === "" || id === en)).toEqual([]);
    expect(texts.length).toBeGreaterThan(100);
  });

  test("have names short enough for a trend and labels short enough for a button", () => {
    for (const { name, choices } of [...instrument.questions, instrument.safety]) {
      for (const language of ["id", "en"] as const) {
        expect(name[language].length).toBeLessThanOrEqual(26);
        for (const { label } of choices) expect(label[language].length).toBeLessThanOrEqual(36);
      }
    }
  });

  test("offer three steps for each sign, at once only for craving and substances", () => {
    const signs = instrument.questions.filter(({ kind }) => kind === "sign");
    expect(signs.map(({ coping }) => coping?.length)).toEqual(Array(10).fill(3));
    const atOnce = instrument.questions.filter(({ copingFrom }) => copingFrom !== undefined);
    expect(atOnce.map(({ id, copingFrom }) => `${id} from ${copingFrom}`)).toEqual([
      "S8 from 3",
      "S6 from 3",
    ]);
  });

  test("never judge", () => {
    expect(JSON.stringify(first)).not.toMatch(/gagal|kotor|melanggar/i);
  });
});

describe("a programme's own questionnaires", () => {
  test("stand beside the built-in one and leave its route alone", () => {
    const before = route(instrument, { form: "full", s6Form: "soft" });
    const all = loadInstruments(directory({ "ours.json": second, "notes.txt": "not a questionnaire" }));

    expect([...all.keys()]).toEqual(["recovery-dangers@1", "recovery-dangers@2"]);
    const asked = route(instrumentOf(all, "recovery-dangers@2"), { form: "full", s6Form: "soft" });
    expect(asked.map(({ id }) => id).join(" ")).toBe("C2 C1 S6 S8 S10 S4 S9 S7 S5 S3 S2 S1");
    expect(route(instrumentOf(all, "recovery-dangers@1"), { form: "full", s6Form: "soft" })).toEqual(before);
  });

  test("cannot redefine a version that people may have answered", () => {
    expect(() => loadInstruments(directory({ "ours.json": { ...second, key: first.key } }))).toThrow(
      "ours.json: recovery-dangers@1 exists already",
    );
  });

  test("are refused with every problem of every file at once", () => {
    const path = directory({
      "a.json": "{ not json",
      "b.json": { ...second, status: "final", stem: { id: "Sejak…" } },
      "c.json": { ...second, order: [...first.order.slice(1), "S2", "S11"], signs: first.signs.slice(1) },
    });
    const refusal = refusalOf(() => loadInstruments(path));
    expect(refusal).toBeInstanceOf(OperatorError);
    const problems = String(refusal);
    for (const part of [
      "a.json: is not JSON\n",
      "b.json: status",
      "b.json: stem.en",
      "c.json: signs: needs exactly ten",
    ])
      expect(problems).toContain(part);
  });

  test.each([
    ["a question left out of the order", { order: first.order.slice(1) }, "order: S1 is missing"],
    ["a question asked twice", { order: [...first.order, "S1"] }, "order: S1 stands twice"],
    [
      "a short form with an unknown question",
      { shortForm: ["S1", "S77"] },
      "shortForm: there is no question S77",
    ],
    [
      "eleven signs",
      { signs: [...first.signs, { ...first.signs[0], id: "S11" }] },
      "needs exactly ten signs",
    ],
    [
      "a sign that the rules name under another id",
      { signs: first.signs.map((sign) => (sign.id === "S8" ? { ...sign, id: "CRAVING" } : sign)) },
      "the rules need a sign S8",
    ],
    [
      "an S6 that everybody could read",
      { signs: first.signs.map((sign) => (sign.id === "S6" ? { ...sign, sealed: false } : sign)) },
      "S6 must be sealed",
    ],
    ["four anchors", { anchors: first.anchors.slice(1) }, "anchors: needs exactly 5 labels"],
    ["a misspelt part", { stemm: first.stem }, "stemm"],
  ])("are refused with %s", (_, change, problem) => {
    expect(() => loadInstruments(directory({ "ours.json": { ...second, ...change } }))).toThrow(problem);
  });
});

test("a questionnaire that is gone is named", () => {
  const refusal = refusalOf(() => instrumentOf(loadInstruments(), "recovery-dangers@9"));
  expect(refusal).toBeInstanceOf(OperatorError);
  expect(String(refusal)).toContain("no questionnaire recovery-dangers@9; there are recovery-dangers@1");
});
