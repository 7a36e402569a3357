import { readdirSync, readFileSync } from "node:fs";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { describe, expect, test } from "vitest";
import { loadInstruments } from "../src/instruments/index.ts";

const LOCALES = ["id", "en"] as const;
const directory = new URL("../src/locales/", import.meta.url);
const files = readdirSync(new URL("id/", directory)).toSorted();

type Body = FluentResource["body"][number];

function messages(locale: string): ReadonlyMap<string, Body> {
  const bodies = files.flatMap((file) => {
    const source = readFileSync(new URL(`${locale}/${file}`, directory), "utf8");
    return new FluentResource(source).body;
  });
  return new Map(bodies.map((body) => [body.id, body]));
}

/** Every `{ $variable }` anywhere in a pattern. */
function variables(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(variables);
  if (typeof value !== "object" || value === null) return [];
  const node = value as { type?: string; name?: string };
  if (node.type === "var" && node.name) return [node.name];
  return Object.values(value).flatMap(variables);
}

const texts = { id: messages("id"), en: messages("en") };

test("both languages have the same files", () => {
  expect(readdirSync(new URL("en/", directory)).toSorted()).toEqual(files);
});

test("no key stands twice in a language", () => {
  for (const locale of LOCALES) {
    const ids = files.flatMap((file) =>
      new FluentResource(readFileSync(new URL(`${locale}/${file}`, directory), "utf8")).body.map(
        ({ id }) => id,
      ),
    );
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  }
});

test("both languages have the same keys with the same variables", () => {
  const shape = (locale: "id" | "en") =>
    [...texts[locale]]
      .map(([id, body]) => `${id}(${[...new Set(variables(body))].toSorted().join(" ")})`)
      .toSorted();
  expect(shape("en")).toEqual(shape("id"));
});

describe.each(LOCALES)("in %s", (locale) => {
  const bundle = new FluentBundle(locale, { useIsolating: false });
  for (const file of files)
    bundle.addResource(new FluentResource(readFileSync(new URL(`${locale}/${file}`, directory), "utf8")));

  test("every message renders within Telegram's limits and without a gap", () => {
    for (const [id, body] of texts[locale]) {
      const values = Object.fromEntries(variables(body).map((name) => [name, 3]));
      const errors: Error[] = [];
      const text = bundle.formatPattern(bundle.getMessage(id)?.value ?? "", values, errors);
      expect(errors, id).toEqual([]);
      expect(text.length, id).toBeGreaterThan(0);
      expect(text.length, id).toBeLessThanOrEqual(4096);
      expect(text, id).not.toMatch(/\{|\}|undefined|NaN/);
    }
  });
});

describe("what arrives unasked is safe on a lock screen", () => {
  const FORBIDDEN =
    /recovery|pemulihan|narkoba|relapse|kambuh|rehabilitasi|rehab|rutan|lapas|konselor|counsel|sekata|\btotal\b|skor|score/i;
  /** The keys of everything that the outbox renders, by the kinds in `outbox/enqueue.ts`. */
  const unasked = (id: string) =>
    /^(prompt|nudge-|alert-push|alert-state-|notice-|audit-|relay-push-|relay-status-|summary-title)/.test(
      id,
    );

  test.each(LOCALES)("%s", (locale) => {
    const pushes = [...texts[locale].keys()].filter(unasked);
    expect(pushes.length).toBeGreaterThan(10);
    for (const id of pushes)
      expect(`${id} ${JSON.stringify(texts[locale].get(id)?.value)}`).not.toMatch(FORBIDDEN);
  });
});

test("every key that the code asks for exists, and every key is asked for", () => {
  const sources = readdirSync(new URL("../src/", import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.startsWith("db/generated"))
    .map((path) => readFileSync(new URL(`../src/${path}`, import.meta.url), "utf8"))
    .join("\n");
  const literal = [...sources.matchAll(/\bt\(\s*"([a-zA-Z0-9-]+)"/g)].map(([, key]) => key ?? "");
  const built = [...sources.matchAll(/`([a-zA-Z0-9-]+-)\$\{/g)].map(([, prefix]) => prefix ?? "");
  expect(literal.length).toBeGreaterThan(50);
  expect(literal.filter((key) => !texts.id.has(key))).toEqual([]);
  const unused = [...texts.id.keys()].filter(
    (key) => !sources.includes(`"${key}"`) && !built.some((prefix) => key.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});

test("the questions speak both languages, and an answer's label has room on a small phone", () => {
  for (const instrument of loadInstruments().values())
    for (const question of [...instrument.questions, instrument.safety])
      for (const locale of LOCALES) {
        expect(question.text[locale].length).toBeGreaterThan(10);
        for (const { label } of question.choices) expect(label[locale].length).toBeLessThanOrEqual(40);
      }
});
