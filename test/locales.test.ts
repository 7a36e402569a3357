import { readdirSync, readFileSync } from "node:fs";
import { FluentResource } from "@fluent/bundle";
import { describe, expect, test } from "vitest";
import type { AlertEventKind } from "../src/alerts/record-event.ts";
import { translator } from "../src/i18n.ts";
import { loadInstruments } from "../src/instruments/index.ts";
import { ledgerReasons, ledgerSteps, type StepKind } from "../src/ledger/read-ledger.ts";
import type { MessageKind } from "../src/outbox/enqueue.ts";
import { renderers } from "../src/outbox/render/index.ts";
import { FORBIDDEN } from "./support/forbidden.ts";

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

/** The words of a pattern without what is filled in. */
function literals(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(literals);
  if (typeof value !== "object" || value === null) return [];
  const { variants } = value as { variants?: readonly { readonly value: unknown }[] };
  return (variants ?? []).flatMap((variant) => literals(variant.value));
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

test.each(LOCALES)("in %s every message renders within Telegram's limits and without a gap", (locale) => {
  for (const [id, body] of texts[locale]) {
    const values = Object.fromEntries(variables(body).map((name) => [name, 3]));
    const text = translator(locale)(id, values);
    expect(text.length, id).toBeGreaterThan(0);
    expect(text.length, id).toBeLessThanOrEqual(4096);
    expect(text, id).not.toMatch(/\{|\}|undefined|NaN/);
  }
});

test("a gap in a message is an error, a key without a message stands for itself", () => {
  expect(() => translator("id")("alert-push")).toThrow("code");
  expect(translator("id")("reason-of-another-version")).toBe("{reason-of-another-version}");
});

test("English counts one of something as one", () => {
  const wrong = [...texts.en].flatMap(([id, body]) => {
    const values = Object.fromEntries(variables(body).map((name) => [name, 1]));
    const text = translator("en")(id, values);
    return ONE_OF_MANY.test(text) && !NEVER_ONE.has(id) ? [`${id}: ${text}`] : [];
  });
  expect(wrong).toEqual([]);
});

/** What a rule or a constant of ours makes more than one. */
const NEVER_ONE: ReadonlySet<string> = new Set([
  "reason-personal-jump",
  "reason-drift",
  "reason-repeated-sign",
  "reason-repeated-sign-felt",
  "reason-half-missing",
  "reason-straight-lining",
  "quiet",
  "numbers-full",
  "number-old",
  "summary-meaning-groups",
  "summary-meaning-silent",
  "summary-concern-silent-at-least",
  "summary-meaning-engaged",
  "summary-meaning-abstinence",
]);

const ONE_OF_MANY =
  /\b1 (days|minutes|hours|people|participants|counselors|alerts|messages|answers|notes|parts|permissions|times|numbers|others|signs|checks|check-ins|daily checks|active people)\b/;

describe("what arrives unasked is safe on a lock screen", () => {
  /** Of each kind of message the keys that it is made of; null where it is somebody's own words or a picture. */
  const keysOf = {
    prompt: /^prompt$/,
    nudge: /^nudge-/,
    closing: /^(check-in-closed|completed)/,
    alert: /^alert-(push|state-|person-)/,
    "alert-update": /^alert-(push|state-|person-|moved|goes-on)/,
    notice: /^notice-/,
    audit: /^audit-/,
    retraction: /^(data-erased|alert-moved)$/,
    "export-json": /^own-file-json$/,
    "export-page": /^own-file-page$/,
    // The push shows its first line.
    summary: /^summary-title/,
    "summary-picture": null,
    "summary-workbook": null,
    relay: /^relay-push-/,
    "relay-content": null,
    "relay-status": /^relay-status-/,
    "alert-follow-up": /^follow-up-push$/,
    "numbers-again": /^numbers-again$/,
    "ask-back": /^ask-back$/,
  } as const satisfies Record<MessageKind, RegExp | null>;
  /** Leaves by a job of its own when somebody's data was erased by a coordinator. */
  const besides = /^erased$/;
  const patterns = [...Object.values(keysOf).filter((keys) => keys !== null), besides];
  /** What a push may fill in: who, when, how many; nothing that says how somebody is. */
  const HARMLESS =
    /^(at|code|codes|count|cover|date|day|days|holder|label|minutes|more|name|named|numbers|people|range|time|until|week|who|from|to|programme)$/;

  /** Numbers in words of ours: counts of things, hours, a telephone number, a number of days. */
  const COUNTS = /\b(1 (hal|thing|open thing)|\d\d[.:]00|112|\d+ (jam|hari|menit|hours|days|minutes))\b/g;

  test("every kind of message is looked at", () => {
    expect(Object.keys(keysOf).toSorted()).toEqual(Object.keys(renderers).toSorted());
  });

  test.each(LOCALES)("%s", (locale) => {
    for (const pattern of patterns) {
      const keys = [...texts[locale].keys()].filter((key) => pattern.test(key));
      expect(keys.length, String(pattern)).toBeGreaterThan(0);
      for (const key of keys) {
        const body = texts[locale].get(key);
        const words = literals(body?.value).join(" ");
        expect(`${key} ${words}`).not.toMatch(FORBIDDEN);
        for (const name of variables(body?.value)) expect(name, key).toMatch(HARMLESS);
        expect(words.replaceAll(COUNTS, ""), key).not.toMatch(/\d/);
      }
    }
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

test("whatever stopped or delayed a message, and whatever happened to an alert, has its words", () => {
  const events = [
    "corrected",
    "told",
    "told-again",
    "left",
    "frozen",
    "linked-again",
  ] as const satisfies readonly Exclude<AlertEventKind, StepKind>[];
  const keys = [
    ...ledgerReasons.map((error) => `ledger-why-${error}`),
    ...ledgerSteps.map((step) => `ledger-step-${step}`),
    ...events.map((event) => `own-event-${event}`),
  ];
  expect(keys.filter((key) => !texts.id.has(key))).toEqual([]);
});
